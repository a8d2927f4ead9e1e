// SPDX-License-Identifier: MIT
// Tests base/temporary_file.hpp, base/files.hpp.
#include <doctest/doctest.h>

#include <filesystem>

#include <hurricane/base/files.hpp>
#include <hurricane/base/temporary_file.hpp>

#include "support.hpp"

using namespace hurricane;

TEST_CASE("a file that is replaced keeps its permissions, and links to it stay") {
    scratch_folder const folder;
    auto const file = folder / "file";
    write_file(file, "old");
    std::filesystem::permissions(file, std::filesystem::perms{0640});
    std::filesystem::create_directory(folder / "elsewhere");
    std::filesystem::create_symlink(folder / "elsewhere" / "target", folder / "dangling");
    std::filesystem::create_symlink("file", folder / "link");
    write_file(folder / "link", "new");
    write_file(folder / "dangling", "made");
    CHECK(read_file(file) == "new");
    CHECK(std::filesystem::status(file).permissions() == std::filesystem::perms{0640});
    CHECK(std::filesystem::is_symlink(folder / "link"));
    CHECK(std::filesystem::is_symlink(folder / "dangling"));
    CHECK(read_file(folder / "elsewhere" / "target") == "made");
    std::filesystem::create_symlink("loop", folder / "loop");
    CHECK_THROWS_WITH_AS(write_file(folder / "loop", "x"), doctest::Contains("cannot write"),
                         error);
}

TEST_CASE("files in the making are nobody's, and swept up where they were left") {
    scratch_folder const folder;
    for (auto const* name :
         {"a.part", "a.trial", ".hurricane-notes", ".hurricane-0123456789abcdeg.part"})
        write_file(folder / name, name);
    write_file(folder / "a", "x");
    check_writable(folder / "a");
    {
        temporary_file half{folder / "b"};
        half.write("half");
        temporary_folder const part{folder.path};
        CHECK(std::distance(std::filesystem::directory_iterator{folder.path}, {}) == 7);
    }
    CHECK(!std::filesystem::exists(folder / "b"));
    write_file(folder / ".hurricane-0123456789abcdef.part", "left by a kill");
    sweep_temporary_files(folder.path);
    CHECK(std::distance(std::filesystem::directory_iterator{folder.path}, {}) == 5);
    CHECK(read_file(folder / "a.part") == "a.part");
}
