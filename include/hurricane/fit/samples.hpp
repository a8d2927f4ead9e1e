// SPDX-License-Identifier: MIT
// Measured whole networks: what a cost model is fitted to. Each position of a network is one
// categorical variable.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <hurricane/base/decimal.hpp>
#include <hurricane/networks/table.hpp>

namespace hurricane::inline v0::fit {

struct samples {
    int positions{};
    std::vector<int> choices;                     ///< how many each position has
    std::vector<std::vector<std::string>> names;  ///< of the choices of each position
    std::vector<int> genes;                       ///< (size, positions)
    std::vector<double> values;                   ///< latency of each
    std::int64_t dropped{};                       ///< rows without a usable latency
    std::vector<std::string> columns{};           ///< names of the positions, or empty
    std::vector<int> named{};  ///< (size): equal where the names are, -1 without one; or empty

    std::size_t size() const { return values.size(); }

    std::span<int const> operator[](std::size_t i) const {
        return std::span{genes}.subspan(i * std::size_t(positions), std::size_t(positions));
    }
};

/// Reads networks and their latency (networks/table.hpp), and the names of the networks from
/// the column `name`, where there is one. Rows whose latency is empty, not a number, not positive
/// or infinite are dropped. Throws error with line and column, and stopped.
inline samples read_samples(std::filesystem::path const& path, std::vector<std::string> const& arch,
                            std::string const& latency, std::string const& name = "name",
                            std::stop_token stop = {}) {
    auto t = read_networks(path, arch, {latency}, {.name = name, .stop = std::move(stop)});
    samples s;
    s.positions = t.positions;
    s.choices = std::move(t.choices);
    s.names = std::move(t.names);
    s.columns = std::move(t.columns);
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
        s.named.push_back(t.named[i]);
    }
    if (s.values.empty())
        throw error{"no row has a usable latency", path.string(), "measure some networks first"};
    return s;
}

}  // namespace hurricane::inline v0::fit
