// SPDX-License-Identifier: MIT
// Runs of an operator benchmark, one of them stored by --benchmark_out, and how they compare.
#pragma once

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace hurricane::app {

/// Microseconds of each repetition of each row.
using repetitions = std::map<std::string, std::vector<double>>;

struct benchmark_run {
    repetitions rows;
    std::string cpu;
    std::string onednn;
    double gflop_per_s{};  ///< of the machine
};

double median(std::vector<double> x);

/// Throws error where the file is not what Google Benchmark writes, or holds no repetitions.
benchmark_run read_run(std::filesystem::path const& file, std::stop_token stop);

enum class verdict { same, slower, faster, too_few };

/// Slower or faster where every repetition of the one took longer than every one of the other and
/// the medians are further apart than those of unchanged programs. Too few to tell where equal runs
/// of so many repetitions are apart like that more often than once in 20: five of each are so once
/// in 126 times.
verdict compare(std::vector<double> const& before, std::vector<double> const& now);

/// A line for each row of either run: the ratio of the medians, and the verdict.
std::vector<std::string> comparison(benchmark_run const& before, benchmark_run const& now);

}  // namespace hurricane::app
