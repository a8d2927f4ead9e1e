// SPDX-License-Identifier: MIT
// Tests data/folder_layout.hpp, data/formats/image_folder.hpp, data/listing.hpp.
// Folders of pictures as they are found: split names, what archivers leave.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include <hurricane/data/folder_layout.hpp>
#include <hurricane/data/open.hpp>

#include "pictures.hpp"
#include "support.hpp"

using namespace hurricane;

TEST_CASE("splits are found by their usual names, in any letter case") {
    for (auto const* train : {"train", "Train", "TRAIN", "training"})
        for (auto const* test : {"test", "Test", "testing", "val", "Val", "valid", "validation"}) {
            scratch_folder const folder;
            put_classes(folder / train);
            put_classes(folder / test);
            put(folder / "__MACOSX/train/._0.png");
            put(folder / ".DS_Store");
            auto const sets = open_data(folder.path, input_shape, 2);
            CHECK(sets.train.size() == 2);
            CHECK(sets.test.name.ends_with(std::string{" "} + test));
        }
}

TEST_CASE("of several splits to test with the first by rank is taken, the others are named") {
    scratch_folder const folder;
    std::vector<std::string> const ranked{"test", "testing", "val", "valid", "validation"};
    put_classes(folder / "train");
    for (auto const& name : ranked) put_classes(folder / name);
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        log_lines log;
        auto const sets = read_image_folder(folder.path, input_shape, {.watch = &log});
        CHECK(sets.test.name.ends_with(" " + ranked[i]));
        CHECK(log.lines.size() == ranked.size() - 1 - i);
        CHECK(log.count("not used: ") == static_cast<int>(log.lines.size()));
        std::filesystem::remove_all(folder / ranked[i]);
    }
    CHECK_THROWS_WITH_AS(read_image_folder(folder.path, input_shape),
                         doctest::Contains("no pictures to test with; put them into test, val"),
                         error);
    put_classes(folder / "test");
    put_classes(folder / "Train");
    CHECK_THROWS_WITH_AS(read_image_folder(folder.path, input_shape),
                         doctest::Contains("two folders for one split, Train and train"), error);
}

TEST_CASE("a split or a class without pictures of its own is told rightly") {
    scratch_folder const folder;
    put_classes(folder / "train");
    for (int i = 0; i < 3; ++i) put(folder / "test" / (std::to_string(i) + ".jpg"), jpeg(8, 8));
    auto const refuses = [&](char const* why) {
        CHECK_THROWS_WITH_AS(read_image_folder(folder.path, input_shape), doctest::Contains(why),
                             error);
    };
    refuses("test: its 3 pictures are not in folders, one for each class; lay it out as");
    put_classes(folder / "test");
    std::filesystem::rename(folder / "train", folder / "kept");
    put(folder / "train/0.jpg", jpeg(8, 8));
    refuses("train: its 1 pictures are not in folders, one for each class");
    std::filesystem::remove(folder / "train/0.jpg");
    refuses("train: fewer than two class folders");
    std::filesystem::remove(folder / "train");
    std::filesystem::rename(folder / "kept", folder / "train");
    std::filesystem::rename(folder / "train/bee/0.png", folder / "train/bee/0.webp");
    refuses("bee: the class folder holds no pictures that can be read, but 1 .webp, such as");
}

TEST_CASE("a split without class folders comes after those that have labels") {
    scratch_folder const folder;
    put_classes(folder / "train");
    put_classes(folder / "val");
    put(folder / "test/0.png", png(8, 8));
    put(folder / "train/@eaDir/0.png", "a thumbnail");
    std::filesystem::create_directories(folder / "train/lost+found");
    auto const sets = read_image_folder(folder.path, input_shape);
    CHECK(sets.train.classes == 2);
    CHECK(sets.test.name.ends_with(" val"));
}

TEST_CASE("a class of the test split may differ in letter case, unless that is another class") {
    scratch_folder const folder;
    put_classes(folder / "train");
    put(folder / "test/Ant/0.png", png(8, 8));
    put(folder / "test/BEE/0.png", png(8, 8));
    CHECK(read_image_folder(folder.path, input_shape).test.labels == std::vector{0, 1});
    put(folder / "train/Ant/0.png", png(8, 8));  // letters a and A are two classes
    auto const sets = read_image_folder(folder.path, input_shape);
    CHECK(sets.train.labels == std::vector{0, 1, 2});
    CHECK(sets.test.labels == std::vector{0, 2});
    put(folder / "test/ANT/0.png", png(8, 8));
    CHECK_THROWS_WITH_AS(read_image_folder(folder.path, input_shape),
                         doctest::Contains("ANT: a class that the training set does not have"),
                         error);
}

TEST_CASE("a stop is obeyed while folders are listed and pictures decoded") {
    scratch_folder const folder;
    put_classes(folder / "train");
    std::stop_source stop;
    stop.request_stop();
    auto const token = stop.get_token();
    CHECK_THROWS_AS(find_splits(folder.path, token), stopped);
    CHECK_THROWS_AS(class_names(folder / "train", token), stopped);
    CHECK_THROWS_AS(list_pictures(folder / "train", {"ant", "bee"}, {.stop = token}), stopped);
    CHECK_THROWS_AS(open_data(folder.path, input_shape, 2, {.stop = token}), stopped);
    auto const list = list_pictures(folder / "train", {"ant", "bee"});
    CHECK_THROWS_AS(read_pictures("train", list, 2, input_shape, {.stop = token}), stopped);
}
