// SPDX-License-Identifier: MIT
// Which measurements a model learns from and which judge it. Repeated measurements of a network
// stay together: a network that was learnt is none that nobody has seen.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include <hurricane/base/rng.hpp>
#include <hurricane/fit/samples.hpp>

namespace hurricane::inline v0::fit {

namespace detail {

/// Disjoint sets of numbers, each named by its least (union-find).
class disjoint_sets {
public:
    explicit disjoint_sets(std::size_t size) : parent_(size) {
        std::iota(parent_.begin(), parent_.end(), std::size_t{});
    }

    /// The least of i's set.
    std::size_t root(std::size_t i) {
        while (parent_[i] != i) {
            parent_[i] = parent_[parent_[i]];
            i = parent_[i];
        }
        return i;
    }

    void join(std::size_t a, std::size_t b) {
        auto const [low, high] = std::minmax({root(a), root(b)});
        parent_[high] = low;
    }

private:
    std::vector<std::size_t> parent_;
};

}  // namespace detail

/// Rows by network: those of the same genes or the same name are of one. In the order of their
/// first rows. O(rows positions log rows).
inline std::vector<std::vector<std::size_t>> networks_of(samples const& s) {
    detail::disjoint_sets same(s.size());
    std::map<std::vector<int>, std::size_t> by_genes;
    std::map<int, std::size_t> by_name;
    for (std::size_t i = 0; i < s.size(); ++i) {
        same.join(i, by_genes.try_emplace({s[i].begin(), s[i].end()}, i).first->second);
        if (s.named.empty() || s.named[i] < 0) continue;
        same.join(i, by_name.try_emplace(s.named[i], i).first->second);
    }
    std::vector<std::vector<std::size_t>> networks;
    std::vector<std::size_t> number(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) {
        auto const first = same.root(i);
        if (first == i) {
            number[i] = networks.size();
            networks.emplace_back();
        }
        networks[number[first]].push_back(i);
    }
    return networks;
}

/// How far repeated measurements of a network are from their mean, as a mean share of it: no model
/// predicts better. Corrected for the mean being theirs. None without repeats.
inline std::optional<double> noise_floor(samples const& s) {
    constexpr double rounding = 1e-12;
    double sum = 0;
    double rows = 0;
    for (auto const& network : networks_of(s)) {
        auto const n = double(network.size());
        if (n < 2) continue;
        double mean = 0;
        for (auto i : network) mean += s.values[i] / n;
        for (auto i : network) {
            double const share = std::abs(s.values[i] - mean) / mean * std::sqrt(n / (n - 1));
            sum += share > rounding ? share : 0;
        }
        rows += n;
    }
    return rows > 0 ? std::optional{sum / rows} : std::nullopt;
}

/// Which rows a model learns from, which decide between models (a fifth of --train), and which
/// nobody sees before the end.
struct row_split {
    std::vector<std::size_t> learn;
    std::vector<std::size_t> validate;
    std::vector<std::size_t> test;

    std::vector<std::size_t> train() const {
        auto all = learn;
        all.insert(all.end(), validate.begin(), validate.end());
        return all;
    }
};

using split [[deprecated("its name is row_split")]] = row_split;

namespace detail {

/// How many of the networks, from the first on, have `wanted` rows together.
inline std::size_t networks_with_rows(std::vector<std::vector<std::size_t>> const& networks,
                                      std::size_t wanted) {
    std::size_t count = 0;
    for (std::size_t rows = 0; rows < wanted; ++count) rows += networks[count].size();
    return count;
}

inline error cannot_split(std::size_t rows, std::size_t networks, std::size_t train) {
    auto const repeats =
        rows > networks ? " of " + std::to_string(networks) + " networks" : std::string{};
    return error{std::to_string(train) + " rows to train on, of " + std::to_string(rows) +
                     " usable ones" + repeats,
                 "split",
                 "train on at least 5 and leave some for the test" +
                     std::string{repeats.empty() ? "" : "; rows of one name are one network"}};
}

}  // namespace detail

/// Draws whole networks until `train` rows are reached; the last of them, a fifth of the rows,
/// validate, all other networks test. Throws error where less than five rows or two networks
/// train, or none tests.
inline row_split split_networks(std::vector<std::vector<std::size_t>> networks, std::size_t train,
                                std::uint64_t seed) {
    std::size_t rows = 0;
    for (auto const& n : networks) rows += n.size();
    if (train < 5 || train >= rows) throw detail::cannot_split(rows, networks.size(), train);
    rng{seed, "fit split"}.shuffle(std::span{networks});
    auto const drawn = detail::networks_with_rows(networks, train);
    if (drawn < 2 || drawn == networks.size())
        throw detail::cannot_split(rows, networks.size(), train);
    auto judges = drawn;
    for (std::size_t n = 0; judges > 1 && n < train / 5; n += networks[judges].size()) --judges;
    row_split s;
    for (std::size_t i = 0; i < networks.size(); ++i) {
        auto& side = i < judges ? s.learn : i < drawn ? s.validate : s.test;
        side.insert(side.end(), networks[i].begin(), networks[i].end());
    }
    return s;
}

/// Of networks that were measured once each.
inline row_split split_rows(std::size_t rows, std::size_t train, std::uint64_t seed) {
    std::vector<std::vector<std::size_t>> networks(rows);
    for (std::size_t i = 0; i < rows; ++i) networks[i] = {i};
    return split_networks(std::move(networks), train, seed);
}

/// Repeats of a network stay on one side.
inline row_split split_rows(samples const& s, std::size_t train, std::uint64_t seed) {
    return split_networks(networks_of(s), train, seed);
}

}  // namespace hurricane::inline v0::fit
