// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <hurricane/data/batches.hpp>
#include <hurricane/data/formats/cifar.hpp>
#include <hurricane/data/open.hpp>
#include <iostream>

#include "fuzz.hpp"
#include "helpers.hpp"
#include "sanitized.hpp"
#include "support.hpp"

using namespace hurricane;

TEST_CASE(
    "scaling keeps constants, averages where it shrinks, and is the identity at the same size") {
    picture p{{1, 6, 9}, std::vector<std::uint8_t>(54, 77)};
    for (auto x : scaled(p, {0.5, 1.25, 4, 6.5}, 3, 5).bytes) CHECK(x == 77);
    for (std::size_t i = 0; i < 54; ++i) p.bytes[i] = std::uint8_t(i * 4);
    CHECK(scaled(p, {0, 0, 6, 9}, 6, 9).bytes == p.bytes);
    CHECK(framed(p, {1, 6, 9}).bytes == p.bytes);
    picture stripes{{1, 1, 8}, {0, 200, 0, 200, 0, 200, 0, 200}};
    auto const half =
        scaled(stripes, {0, 0, 1, 8}, 1, 4).bytes;  // triangle of width two: 1/8, 3/8, 3/8, 1/8
    for (std::size_t i = 1; i < 3; ++i) CHECK(half[i] == 100);
    CHECK(framed(decode(png(64, 48), 3, ""), {3, 32, 32}).of == shape{3, 32, 32});
    CHECK(framed(decode(png(5, 7), 3, ""), {3, 32, 32}).bytes.size() == 3 * 32 * 32);
}

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
    std::vector<float> a(60 * 3 * 64), b(a.size());
    gather(sets.train, norm, all, a.data()), gather(streamed.train, norm, all, b.data());
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

TEST_CASE("augmentation stays in its bounds") {
    auto const p = decode(png(32, 32), 3, "");
    shape const input_shape{3, 32, 32};
    rng random{1, "augment"};
    int flipped = 0, moved = 0;
    for (int i = 0; i < 200; ++i) {
        auto const f = augmented(p, input_shape, {.flip = true}, random);
        bool const same = f.bytes == p.bytes;
        if (!same)
            for (int y = 0; y < 96; ++y)
                for (int x = 0; x < 32; ++x)
                    REQUIRE(f.bytes[std::size_t(y * 32 + x)] ==
                            p.bytes[std::size_t(y * 32 + 31 - x)]);
        flipped += !same;
        auto const s = augmented(p, input_shape, {.padding = 4}, random);
        moved += s.bytes != p.bytes;
        auto const b = detail::random_box({3, 40, 30}, 0.08, random);
        REQUIRE((b.top >= 0 && b.left >= 0 && b.height >= 1 && b.width >= 1));
        REQUIRE((b.top + b.height <= 40 && b.left + b.width <= 30));
        REQUIRE(b.height * b.width >= 0.05 * 1200);
        double const share = beta(0.2, random);
        REQUIRE((share >= 0 && share <= 1));
    }
    CHECK(flipped > 70);
    CHECK(flipped < 130);
    CHECK(moved > 180);
    picture const white{{3, 4, 4}, std::vector<std::uint8_t>(48, 255)};
    picture const grey{{3, 4, 4}, std::vector<std::uint8_t>(48, 100)};
    int darker = 0, brighter = 0;
    for (int i = 0; i < 100; ++i) {  // a grey picture: brightness alone, 60 to 140
        for (auto x : augmented(white, {3, 4, 4}, {.jitter = 0.4}, random).bytes) REQUIRE(x >= 150);
        auto const j = augmented(grey, {3, 4, 4}, {.jitter = 0.4}, random);
        REQUIRE((j.bytes[0] >= 59 && j.bytes[0] <= 141));
        darker += j.bytes[0]<90, brighter += j.bytes[0]> 110;
    }
    CHECK(darker > 20);
    CHECK(brighter > 20);
    int coloured = 0;  // saturation moves channels apart, or together
    picture red{{3, 1, 1}, {180, 100, 100}};
    for (int i = 0; i < 50; ++i) {
        auto const j = augmented(red, {3, 1, 1}, {.jitter = 0.4}, random);
        double const bright = 0.299 * j.bytes[0] + 0.587 * j.bytes[1] + 0.114 * j.bytes[2];
        coloured += std::abs((j.bytes[0] - j.bytes[1]) / bright - 80 / 123.92) > 0.1;
    }
    CHECK(coloured > 15);
    for (int i = 0; i < 20; ++i) {  // a shifted picture is the picture, zeros where nothing was
        auto const s = augmented(p, input_shape, {.padding = 4}, random);
        bool found = false;
        for (int dy = -4; dy <= 4 && !found; ++dy)
            for (int dx = -4; dx <= 4 && !found; ++dx) {
                found = true;
                for (int k = 0; k < 3 * 1024 && found; ++k) {
                    int const y = k / 32 % 32 + dy, x = k % 32 + dx;
                    bool const inside = y >= 0 && y < 32 && x >= 0 && x < 32;
                    found = s.bytes[std::size_t(k)] ==
                            (inside ? p.bytes[std::size_t(k / 1024 * 1024 + y * 32 + x)] : 0);
                }
            }
        CHECK(found);
    }
    double least = 2, most = 0, area = 0;  // of RandomResizedCrop's boxes
    for (int i = 0; i < 2000; ++i) {
        auto const b = detail::random_box({3, 400, 400}, 0.08, random);
        least = std::min(least, b.width / b.height), most = std::max(most, b.width / b.height);
        area += b.width * b.height / 160'000 / 2000;
    }
    CHECK(least == doctest::Approx(0.75).epsilon(0.03));
    CHECK(most == doctest::Approx(4.0 / 3).epsilon(0.03));
    CHECK(area == doctest::Approx(0.52).epsilon(0.05));
    auto const cropped = augmented(p, input_shape, {.least_area = 0.08}, random);
    CHECK(cropped.of == input_shape);
    CHECK(cropped.bytes != p.bytes);
    std::vector<float> ones(8 * 8 * 3, 1.0f);
    cut_out(ones.data(), {3, 8, 8}, 4, random);
    auto const zeros = std::count(ones.begin(), ones.end(), 0.0f);
    CHECK(zeros >= 2 * 2 * 3);
    CHECK(zeros <= 4 * 4 * 3);
    CHECK(zeros % 3 == 0);
}

