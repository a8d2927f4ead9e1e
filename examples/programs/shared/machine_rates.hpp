// SPDX-License-Identifier: MIT
// What this machine allows: its arithmetic and memory rates, measured, and the time that a network
// or an operator would take at them.
#pragma once

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>
#include <vector>

#include <hurricane/core/plan.hpp>
#include <hurricane/kernels/convolution.hpp>

namespace hurricane::bound {

inline double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// Median seconds of a call, over at least `seconds` and 5 calls.
template <class F>
double median_seconds(F f, double seconds) {
    f();
    std::vector<double> times;
    for (double const end = now() + seconds; now() < end || times.size() < 5;) {
        double const start = now();
        f();
        times.push_back(now() - start);
    }
    std::nth_element(times.begin(), times.begin() + std::ptrdiff_t(times.size() / 2), times.end());
    return times[times.size() / 2];
}

/// Runs f(thread) on that many threads at once and returns the results.
template <class F>
std::vector<double> on_threads(int threads, F f) {
    std::vector<double> results(static_cast<std::size_t>(threads));
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t) all.emplace_back([&, t] { results[std::size_t(t)] = f(t); });
    for (auto& t : all) t.join();
    return results;
}

/// Of all threads together.
struct rates {
    double gflop_per_s{};
    double gbyte_per_s{};
};

/// FLOP a second of one thread, in 1e9: a pointwise convolution 256 -> 256 of 14 x 14, the best
/// that a kernel reaches here.
inline double arithmetic_rate() {
    step const s{.op = kind::conv, .in = {256, 14, 14}, .out = {256, 14, 14}};
    kernels::engine e;
    kernels::convolution c{e, s, 4, kernels::directions::forward};
    float_buffer x{kernels::layout{4, s.in}.floats()};
    float_buffer y{x.size()};
    float_buffer w{c.weights_floats()};
    auto const run = [&] { c.forward(e, x.data(), w.data(), nullptr, y.data()); };
    return 8e-9 * double(s.macs()) / median_seconds(run, 0.3);
}

/// Bytes that one thread reads and writes in a second, in 1e9: copies of that many floats, again
/// and again, so those of the caches that hold them twice.
inline double copy_rate(std::size_t floats, double seconds = 0.3) {
    constexpr std::size_t sample_floats = std::size_t{1} << 18;  // a clock's tick does not matter
    std::size_t const copies = std::max(sample_floats / floats, std::size_t{1});
    float_buffer x{floats};
    float_buffer y{floats};
    auto const sample = [&] {
        for (std::size_t i = 0; i < copies; ++i) {
            std::copy_n(x.data(), floats, y.data());
            asm volatile("" ::: "memory");  // each copy is one
        }
    };
    return 2e-9 * 4 * double(copies * floats) / median_seconds(sample, seconds);
}

/// Memory: copies that read 32 MB and write as many, which no cache holds.
inline rates measure_machine(int threads) {
    auto const sum = [](std::vector<double> const& of) {
        return std::accumulate(of.begin(), of.end(), 0.0);
    };
    double const flops = sum(on_threads(threads, [](int) { return arithmetic_rate(); }));
    double const bytes =
        sum(on_threads(threads, [](int) { return copy_rate(std::size_t{8} << 20); }));
    return {flops, bytes};
}

/// Seconds of one image if every step took the longer of its arithmetic and its traffic, in each of
/// `directions`: 3 of training (forward, gradients of the source and of the weights), 1 of
/// inference. Counts every value as written and read, which fused passes avoid: they can be faster.
inline double roofline_seconds(std::vector<plan> const& network, rates const& r, int directions) {
    double seconds = 0;
    for (auto const& p : network)
        for (auto const& s : p)
            seconds +=
                directions * std::max(2e-9 * double(s.macs()) / r.gflop_per_s,
                                      1e-9 * double(s.bytes() - 4 * s.params()) / r.gbyte_per_s);
    return seconds;
}

}  // namespace hurricane::bound
