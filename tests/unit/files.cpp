// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <hurricane/base/archive.hpp>
#include <hurricane/base/csv.hpp>
#include <hurricane/base/file_reader.hpp>
#include <thread>

#include "support.hpp"

using namespace hurricane;

TEST_CASE("an archive comes back, and damage is noticed") {
    scratch_folder const folder;
    auto const path = folder / "a.bin";
    archive_writer out{"test", 2, 77};
    std::vector<float> const xs{1, 2.5f, -3};
    out.number(std::int32_t{-5}), out.text("name"), out.floats(xs);
    out.save(path);
    {
        archive_reader in{path, "test", 2, 77};
        CHECK(in.number<std::int32_t>() == -5);
        CHECK(in.text() == "name");
        std::vector<float> ys(3);
        in.floats(ys);
        CHECK(ys == xs);
        CHECK_THROWS_WITH_AS(in.number<double>(), doctest::Contains("ends too early"), error);
    }
    CHECK_THROWS_WITH_AS((archive_reader{path, "test", 2, 78}),
                         doctest::Contains("another space or network"), error);
    CHECK_THROWS_WITH_AS((archive_reader{path, "other", 2, 77}), doctest::Contains("'test' file"),
                         error);
    CHECK_THROWS_WITH_AS((archive_reader{path, "test", 1, 77}), doctest::Contains("newer"), error);
    CHECK_THROWS_WITH_AS((archive_reader{path, "test", 3, 77}),
                         doctest::Contains("version 2 is older than 3"), error);
    auto const whole = read_file(path);
    for (std::size_t cut = 0; cut < whole.size();
         ++cut) {  // every truncation and every flipped byte
        write_file(path, std::string_view{whole}.substr(0, cut));
        CHECK_THROWS_AS((archive_reader{path, "test", 2, 77}), error);
        auto bad = whole;
        bad[cut] = static_cast<char>(bad[cut] ^ 1);
        write_file(path, bad);
        CHECK_THROWS_AS((archive_reader{path, "test", 2, 77}), error);
    }
    CHECK(!std::filesystem::exists(folder / "a.bin.part"));
}

TEST_CASE("a file that cannot be written leaves nothing behind") {
    scratch_folder const folder;
    CHECK_THROWS_WITH_AS(write_file(folder / "none" / "x", "y"), doctest::Contains("cannot write"),
                         error);
    CHECK_THROWS_AS(check_writable(folder / "none" / "x"), error);
    check_writable(folder / "x");
    CHECK(std::filesystem::is_empty(folder.path));
    CHECK_THROWS_WITH_AS((void)read_file(folder.path), doctest::Contains("cannot read"),
                         error);  // a folder
    std::string const large(100'000, 'x');
    write_file(folder / "large", large);
    CHECK(read_file(folder / "large") == large);
    std::filesystem::remove(folder / "large");
    write_file(folder / "file", "");
    CHECK_THROWS_WITH_AS(make_folder(folder / "file" / "below"),
                         doctest::Contains("cannot create the folder"), error);
}

TEST_CASE("a file that is replaced keeps its permissions, and links to it stay") {
    scratch_folder const folder;
    auto const file = folder / "file";
    write_file(file, "old");
    std::filesystem::permissions(file, std::filesystem::perms{0640});
    std::filesystem::create_directory(folder / "elsewhere");
    std::filesystem::create_symlink(folder / "elsewhere" / "target", folder / "dangling");
    std::filesystem::create_symlink("file", folder / "link");
    write_file(folder / "link", "new");
    write_file(folder / "dangling", "made");
    CHECK(read_file(file) == "new");
    CHECK(std::filesystem::status(file).permissions() == std::filesystem::perms{0640});
    CHECK(std::filesystem::is_symlink(folder / "link"));
    CHECK(std::filesystem::is_symlink(folder / "dangling"));
    CHECK(read_file(folder / "elsewhere" / "target") == "made");
    std::filesystem::create_symlink("loop", folder / "loop");
    CHECK_THROWS_WITH_AS(write_file(folder / "loop", "x"), doctest::Contains("cannot write"),
                         error);
}

TEST_CASE("files in the making are nobody's, and swept up where they were left") {
    scratch_folder const folder;
    for (auto const* name :
         {"a.part", "a.trial", ".hurricane-notes", ".hurricane-0123456789abcdeg.part"})
        write_file(folder / name, name);
    write_file(folder / "a", "x");
    check_writable(folder / "a");
    {
        temporary_file half{folder / "b"};
        half.write("half");
        temporary_folder const part{folder.path};
        CHECK(std::distance(std::filesystem::directory_iterator{folder.path}, {}) == 7);
    }
    CHECK(!std::filesystem::exists(folder / "b"));
    write_file(folder / ".hurricane-0123456789abcdef.part", "left by a kill");
    sweep_temporary_files(folder.path);
    CHECK(std::distance(std::filesystem::directory_iterator{folder.path}, {}) == 5);
    CHECK(read_file(folder / "a.part") == "a.part");
}

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

namespace {

/// All of a file, read in blocks of a few bytes.
std::string read_in_blocks(std::filesystem::path const& path, std::stop_token stop = {}) {
    file_reader in{path, stop};
    std::string content;
    char block[7];
    for (auto n = in.read(block); n > 0; n = in.read(block)) content.append(block, n);
    return content;
}

}  // namespace

TEST_CASE("a file is read in blocks, and what is no file is refused") {
    scratch_folder const folder;
    write_file(folder / "file", std::string(100, 'x') + '\0' + "end");
    CHECK(read_in_blocks(folder / "file") == read_file(folder / "file"));
    write_file(folder / "empty", "");
    CHECK(read_in_blocks(folder / "empty").empty());
    CHECK_THROWS_WITH_AS(read_in_blocks(folder / "none"), doctest::Contains("cannot read"), error);
    CHECK_THROWS_WITH_AS(read_in_blocks(folder.path), doctest::Contains("it is a folder"), error);
    std::stop_source stop;
    CHECK(read_in_blocks(folder / "file", stop.get_token()).size() == 104);
    stop.request_stop();
    CHECK_THROWS_AS(read_in_blocks(folder / "file", stop.get_token()), stopped);
}

TEST_CASE("a pipe is read to its end, across signals and pauses") {
    scratch_folder const folder;
    auto const pipe = folder / "pipe";
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);

    struct sigaction interrupt {};

    struct sigaction before {};

    interrupt.sa_handler = [](int) {};  // without SA_RESTART: what waits gets EINTR
    REQUIRE(sigaction(SIGUSR1, &interrupt, &before) == 0);
    auto const reader = pthread_self();
    std::jthread const writer{[&] {
        std::ofstream out{pipe, std::ios::binary};
        for (int part = 0; part < 5; ++part) {
            out << "part " << part << '\n' << std::flush;
            std::this_thread::sleep_for(std::chrono::milliseconds{30});
            pthread_kill(reader, SIGUSR1);
        }
    }};
    CHECK(read_in_blocks(pipe) == "part 0\npart 1\npart 2\npart 3\npart 4\n");
    sigaction(SIGUSR1, &before, nullptr);
}

TEST_CASE("a read that waits for a pipe hears a stop token") {
    scratch_folder const folder;
    auto const pipe = folder / "pipe";
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    std::stop_source stop;
    std::jthread const other{[&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
        stop.request_stop();
    }};
    CHECK_THROWS_AS(read_in_blocks(pipe, stop.get_token()), stopped);  // nobody ever writes to it
}
