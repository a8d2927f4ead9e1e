// SPDX-License-Identifier: MIT
// Measuring operators and networks on this machine, through the inference engine, on the calling
// thread. Warm-up is apart from timing; a median is quoted with its interquartile range.
#pragma once

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include <hurricane/inference/frozen_network.hpp>

namespace hurricane::inline v0 {

struct measure_options {
    int samples{9};         ///< timed samples; the median counts
    double sample_ms{0.4};  ///< length of a sample: runs are repeated until it is reached
    int cold_samples{3};    ///< runs after the caches were swept
    double noisy{0.10};     ///< spread above this share of the median: measured again
    int repeats{2};         ///< how often a noisy row is measured at most; the quietest counts
};

struct timing {
    double median_ms{};
    double spread_ms{};
    double cold_ms{};

    bool noisy(measure_options const& o) const { return !(spread_ms <= o.noisy * median_ms); }
};

/// Ties the calling thread to the processor it runs on, until destruction.
class pinned_thread {
public:
    pinned_thread() {
        pthread_getaffinity_np(pthread_self(), sizeof before_, &before_);
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(sched_getcpu()), &one);
        pthread_setaffinity_np(pthread_self(), sizeof one, &one);
    }

    ~pinned_thread() { pthread_setaffinity_np(pthread_self(), sizeof before_, &before_); }

    pinned_thread(pinned_thread const&) = delete;
    pinned_thread& operator=(pinned_thread const&) = delete;

private:
    cpu_set_t before_;
};

namespace detail {

inline double quantile(std::vector<double>& sorted, double q) {
    return sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1) + 0.5)];
}

inline double now_ms() {
    return std::chrono::duration<double, std::milli>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// Reads more than the private caches of a core hold.
inline float sweep_caches() {
    static std::vector<float> const memory(4 << 20, 1.0f);
    float sum = 0;
    for (std::size_t i = 0; i < memory.size(); i += 16) sum += memory[i];
    return sum;
}

}  // namespace detail

/// Times one run of a network (or of a single operator).
inline timing measure(frozen_network& net, measure_options const& o = {}) {
    using detail::now_ms;
    auto const fill = net.input_layout().floats();
    for (std::size_t i = 0; i < fill; ++i) net.input()[i] = static_cast<float>(i % 7) * 0.1f;
    net.run();
    double const start = now_ms();
    int warm = 0;
    for (; warm < 3 || now_ms() - start < o.sample_ms; ++warm) net.run();
    int const runs =
        std::max(1, static_cast<int>(std::ceil(o.sample_ms * warm / (now_ms() - start))));

    timing best{};
    for (int repeat = 0; repeat < o.repeats; ++repeat) {
        std::vector<double> times;
        for (int s = 0; s < o.samples; ++s) {
            double const begin = now_ms();
            for (int r = 0; r < runs; ++r) net.run();
            times.push_back((now_ms() - begin) / runs);
        }
        std::sort(times.begin(), times.end());
        timing const t{detail::quantile(times, 0.5),
                       detail::quantile(times, 0.75) - detail::quantile(times, 0.25)};
        if (repeat == 0 || t.spread_ms * best.median_ms < best.spread_ms * t.median_ms) best = t;
        if (!best.noisy(o)) break;
    }
    std::vector<double> cold;
    volatile float keep = 0;
    for (int s = 0; s < o.cold_samples; ++s) {
        keep = keep + detail::sweep_caches();
        double const begin = now_ms();
        net.run();
        cold.push_back(now_ms() - begin);
    }
    std::sort(cold.begin(), cold.end());
    if (!cold.empty()) best.cold_ms = detail::quantile(cold, 0.5);
    return best;
}

/// Times several networks against each other, in rounds. Another load on the machine slows
/// everything for a while, so each sample is taken relative to the first network, timed just before
/// and after it; the median ratio over the rounds counts, in units of the first network's quietest
/// time. The spread is that within samples or that between rounds, the wider. Networks that stay
/// noisy are measured up to `repeats` times more. `tick(done)` is called after each of nets.size()
/// * rounds measurements.
template <class Tick>
std::vector<timing> measure_together(std::vector<std::unique_ptr<frozen_network>> const& nets,
                                     int rounds, measure_options const& o, Tick tick) {
    measure_options reference_options = o;
    reference_options.cold_samples = 0;
    reference_options.repeats = 1;
    auto const reference = [&] { return measure(*nets.front(), reference_options).median_ms; };

    struct ratios {
        std::vector<double> median;
        std::vector<double> spread;
        std::vector<double> cold;
    };

    std::vector<ratios> all(nets.size());
    double quietest = reference();
    double before = quietest;
    auto const take = [&](std::size_t i) {
        auto const t = measure(*nets[i], o);
        double const after = reference();
        double const unit = 0.5 * (before + after);
        all[i].median.push_back(t.median_ms / unit);
        all[i].spread.push_back(t.spread_ms / unit);
        all[i].cold.push_back(t.cold_ms / unit);
        before = after;
        quietest = std::min(quietest, after);
    };
    auto const summary = [&](ratios& r) {
        for (auto* xs : {&r.median, &r.spread, &r.cold}) std::sort(xs->begin(), xs->end());
        double const between = detail::quantile(r.median, 0.75) - detail::quantile(r.median, 0.25);
        return timing{detail::quantile(r.median, 0.5) * quietest,
                      std::max(between, detail::quantile(r.spread, 0.5)) * quietest,
                      detail::quantile(r.cold, 0.5) * quietest};
    };
    std::int64_t done = 0;
    for (int round = 0; round < rounds; ++round)
        for (std::size_t i = 0; i < nets.size(); ++i) {
            take(i);
            tick(++done);
        }
    for (int again = 0; again < o.repeats; ++again)
        for (std::size_t i = 0; i < nets.size(); ++i)
            if (summary(all[i]).noisy(o)) {
                take(i);
                tick(done);
            }
    std::vector<timing> out;
    for (auto& r : all) out.push_back(summary(r));
    return out;
}

}  // namespace hurricane::inline v0
