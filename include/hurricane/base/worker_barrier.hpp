// SPDX-License-Identifier: MIT
// Where the workers of a pool wait for each other.
#pragma once

#include <atomic>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

/// A barrier for the workers of one pool that allocates nothing and can be broken: after break_up()
/// every wait, also one that has begun, throws `broken`, so that one worker's failure does not
/// leave the others waiting.
class worker_barrier {
public:
    struct broken {};  ///< the failure itself is thrown by the worker that had it

    void expect(int parties) {
        parties_ = parties;
        arrived_ = 0;
        broken_ = false;
    }

    void wait() {
        auto const round = round_.load(std::memory_order_acquire);
        if (broken_) throw broken{};  // break_up() sets it before it opens the round
        if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == parties_) {
            arrived_.store(0, std::memory_order_relaxed);
            open();
        } else {
            for (int spin = 0; spin < 2000 && round_.load(std::memory_order_acquire) == round;
                 ++spin)
                __builtin_ia32_pause();
            round_.wait(round, std::memory_order_acquire);
        }
        if (broken_) throw broken{};
    }

    void break_up() {
        broken_ = true;
        open();
    }

private:
    void open() {
        round_.fetch_add(1, std::memory_order_acq_rel);
        round_.notify_all();
    }

    int parties_{1};
    std::atomic<int> arrived_{};
    std::atomic<int> round_{};
    std::atomic<bool> broken_{};
};

using meeting [[deprecated("its name is worker_barrier")]] = worker_barrier;

}  // namespace hurricane::inline v0
