// SPDX-License-Identifier: MIT
// Tests hw/row_reader.hpp, hw/row_head.hpp, hw/rows.hpp.
#include <doctest/doctest.h>

#include <string>

#include <hurricane/base/files.hpp>
#include <hurricane/cost/calibrate.hpp>
#include <hurricane/hw/row_reader.hpp>
#include <hurricane/hw/target_header.hpp>

#include "fuzz.hpp"
#include "measured_rows.hpp"
#include "support.hpp"

using namespace hurricane;

TEST_CASE("mistakes in a row CSV are named with their place") {
    scratch_folder const folder;
    auto const path = folder / "rows.csv";
    std::string const head = "op,in_c,in_h,in_w,out_c,stride,batch,threads,dtype,latency_ms\n";
    std::string const row = "sep<3>,8,28,28,16,2,1,1,f32,";
    auto const refuses = [&](std::string const& text, char const* why) {
        write_file(path, text);
        CHECK_THROWS_WITH_AS(read_rows(path), doctest::Contains(why), error);
    };
    write_file(path, head + row + "0.5\n");
    CHECK(read_rows(path).rows.front().cold_ms == 0);  // optional columns
    refuses(head + row + "0\n", ":2, column latency_ms");
    refuses(head + row + "-1\n", "positive");
    refuses(head + row + "nan\n", "positive and finite");
    refuses(head + row + "1.5ms\n", "not a number");
    refuses(head + row + "1\n" + row + "2\n",
            ":3, column latency_ms: another latency of the row at ");
    write_file(path, head + row + "1\n" + row + "1.0\n");
    CHECK(read_rows(path).rows.size() == 1);  // the same twice
    refuses("op,in_c,in_h,in_w,out_c,stride,batch,threads,dtype,latency_us\n",
            "latency_us is not in milliseconds");
    refuses("# crowding 0\n" + head + row + "1\n", "not a valid head line");
    refuses("# step_ms -0.01\n" + head + row + "1\n", "not a valid head line");
    refuses(head + row + "1e300\n", "no plausible latency");
    write_file(path, "\n# device a\n\n" + head + row + "1\n");
    CHECK(read_rows(path).device == "a");  // blank lines before the header
    refuses("# step_ms inf\n" + head + row + "1\n", "not a valid head line");
    refuses(head + "sep<3>,8,28,0,16,2,1,1,f32,1\n", "sizes must be positive");
    refuses(head + "sep<3>,8,28,28,16,2,1,1,f32,\n", "the row has not been timed");
    refuses(head + "sep<3>,8,28,28,16,2,1,1,f16,1\n", "'f16' is not a number type");
    refuses(head + "sep\"\"<3>,8,28,28,16,2,1,1,f32\n", "cells");
    refuses(head + std::string(300, 'x') + ",8,28,28,16,2,1,1,f32,1\n", "longer than 62");
    write_file(path, head + row + "1e-8\n");
    CHECK(to_header(read_rows(path), "a").find("1e-08") !=
          std::string::npos);  // tiny, but not zero
    refuses(head, "no rows");
    refuses("op,latency_ms\nx,1\n", "no column 'in_c'");
    refuses("# hurricane-rows 99\n" + head, "newer");
    refuses("# hurricane-rows x\n" + head, "not a valid head line");
}

TEST_CASE("row CSVs are read as spreadsheets and people leave them") {
    scratch_folder const folder;
    auto const path = folder / "rows.csv";
    std::string const head = "op,in_c,in_h,in_w,out_c,stride,batch,threads,dtype,latency_ms\n";
    write_file(path,
               "\xEF\xBB\xBF# hurricane-rows 3,,,,,,,,,,\r\n# device a board,,,,,,,,,,\r\n# "
               "crowding 1.5,,,,,,,,,,\r\n"
               ",,,,,,,,,,\r\nop,in_c,in_h,in_w,out_c,stride,batch,threads,dtype,latency_ms,\r\n"
               "sep<3>,8.0,28,28,+16,2,1,1,f32,+0.5,\r\n\"mb<6,3>\" , 8, 28 ,28,16,2,1,1,f32 , "
               "1.0,\r\n,,,,,,,,,,\r\n");
    auto const t = read_rows(path);
    REQUIRE(t.rows.size() == 2);
    CHECK(t.device == "a board");
    CHECK(t.beyond.cache_factor == 1.5);
    CHECK(t.rows[0].op == "mb<6,3>");
    CHECK(t.rows[1].latency_ms == 0.5);
    CHECK(t.rows[1].at == slot{{8, 28, 28}, 16, 2});
    write_file(path, "# network n0 3 0-0,2.5,,\n# network  n1 4  0 1.5 ,,,\n" + head +
                         "a,8,28,28,16,2,1,1,f32,1\n");
    REQUIRE(read_rows(path).networks.size() == 2);
    CHECK(read_rows(path).networks[0].measured_ms == 2.5);
    CHECK(read_rows(path).networks[1].steps == 4);
    // An operator without steps costs nothing, where nothing changes its shape.
    write_file(path, head + "skip,16,28,28,16,1,1,1,f32,0\n");
    CHECK(read_rows(path).rows[0].latency_ms == 0);
    auto const refuses = [&](std::string const& text, char const* why) {
        write_file(path, text);
        CHECK_THROWS_WITH_AS(read_rows(path), doctest::Contains(why), error);
    };
    refuses(head + "skip,8,28,28,16,1,1,1,f32,0\n", "positive and finite");
    refuses(head + "skip,16,28,28,16,1,1,1,f32,-0.1\n", "positive and finite");
    refuses(head + "\"sep\n<3>\",8,28,28,16,2,1,1,f32,1\n", "is not an operator name");
    refuses(head + "sep<3>,8.5,28,28,16,2,1,1,f32,1\n", "'8.5' is not a number");
    refuses(
        "# "
        "op,in_c,in_h,in_w,out_c,stride,batch,threads,dtype,latency_us\nsep<3>,8,28,28,16,2,1,1,"
        "f32,1\n",
        "latency_us is not in milliseconds");
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS((void)read_rows(path, stop.get_token()), stopped);
}

TEST_CASE(
    "the reader of row CSVs takes a file or refuses it in one sentence, and what it takes it can "
    "write") {
    int taken = 0;
    auto t = sample();
    t.rows.push_back(t.rows.front());
    t.rows.back().op = "sep<5>";
    t.rows.back().latency_ms = unsupported;
    int const refused = fuzz(to_csv(t), nasty_text, 20'000, [&](std::filesystem::path const& path) {
        auto const t = read_rows(path);
        ++taken;
        for (auto const& r : t.rows) {
            bool const same_shape = r.at.stride == 1 && r.at.in.c == r.at.out;
            REQUIRE((r.latency_ms > 0 || (r.latency_ms == 0 && same_shape)));
            REQUIRE((r.at.in.c > 0 && !r.op.empty()));
        }
        write_quickly(path, to_csv(t));
        REQUIRE(to_csv(read_rows(path)) == to_csv(t));
        REQUIRE(!to_header(calibrated(t), "a::b").empty());
    });
    CHECK(refused > 5'000);
    CHECK(taken > 1'000);
}
