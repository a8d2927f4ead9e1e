// expect: the first argument of network_of must be a backbone
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct no_frame {};
#ifdef OK
struct mine : network_of<small, repeat<4, ops::sep<3>>> {};
#else
struct mine : network_of<no_frame, repeat<4, ops::sep<3>>> {};
#endif
auto plans = network<mine>();
