// SPDX-License-Identifier: MIT
// Tests hw/rows.hpp, hw/row_reader.hpp.
#include <doctest/doctest.h>

#include <hurricane/base/files.hpp>
#include <hurricane/hw/row_reader.hpp>
#include <hurricane/hw/rows.hpp>

#include "measured_rows.hpp"
#include "support.hpp"

using namespace hurricane;

TEST_CASE("rows go to CSV and back") {
    scratch_folder const folder;
    auto const path = folder / "rows.csv";
    auto const t = sample();
    write_file(path, to_csv(t));
    auto const back = read_rows(path);
    CHECK(to_csv(back) == to_csv(t));
    CHECK(back.fingerprint == 0xabc);
    CHECK(back.beyond.cache_factor == 1.0625);
    CHECK(back.beyond.step_ms == 1e-5);
    CHECK(back.beyond.network_ms == 0.0025);
    CHECK(back.rows[1].type == dtype::int8);
}
