// SPDX-License-Identifier: MIT
// Tests base/archive.hpp, base/hash.hpp, base/files.hpp.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include <hurricane/base/archive.hpp>

#include "support.hpp"

using namespace hurricane;

TEST_CASE("an archive comes back, and damage is noticed") {
    scratch_folder const folder;
    auto const path = folder / "a.bin";
    archive_writer out{"test", 2, 77};
    std::vector<float> const xs{1, 2.5f, -3};
    out.number(std::int32_t{-5});
    out.text("name");
    out.floats(xs);
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
