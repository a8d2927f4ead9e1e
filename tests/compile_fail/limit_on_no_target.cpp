// expect: this argument must be a target
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
auto found() { return two_stage<tiny, phone, latency_limit{.ms = 10}>(toy{}, {}); }
#else
auto found() { return two_stage<tiny, small, latency_limit{.ms = 10}>(toy{}, {}); }
#endif
