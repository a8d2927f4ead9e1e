// SPDX-License-Identifier: MIT
// Tests base/identifier.hpp.
#include <doctest/doctest.h>

#include <hurricane/base/identifier.hpp>

using namespace hurricane;

TEST_CASE("a name is cut into namespace and type, and what names no type is refused") {
    auto const name = parse_name("a::b::board", "here");
    CHECK(name.space == "a::b");
    CHECK(name.type == "board");
    CHECK(name.open() == "namespace a::b {\n\n");
    CHECK(name.close() == "\n}  // namespace a::b\n");
    CHECK(parse_name("board", "here").open().empty());
    CHECK_THROWS_WITH_AS(parse_name("a::class", "here"),
                         "here: 'a::class' is not the name of a type; write for example my::device",
                         error);
    CHECK(is_reserved("constinit"));
    CHECK(!is_reserved("board"));
}

TEST_CASE("numbers and comments of written headers") {
    CHECK(hexadecimal(0) == "0000000000000000");
    CHECK(hexadecimal(0xfedcba9876543210) == "fedcba9876543210");
    CHECK(in_comment("a\\b\nc\rd?e") == "a b c d e");
}
