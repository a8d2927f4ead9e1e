// SPDX-License-Identifier: MIT
// A measured target: rows of (operator, slot, batch, threads, type) with their latency, searched by
// the compiler. The rows come from profile_host, or from anybody's CSV through
// hurricane_target_from_csv.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <iterator>
#include <span>
#include <string_view>

#include <hurricane/hw/latency_model.hpp>
#include <hurricane/hw/target.hpp>

namespace hurricane::inline v0 {

/// Version of the generated headers that this library reads; those that say `overheads` and `text`
/// still compile.
inline constexpr int target_header_version = 2;

/// Number type of a measured row.
enum class dtype : unsigned char { f32, int8 };

constexpr std::string_view name_of(dtype t) { return t == dtype::f32 ? "f32" : "int8"; }

/// What a row is found by.
struct row_key {
    std::string_view op;
    slot at;
    int batch{1};
    int threads{1};
    dtype type{dtype::f32};

    friend constexpr bool operator==(row_key const&, row_key const&) = default;

    friend constexpr bool operator<(row_key const& a, row_key const& b) {
        if (a.op != b.op) return a.op < b.op;
        int const x[] = {a.at.in.c,   a.at.in.h, a.at.in.w, a.at.out,
                         a.at.stride, a.batch,   a.threads, int(a.type)};
        int const y[] = {b.at.in.c,   b.at.in.h, b.at.in.w, b.at.out,
                         b.at.stride, b.batch,   b.threads, int(b.type)};
        return std::lexicographical_compare(x, x + 8, y, y + 8);
    }
};

struct latency_row {
    row_key key;
    double latency_ms;  ///< median, weights warm in cache: the price
    double spread_ms;   ///< interquartile range
    double cold_ms;     ///< median, weights evicted between runs
};

/// The position of a key in rows sorted by key, or rows.size(). O(log n).
constexpr std::size_t row_position(std::span<latency_row const> rows, row_key const& key) {
    std::size_t first = 0;
    std::size_t last = rows.size();
    while (first < last) {
        auto const middle = (first + last) / 2;
        if (rows[middle].key < key)
            first = middle + 1;
        else
            last = middle;
    }
    return first < rows.size() && rows[first].key == key ? first : rows.size();
}

/// The row of a key in rows sorted by key, or nullptr. O(log n).
constexpr latency_row const* find_row(std::span<latency_row const> rows, row_key const& key) {
    auto const position = row_position(rows, key);
    return position < rows.size() ? &rows[position] : nullptr;
}

/// struct my_device : measured<my_rows, latency_model{.cache_factor = 1.06}> { static constexpr
/// fixed_string name = "my_device"; }; Rows is a constexpr array of latency_row at namespace scope,
/// sorted by key.
template <auto const& Rows, latency_model Beyond = latency_model{}, int Batch = 1, int Threads = 1,
          dtype Type = dtype::f32>
struct measured {
    static constexpr double network_ms = Beyond.network_ms;

    static constexpr double latency_ms(placed const& p) {
        // By position: a pointer is not compared with null in constant expressions under g++'s
        // sanitizers.
        auto const row = row_position(Rows, {p.op, p.at, Batch, Threads, Type});
        bool const is_identity = p.lowered.size() == 0 && p.lowered.in() == p.at.in;
        if (row == std::size(Rows)) return is_identity ? 0 : unmeasured;
        bool const is_too_short = Rows[row].latency_ms == 0 && p.lowered.size() > 0;
        return is_too_short ? unmeasured : Beyond.of_row(Rows[row].latency_ms, p.lowered.size());
    }
};

}  // namespace hurricane::inline v0
