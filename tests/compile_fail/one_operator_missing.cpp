// expect: one_operator_for_each_layer<.*small, 3, 4>
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
struct mine : network_of<small, ops::sep<3>, repeat<3, ops::mb<3, 3>>> {};
#else
struct mine : network_of<small, ops::sep<3>, repeat<2, ops::mb<3, 3>>> {};
#endif
constexpr auto params = mine::params;
