// SPDX-License-Identifier: MIT
// Tests base/utf8.hpp.
#include <doctest/doctest.h>

#include <hurricane/base/utf8.hpp>

using namespace hurricane;

TEST_CASE("UTF-8 without zero bytes, longer forms of shorter codes and surrogates") {
    for (auto const* good : {"", "plain", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8c\x80",
                             "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"}) {
        CAPTURE(good);
        CHECK(is_utf8(good));
    }
    for (auto const* bad : {"\xff", "\x80", "\xc3", "\xe2\x82", "\xc3x", "\xc0\xaf", "\xe0\x80\xaf",
                            "\xed\xa0\x80", "\xf4\x90\x80\x80"})
        CHECK(!is_utf8(bad));
    CHECK(!is_utf8({"a\0b", 3}));
}
