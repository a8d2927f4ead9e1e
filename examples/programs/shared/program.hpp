// SPDX-License-Identifier: MIT
// What every program here has in common: a progress bar with the remaining time, a log, errors as
// one sentence with exit code 2, and an orderly stop on SIGINT.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

#include <hurricane/base/observer.hpp>

namespace hurricane::app {

/// Progress on stderr, if that is a terminal; log lines on stdout and at the end of a file, once
/// one is given.
class console : public observer {
public:
    void log_to(std::filesystem::path const& file);
    /// Throws error when lines did not reach the file.
    void close_log();
    void begin(std::string_view phase, std::int64_t total) override;
    void advance(std::int64_t done, std::string_view note) override;
    void end() override;
    void log(std::string_view line) override;

private:
    void clear();
    using clock = std::chrono::steady_clock;
    std::mutex mutex_;  ///< loaders may name damaged pictures
    std::filesystem::path log_file_;
    std::ofstream file_;
    std::string earlier_;  ///< what was logged before there was a file
    std::string phase_;
    std::int64_t total_{};
    clock::time_point start_;
    clock::time_point drawn_;
    bool visible_{};
};

/// Runs the body and returns the program's exit code: 0, 2 for an error (one sentence on stderr),
/// 130 when interrupted. The stop token is set by the first SIGINT or SIGTERM; the second ends the
/// program at once.
int run_program(char const* name, std::function<void(std::stop_token)> const& body);

/// `code`, but 2 with a sentence on stderr where it is 0 and what was printed on stdout did not
/// arrive (a full disk, a closed stream).
int with_output(char const* name, int code);

/// "AMD EPYC ...", as the system names its processor.
std::string processor();
/// Of Hurricane: "0.1.0"
std::string version();
/// "2026-11-23"
std::string today();

}  // namespace hurricane::app
