// SPDX-License-Identifier: MIT
// Tests data/formats/idx.hpp, data/gzip.hpp, data/labels.hpp.
#include <doctest/doctest.h>

#include <zlib.h>
#include <filesystem>
#include <string>

#include <hurricane/base/files.hpp>
#include <hurricane/data/formats/idx.hpp>

#include "fuzz.hpp"
#include "pictures.hpp"
#include "support.hpp"

using namespace hurricane;

namespace {

std::string big_endian(std::uint32_t x) {
    return {static_cast<char>(x >> 24), static_cast<char>(x >> 16), static_cast<char>(x >> 8),
            static_cast<char>(x)};
}

std::string images_file(std::uint32_t n) {
    std::string s = big_endian(0x803) + big_endian(n) + big_endian(2) + big_endian(3);
    for (std::uint32_t i = 0; i < n * 6; ++i) s += static_cast<char>(i);
    return s;
}

std::string labels_file(std::uint32_t n) {
    std::string s = big_endian(0x801) + big_endian(n);
    for (std::uint32_t i = 0; i < n; ++i) s += static_cast<char>(i % 10);
    return s;
}

void gzip(std::filesystem::path const& path, std::string const& content) {
    gzFile f = gzopen(path.c_str(), "wb");
    gzwrite(f, content.data(), static_cast<unsigned>(content.size()));
    gzclose(f);
}

}  // namespace

TEST_CASE("IDX files are read, plain and gzip") {
    scratch_folder const folder;
    write_file(folder / "train-images-idx3-ubyte", images_file(20));
    write_file(folder / "train-labels-idx1-ubyte", labels_file(20));
    gzip(folder / "t10k-images-idx3-ubyte.gz", images_file(10));
    gzip(folder / "t10k-labels-idx1-ubyte.gz", labels_file(10));
    auto const sets = read_idx_folder(folder.path);
    CHECK(sets.train.size() == 20);
    CHECK(sets.test.size() == 10);
    CHECK(sets.train.of() == shape{1, 2, 3});
    CHECK(sets.test.images(3, 0, 1, 2) == 3 * 6 + 5);
    CHECK(sets.train.labels[13] == 3);
}

TEST_CASE("damaged IDX files are errors with the file's name") {
    scratch_folder const folder;
    auto const path = folder / "x";
    auto const refuses = [&](std::string const& content, int rank, char const* why) {
        write_file(path, content);
        CHECK_THROWS_WITH_AS(read_idx(path, rank), doctest::Contains(why), error);
        CHECK_THROWS_WITH_AS(read_idx(path, rank), doctest::Contains(path.c_str()), error);
    };
    auto const good = images_file(4);
    for (std::size_t cut = 0; cut < good.size(); ++cut) refuses(good.substr(0, cut), 3, "");
    refuses(good.substr(0, 30), 3, "ends too early");
    refuses(good + "x", 3, "longer than its header");
    refuses(good, 1, "not an IDX file of unsigned bytes with 1 dimensions");
    refuses("hello, this is text", 3, "not an IDX file");
    refuses(big_endian(0x803) + big_endian(0xffffffff) + big_endian(0xffffffff) +
                big_endian(0xffffffff),
            3, "make no sense");
    refuses(big_endian(0x803) + big_endian(0) + big_endian(2) + big_endian(2), 3, "make no sense");
    refuses(big_endian(0x801) + big_endian(0x70000000), 1,
            "ends too early");  // claims 1.8 GB, has none
    gzip(path, good);
    auto bytes = read_file(path);
    refuses(bytes.substr(0, bytes.size() - 6), 3, "");
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x40);
    refuses(bytes, 3, "");

    write_file(folder / "i", images_file(5));
    write_file(folder / "l", labels_file(6));
    CHECK_THROWS_WITH_AS(read_idx_dataset(folder / "i", folder / "l", 10),
                         doctest::Contains("6 labels for 5 images"), error);
    write_file(folder / "l", labels_file(5));
    CHECK_THROWS_WITH_AS(read_idx_dataset(folder / "i", folder / "l", 3),
                         doctest::Contains("its labels are of 5 classes (0 to 4), not of 3; use"),
                         error);
    auto damaged = labels_file(5);
    damaged[10] = '\x63';
    write_file(folder / "l", damaged);
    CHECK_THROWS_WITH_AS(read_idx_dataset(folder / "i", folder / "l", 10),
                         doctest::Contains("item 2: label 99 in a set of 10 classes"), error);
    CHECK_THROWS_WITH_AS(read_idx_folder(folder / "none"),
                         doctest::Contains("no train-images-idx3-ubyte(.gz)"), error);
}

