// expect: candidate_has_a_name_of_its_own<.*mine, .*plain_sep,
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct plain_sep : ops::sep<5> {
#ifndef OK
    static constexpr fixed_string name = "sep<3>";
#endif
};
struct mine : space<small, pool<ops::sep<3>, plain_sep>> {};
auto found() { return two_stage<mine, phone>(toy{}, {}); }
