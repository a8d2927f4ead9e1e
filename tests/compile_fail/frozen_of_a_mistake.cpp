// expect: operator_fits<.*mine, 0, .*sep<4>, .*kernel_must_be_odd>
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
struct mine : space<small, pool<ops::sep<5>>> {};
#else
struct mine : space<small, pool<ops::sep<4>>> {};
#endif
constexpr auto params = frozen<mine, "0-0-0-0">::params;
