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

namespace detail {

inline void fill_input(frozen_network& net) {
    auto const floats = net.input_layout().floats();
    for (std::size_t i = 0; i < floats; ++i) net.input()[i] = static_cast<float>(i % 7) * 0.1f;
}

/// Warms up for a sample; returns how many runs take as long.
inline int warm_up(frozen_network& net, double sample_ms) {
    net.run();
    double const start = now_ms();
    int warm = 0;
    for (; warm < 3 || now_ms() - start < sample_ms; ++warm) net.run();
    return std::max(1, static_cast<int>(std::ceil(sample_ms * warm / (now_ms() - start))));
}

/// Milliseconds of one run, the mean of `runs`.
inline double run_ms(frozen_network& net, int runs) {
    double const begin = now_ms();
    for (int r = 0; r < runs; ++r) net.run();
    return (now_ms() - begin) / runs;
}

/// Median and spread of `samples` samples.
inline timing warm_timing(frozen_network& net, int samples, int runs) {
    std::vector<double> times;
    for (int s = 0; s < samples; ++s) times.push_back(run_ms(net, runs));
    std::sort(times.begin(), times.end());
    return {quantile(times, 0.5), quantile(times, 0.75) - quantile(times, 0.25)};
}

/// Milliseconds of a run after the caches were swept, the median; 0 where none is asked for.
inline double cold_ms(frozen_network& net, int samples) {
    std::vector<double> times;
    volatile float keep = 0;
    for (int s = 0; s < samples; ++s) {
        keep = keep + sweep_caches();
        times.push_back(run_ms(net, 1));
    }
    std::sort(times.begin(), times.end());
    return times.empty() ? 0 : quantile(times, 0.5);
}

}  // namespace detail

/// Times one run of a network (or of a single operator).
inline timing measure(frozen_network& net, measure_options const& o = {}) {
    detail::fill_input(net);
    int const runs = detail::warm_up(net, o.sample_ms);
    timing best{};
    for (int repeat = 0; repeat < o.repeats; ++repeat) {
        auto const t = detail::warm_timing(net, o.samples, runs);
        if (repeat == 0 || t.spread_ms * best.median_ms < best.spread_ms * t.median_ms) best = t;
        if (!best.noisy(o)) break;
    }
    best.cold_ms = detail::cold_ms(net, o.cold_samples);
    return best;
}

namespace detail {

/// Times of several networks in units of the first one's.
class relative_timer {
public:
    relative_timer(std::vector<std::unique_ptr<frozen_network>> const& nets,
                   measure_options const& o)
        : nets_{nets}, o_{o}, all_(nets.size()), quietest_{reference()}, before_{quietest_} {}

    /// One measurement of network i, between two of the first.
    void take(std::size_t i) {
        auto const t = measure(*nets_[i], o_);
        double const after = reference();
        double const unit = 0.5 * (before_ + after);
        all_[i].median.push_back(t.median_ms / unit);
        all_[i].spread.push_back(t.spread_ms / unit);
        all_[i].cold.push_back(t.cold_ms / unit);
        before_ = after;
        quietest_ = std::min(quietest_, after);
    }

    /// Of all measurements of network i.
    timing summary(std::size_t i) {
        auto& r = all_[i];
        for (auto* xs : {&r.median, &r.spread, &r.cold}) std::sort(xs->begin(), xs->end());
        double const between = quantile(r.median, 0.75) - quantile(r.median, 0.25);
        return {quantile(r.median, 0.5) * quietest_,
                std::max(between, quantile(r.spread, 0.5)) * quietest_,
                quantile(r.cold, 0.5) * quietest_};
    }

    std::vector<timing> summaries() {
        std::vector<timing> all;
        for (std::size_t i = 0; i < nets_.size(); ++i) all.push_back(summary(i));
        return all;
    }

private:
    struct ratios {
        std::vector<double> median;
        std::vector<double> spread;
        std::vector<double> cold;
    };

    /// Milliseconds of the first network.
    double reference() const {
        auto once = o_;
        once.cold_samples = 0;
        once.repeats = 1;
        return measure(*nets_.front(), once).median_ms;
    }

    std::vector<std::unique_ptr<frozen_network>> const& nets_;
    measure_options const& o_;
    std::vector<ratios> all_;
    double quietest_;  ///< milliseconds of the first network
    double before_;    ///< the same, measured last
};

}  // namespace detail

/// Times several networks against each other, in rounds. Another load on the machine slows
/// everything for a while, so each sample is taken relative to the first network, timed just before
/// and after it; the median ratio over the rounds counts, in units of the first network's quietest
/// time. The spread is that within samples or that between rounds, the wider. Networks that stay
/// noisy are measured up to `repeats` times more. `tick(done)` is called after each of nets.size()
/// * rounds measurements.
template <class Tick>
std::vector<timing> measure_together(std::vector<std::unique_ptr<frozen_network>> const& nets,
                                     int rounds, measure_options const& o, Tick tick) {
    detail::relative_timer timer{nets, o};
    std::int64_t done = 0;
    for (int round = 0; round < rounds; ++round)
        for (std::size_t i = 0; i < nets.size(); ++i) {
            timer.take(i);
            tick(++done);
        }
    for (int again = 0; again < o.repeats; ++again)
        for (std::size_t i = 0; i < nets.size(); ++i)
            if (timer.summary(i).noisy(o)) {
                timer.take(i);
                tick(done);
            }
    return timer.summaries();
}

}  // namespace hurricane::inline v0
