// SPDX-License-Identifier: MIT
// What a table, a checkpoint or weights were made for, as a number: another plan has another.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include <hurricane/base/hash.hpp>
#include <hurricane/core/plan.hpp>

namespace hurricane::inline v0 {

/// Everything of a plan that weights, tables and exporters depend on.
constexpr void mix(fnv1a& hash, plan const& p) {
    hash.number(p.in().c).number(p.in().h).number(p.in().w).number(p.size());
    for (auto const& s : p)
        hash.number(static_cast<int>(s.op))
            .number(s.bias)
            .number(s.src)
            .number(s.src2)
            .number(s.kernel)
            .number(s.stride)
            .number(s.groups)
            .number(s.offset)
            .number(std::bit_cast<std::int64_t>(s.attribute))
            .number(s.out.c)
            .number(s.out.h)
            .number(s.out.w);
}

/// Of a network; network_of<...>::fingerprint is the same.
inline std::uint64_t fingerprint_of(std::vector<plan> const& plans) {
    fnv1a hash;
    for (auto const& p : plans) mix(hash, p);
    return hash.value();
}

}  // namespace hurricane::inline v0
