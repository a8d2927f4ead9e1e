// SPDX-License-Identifier: MIT
#include "operator_benchmark.hpp"

#include <benchmark/benchmark.h>

#include <bit>
#include <map>
#include <optional>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/files.hpp>
#include <hurricane/inference/frozen_network.hpp>
#include <hurricane/profiling/measure.hpp>

#include "benchmark_rows.hpp"
#include "shared/command_line.hpp"
#include "shared/machine_rates.hpp"
#include "shared/program.hpp"
#include "stored_run.hpp"

namespace hurricane::app {

namespace {

/// What one core allows an operator: the machine's arithmetic, and copies of as many bytes as the
/// operator touches, for run again and again it stays in the caches that hold it.
class roofline_of_core {
public:
    double gflop_per_s() const { return gflop_per_s_; }

    /// Seconds of a run where every step takes the longer of its arithmetic and its traffic; norms
    /// and activations ride along with the convolutions before them.
    double seconds(plan const& p) {
        std::int64_t bytes = 0;
        for (auto const& s : p) bytes += rides_along(s) ? 0 : s.bytes();
        double const gbyte_per_s = copies_of(bytes);
        double sum = 0;
        for (auto const& s : p)
            if (!rides_along(s))
                sum += std::max(2e-9 * double(s.macs()) / gflop_per_s_,
                                1e-9 * double(s.bytes()) / gbyte_per_s);
        return sum;
    }

private:
    static bool rides_along(step const& s) {
        return s.op == kind::batch_norm || s.op == kind::dropout || is_activation(s.op);
    }

    /// The rate of copies that touch the next power of two of bytes.
    double copies_of(std::int64_t bytes) {
        auto const floats = std::bit_ceil(std::max(std::uint64_t(bytes) / 8, std::uint64_t{1024}));
        auto const known = copy_rates_.find(floats);
        if (known != copy_rates_.end()) return known->second;
        return copy_rates_[floats] = bound::copy_rate(floats, 0.05);
    }

    double gflop_per_s_{bound::arithmetic_rate()};
    std::map<std::uint64_t, double> copy_rates_;
};

/// A row with what is known of it before and after it ran.
struct bench {
    benchmark_row row;
    double least_seconds{};  ///< that the roofline allows
    std::string names{};     ///< of its implementations
};

std::string names_of(std::vector<std::string> const& implementations) {
    if (implementations.empty()) return "none of oneDNN";
    std::string all;
    for (auto const& name : implementations) all += (all.empty() ? "" : ", ") + name;
    return all;
}

/// One call by Google Benchmark: as many runs as it asks for.
void run_row(benchmark::State& state, bench& b, std::stop_token const& stop) {
    if (stop.stop_requested()) {
        state.SkipWithError("stopped on request");
        return;
    }
    std::vector<plan> const plans{b.row.lowered};
    frozen_network net{plans, random_weights(plans, 0)};
    auto const in = net.input_layout().floats();
    for (std::size_t i = 0; i < in; ++i) net.input()[i] = float(i % 7) * 0.1f;
    b.names = names_of(net.implementations());
    for (auto _ : state) net.run();
    using benchmark::Counter;
    state.SetLabel(b.names);
    state.counters["GFLOP/s"] =
        Counter(2e-9 * double(b.row.lowered.macs()), Counter::kIsIterationInvariantRate);
    state.counters["roofline"] = Counter(b.least_seconds, Counter::kIsIterationInvariantRate);
}

/// Keeps the repetitions; the table is printed once all of them are there.
class collector : public benchmark::BenchmarkReporter {
public:
    repetitions rows;

    bool ReportContext(Context const&) override { return true; }

