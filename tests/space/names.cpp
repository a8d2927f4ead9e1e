// SPDX-License-Identifier: MIT
// Tests space/names.hpp.
#include <array>

#include <hurricane/ops/sep.hpp>
#include <hurricane/space/backbones.hpp>
#include <hurricane/space/names.hpp>
#include <hurricane/space/space.hpp>

using namespace hurricane;

namespace {

struct twice : backbones::fashion {
    static constexpr std::array stages{stage{16, 2, 2}, stage{16, 2, 1}};
    static constexpr int split = 2;
};

/// Another operator of the same name.
struct pretender : ops::sep<5> {
    static constexpr auto name = ops::sep<3>::name;
};

struct nameless : ops::sep<5> {
    static constexpr fixed_string name = "";
};

template <class... Pools>
constexpr auto bad = detail::first_bad_name<space<twice, Pools...>>();

using detail::pool_position;
static_assert(bad<pool<ops::sep<3>>, pool<ops::sep<5>, ops::sep<3>>> == pool_position{});
static_assert(bad<pool<ops::sep<3>>, pool<ops::sep<5>, pretender>> == pool_position{1, 1});
static_assert(bad<pool<ops::sep<5>, ops::sep<3>, ops::sep<3>>> == pool_position{0, 2});
static_assert(bad<pool<ops::sep<5>, nameless>, pool<ops::sep<3>>> == pool_position{0, 1});

static_assert(detail::is_good_name("mb<6,3>") && !detail::is_good_name(R"(a"b)"));
static_assert(!detail::is_good_name("a\nb") && !detail::is_good_name(R"(a\b)"));

}  // namespace