TEST_CASE("batches are the same for any number of threads, and mixup mixes pairs") {
    dataset d{.name = "d", .images = {}, .labels = {}, .classes = 5};
    d.images.resize({40, 3, 8, 8});
    rng random{4, "pixels"};
    for (auto& x : d.images) x = static_cast<std::uint8_t>(random.below(256));
    for (int i = 0; i < 40; ++i) d.labels.push_back(i % 5);
    auto const norm = measure(d, all_indices(40));
    augmentation const a{
        .padding = 1, .flip = true, .least_area = 0.3, .jitter = 0.2, .cutout = 2, .mixup = 0.5};
    auto const run = [&](int threads, augmentation const& how) {
        batch_maker make{d, norm, how, 8, threads};
        std::vector<float> all;
        for (int epoch = 0; epoch < 3; ++epoch) {
            make.start(all_indices(40), 7, "epoch " + std::to_string(epoch));
            for (int b = 0; b < (epoch == 1 ? 2 : 5); ++b) {  // one epoch is left early
                auto const& batch = make.next();
                all.insert(all.end(), batch.images.data(), batch.images.data() + 8 * 192);
                for (int i = 0; i < 8; ++i) CHECK(batch.labels[std::size_t(i)] == (b * 8 + i) % 5);
                all.push_back(float(batch.share));
            }
        }
        return all;
    };
    auto const one = run(1, a);
    CHECK(run(2, a) == one);
    CHECK(run(5, a) == one);
    auto const plain = run(1, {});
    for (augmentation const& each : {augmentation{.padding = 1},
                                     {.flip = true},
                                     {.least_area = 0.3},
                                     {.jitter = 0.2},
                                     {.cutout = 2},
                                     {.mixup = 0.5}})
        CHECK(run(1, each) != plain);
    std::vector<float> gathered(8 * 192);
    auto const forty = all_indices(40);
    gather(d, norm, std::span{forty}.first(8), gathered.data());
    CHECK(std::equal(gathered.begin(), gathered.end(), plain.begin()));
    batch_maker make{d, norm, {.mixup = 0.5}, 8, 2};
    make.start(all_indices(40), 7, "mixup");
    auto const& batch = make.next();
    for (std::size_t i = 0; i < 8; ++i) {
        CHECK(batch.others[i] == batch.labels[7 - i]);
        for (std::size_t k = 0; k < 192; ++k)
            CHECK(batch.images.data()[i * 192 + k] ==
                  doctest::Approx(batch.share * gathered[i * 192 + k] +
                                  (1 - batch.share) * gathered[(7 - i) * 192 + k])
                      .epsilon(1e-4));
    }
}

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
    constexpr std::size_t pictures = 640, mib = 1 << 20;  // 92 MiB decoded
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
    auto const streamed = grown(16 * mib), whole = grown(1024 * mib);
    MESSAGE("peak memory: " << streamed / mib << " MiB streamed, " << whole / mib
                            << " MiB decoded at once");
    CHECK(streamed <
          40 * mib);  // four batches of 7.5 MiB in huge pages, and what the decoders hold
    CHECK(whole > 85 * mib);
}
#endif
