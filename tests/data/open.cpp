// SPDX-License-Identifier: MIT
// Tests data/open.hpp.
#include <doctest/doctest.h>

#include <string>

#include <hurricane/data/open.hpp>

#include "pictures.hpp"
#include "support.hpp"

using namespace hurricane;

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
