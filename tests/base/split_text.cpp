// SPDX-License-Identifier: MIT
// Tests base/split_text.hpp.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <hurricane/base/split_text.hpp>

using namespace hurricane;

TEST_CASE("text has one part more than separators") {
    using parts = std::vector<std::string>;
    CHECK(split_text("a,,b", ',') == parts{"a", "", "b"});
    CHECK(split_text(",", ',') == parts{"", ""});
    CHECK(split_text("", ',') == parts{""});
    CHECK(split_text("a,b", ';') == parts{"a,b"});
}
