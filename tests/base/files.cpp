// SPDX-License-Identifier: MIT
// Tests base/files.hpp.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include <hurricane/base/files.hpp>

#include "support.hpp"

using namespace hurricane;

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
