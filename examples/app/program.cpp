// SPDX-License-Identifier: MIT
#include "program.hpp"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <exception>
#include <thread>
#include <utility>

#include <hurricane/base/error.hpp>
#include <hurricane/version.hpp>

namespace hurricane::app {

namespace {

std::string minutes(double seconds) {
    char s[32];
    auto const whole = static_cast<long>(seconds + 0.5);
    std::snprintf(s, sizeof s, "%ld:%02ld", whole / 60, whole % 60);
    return s;
}

}  // namespace

void console::log_to(std::filesystem::path const& file) {
    file_.open(file, std::ios::app);
    if (!file_) throw error{"cannot write", file.string(), "check that the folder is writable"};
    file_ << std::exchange(earlier_, {}) << std::flush;
}

void console::begin(std::string_view phase, std::int64_t total) {
    phase_ = phase, total_ = total;
    start_ = clock::now(), drawn_ = start_;
}

void console::advance(std::int64_t done, std::string_view note) {
    static bool const terminal = isatty(STDERR_FILENO) != 0;
    auto const now = clock::now();
    std::lock_guard const lock{mutex_};
    if (!terminal || now - drawn_ < std::chrono::milliseconds{200}) return;
    drawn_ = now;
    double const spent = std::chrono::duration<double>(now - start_).count();
    double const share = total_ > 0 ? std::clamp(static_cast<double>(done) / static_cast<double>(total_), 0.0, 1.0) : 0;
    constexpr int width = 28;
    auto const full = static_cast<std::size_t>(share * width);
    std::string const bar = std::string(full, '#') + std::string(width - full, '.');
    std::string const left = share > 0 ? minutes(spent * (1 - share) / share) : "?";
    std::fprintf(stderr, "\r\033[K%s [%s] %3.0f %%  %s left  %.*s", phase_.c_str(), bar.c_str(), 100 * share,
                 left.c_str(), static_cast<int>(note.size()), note.data());
    std::fflush(stderr);
    visible_ = true;
}

void console::end() {
    std::lock_guard const lock{mutex_};
    clear();
}

void console::clear() {
    if (visible_) std::fputs("\r\033[K", stderr), std::fflush(stderr);
    visible_ = false;
}

void console::log(std::string_view line) {
    std::lock_guard const lock{mutex_};
    clear();
    std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
    std::fflush(stdout);
    if (file_.is_open())
        file_ << line << std::endl;
    else
        (earlier_ += line) += '\n';
}

int run_program(char const* name, std::function<void(std::stop_token)> const& body) {
    // Signals are taken by a thread of their own, so that a handler may do more than set a flag.
    sigset_t signals;
    sigemptyset(&signals);
    for (int s : {SIGINT, SIGTERM, SIGUSR1}) sigaddset(&signals, s);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::stop_source stop;
    std::thread waiter{[&] {
        for (int s = 0; sigwait(&signals, &s) == 0 && s != SIGUSR1;) stop.request_stop();
    }};
    int code = 0;
    try {
        body(stop.get_token());
    } catch (stopped const&) {
        std::fprintf(stderr, "%s: stopped on request\n", name), code = 130;
    } catch (std::exception const& e) {
        std::fprintf(stderr, "%s: %s\n", name, e.what()), code = 2;
    }
    pthread_kill(waiter.native_handle(), SIGUSR1);
    waiter.join();
    return code;
}

std::string processor() {
    std::ifstream info{"/proc/cpuinfo"};
    for (std::string line; std::getline(info, line);)
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    return "unknown processor";
}

std::string version() {
    return std::to_string(version_major) + "." + std::to_string(version_minor) + "." + std::to_string(version_patch);
}
std::string today() {
    std::time_t const now = std::time(nullptr);
    char s[16];
    std::strftime(s, sizeof s, "%Y-%m-%d", std::localtime(&now));
    return s;
}

}  // namespace hurricane::app
