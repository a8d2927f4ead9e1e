// SPDX-License-Identifier: MIT
// Folders of pictures as they are found: split names, what archivers leave, what is passed over.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <hurricane/data/open.hpp>

#include "helpers.hpp"
#include "sanitized.hpp"
#include "support.hpp"

using namespace hurricane;

namespace {

shape const input_shape{3, 8, 8};

/// A file, with the folders above it.
void put(std::filesystem::path const& path, std::string const& content = "x") {
    std::filesystem::create_directories(path.parent_path());
    write_file(path, content);
}

void put_classes(std::filesystem::path const& split) {
    put(split / "ant" / "0.png", png(8, 8));
    put(split / "bee" / "0.png", png(8, 8));
}

}  // namespace

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

TEST_CASE("what is passed over is counted and named once, what systems leave is not") {
    scratch_folder const folder;
    put_classes(folder / "train");
    put_classes(folder / "test");
    for (int i = 0; i < 3; ++i) put(folder / "train/ant" / (std::to_string(i) + ".webp"));
    put(folder / "train/bee/1.BMP");
    put(folder / "train/bee/more/2.png", png(8, 8));
    put(folder / "train/bee/notes");
    put(folder / "train/labels.csv");
    REQUIRE(mkfifo((folder / "train/bee/pipe.png").c_str(), 0600) == 0);  // would never end
    for (auto const* name : {"__MACOSX/._0.png", "Thumbs.db", ".hidden.png", "desktop.ini"})
        for (auto const* where : {"train", "train/ant", "test/bee"}) put(folder / where / name);
    log_lines log;
    auto const sets = read_image_folder(folder.path, input_shape, {.watch = &log});
    CHECK(sets.train.size() == 2);
    CHECK(sets.test.size() == 2);
    REQUIRE(log.lines.size() == 1);
    auto const split = (folder / "train").string();
    CHECK(log.lines[0] == "passed over in " + split +
                              ": 3 .webp, 1 .bmp, 1 .csv, 1 folders, 1 pipes or devices, "
                              "1 of other kinds, such as " +
                              split + "/ant/0.webp");
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

TEST_CASE("orientation and stray bytes, in memory and on the disk") {
    scratch_folder const folder;
    put_classes(folder / "train");
    put_classes(folder / "test");
    auto const x = ramp(8, 8, 3);
    put(folder / "train/ant/1.jpg", with_exif(jpeg(x, 8, 8, 3), exif(3, true)));
    put(folder / "train/ant/2.jpg", with_stray_bytes(jpeg(x, 8, 8, 3), 40));
    for (bool apply : {true, false})
        for (std::size_t memory : {std::size_t{1} << 30, std::size_t{0}}) {
            log_lines log;
            auto const train =
                read_image_folder(
                    folder.path, input_shape,
                    {.memory_bytes = memory, .apply_orientation = apply, .watch = &log})
                    .train;
            REQUIRE(train.size() == 4);
            CHECK((train.source != nullptr) == (memory == 0));
            auto const turned = train.raw(1)->bytes;
            auto stray = train.raw(2)->bytes;
            CHECK((turned == stray) == !apply);
            if (apply) CHECK(turned == upright({input_shape, stray}, 3).bytes);
            (void)train.raw(2);
            CHECK(log.lines.size() == 1);
            CHECK(log.count("2.jpg: Corrupt JPEG data: ") == 1);
            CHECK(log.count("warning: ") == 1);
        }
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

#if !HURRICANE_SANITIZED
TEST_CASE("pictures for which there is no memory are an error that names the set") {
    scratch_folder const folder;
    put_classes(folder / "train");
    put_classes(folder / "test");
    shape const huge{3, 1 << 24, 1 << 24};
    folder_options const all{.memory_bytes = ~std::size_t{}};
    CHECK_THROWS_WITH_AS(read_image_folder(folder.path, huge, all),
                         doctest::Contains(" train: not enough memory for its 1688849861 MB"),
                         error);
}
#endif

TEST_CASE("a folder of no known format is told all that are") {
    scratch_folder const folder;
    try {
        (void)open_data(folder.path, input_shape, 2);
        FAIL("an empty folder was read");
    } catch (error const& e) {
        std::string const said = e.what();
        CHECK(said.find("the data set is missing") != std::string::npos);
        CHECK(said.find("dataset-fashion-mnist") != std::string::npos);
        for (auto const& f : data_formats)
            CHECK(said.find(std::string{f.layout}) != std::string::npos);
    }
}
