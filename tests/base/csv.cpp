// SPDX-License-Identifier: MIT
// Tests base/csv.hpp, base/csv_lines.hpp, base/utf8.hpp, base/error.hpp.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <hurricane/base/csv.hpp>
#include <hurricane/base/files.hpp>

#include "support.hpp"

using namespace hurricane;

TEST_CASE("a CSV is read cell by cell, and every mistake has a place") {
    scratch_folder const folder;
    auto const path = folder / "t.csv";
    auto const read = [&](std::string const& text) {
        write_file(path, text);
        return csv_reader{path};
    };
    auto good = read("# note\na,\"b,c\",d\r\n1,x,\"say \"\"hi\"\"\"\n\n2.5e3,,z");
    CHECK(good.comments().size() == 1);
    CHECK(good.header() == std::vector<std::string>{"a", "b,c", "d"});
    REQUIRE(good.next());
    CHECK(good.number<int>(0) == 1);
    CHECK(good[2] == "say \"hi\"");
    REQUIRE(good.next());
    CHECK(good.number<double>(0) == 2500);
    CHECK_THROWS_WITH_AS(good.number<int>(2),
                         doctest::Contains(":5, column d: 'z' is not a number"), error);
    CHECK(!good.next());
    CHECK_THROWS_WITH_AS((void)good.column("q"), doctest::Contains("the columns are a, b,c, d"),
                         error);

    CHECK_THROWS_WITH_AS(read(""), doctest::Contains("empty"), error);
    CHECK_THROWS_WITH_AS(read("# only a note\n"), doctest::Contains("empty"), error);
    CHECK_THROWS_WITH_AS(read("a\n1,2\n").next(), doctest::Contains(":2: 2 cells in a table of 1"),
                         error);
    CHECK_THROWS_WITH_AS(read("a\n\"1\n").next(), doctest::Contains("not closed"), error);
    CHECK_THROWS_WITH_AS(read("a\n\xff\n").next(), doctest::Contains("not UTF-8"), error);
    CHECK_THROWS_WITH_AS(read("a\n\xc3").next(), doctest::Contains("not UTF-8"), error);
    for (auto const* none :
         {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe0\x80\xaf"})
        CHECK_THROWS_WITH_AS(read("a\n" + std::string{none} + "\n").next(),
                             doctest::Contains("not UTF-8"), error);
    CHECK(read("a\n\xf0\x9f\x8c\x80\xed\x9f\xbf\n").next());
    CHECK(read("a\n\xc3\xa9\n").next());
    CHECK_THROWS_WITH_AS(read("a\n" + std::string(csv_reader::longest_line + 1, 'x')).next(),
                         doctest::Contains("longer than 1 MiB"), error);
    CHECK_THROWS_WITH_AS(csv_reader{folder / "none.csv"}, doctest::Contains("cannot read"), error);
}

TEST_CASE("what spreadsheets and numpy make of a CSV is read, or refused by what it is") {
    scratch_folder const folder;
    auto const path = folder / "t.csv";
    using rows = std::vector<std::vector<std::string>>;
    auto const read = [&](std::string const& text, char const* column = "a") {
        write_file(path, text);
        csv_reader csv{path};
        (void)csv.column(column);
        rows all{csv.header()};
        while (csv.next()) {
            auto& row = all.emplace_back();
            for (std::size_t c = 0; c < csv.header().size(); ++c) row.push_back(csv[c]);
        }
        return all;
    };
    auto const refuses = [&](std::string const& text, char const* words) {
        CHECK_THROWS_WITH_AS(read(text), doctest::Contains(words), error);
    };
    rows const table{{"a", "b"}, {"1", "2"}, {"3", "4 5"}};
    for (std::string const text :
         {"a,b\n1,2\n3,4 5\n", "a,b\r1,2\r3,4 5\r", "a,b\r1,2\r3,4 5", "a,b\r\n1,2\r\n3,4 5\r\n",
          " a , b \n1\t, 2\n3,4 5  \n", "a,b\n\"1\", \"2\" \n\"3 \",\"4 5\"\n",
          "a,b,,\n1,2,,\n,,,\n3,4 5,\n", "\xEF\xBB\xBF\"a\",b\n1,2\n3,4 5\n",
          "# note\n\n,,\na,b\n1,2\n  \n3,4 5\n", "# a,b\n1,2\n3,4 5\n",
          "# note\n#a, b,,\n1,2,,\n3,4 5,,\n", "\"# a\",\"b\"\n1,2\n3,4 5\n"}) {
        CAPTURE(text);
        CHECK(read(text) == table);
    }
    CHECK(read("a,b\n\"1\n2\",3\n4,\"5\r\n6\"\n") ==
          rows{{"a", "b"}, {"1\n2", "3"}, {"4", "5\n6"}});
    CHECK(read("a\n5\"\n") == rows{{"a"}, {"5\""}});     // five inches
    CHECK(read("# b,a\na\n1\n") == rows{{"a"}, {"1"}});  // a comment beside a header stays one
    CHECK(read("# \"a\",\"b\"\n1,2\n3,4 5\n") == table);
    write_file(path, "\"# a\nnote, with a comma\",,\na,b,\n1,2,\n");
    CHECK(csv_reader{path}.comments() == std::vector<std::string>{"# a note, with a comma"});
    CHECK(read("# a,b\n1,\n2,3\n") == rows{{"a", "b"}, {"1", ""}, {"2", "3"}});
    refuses("# a,c\n1,2,3\n", "no column 'a'; the columns are 1, 2, 3");
    refuses("# note\nb,c\n1,2\n", "t.csv:2: no column 'a'");
    refuses("a,b\n\"1\"x,2\n", "t.csv:2: text behind the quotes");
    refuses("a,b\n1,2\n\"3,4\n5,6\n", "t.csv:3: a quote is not closed");
    refuses("a\n\"" + std::string(csv_reader::longest_line + 1, 'x'), "a quote is not closed");
    refuses("a,b\n1\n", "t.csv:2: 1 cells in a table of 2 columns");
    refuses("a,b\n\"1\n\",2\n3\n", "t.csv:4: 1 cells");
    refuses("\xEF\xBB\n", "not UTF-8");
    refuses("# \xff\na\n", "t.csv:1: the line is not UTF-8");
    refuses("a\n" + std::string(1, '\0') + "\n", "not UTF-8");
    refuses(",,\n", "the file is empty");
    refuses("\xEF\xBB\xBF", "the file is empty");
    write_file(path, std::string("a\n") + std::string(200'000, '\n') + "7\n");
    csv_reader csv{path};
    REQUIRE(csv.next());
    CHECK(csv.line() == 200'002);
    CHECK(csv.number<int>(0) == 7);
    std::stop_source stop;
    csv_reader stopping{path, stop.get_token()};
    stop.request_stop();
    CHECK_THROWS_AS((void)stopping.next(), stopped);
}
