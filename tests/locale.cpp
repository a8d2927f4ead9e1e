// SPDX-License-Identifier: MIT
// Programs that have called setlocale, or installed a global std::locale, with a decimal comma.
#include <doctest/doctest.h>

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <hurricane/base/files.hpp>
#include <hurricane/fit/fit.hpp>
#include <hurricane/hw/row_reader.hpp>
#include <hurricane/hw/target_header.hpp>
#include <locale>
#include <sstream>

#include "support.hpp"

using namespace hurricane;

namespace {

struct comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }

    char do_thousands_sep() const override { return '.'; }

    std::string do_grouping() const override { return "\3"; }
};

std::string printed(double x) {
    char s[32];
    std::snprintf(s, sizeof s, "%.1f", x);
    return s;
}

/// A decimal comma everywhere while it lives; in C too, where this machine can make such a locale.
class comma_everywhere {
public:
    comma_everywhere() : before_{std::locale()} {
        auto const make = "localedef -c -i de_DE -f UTF-8 '" + (folder_ / "comma").string() +
                          "' > /dev/null 2>&1";
        (void)!std::system(make.c_str());
        setenv("LOCPATH", folder_.path.c_str(), 1);
        in_c = std::setlocale(LC_ALL, "comma") != nullptr;
        unsetenv("LOCPATH");
        std::locale::global(std::locale{std::locale::classic(), new comma});  // nameless: C's stays
    }

    ~comma_everywhere() {
        std::locale::global(before_);
        std::setlocale(LC_ALL, "C");
    }

    comma_everywhere(comma_everywhere const&) = delete;
    comma_everywhere& operator=(comma_everywhere const&) = delete;

    bool in_c{};

private:
    scratch_folder folder_;
    std::locale before_;
};

/// All that the library says of a table of networks and of a table of rows.
std::string said(scratch_folder const& folder) {
    auto const s = fit::read_samples(folder / "nets.csv", {"a*b", "c", "d"}, "ms");
    auto const rows = fit::split_rows(s, 1000, 1);
    std::string text;
    auto const add = [&](double x) {
        text += decimal(x) + " " + show(x) + " " + fixed(x, 3) + "\n";
    };
    fit::boosted_options const options{.learning_rate = 0.15};
    for (auto const& m :
         {fit::fit_form(s, rows.train(), {"boosted", false, fit::single_terms(3)}, 100, options),
          fit::fit_cost(s, rows)}) {
        text += m.name + "\n";
        for (double x : m.predict(s, rows.test)) add(x);
        auto const c = fit::to_cost(m, s, "ms");
        for (double x : c.table) add(x);
        if (c.rest) add(c.rest->least());
        if (c.rest) add(c.rest->most());
    }
    auto const table = read_rows(folder / "rows.csv");
    text += to_csv(table) + to_header(table, "a::board");
    try {
        write_file(folder / "bad.csv", "a,ms\n1,\"1,5\"\n");
        (void)fit::read_samples(folder / "bad.csv", {"a"}, "ms");
    } catch (error const& e) {
        text += e.problem;  // a decimal comma is no number in any locale
    }
    return text;
}

}  // namespace

TEST_CASE("nothing depends on the locale of the program") {
    scratch_folder const folder;
    std::string text = "a,b,c,d,ms\n";
    rng random{8, "locale"};
    for (int i = 0; i < 1500; ++i) {
        auto const a = double(random.below(4)) + 0.5;
        auto const b = random.below(3);
        auto const c = random.below(4);
        auto const d = random.below(4);
        double const ms = 1234.5 + a * double(b) + (c == d ? 1000.25 : 0.125) + random.uniform();
        text += decimal(a) + "," + std::to_string(b) + "," + std::to_string(c) + "," +
                std::to_string(d) + "," + decimal(ms) + "\n";
    }
    write_file(folder / "nets.csv", text);
    write_file(folder / "rows.csv",
               "# crowding 1.25\n# step_ms 1.5e-3\n# network n0 3 0-1 2.75\n"
               "op,in_c,in_h,in_w,out_c,stride,batch,threads,dtype,latency_ms\n"
               "a,1024,28,28,16,2,1,1,f32,1.5\nb,8,28,28,16,2,1,1,f32,0.75\n");
    auto const plain = said(folder);
    CHECK(plain.find("is not a number") != std::string::npos);
    CHECK(plain.find("boosted") != std::string::npos);
    std::string other;
    {
        comma_everywhere const here;
        std::ostringstream out;
        out << 1234.5;
        REQUIRE(out.str() == "1.234,5");  // or this test would say nothing
        if (here.in_c)
            REQUIRE(printed(1.5) == "1,5");
        else
            MESSAGE(
                "no C locale with a decimal comma (install locales): std::locale alone was tried");
        other = said(folder);
    }
    CHECK(printed(1.5) == "1.5");
    CHECK(other == plain);
}
