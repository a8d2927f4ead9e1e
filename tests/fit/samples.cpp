// SPDX-License-Identifier: MIT
// Tests fit/samples.hpp, networks/table.hpp.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include <hurricane/base/files.hpp>
#include <hurricane/fit/fit.hpp>
#include <hurricane/fit/samples.hpp>

#include "fuzz.hpp"
#include "support.hpp"

using namespace hurricane;

TEST_CASE("networks are read from one column of choices or from several of text") {
    scratch_folder const folder;
    auto const read = [&](std::string const& text, std::vector<std::string> const& arch) {
        write_file(folder / "x.csv", text);
        return fit::read_samples(folder / "x.csv", arch, "ms");
    };
    auto const a = read(
        "net,ms\n0312,1.5\n\"0111\",2\n1000,\n1000,nan\n1000,-inf\n1000,0\n1000,-3\n", {"net"});
    CHECK(a.size() == 2);
    CHECK(a.dropped == 5);
    CHECK(a.choices == std::vector<int>{2, 4, 2, 3});
    CHECK(std::vector<int>(a[0].begin(), a[0].end()) == std::vector<int>{0, 3, 1, 2});
    auto const b = read("ms,net\n1,12-0-3\n2,0-11-0\n", {"net"});
    CHECK(b.choices == std::vector<int>{13, 12, 4});
    auto const c = read("op1,ms,op2\nconv,1,skip\npool,2,skip\n", {"op1", "op2"});
    CHECK(c.names[0] == std::vector<std::string>{"conv", "pool"});
    CHECK(c.choices == std::vector<int>{2, 1});
    CHECK(c.columns == std::vector<std::string>{"op1", "op2"});
    CHECK(a.columns == std::vector<std::string>{"net 0", "net 1", "net 2", "net 3"});
    // Cells that are one number, or one text but for blanks, are one choice.
    auto const e =
        read("k,op,ms\n1,mb3,1\n1.0,mb3 ,1\n +1,\" mb3\",1\n1e0,mb3,1\n3,MB3,1\n", {"k", "op"});
    CHECK(e.choices == std::vector<int>{2, 2});
    CHECK(e.names[0] == std::vector<std::string>{"1", "3"});
    CHECK(read("k,op,ms\n9007199254740993,a,1\n9007199254740992,a,1\n", {"k", "op"}).choices[0] ==
          2);
    auto const j = read("e,k,ms,d\n4,3,1,2\n4,5,1,2\n4.0,3,1,3\n4,3,1,2\n", {"e*k", "d"});
    CHECK(j.choices == std::vector<int>{2, 2});
    CHECK(j.names[0] == std::vector<std::string>{"4*3", "4*5"});
    CHECK(j.columns == std::vector<std::string>{"e*k", "d"});
    CHECK(std::vector<int>(j[2].begin(), j[2].end()) == std::vector<int>{0, 1});
    CHECK(read("01,2,ms\n0,3,1\n0,4,1\n", {"01*2"}).positions == 1);
    CHECK(read("a*b,a,b,ms\n01,1,1,1\n", {"a*b"}).positions == 2);       // a column of that name
    CHECK(read("# net, ms\n01, 1\n02, +2\n", {"net"}).size() == 2);      // numpy.savetxt
    CHECK(read("\xEF\xBB\xBFnet,ms\r\n01,1\r\n", {"net"}).size() == 1);  // as spreadsheets save
    auto const refuses = [&](std::string const& text, std::vector<std::string> const& arch,
                             char const* words) {
        CHECK_THROWS_WITH_AS(read(text, arch), doctest::Contains(words), error);
    };
    refuses("net,ms\n01,1\n02,fast\n", {"net"}, "x.csv:3, column ms");
    refuses("net,ms\n01,1\n0x,1\n", {"net"}, "x.csv:3, column net");
    refuses("net,ms\n1--2,1\n", {"net"}, "'1--2' is not a network");
    refuses("net,ms\n1-2-,1\n", {"net"}, "is not a network");
    refuses("net,ms\n1-256,1\n", {"net"}, "is not a network");
    refuses("net,ms\n,1\n", {"net"}, "is not a network");
    refuses("net,ms\n01,1\n012,1\n", {"net"}, "3 choices where the first network has 2");
    refuses("a,b,ms\nx,,1\n", {"a", "b"}, "x.csv:2, column b");
    refuses("net,ms\n01,\n", {"net"}, "no row has a usable latency");
    refuses("net,ms\n01,1e200\n", {"net"}, "x.csv:2, column ms");
    refuses("net,ms,ms\n01,1,1\n", {"net"}, "two columns are named 'ms'");
    refuses("a,ms\n0,1\n", {"a", "a"}, "named twice");
    refuses("net,time\n01,1\n", {"net"}, "no column 'ms'");
    refuses("a,b,ms\n0,1,1\n", {"a*b", "a"}, "named twice");
    refuses("a,b,ms\n0,1,1\n", {"a*c", "b"}, "no column 'c'");
    refuses("a,b,ms\n0,,1\n", {"a*b"}, "x.csv:2, column b: an empty cell");
    refuses("a,b,ms\n0,1,1\n", {"a*ms", "b"}, "both a number");
    refuses("a,ms\n0,1\n", {"a", "ms"}, "both a number and a part");
    CHECK_THROWS_WITH_AS(fit::split_rows(10, 10, 0), doctest::Contains("leave some for the test"),
                         error);
}

TEST_CASE("the reader of measured networks takes a file or refuses it in one sentence") {
    int taken = 0;
    auto const attack = [&](std::string const& valid, std::vector<std::string> const& arch) {
        return fuzz(valid, nasty_text, 10'000, [&](std::filesystem::path const& path) {
            auto const s = fit::read_samples(path, arch, "ms");
            ++taken;
            REQUIRE(s.genes.size() == s.size() * std::size_t(s.positions));
            for (std::size_t i = 0; i < s.genes.size(); ++i) {
                REQUIRE(s.genes[i] >= 0);
                REQUIRE(s.genes[i] < s.choices[i % std::size_t(s.positions)]);
            }
        });
    };
    int const refused = attack("arch,ms\n0-1-2,3\n1-1-1,4.5\n2-10-0,\n0-0-0,1e-3\n", {"arch"}) +
                        attack("a,b,ms\nred,1,3\nblue,\"2,5\",4.5\nred,3,nan\n", {"a", "b"});
    CHECK(refused > 5'000);
    CHECK(taken > 1'000);
}
