// expect: named_operators_can_be_held<mine, 9.*, 8
// SPDX-License-Identifier: MIT
#include "common.hpp"

using eight = keep_always<ops::sep<3>, ops::sep<5>, ops::sep<7>, ops::mb<1, 3>, ops::mb<1, 5>,
                          ops::mb<1, 7>, ops::mb<3, 3>, ops::mb<3, 5>>;
using nine = keep_always<ops::sep<3>, ops::sep<5>, ops::sep<7>, ops::mb<1, 3>, ops::mb<1, 5>,
                         ops::mb<1, 7>, ops::mb<3, 3>, ops::mb<3, 5>, ops::mb<3, 7>>;
#ifdef OK
struct mine : hardware_aware<pool32, small, phone, eight> {};
#else
struct mine : hardware_aware<pool32, small, phone, nine> {};
#endif
auto priced() { return price<mine>(); }
