// SPDX-License-Identifier: MIT
// Measured whole networks: what a cost model is fitted to. Each position of a network is one categorical variable.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/rng.hpp>
#include <hurricane/space/network_table.hpp>

namespace hurricane::inline v0::fit {

struct samples {
    int positions{};
    std::vector<int> choices;                     ///< how many each position has
    std::vector<std::vector<std::string>> names;  ///< of the choices of each position
    std::vector<int> genes;                       ///< (size, positions)
    std::vector<double> values;                   ///< latency of each
    std::int64_t dropped{};                       ///< rows without a usable latency

    std::size_t size() const { return values.size(); }
    std::span<int const> operator[](std::size_t i) const {
        return std::span{genes}.subspan(i * std::size_t(positions), std::size_t(positions));
    }
};

/// Reads networks and their latency (space/network_table.hpp). Rows whose latency is empty, not positive or infinite
/// are dropped. Throws error with line and column.
inline samples read_samples(std::filesystem::path const& path, std::vector<std::string> const& arch,
                            std::string const& latency) {
    auto t = read_networks(path, arch, {latency});
    samples s{t.positions, std::move(t.choices), std::move(t.names), {}, {}, 0};
    for (std::size_t i = 0; i < t.values[0].size(); ++i) {
        double const x = t.values[0][i];
        if (!std::isfinite(x) || x <= 0) {
            ++s.dropped;
            continue;
        }
        if (x < 1e-12 || x > 1e12)
            throw error{"a latency of " + show(x),
                        path.string() + ":" + std::to_string(t.lines[i]) + ", column " + latency,
                        "use a unit in which it is 1e-12 to 1e12"};
        auto const genes = t[i];
        s.genes.insert(s.genes.end(), genes.begin(), genes.end());
        s.values.push_back(x);
    }
    if (s.values.empty()) throw error{"no row has a usable latency", path.string(), "measure some networks first"};
    return s;
}

/// Which rows a model learns from, which decide between models (a fifth of --train), and which nobody sees before the
/// end.
struct split {
    std::vector<std::size_t> learn, validate, test;

    std::vector<std::size_t> train() const {
        auto all = learn;
        all.insert(all.end(), validate.begin(), validate.end());
        return all;
    }
};
inline split split_rows(std::size_t rows, std::size_t train, std::uint64_t seed) {
    if (train < 5 || train >= rows)
        throw error{std::to_string(train) + " rows to train on, of " + std::to_string(rows) + " usable ones", "split",
                    "train on at least 5 and leave some for the test"};
    std::vector<std::size_t> order(rows);
    for (std::size_t i = 0; i < rows; ++i) order[i] = i;
    rng{seed, "fit split"}.shuffle(std::span{order});
    auto const learn = std::ptrdiff_t(train - train / 5), all = std::ptrdiff_t(train);
    return {{order.begin(), order.begin() + learn},
            {order.begin() + learn, order.begin() + all},
            {order.begin() + all, order.end()}};
}

}  // namespace hurricane::inline v0::fit
