// SPDX-License-Identifier: MIT
#include "benchmark_rows.hpp"

#include <set>

#include <hurricane/base/error.hpp>

namespace hurricane::app {

namespace {

std::string text_of(slot const& at) {
    auto const n = [](int x) { return std::to_string(x); };
    return n(at.in.c) + "x" + n(at.in.h) + "x" + n(at.in.w) + " to " + n(at.out) + ", stride " +
           n(at.stride);
}

void refuse_equal_names(std::span<candidate const> own) {
    std::set<std::string_view> names;
    for (auto const& c : own)
        if (!names.insert(c.name).second)
            throw error{"two operators are called '" + std::string{c.name} + "'", "OPERATORS",
                        "give each a name of its own"};
}

}  // namespace

benchmark_rows rows_to_run(space_view const& space, std::span<candidate const> own) {
    refuse_equal_names(own);
    benchmark_rows all;
    std::set<std::string> seen;
    for (auto const& layer : space.layers)
        for (auto const& c : own.empty() ? layer.candidates : own) {
            auto const name = std::string{c.name} + " @ " + text_of(layer.at);
            if (!seen.insert(name).second) continue;
            auto const p = c.lower(layer.at);
            if (!p.legal())
                all.left_out.push_back(name + ": " + std::string{sentence(p.why())});
            else if (p.size() == 0)
                all.left_out.push_back(name + ": it has no steps, so there is nothing to run");
            else
                all.rows.push_back({name, p});
        }
    return all;
}

}  // namespace hurricane::app
