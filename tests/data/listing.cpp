// SPDX-License-Identifier: MIT
// Tests data/listing.hpp, data/folder_layout.hpp.
#include <doctest/doctest.h>

#include <sys/stat.h>
#include <string>

#include <hurricane/data/formats/image_folder.hpp>
#include <hurricane/data/listing.hpp>

#include "pictures.hpp"
#include "support.hpp"

using namespace hurricane;

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
