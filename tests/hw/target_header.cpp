// SPDX-License-Identifier: MIT
// Tests hw/target_header.hpp, hw/row_reader.hpp, cost/calibrate.hpp, base/identifier.hpp.
#include <doctest/doctest.h>

#include <string>

#include <hurricane/base/files.hpp>
#include <hurricane/cost/calibrate.hpp>
#include <hurricane/hw/row_reader.hpp>
#include <hurricane/hw/target_header.hpp>

#include "measured_rows.hpp"
#include "support.hpp"

using namespace hurricane;

TEST_CASE("an operator that the device cannot run stays so from CSV to header") {
    scratch_folder const folder;
    auto const path = folder / "rows.csv";
    auto t = sample();
    t.rows[2].latency_ms = unsupported;
    write_file(path, to_csv(t));
    auto const back = read_rows(path);
    CHECK(back.rows[2].latency_ms == unsupported);
    CHECK(to_csv(back) == to_csv(t));
    CHECK(to_header(back, "a").find("hurricane::dtype::f32}, hurricane::unsupported, ") !=
          std::string::npos);
    // Networks with it cannot be timed; the others give the overheads.
    std::string const rows =
        "op,in_c,in_h,in_w,out_c,stride,batch,threads,dtype,latency_ms\na,8,28,28,16,2,1,1,f32,1\n"
        "b,8,28,28,16,2,1,1,f32,unsupported\n";
    write_file(path, "# network n0 3 0-1 unsupported\n# network n1 3 0-0 2.5\n" + rows);
    CHECK(read_rows(path).networks.size() == 1);
    CHECK(calibrated(read_rows(path)).beyond.cache_factor > 1);
    write_file(path, "# network n0 3 0-1 2.5\n" + rows);
    CHECK_THROWS_WITH_AS(read_rows(path),
                         doctest::Contains("n0 was timed and has row 1, which is unsupported"),
                         error);
    write_file(path, "# network n0 3 0-1 unsupported\n" + rows);
    CHECK_THROWS_WITH_AS(calibrated(read_rows(path)),
                         doctest::Contains("none of the whole networks runs"), error);
    write_file(path, "# crowding 1.1\n# network n0 3 0-1 unsupported\n" + rows);
    CHECK(calibrated(read_rows(path)).beyond.cache_factor == 1.1);
    write_file(path, "# cache_factor 1.2\n# network n0 3 0-1 unsupported\n" + rows);
    CHECK(calibrated(read_rows(path)).beyond.cache_factor == 1.2);
    write_file(path,
               "op,in_c,in_h,in_w,out_c,stride,batch,threads,dtype,latency_ms\n"
               "stem:x,1,28,28,16,2,1,1,f32,unsupported\n");
    CHECK_THROWS_WITH_AS(read_rows(path),
                         doctest::Contains("stem:x is unsupported, and every network has it"),
                         error);
}

TEST_CASE("the header of a target needs the name of a type") {
    CHECK(to_header(sample(), "a::b").find("namespace a {") != std::string::npos);
    CHECK(to_header(sample(), "b").find("namespace b") == std::string::npos);
    for (auto const* bad :
         {"", "a::", "::b", "1a", "a b", "a:b", "a::b;", "class", "my::int", "std::a", "a__b"})
        CHECK_THROWS_AS((void)to_header(sample(), bad), error);
}
