// SPDX-License-Identifier: MIT
// Tests data/formats/planes.hpp, data/open.hpp.
#include <doctest/doctest.h>

#include <hurricane/base/files.hpp>
#include <hurricane/data/open.hpp>

#include "fuzz.hpp"
#include "support.hpp"

using namespace hurricane;

namespace {

/// Images of 1x2x3 in 4 classes, one for each label.
std::string planes_file(std::string const& labels) {
    std::string s = "PLN1\x01\x02\x03\x04";
    for (char label : labels) s += label + std::string{"abcdef"};
    return s;
}

}  // namespace

TEST_CASE("planes are opened as any data set is") {
    scratch_folder const folder;
    write_file(folder / "train.planes", planes_file({0, 1, 2, 3, 1}));
    write_file(folder / "test.planes", planes_file({3, 2}));
    auto const sets = open_data(folder.path, {1, 2, 3}, 4);
    CHECK(sets.train.labels == std::vector{0, 1, 2, 3, 1});
    CHECK(sets.test.labels == std::vector{3, 2});
    CHECK(sets.train.of() == shape{1, 2, 3});
    CHECK(int{sets.train.images(4, 0, 1, 2)} == 'f');
    CHECK_THROWS_WITH_AS(open_data(folder.path, {1, 2, 3}, 5),
                         doctest::Contains("has 4 classes, the network 5"), error);
    CHECK(data_layouts().find("planes (train.planes and test.planes)") != std::string::npos);
    std::filesystem::remove(folder / "train.planes");
    CHECK_THROWS_WITH_AS(open_data(folder.path, {1, 2, 3}, 4),
                         doctest::Contains("planes (train.planes and test.planes)"), error);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(read_planes(folder / "test.planes", {.stop = stop.get_token()}), stopped);
}

TEST_CASE("damaged planes are errors with the file's name") {
    scratch_folder const folder;
    auto const path = folder / "x.planes";
    auto const refuses = [&](std::string const& content, std::string const& why) {
        write_file(path, content);
        CHECK_THROWS_WITH_AS(read_planes(path), doctest::Contains(why.c_str()), error);
        CHECK_THROWS_WITH_AS(read_planes(path), doctest::Contains(path.c_str()), error);
    };
    refuses("", "not a file of planes");
    refuses("hello, this is text", "not a file of planes");
    refuses(std::string{"PLN1\x01\x00\x03\x04", 8}, "its sizes make no sense");
    refuses(planes_file(""), "it holds no image");
    refuses(planes_file({0, 4}), "item 1: label 4 in a set of 4 classes");
    refuses(planes_file({0, 1}) +
                "\x01"
                "abc",
            "item 2: the file ends within an image");
}

TEST_CASE("the reader of planes takes a file or refuses it in one sentence") {
    CHECK(fuzz(planes_file({0, 1, 2, 3}), nasty_text, 1000,
               [](auto const& path) { (void)read_planes(path); }) > 100);
}
