// SPDX-License-Identifier: MIT
#include "stored_run.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/error.hpp>
#include <hurricane/base/files.hpp>

namespace hurricane::app {

namespace {

using nlohmann::json;

/// Another process has its memory elsewhere: medians of an unchanged program were up to 5 % apart,
/// the repetitions of a row in one process 2 % (12 rows of acme_benchmark, all pairs of five runs,
/// 2026-11-27, an AMD EPYC with AVX-512 and other work on it).
constexpr double between_processes = 0.06;

constexpr char const* how_to_store = "store a run with --benchmark_out=FILE";

/// Microseconds of one unit; 0 where it is none.
double unit_us(std::string const& unit) {
    if (unit == "ns") return 1e-3;
    if (unit == "us") return 1;
    if (unit == "ms") return 1e3;
    return unit == "s" ? 1e6 : 0;
}

void add_entry(benchmark_run& run, json const& entry, std::string const& where) {
    if (entry.value("run_type", "iteration") != "iteration") return;
    double const us = unit_us(entry.value("time_unit", "ns")) * entry.value("cpu_time", -1.0);
    auto const name = entry.value("run_name", entry.value("name", ""));
    if (!(us > 0) || name.empty())
        throw error{"an entry has no name or no cpu_time above 0", where, how_to_store};
    run.rows[name].push_back(us);
}

/// How many ways there are to choose k of n.
double choices(std::size_t n, std::size_t k) {
    double ways = 1;
    for (std::size_t i = 1; i <= k; ++i) ways *= double(n - k + i) / double(i);
    return ways;
}

std::string text_of(verdict v) {
    switch (v) {
        case verdict::same: return "within the noise";
        case verdict::slower: return "slower, beyond the noise";
        case verdict::faster: return "faster, beyond the noise";
        case verdict::too_few: break;
    }
    return "too few repetitions to tell";
}

}  // namespace

double median(std::vector<double> x) {
    std::sort(x.begin(), x.end());
    auto const half = x.size() / 2;
    return x.size() % 2 ? x[half] : 0.5 * (x[half - 1] + x[half]);
}

benchmark_run read_run(std::filesystem::path const& file, std::stop_token stop) {
    auto const where = file.string();
    auto const data = json::parse(read_file(file, std::move(stop)), nullptr, false);
    if (!data.is_object() || !data.contains("benchmarks") || !data["benchmarks"].is_array())
        throw error{"this is no run of Google Benchmark", where, how_to_store};
    benchmark_run run;
    try {
        for (auto const& entry : data["benchmarks"]) add_entry(run, entry, where);
        auto const context = data.value("context", json::object());
        run.cpu = context.value("cpu", "");
        run.onednn = context.value("onednn", "");
        run.gflop_per_s = number_in<double>(context.value("gflop_per_s", "")).value_or(0);
    } catch (json::exception const&) {
        throw error{"an entry is not of the type that Google Benchmark writes", where,
                    how_to_store};
    }
    if (run.rows.empty())
        throw error{"it holds no repetitions", where,
                    "store a run without --benchmark_report_aggregates_only"};
    return run;
}

verdict compare(std::vector<double> const& before, std::vector<double> const& now) {
    constexpr double least_ways = 40;  // two of them are disjoint
    auto const [b_least, b_most] = std::minmax_element(before.begin(), before.end());
    auto const [n_least, n_most] = std::minmax_element(now.begin(), now.end());
    double const ratio = median(now) / median(before);
    bool const slower = *n_least > *b_most && ratio > 1 + between_processes;
    bool const faster = *n_most < *b_least && ratio < 1 / (1 + between_processes);
    if (choices(before.size() + now.size(), now.size()) < least_ways) return verdict::too_few;
    if (!slower && !faster) return verdict::same;
    return slower ? verdict::slower : verdict::faster;
}

std::vector<std::string> comparison(benchmark_run const& before, benchmark_run const& now) {
    std::vector<std::string> lines;
    for (auto const& [name, us] : now.rows) {
        auto const stored = before.rows.find(name);
        if (stored == before.rows.end())
            lines.push_back("    new   " + name);
        else
            lines.push_back("  " + fixed(median(us) / median(stored->second), 3) + "   " + name +
                            ": " + text_of(compare(stored->second, us)));
    }
    for (auto const& [name, us] : before.rows)
        if (!now.rows.contains(name)) lines.push_back("    gone  " + name);
    return lines;
}

}  // namespace hurricane::app
