// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <hurricane/base/files.hpp>
#include <hurricane/cost/calibrate.hpp>
#include <hurricane/cost/price_rows.hpp>
#include <hurricane/hw/row_reader.hpp>
#include <hurricane/hw/target_header.hpp>
#include <hurricane/ops/sep.hpp>
#include <hurricane/space/presets.hpp>

#include "fuzz.hpp"
#include "support.hpp"

using namespace hurricane;

namespace {

inline constexpr latency_row few[] = {
    {{"mb<6,3>", {{16, 14, 14}, 16, 1}, 1, 1, dtype::f32}, 0.4, 0.01, 0.5},
    {{"mb<6,3>", {{16, 14, 14}, 16, 1}, 1, 1, dtype::int8}, 0.2, 0.01, 0.3},
    {{"sep<3>", {{8, 28, 28}, 16, 2}, 1, 1, dtype::f32}, 0.1, 0.01, 0.2},
};

constexpr row_key key(std::string_view op, slot at, int threads = 1) {
    return {op, at, 1, threads, dtype::f32};
}

static_assert(find_row(few, key("mb<6,3>", {{16, 14, 14}, 16, 1}))->latency_ms == 0.4);
static_assert(find_row(few, {"mb<6,3>", {{16, 14, 14}, 16, 1}, 1, 1, dtype::int8})->latency_ms ==
              0.2);
static_assert(find_row(few, key("sep<3>", {{8, 28, 28}, 16, 2}))->latency_ms == 0.1);
static_assert(find_row(few, key("sep<3>", {{8, 28, 28}, 16, 1})) == nullptr);
static_assert(find_row(few, key("sep<3>", {{8, 28, 28}, 16, 2}, 2)) ==
              nullptr);  // threads are in the key
static_assert(measured<few>::latency_ms({"sep<3>", {{8, 28, 28}, 16, 2}, plan{}}) == 0.1);
inline constexpr latency_row too_short[] = {
    {{"sep<3>", {{8, 28, 28}, 8, 1}, 1, 1, dtype::f32}, 0, 0, 0}};
static_assert(measured<too_short>::latency_ms(
                  {"sep<3>", {{8, 28, 28}, 8, 1}, ops::sep<3>::lower({{8, 28, 28}, 8, 1})}) ==
              unmeasured);
static_assert(
    measured<few>::latency_ms({"identity", {{8, 28, 28}, 8, 1}, plan{shape{8, 28, 28}}}) == 0);
static_assert(measured<few, latency_model{.cache_factor = 2, .step_ms = 1}>::latency_ms(
                  {"sep<3>", {{8, 28, 28}, 16, 2}, ops::sep<3>::lower({{8, 28, 28}, 16, 2})}) ==
              0.2 + ops::sep<3>::lower({{8, 28, 28}, 16, 2}).size());
static_assert(measured<few>::latency_ms({"sep<5>", {{8, 28, 28}, 16, 2}, plan{}}) ==
              unmeasured);  // never zero

/// A device that cannot run one of them.
inline constexpr latency_row refused[] = {
    {{"sep<3>", {{8, 28, 28}, 16, 2}, 1, 1, dtype::f32}, unsupported, 0, 0}};
static_assert(measured<refused, latency_model{.cache_factor = 1.5, .step_ms = 1}>::latency_ms(
                  {"sep<3>", {{8, 28, 28}, 16, 2}, plan{}}) == unsupported);

/// An operator without steps costs nothing.
inline constexpr latency_row identity[] = {
    {{"skip", {{16, 28, 28}, 16, 1}, 1, 1, dtype::f32}, 0, 0, 0}};
static_assert(measured<identity, latency_model{.cache_factor = 1.5, .step_ms = 1}>::latency_ms(
                  {"skip", {{16, 28, 28}, 16, 1}, plan{shape{16, 28, 28}}}) == 0);

device_table sample() {
    device_table t{.device = "a device",
                   .space = "fashion",
                   .engine = "oneDNN 2.6.3",
                   .date = "2026-11-23",
                   .fingerprint = 0xabc,
                   .beyond = {.cache_factor = 1.0625, .step_ms = 1e-5, .network_ms = 0.0025},
                   .rows = {}};
    for (auto const& r : few)
        t.rows.push_back({std::string{r.key.op}, r.key.at, 1, 1, r.key.type, r.latency_ms,
                          r.spread_ms, r.cold_ms});
    return t;
}

}  // namespace

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

TEST_CASE("an operator without steps needs no row and costs nothing") {
    auto v = view<spaces::fashion>();
    device_table rows;
    rows.beyond = {.cache_factor = 1.2, .step_ms = 0.5, .network_ms = 0.1};
    for (auto const& r : rows_of(v)) rows.rows.push_back({.op = r.op, .at = r.at, .latency_ms = 1});
    auto const by_key = [](measured_row const& a, measured_row const& b) {
        return a.key() < b.key();
    };
    std::sort(rows.rows.begin(), rows.rows.end(), by_key);
    auto& last = v.layers.back();
    std::vector<candidate> pool(last.candidates.begin(), last.candidates.end());
    pool.push_back(pool.front());
    pool.back().name = "identity";
    pool.back().lower = [](slot at) { return plan{at.in}; };
    last.candidates = pool;
    CHECK(rows_of(v).size() == rows.rows.size());
    auto const priced = price(v, rows);
    CHECK(priced["latency_ms"].at(v.size() - 1, int(pool.size()) - 1) == 0);
    CHECK(priced["latency_ms"].at(v.size() - 1, 0) > 1);
    rows.rows.front().latency_ms = 0;
    CHECK_THROWS_WITH_AS((void)price(v, rows),
                         doctest::Contains("a latency of 0 for an operator that computes"), error);
}

TEST_CASE("mistakes in a row CSV are named with their place") {
    scratch_folder const folder;
    auto const path = folder / "rows.csv";
    std::string const head = "op,in_c,in_h,in_w,out_c,stride,batch,threads,dtype,latency_ms\n",
                      row = "sep<3>,8,28,28,16,2,1,1,f32,";
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

TEST_CASE(
    "the reader of row CSVs takes a file or refuses it in one sentence, and what it takes it can "
    "write") {
    int taken = 0;
    auto t = sample();
    t.rows.push_back(t.rows.front());
    t.rows.back().op = "sep<5>", t.rows.back().latency_ms = unsupported;
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

TEST_CASE("the header of a target needs the name of a type") {
    CHECK(to_header(sample(), "a::b").find("namespace a {") != std::string::npos);
    CHECK(to_header(sample(), "b").find("namespace b") == std::string::npos);
    for (auto const* bad :
         {"", "a::", "::b", "1a", "a b", "a:b", "a::b;", "class", "my::int", "std::a", "a__b"})
        CHECK_THROWS_AS((void)to_header(sample(), bad), error);
}
