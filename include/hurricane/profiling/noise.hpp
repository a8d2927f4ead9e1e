// SPDX-License-Identifier: MIT
// Is the machine quiet enough to measure on? Another program on the processor takes its time in
// slices of some milliseconds: a clock that is read all the time jumps by them, and an operator of
// a microsecond never takes less than a slice where several threads wait for each other.
#pragma once

#include <algorithm>
#include <chrono>
#include <stop_token>
#include <string>
#include <thread>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/observer.hpp>
#include <hurricane/profiling/measure.hpp>

namespace hurricane::inline v0 {

struct noise {
    double taken{};       ///< share of the time in which the thread was kept from running
    double longest_ms{};  ///< at once
    double floor_ms{};    ///< quietest run of the smallest operator

    /// An operator that takes a slice, or a third of the time gone: medians would be those of the
    /// other program.
    bool unusable() const { return floor_ms > 0.5 || taken > 0.3; }

    std::string text() const {
        auto const percent = std::to_string(static_cast<int>(100 * taken + 0.5));
        return percent + " % of the time of this processor is taken by others, up to " +
               show(longest_ms, 2) + " ms at once; the smallest operator takes " +
               show(floor_ms, 2) + " ms";
    }
};

/// Reads the clock for `span_ms`; jumps of more than `jump_ms` are counted as taken. Then runs the
/// smallest operator.
inline noise measure_noise(double span_ms = 200, double jump_ms = 0.05) {
    noise n;
    double const start = detail::now_ms();
    double taken = 0;
    double last = start;
    while (last - start < span_ms) {
        double const now = detail::now_ms();
        double const jump = now - last;
        if (jump > jump_ms) {
            taken += jump;
            n.longest_ms = std::max(n.longest_ms, jump);
        }
        last = now;
    }
    n.taken = taken / (last - start);

    plan smallest{shape{8, 1, 1}};
    smallest.pointwise(smallest.input(), 8);
    frozen_network net{{smallest}, random_weights({smallest}, 0)};
    n.floor_ms = span_ms;
    for (int i = 0; i < 20; ++i) {
        double const begin = detail::now_ms();
        net.run();
        n.floor_ms = std::min(n.floor_ms, detail::now_ms() - begin);
    }
    return n;
}

[[deprecated("its name is measure_noise")]] inline noise listen(double span_ms = 200,
                                                                double jump_ms = 0.05) {
    return measure_noise(span_ms, jump_ms);
}

/// What becomes of a measurement on a machine that stays too busy.
enum class busy_machine : unsigned char { refused, accepted };

/// Waits until the machine is usable, `tries` times with a second between. Throws error when it
/// never is, unless noise is accepted; throws stopped.
inline noise wait_for_quiet(busy_machine then, observer& watch, std::stop_token const& stop,
                            int tries = 5) {
    for (int i = 1;; ++i) {
        auto const n = measure_noise();
        if (!n.unusable()) return n;
        if (stop.stop_requested()) throw stopped{};
        watch.log(n.text());
        if (i == tries) {
            if (then == busy_machine::accepted) return n;
            throw error{"this machine is too busy to measure on: " + n.text(),
                        {},
                        "stop the other programs, or accept noise"};
        }
        std::this_thread::sleep_for(std::chrono::seconds{1});
    }
}

}  // namespace hurricane::inline v0