    void ReportRuns(std::vector<Run> const& runs) override {
        for (auto const& run : runs) {
            if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
            rows[run.run_name.str()].push_back(1e6 * run.cpu_accumulated_time /
                                               double(run.iterations));
        }
    }
};

void print_table(std::vector<bench> const& all, repetitions const& measured) {
    std::printf("%10s %9s %9s  operator @ slot: kernels\n", "us", "GFLOP/s", "roofline");
    for (auto const& b : all) {
        auto const us = measured.find(b.row.name);
        if (us == measured.end()) continue;  // filtered out
        double const seconds = 1e-6 * median(us->second);
        std::printf("%10.2f %9.1f %7.0f %%  %s: %s\n", 1e6 * seconds,
                    2e-9 * double(b.row.lowered.macs()) / seconds, 100 * b.least_seconds / seconds,
                    b.row.name.c_str(), b.names.c_str());
    }
}

void print_comparison(std::string const& file, benchmark_run const& before,
                      benchmark_run const& now) {
    std::printf(
        "\nnow / %s, medians; beyond the noise: more than 6 %% apart, and all repetitions of one "
        "slower than all of the other\n",
        file.c_str());
    auto const note = [](char const* what, std::string const& then, std::string const& today) {
        if (!then.empty() && then != today)
            std::printf("note: stored with %s %s, now %s\n", what, then.c_str(), today.c_str());
    };
    note("processor", before.cpu, now.cpu);
    note("oneDNN", before.onednn, now.onednn);
    if (before.gflop_per_s > 0)
        std::printf("  %s   the machine's own arithmetic, seconds a FLOP\n",
                    fixed(before.gflop_per_s / now.gflop_per_s, 3).c_str());
    for (auto const& line : comparison(before, now)) std::printf("%s\n", line.c_str());
}

/// The arguments for Google Benchmark: ours in front, so that the user's count.
std::vector<std::string> take_google_arguments(std::vector<std::string>& arguments) {
    std::vector<std::string> taken{arguments.front(), "--benchmark_repetitions=5",
                                   "--benchmark_enable_random_interleaving=true",
                                   "--benchmark_min_time=0.1"};
    auto const of_google = [](std::string const& a) { return a.starts_with("--benchmark_"); };
    std::copy_if(arguments.begin(), arguments.end(), std::back_inserter(taken), of_google);
    std::erase_if(arguments, of_google);
    return taken;
}

/// Refuses what would end without one sentence, or overwrite the run to compare with.
void check_google_arguments(std::vector<std::string> const& arguments, std::string const& compare) {
    for (auto const& a : arguments) {
        if (a.starts_with("--benchmark_format"))
            throw error{"the table has one format", "--benchmark_format",
                        "take --benchmark_out=FILE for JSON"};
        std::string_view const option = "--benchmark_out=";
        if (!a.starts_with(option)) continue;
        auto const file = a.substr(option.size());
        std::error_code unknown;
        if (!compare.empty() && std::filesystem::equivalent(file, compare, unknown))
            throw error{"it would overwrite the run to compare with", a, "name another file"};
        check_writable(file);
    }
}

/// Google Benchmark keeps pointers to the arguments: they must outlive its runs.
void initialize(std::vector<std::string>& arguments) {
    std::vector<char*> pointers;
    for (auto& a : arguments) pointers.push_back(a.data());
    int count = static_cast<int>(pointers.size());
    benchmark::Initialize(&count, pointers.data());
    if (count > 1)
        throw error{"Google Benchmark has no such option, or not with this value", pointers[1],
                    "see --help"};
}

void run_all(space_view const& space, std::span<candidate const> own, std::string const& compare,
             std::vector<std::string>& google, std::stop_token const& stop) {
    check_google_arguments(google, compare);
    std::optional<benchmark_run> before;
    if (!compare.empty()) before = read_run(compare, stop);
    initialize(google);
    auto const [rows, left_out] = rows_to_run(space, own);
    for (auto const& sentence : left_out) std::printf("left out: %s\n", sentence.c_str());
    if (rows.empty())
        throw error{"no operator can stand at any slot", "space " + space.name,
                    "see above for the reasons"};
    pinned_thread const pin;
    roofline_of_core roof;
    std::vector<bench> all;
    for (auto const& row : rows) all.push_back({row, roof.seconds(row.lowered)});
    for (auto& b : all)
        benchmark::RegisterBenchmark(b.row.name.c_str(), [&b, &stop](benchmark::State& state) {
            run_row(state, b, stop);
        })->Unit(benchmark::kMicrosecond);

    collector measured;
    benchmark_run now{{}, processor(), kernels::onednn_version(), roof.gflop_per_s()};
    benchmark::AddCustomContext("space", space.name);
    benchmark::AddCustomContext("cpu", now.cpu);
    benchmark::AddCustomContext("onednn", now.onednn);
    benchmark::AddCustomContext("gflop_per_s", decimal(now.gflop_per_s));
    if (benchmark::RunSpecifiedBenchmarks(&measured) == 0)
        throw error{"no row matches", "--benchmark_filter", "see --benchmark_list_tests"};
    if (stop.stop_requested()) throw stopped{};
    if (measured.rows.empty()) return;  // they were to be listed
    std::printf("%s on one core of %s (%.0f GFLOP/s), oneDNN %s, batch 1, medians\n",
                space.name.c_str(), now.cpu.c_str(), now.gflop_per_s, now.onednn.c_str());
    print_table(all, measured.rows);
    now.rows = measured.rows;
    if (before) print_comparison(compare, *before, now);
}

}  // namespace

int operator_benchmark(int argc, char** argv, space_view const& space,
                       std::span<candidate const> own) {
    auto const name = std::filesystem::path{argv[0]}.filename().string();
    CLI::App cli{
        "Runs operators alone at the slots of the space '" + space.name +
        "' as inference does (batch 1, one thread)\n"
        "and prints for each the median time, GFLOP/s, the share of what one core allows, and the\n"
        "kernels of oneDNN that run. Operators that are illegal at a slot are left out, with the "
        "reason.\n\n"
        "Options of Google Benchmark (--benchmark_...) are taken too; unless told otherwise, 5\n"
        "repetitions of at least 0.1 s in random order:\n"
        "  --benchmark_out=FILE     keep the run, for --compare\n"
        "  --benchmark_filter=TEXT  the rows whose names match a regular expression\n"
        "  --benchmark_list_tests   only name the rows\n\n"
        "Examples:\n  " +
        name + " --benchmark_out=before.json\n  " + name + " --compare before.json\n  " + name +
        " --benchmark_filter='stride 2' --benchmark_repetitions=9"};
    std::string compare;
    cli.add_option("--compare", compare,
                   "a run kept earlier: print the ratio of the medians for each row, and which are "
                   "beyond the noise");
    std::vector<std::string> arguments{argv, argv + argc};
    auto google = take_google_arguments(arguments);
    std::vector<char*> rest;
    for (auto& a : arguments) rest.push_back(a.data());
    if (int const code = parse(cli, static_cast<int>(rest.size()), rest.data()); code >= 0)
        return code;
    return run_program(argv[0],
                       [&](std::stop_token stop) { run_all(space, own, compare, google, stop); });
}

}  // namespace hurricane::app
