// SPDX-License-Identifier: MIT
// Tests data/formats/cifar.hpp, data/open.hpp.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include <hurricane/data/formats/cifar.hpp>
#include <hurricane/data/open.hpp>

#include "fuzz.hpp"
#include "pictures.hpp"
#include "support.hpp"

using namespace hurricane;

TEST_CASE("CIFAR's binary files, and what is wrong with them") {
    scratch_folder const folder;
    auto const record = [](std::string labels, int value) {
        return labels + std::string(3072, static_cast<char>(value));
    };
    for (int i = 1; i <= 5; ++i)
        write_file(folder / ("data_batch_" + std::to_string(i) + ".bin"),
                   record(std::string(1, char(i)), i) + record("\x09", 200));
    write_file(folder / "test_batch.bin", record("\x03", 30));
    log_lines log;
    auto const sets = read_cifar_folder(folder.path, {.watch = &log});
    CHECK(log.count("warning: ") == 6);  // all of them are cut between two images
    CHECK(log.count("data_batch_3.bin holds 2 images, the published file 10000") == 1);
    CHECK(log.count("test_batch.bin holds 1 images, the published file 10000") == 1);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(open_data(folder.path, {3, 32, 32}, 10, {.stop = stop.get_token()}), stopped);
    CHECK_THROWS_WITH_AS(open_data(folder.path, {3, 32, 32}, 4),
                         doctest::Contains("has 10 classes, the network 4"), error);
    CHECK(sets.train.labels == std::vector{1, 9, 2, 9, 3, 9, 4, 9, 5, 9});
    CHECK(sets.train.of() == shape{3, 32, 32});
    CHECK(int(sets.train.images(4, 2, 31, 31)) == 3);
    CHECK(sets.test.size() == 1);
    CHECK(open_data(folder.path, {3, 32, 32}, 10).test.size() == 1);
    CHECK_THROWS_WITH_AS(open_data(folder.path, {1, 28, 28}, 10),
                         doctest::Contains("has images of 3x32x32, the network takes 1x28x28"),
                         error);
    auto const refuses = [&](std::string const& content, char const* why) {
        write_file(folder / "test_batch.bin", content);
        CHECK_THROWS_WITH_AS(read_cifar_folder(folder.path), doctest::Contains(why), error);
    };
    refuses(record("\x03", 1).substr(0, 3000), "item 0: the file ends within an image");
    refuses(record("\x03", 1) + record("\x0a", 1), "item 1: label 10 in a set of 10");
    refuses("", "the file is empty");
    CHECK(fuzz(record("\x03\x11", 1) + record("\x07\x20", 2), nasty_text, 1000,
               [](auto const& path) { (void)read_cifar("c", {path}, 2, 100); }) > 100);
    CHECK(fuzz(record("\x03", 1) + record("\x07", 2), nasty_text, 1000,
               [](auto const& path) { (void)read_cifar("x", {path}, 1, 10); }) > 100);
    std::filesystem::remove(folder / "data_batch_4.bin");
    CHECK_THROWS_WITH_AS(read_cifar_folder(folder.path), doctest::Contains("data_batch_4.bin"),
                         error);
    write_file(folder / "train.bin", record({"\x02\x63", 2}, 5));
    write_file(folder / "test.bin", record({"\x02\x01", 2}, 6));
    log.lines.clear();
    auto const hundred = read_cifar_folder(folder.path, {.watch = &log});
    CHECK(log.count("train.bin holds 1 images, the published file 50000") == 1);
    CHECK(log.count("test.bin holds 1 images, the published file 10000") == 1);
    CHECK(hundred.train.labels == std::vector{99});  // the fine label
    CHECK(hundred.test.classes == 100);
}
