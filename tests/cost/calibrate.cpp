// SPDX-License-Identifier: MIT
// Tests cost/calibrate.hpp, hw/row_reader.hpp, hw/latency_model.hpp.
#include <doctest/doctest.h>

#include <string>
#include <tuple>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/files.hpp>
#include <hurricane/cost/calibrate.hpp>
#include <hurricane/hw/row_reader.hpp>
#include <hurricane/hw/target_header.hpp>

#include "support.hpp"

using namespace hurricane;

TEST_CASE("overheads are fitted on the whole networks of a row CSV") {
    scratch_folder const folder;
    auto const path = folder / "rows.csv";
    std::string const rows =
        "op,in_c,in_h,in_w,out_c,stride,batch,threads,dtype,latency_ms\nz,8,28,28,16,2,1,1,f32,1\n"
        "a,8,28,28,16,2,1,1,f32,2\nm,8,28,28,16,2,1,1,f32,4\n";  // numbered as they stand, not as
                                                                 // they sort
    std::string heads;
    int n = 0;
    for (auto const& [numbers, steps, sum] :
         {std::tuple{"0-1", 3, 3.0}, {"2-1-0", 9, 7.0}, {"2-2", 2, 8.0}, {"0", 8, 1.0}})
        heads += "# network n" + std::to_string(n++) + " " + std::to_string(steps) + " " + numbers +
                 " " + decimal(1.25 * sum + 0.01 * steps + 0.5) + "\n";
    write_file(path, heads + rows);
    CHECK_THROWS_WITH_AS(to_header(read_rows(path), "a"),
                         doctest::Contains("nothing is fitted to them yet"), error);
    auto const t = calibrated(read_rows(path));
    REQUIRE(t.networks.size() == 4);
    CHECK(t.networks[1].rows_ms == 7);
    CHECK(t.beyond.cache_factor == doctest::Approx(1.25));
    CHECK(t.beyond.step_ms == doctest::Approx(0.01));
    CHECK(t.beyond.network_ms == doctest::Approx(0.5));
    CHECK(t.beyond.of_network(t.networks[2].rows_ms, t.networks[2].steps) ==
          doctest::Approx(t.networks[2].measured_ms));
    auto const refuses = [&](std::string const& head, char const* why) {
        write_file(path, head + "\n" + rows);
        CHECK_THROWS_WITH_AS(read_rows(path), doctest::Contains(why), error);
    };
    refuses("# network networks/0.onnx 3 0-1", "networks/0.onnx has not been timed");
    refuses("# network n0 3 0-3 1.5", "the network n0 has row 3 of 3");
    refuses("# network n0 3 0--1 1.5", "not a valid head line");
    refuses("# network n0 0 0-1 1.5", "not a valid head line");
    refuses("# network n0 3 0-1 -1", "not a valid head line");
}
