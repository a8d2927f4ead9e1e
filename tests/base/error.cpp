// SPDX-License-Identifier: MIT
// Tests base/error.hpp.
#include <doctest/doctest.h>

#include <string>

#include <hurricane/base/error.hpp>

using namespace hurricane;

TEST_CASE("an error is one sentence of where, what and what to do, without control characters") {
    error const e{"it is no number", "a.csv:3", "write 1.5"};
    CHECK(std::string{e.what()} == "a.csv:3: it is no number; write 1.5");
    CHECK(e.problem == "it is no number");
    CHECK(e.where == "a.csv:3");
    CHECK(e.remedy == "write 1.5");
    CHECK(std::string{error{"only this"}.what()} == "only this");
    CHECK(std::string{error{"a\nb\x7f"}.what()} == "a?b?");
    // Cut before a character of two bytes that would not fit whole.
    std::string long_one(402, 'x');
    long_one[399] = '\xc3';
    long_one[400] = '\xa9';
    std::string const said = error{long_one}.what();
    CHECK(said.size() == 399 + 3);
    CHECK(said.ends_with("x..."));
    CHECK(std::string{stopped{}.what()} == "stopped on request");
}
