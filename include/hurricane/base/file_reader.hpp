// SPDX-License-Identifier: MIT
// Files read in blocks. A read that waits, be it for a pipe that nobody fills, hears a stop token.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <utility>

#include <hurricane/base/error.hpp>

namespace hurricane::inline v0 {

class file_reader {
public:
    /// Opens a file, a pipe or a device; does not wait for somebody to fill a pipe. Throws error
    /// where nothing can be read.
    explicit file_reader(std::filesystem::path const& path, std::stop_token stop = {})
        : path_{path.string()}, stop_{std::move(stop)} {
        // Without O_NONBLOCK a pipe that nobody fills would hold open() for ever.
        file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (file_ < 0) throw unreadable();

        struct stat about {};

        bool const known = ::fstat(file_, &about) == 0;
        if (known && !S_ISDIR(about.st_mode)) {
            waits_ = !S_ISREG(about.st_mode);
            return;
        }
        ::close(file_);
        if (!known) throw unreadable();
        throw error{"cannot read: it is a folder", path_, "give the name of a file"};
    }

    ~file_reader() { ::close(file_); }

    file_reader(file_reader const&) = delete;
    file_reader& operator=(file_reader const&) = delete;

    /// Fills the front of `out`, which must not be empty, with the next bytes; returns how many,
    /// 0 at the end of the file. Throws stopped within 100 ms of a request to stop, and error.
    std::size_t read(std::span<char> out) {
        assert(!out.empty());
        for (;;) {
            if (stop_.stop_requested()) throw stopped{};
            if (waits_ && !ready()) continue;
            auto const count = ::read(file_, out.data(), out.size());
            if (count >= 0) return static_cast<std::size_t>(count);
            if (errno != EINTR && errno != EAGAIN) throw unreadable();
        }
    }

    /// As many bytes as `out` holds, fewer only at the end of the file.
    std::size_t read_all(std::span<char> out) {
        std::size_t done = 0;
        while (done < out.size()) {
            auto const n = read(out.subspan(done));
            if (n == 0) break;
            done += n;
        }
        return done;
    }

private:
    error unreadable() const { return error{"cannot read", path_, "check the path"}; }

    /// Waits for bytes, the end or a fault, but not for long.
    bool ready() const {
        constexpr int longest_wait_ms = 100;
        pollfd waiting{file_, POLLIN, 0};
        return ::poll(&waiting, 1, longest_wait_ms) != 0;
    }

    std::string path_;
    std::stop_token stop_;
    int file_{-1};
    bool waits_{};  ///< a pipe or a device: bytes may come late
};

}  // namespace hurricane::inline v0
