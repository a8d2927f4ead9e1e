// expect: no network of this space is as fast on this target as the limit asks
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
auto found() { return two_stage<tiny, phone, latency_limit{.ms = 10}>(toy{}, {}); }
#else
auto found() { return two_stage<tiny, phone, latency_limit{.ms = 0.01}>(toy{}, {}); }
#endif
