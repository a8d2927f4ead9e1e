// SPDX-License-Identifier: MIT
// Tests base/file_reader.hpp.
#include <doctest/doctest.h>

#include <sys/stat.h>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <hurricane/base/file_reader.hpp>
#include <hurricane/base/files.hpp>

#include "support.hpp"

using namespace hurricane;

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
