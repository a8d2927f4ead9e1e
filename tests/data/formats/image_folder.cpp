// SPDX-License-Identifier: MIT
// Tests data/formats/image_folder.hpp, data/folder_options.hpp, data/open.hpp, data/batches.hpp,
// data/dataset.hpp, data/memory.hpp, data/exif.hpp, base/observer.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <hurricane/data/batches.hpp>
#include <hurricane/data/formats/image_folder.hpp>
#include <hurricane/data/open.hpp>

#include "fuzz.hpp"
#include "pictures.hpp"
#include "sanitized.hpp"
#include "support.hpp"

using namespace hurricane;

TEST_CASE(
    "image folders: in memory and from the disk the same, damaged pictures skipped, counted and "
    "named") {
    scratch_folder const folder;
    lay_out(folder.path, 30);
    shape const input_shape{3, 8, 8};
    auto const sets = read_image_folder(folder.path, input_shape);
    CHECK(sets.train.size() == 60);
    CHECK(sets.test.size() == 4);
    CHECK(sets.train.classes == 2);
    CHECK(std::count(sets.train.labels.begin(), sets.train.labels.end(), 1) == 30);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(read_image_folder(folder.path, input_shape, {.stop = stop.get_token()}),
                    stopped);
    auto const streamed = read_image_folder(folder.path, input_shape, {.memory_bytes = 100});
    REQUIRE(streamed.train.source);
    CHECK(streamed.train.of() == input_shape);
    CHECK(streamed.train.labels == sets.train.labels);
    CHECK(open_data(folder.path, input_shape, 2).train.labels == sets.train.labels);
    CHECK_THROWS_WITH_AS(open_data(folder.path, input_shape, 10),
                         doctest::Contains("has 2 classes, the network 10"), error);
    auto const all = all_indices(60);
    normalisation const norm = measure(sets.train, all);
    CHECK(measure(streamed.train, all).mean == norm.mean);
    std::vector<float> a(60 * 3 * 64);
    std::vector<float> b(a.size());
    gather(sets.train, norm, all, a.data());
    gather(streamed.train, norm, all, b.data());
    CHECK(a == b);
    std::stop_source later;
    auto const stoppable = read_image_folder(folder.path, input_shape,
                                             {.memory_bytes = 100, .stop = later.get_token()});
    CHECK(measure(stoppable.train, all).mean == norm.mean);
    later.request_stop();
    CHECK_THROWS_AS((void)measure(stoppable.train, all), stopped);

    auto const broken = folder / "train/bee/3.jpg";
    write_file(broken, jpeg(15, 16).substr(0, 300));
    log_lines log;
    auto const fewer =
        read_image_folder(folder.path, input_shape, {.most_damaged = 0.05, .watch = &log}).train;
    CHECK(fewer.size() == 59);
    CHECK(fewer.labels.size() == fewer.images.shape()[0]);
    REQUIRE(log.lines.size() == 2);
    CHECK(log.lines[0].find("3.jpg") != std::string::npos);
    CHECK(log.lines[1].find("1 of 60 pictures") != std::string::npos);
    CHECK_THROWS_WITH_AS(read_image_folder(folder.path, input_shape),
                         doctest::Contains("more than 1 %"), error);
    log.lines.clear();
    auto const late = read_image_folder(folder.path, input_shape,
                                        {.memory_bytes = 100, .most_damaged = 0.05, .watch = &log})
                          .train;
    auto const bad = gather(late, norm, all, b.data());
    REQUIRE(bad.size() == 1);
    CHECK(late.source->name_of(int(bad[0])) == broken.string());
    (void)gather(late, norm, all, b.data());
    REQUIRE(log.lines.size() == 1);  // named once
    CHECK(log.lines[0].find("3.jpg") != std::string::npos);
    CHECK(log.lines[0].find("(1 of 60 so far)") != std::string::npos);
    CHECK(measure(late, all).mean == measure(fewer, all_indices(59)).mean);
    CHECK(!late.raw(int(bad[0])));
    {  // a batch takes the next of its own order instead
        std::vector const order{int(bad[0]), 0, 1, int(bad[0])};
        batch_maker maker{late, norm, {}, 4, 1};
        maker.start(order, 1, "epoch 0");
        auto const& batch = maker.next();
        CHECK(batch.labels == std::vector{0, 0, 0, 0});
        float const* x = batch.images.data();
        for (std::size_t k = 0; k < 192; ++k) {
            CHECK(x[k] == x[192 + k]);
            CHECK(x[3 * 192 + k] == x[192 + k]);
        }
        batch_maker none{late, norm, {}, 1, 1};
        none.start({int(bad[0])}, 1, "epoch 0");
        CHECK_THROWS_WITH_AS(none.next(), doctest::Contains("no picture can be decoded"), error);
    }
    auto const strict = read_image_folder(folder.path, input_shape, {.memory_bytes = 100}).train;
    CHECK_THROWS_WITH_AS(gather(strict, norm, all, b.data()), doctest::Contains("3.jpg"), error);
    for (int i = 0; i < 14; ++i)
        std::filesystem::copy(broken, folder / ("train/bee/bad" + std::to_string(i) + ".jpg"));
    log.lines.clear();
    auto const many =
        read_image_folder(folder.path, input_shape, {.most_damaged = 0.5, .watch = &log}).train;
    CHECK(many.size() == 59);
    REQUIRE(log.lines.size() == 16);  // every one is named, then they are counted
    CHECK(log.lines[15].find("15 of 74 pictures") != std::string::npos);

    std::filesystem::create_directories(folder / "test/cow");
    CHECK_THROWS_WITH_AS(read_image_folder(folder.path, input_shape),
                         doctest::Contains("does not have"), error);
    std::filesystem::create_directories(folder / "train/cow");
    CHECK_THROWS_WITH_AS(read_image_folder(folder.path, input_shape),
                         doctest::Contains("holds no pictures"), error);
    CHECK_THROWS_WITH_AS(read_image_folder(folder / "none", input_shape),
                         doctest::Contains("cannot read the folder"), error);
    CHECK_THROWS_WITH_AS(read_image_folder(folder / "train", input_shape),
                         doctest::Contains("no folder train"), error);
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

// Set HURRICANE_CIFAR_DIR to a folder with train/CLASS/*.jpg and test/CLASS/*.jpg of CIFAR-10.
TEST_CASE("CIFAR-10 as an image folder") {
    char const* const folder = std::getenv("HURRICANE_CIFAR_DIR");
    if (!folder) {
        std::cout << "skipped: HURRICANE_CIFAR_DIR is not set\n";
        return;
    }
    auto const sets = read_image_folder(folder, {3, 32, 32});
    CHECK(sets.train.size() == 50'000);
    CHECK(sets.test.size() == 10'000);
    auto const norm = measure(sets.train, all_indices(50'000));  // the known figures of the set
    CHECK(norm.mean[0] == doctest::Approx(0.4914).epsilon(0.01));
    CHECK(norm.std[2] == doctest::Approx(0.2616).epsilon(0.03));
}

#if !HURRICANE_SANITIZED  // which takes memory of its own
TEST_CASE("a folder that is larger than the memory it may take is trained on in a fraction of it") {
    scratch_folder const folder;
    shape const input_shape{3, 224, 224};
    constexpr std::size_t pictures = 640;  // 92 MiB decoded
    constexpr std::size_t mib = 1 << 20;
    auto const bytes = jpeg(96, 96);
    for (auto const* name : {"train/ant", "train/bee", "test/ant", "test/bee"}) {
        std::filesystem::create_directories(folder.path / name);
        for (std::size_t i = 0; i < (name[1] == 'r' ? pictures / 2 : 1); ++i)
            write_quickly(folder.path / name / (std::to_string(i) + ".jpg"), bytes);
    }
    auto const pass = [](dataset const& set, std::size_t batch) {
        batch_maker maker{set, {{0, 0, 0}, {1, 1, 1}}, {.flip = true}, static_cast<int>(batch), 2};
        maker.start(all_indices(set.size()), 1, "epoch 0");
        double sum = 0;
        for (std::size_t b = 0; b < set.size() / batch; ++b) sum += maker.next().images.data()[b];
        CHECK(std::isfinite(sum));
    };
    auto const grown = [&](std::size_t allowed) {
        forget_peak();
        auto const before = peak_bytes();
        auto const sets = read_image_folder(folder.path, input_shape, {.memory_bytes = allowed});
        CHECK((sets.train.source != nullptr) == (allowed < 90 * mib));
        pass(sets.train, 13);
        return peak_bytes() - before;
    };
    pass(read_image_folder(folder.path, input_shape, {.memory_bytes = mib}).test,
         1);  // the decoder's own pages, once
    auto const streamed = grown(16 * mib);
    auto const whole = grown(1024 * mib);
    MESSAGE("peak memory: " << streamed / mib << " MiB streamed, " << whole / mib
                            << " MiB decoded at once");
    CHECK(streamed <
          40 * mib);  // four batches of 7.5 MiB in huge pages, and what the decoders hold
    CHECK(whole > 85 * mib);
}
#endif