TEST_CASE("IDX files are found by the names that they are published with") {
    auto const finds = [](std::string const& images, std::string const& labels,
                          std::string const& test_images, std::string const& test_labels) {
        scratch_folder const folder;
        auto const write = [&](std::string const& name, std::string const& content) {
            if (name.ends_with(".gz"))
                gzip(folder / name, content);
            else
                write_file(folder / name, content);
        };
        write(images, images_file(20));
        write(labels, labels_file(20));
        write(test_images, images_file(10));
        write(test_labels, labels_file(10));
        write("._" + images, "of an archiver");
        write("readme.txt", "no data");
        auto const sets = read_idx_folder(folder.path);
        CHECK(sets.train.size() == 20);
        CHECK(sets.test.size() == 10);
    };
    finds("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");
    finds("train-images.idx3-ubyte", "train-labels.idx1-ubyte", "t10k-images.idx3-ubyte",
          "t10k-labels.idx1-ubyte");
    finds("train-images.idx3-ubyte.gz", "train-labels-idx1-ubyte", "t10k-images.idx3-ubyte.gz",
          "t10k-labels-idx1-ubyte.gz");
    finds("emnist-letters-train-images-idx3-ubyte.gz", "emnist-letters-train-labels-idx1-ubyte.gz",
          "emnist-letters-test-images-idx3-ubyte.gz", "emnist-letters-test-labels-idx1-ubyte.gz");
    scratch_folder const folder;
    for (auto const* part : {"train", "test"})
        for (auto const* set : {"emnist-digits", "emnist-mnist"}) {
            auto const name = folder / (std::string{set} + "-" + part);
            write_file(name.string() + "-images-idx3-ubyte", images_file(10));
            write_file(name.string() + "-labels-idx1-ubyte", labels_file(10));
        }
    CHECK_THROWS_WITH_AS(read_idx_folder(folder.path), doctest::Contains("several sets"), error);
    std::filesystem::remove(folder / "emnist-mnist-train-images-idx3-ubyte");
    CHECK(read_idx_folder(folder.path).train.size() == 10);
    std::filesystem::remove(folder / "emnist-digits-test-labels-idx1-ubyte");
    CHECK_THROWS_WITH_AS(read_idx_folder(folder.path),
                         doctest::Contains("no emnist-digits-t10k-labels-idx1-ubyte"), error);
}

TEST_CASE("labels from 1 are taken as from 0, as the training set says") {
    scratch_folder const folder;
    auto const write = [&](std::string const& part, std::string const& labels) {
        auto const n = static_cast<std::uint32_t>(labels.size());
        write_file(folder / (part + "-images-idx3-ubyte"), images_file(n));
        write_file(folder / (part + "-labels-idx1-ubyte"),
                   big_endian(0x801) + big_endian(n) + labels);
    };
    write("train", "\x01\x02\x03\x04\x02");
    write("t10k", "\x01\x02");
    log_lines log;
    auto const sets = read_idx_folder(folder.path, 4, {.watch = &log});
    CHECK(sets.train.labels == std::vector{0, 1, 2, 3, 1});
    CHECK(sets.test.labels == std::vector{0, 1});
    CHECK(log.count("labels 1 to 4 are taken as 0 to 3") == 2);
    log.lines.clear();
    auto const five = read_idx_folder(folder.path, 5, {.watch = &log});  // one class has no image
    CHECK(five.train.labels == std::vector{1, 2, 3, 4, 2});
    CHECK(log.lines.empty());
    CHECK_THROWS_WITH_AS(read_idx_folder(folder.path, 3),
                         doctest::Contains("its labels are of 4 classes (1 to 4), not of 3"),
                         error);
    write("t10k", std::string{"\x01\x00", 2});
    CHECK_THROWS_WITH_AS(read_idx_folder(folder.path, 4),
                         doctest::Contains("item 1: label 0 where the training set counts from 1"),
                         error);
    write("train", std::string{"\x00\x01\x02\x03", 4});
    write("t10k", "\x01\x04");
    CHECK_THROWS_WITH_AS(read_idx_folder(folder.path, 4),
                         doctest::Contains("item 1: label 4 in a set of 4 classes"), error);
}

TEST_CASE("a stop is obeyed while IDX files are read") {
    scratch_folder const folder;
    write_file(folder / "train-images-idx3-ubyte", images_file(5));
    std::stop_source stop;
    CHECK(read_idx(folder / "train-images-idx3-ubyte", 3, stop.get_token()).dims[0] == 5);
    stop.request_stop();
    CHECK_THROWS_AS(read_idx(folder / "train-images-idx3-ubyte", 3, stop.get_token()), stopped);
    CHECK_THROWS_AS(read_idx_folder(folder.path, 10, {.stop = stop.get_token()}), stopped);
}

TEST_CASE("the IDX reader takes a file or refuses it in one sentence") {
    for (int rank : {1, 3})
        CHECK(fuzz(rank == 1 ? labels_file(9) : images_file(4), nasty_text, 3000,
                   [&](auto const& path) { (void)read_idx(path, rank); }) > 1000);
    scratch_folder const folder;
    gzip(folder / "z", images_file(40));
    CHECK(fuzz(read_file(folder / "z"), nasty_text, 2000,
               [&](auto const& path) { (void)read_idx(path, 3); }) > 500);
}
