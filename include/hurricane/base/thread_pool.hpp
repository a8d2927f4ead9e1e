// SPDX-License-Identifier: MIT
// A pool of worker threads that run whole shards, candidates or ranges. Work is handed out by
// index, so which thread does what never changes a result.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <hurricane/base/thread.hpp>
#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

class thread_pool {
public:
    /// Throws error when the system gives no more threads; none is left behind then.
    explicit thread_pool(int threads) : thread_pool{} {
        int const wanted = threads > 0 ? threads : 1;
        threads_.reserve(static_cast<std::size_t>(wanted));
        for (int w = 0; w < wanted; ++w)
            threads_.push_back(start_thread("thread pool", w, wanted, [this, w] { work(w); }));
    }

    ~thread_pool() {
        {
            std::lock_guard lock{mutex_};
            leaving_ = true;
        }
        wake_.notify_all();
        for (auto& t : threads_) t.join();
    }

    thread_pool(thread_pool const&) = delete;
    thread_pool& operator=(thread_pool const&) = delete;

    int size() const { return static_cast<int>(threads_.size()); }

    /// Calls job(index, worker) for every index in [0, count) and waits. The exception of the
    /// smallest index is rethrown. Not reentrant: one run at a time, from one thread.
    template <class Job>
    void run(std::int64_t count, Job&& call) {
        std::function<void(std::int64_t, int)> const job{
            std::ref(call)};  // holds a reference: no allocation
        std::unique_lock lock{mutex_};
        job_ = &job;
        next_ = 0;
        count_ = count;
        open_ = count;
        failure_ = {};
        wake_.notify_all();
        done_.wait(lock, [this] { return open_ == 0; });
        job_ = nullptr;
        if (failure_) std::rethrow_exception(std::exchange(failure_, {}));
    }

    /// Calls job(worker) once on every thread.
    template <class Job>
    void each(Job&& call) {
        std::function<void(int)> const job{std::ref(call)};
        std::unique_lock lock{mutex_};
        each_ = &job;
        each_open_ = size();
        ++round_;
        wake_.notify_all();
        done_.wait(lock, [this] { return each_open_ == 0; });
        each_ = nullptr;
        if (failure_) std::rethrow_exception(std::exchange(failure_, {}));
    }

private:
    thread_pool() = default;  // what another constructor throws behind it runs the destructor

    void work(int w) {
        std::unique_lock lock{mutex_};
        for (std::uint64_t seen = 0;;) {
            wake_.wait(lock,
                       [&] { return leaving_ || (job_ && next_ < count_) || round_ != seen; });
            if (leaving_) return;
            if (round_ != seen) {
                seen = round_;
                guarded(lock, 0, [&, job = each_] { (*job)(w); });
                if (--each_open_ == 0) done_.notify_all();
                continue;
            }
            auto const i = next_++;
            guarded(lock, i, [&, job = job_] { (*job)(i, w); });
            if (--open_ == 0) done_.notify_all();
        }
    }

    template <class F>
    void guarded(std::unique_lock<std::mutex>& lock, std::int64_t i, F call) {
        lock.unlock();
        std::exception_ptr failed;
        try {
            call();
        } catch (...) {
            failed = std::current_exception();
        }
        lock.lock();
        if (failed && (!failure_ || i < failed_at_)) {
            failure_ = failed;
            failed_at_ = i;
        }
    }

    std::vector<std::thread> threads_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable done_;
    std::function<void(std::int64_t, int)> const* job_{};
    std::function<void(int)> const* each_{};
    std::int64_t next_{};
    std::int64_t count_{};
    std::int64_t open_{};
    std::int64_t failed_at_{};
    std::int64_t each_open_{};
    std::uint64_t round_{};
    std::exception_ptr failure_;
    bool leaving_{};
};

using crew [[deprecated("its name is thread_pool")]] = thread_pool;

}  // namespace hurricane::inline v0
