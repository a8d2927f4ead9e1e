// SPDX-License-Identifier: MIT
#include "program.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <new>
#include <thread>
#include <utility>

#include <hurricane/base/error.hpp>
#include <hurricane/base/thread.hpp>
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
    log_file_ = file;
    file_.open(file, std::ios::app);
    if (!file_) throw error{"cannot write", file.string(), "check that the folder is writable"};
    file_ << std::exchange(earlier_, {}) << std::flush;
}

void console::begin(std::string_view phase, std::int64_t total) {
    phase_ = phase;
    total_ = total;
    start_ = clock::now();
    drawn_ = start_;
}

void console::advance(std::int64_t done, std::string_view note) {
    static bool const terminal = isatty(STDERR_FILENO) != 0;
    auto const now = clock::now();
    std::lock_guard const lock{mutex_};
    if (!terminal || now - drawn_ < std::chrono::milliseconds{200}) return;
    drawn_ = now;
    double const spent = std::chrono::duration<double>(now - start_).count();
    double const share =
        total_ > 0 ? std::clamp(static_cast<double>(done) / static_cast<double>(total_), 0.0, 1.0)
                   : 0;
    constexpr int width = 28;
    auto const full = static_cast<std::size_t>(share * width);
    std::string const bar = std::string(full, '#') + std::string(width - full, '.');
    std::string const left = share > 0 ? minutes(spent * (1 - share) / share) : "?";
    std::fprintf(stderr, "\r\033[K%s [%s] %3.0f %%  %s left  %.*s", phase_.c_str(), bar.c_str(),
                 100 * share, left.c_str(), static_cast<int>(note.size()), note.data());
    std::fflush(stderr);
    visible_ = true;
}

void console::end() {
    std::lock_guard const lock{mutex_};
    clear();
}

void console::clear() {
    if (!visible_) return;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
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

void console::close_log() {
    std::lock_guard const lock{mutex_};
    file_.close();
    if (!file_)
        throw error{"not all of the log could be written", log_file_.string(),
                    "make room on the disk"};
}

namespace {

/// Where a standard stream was closed, the next file opened would take its number, and output meant
/// for people would end in it. What is opened here instead refuses to be written to.
void occupy_standard_streams() {
    for (int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (fcntl(stream, F_GETFD) < 0 && errno == EBADF) (void)open("/dev/null", O_RDONLY);
}

/// Requests a stop at the first SIGINT or SIGTERM and ends the program at the second, while it
/// lives. Signals are taken by a thread of their own, so that a handler may do more than set a
/// flag.
class signal_watch {
public:
    signal_watch() {
        sigemptyset(&signals_);
        for (int s : {SIGINT, SIGTERM, SIGUSR1}) sigaddset(&signals_, s);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
        waiter_ = start_thread("signals", 0, 1, [this] { wait(); });
    }

    ~signal_watch() {
        pthread_kill(waiter_.native_handle(), SIGUSR1);
        waiter_.join();
    }

    signal_watch(signal_watch const&) = delete;
    signal_watch& operator=(signal_watch const&) = delete;

    std::stop_token token() const { return stop_.get_token(); }

private:
    void wait() {
        for (int s = 0; sigwait(&signals_, &s) == 0 && s != SIGUSR1;)
            if (!stop_.request_stop()) end_by(s);
    }

    /// As if the signal had never been caught.
    void end_by(int s) const {
        signal(s, SIG_DFL);
        pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
        raise(s);
    }

    sigset_t signals_{};
    std::stop_source stop_;
    std::thread waiter_;
};

}  // namespace

int run_program(char const* name, std::function<void(std::stop_token)> const& body) {
    occupy_standard_streams();
    int code = 0;
    try {
        signal_watch const signals;
        body(signals.token());
    } catch (stopped const&) {
        std::fprintf(stderr, "%s: stopped on request\n", name);
        code = 130;
    } catch (std::bad_alloc const&) {
        std::fprintf(stderr, "%s: out of memory; use fewer images or threads, or smaller batches\n",
                     name);
        code = 2;
    } catch (std::exception const& e) {
        std::fprintf(stderr, "%s: %s\n", name, e.what());
        code = 2;
    }
    return with_output(name, code);
}

int with_output(char const* name, int code) {
    errno = 0;
    bool const arrived = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    if (arrived || code != 0) return code;
    std::fprintf(stderr, "%s: standard output cannot be written: %s; what was printed is lost\n",
                 name, errno != 0 ? std::strerror(errno) : "a write failed");
    return 2;
}

std::string processor() {
    std::ifstream info{"/proc/cpuinfo"};
    for (std::string line; std::getline(info, line);)
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    return "unknown processor";
}

std::string version() {
    return std::to_string(version_major) + "." + std::to_string(version_minor) + "." +
           std::to_string(version_patch);
}

std::string today() {
    std::time_t const now = std::time(nullptr);
    char s[16];
    std::strftime(s, sizeof s, "%Y-%m-%d", std::localtime(&now));
    return s;
}

}  // namespace hurricane::app
