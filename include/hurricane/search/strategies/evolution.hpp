// SPDX-License-Identifier: MIT
// Evolutionary architecture search as in SPOS (Guo et al. 2020, algorithm 1; constants of its
// released code).
#pragma once

#include <algorithm>
#include <bit>

#include <hurricane/search/strategies/random.hpp>

namespace hurricane::inline v0 {

struct evolution_options {
    int population{50};
    int parents{10};
    int mutations{25};   ///< children by mutation in each generation
    int crossovers{25};  ///< children by crossover in each generation; the rest of the population
                         ///< is drawn at random
    double gene_mutation{0.1};
    int tries{10};  ///< attempts for each wanted child before the kind is given up
};

/// The shares of SPOS's population for one of another size.
constexpr evolution_options population_of(int n) {
    return {.population = n,
            .parents = std::max(n < 2 ? 1 : 2, n / 5),  // one alone would cross with itself
            .mutations = (n + 1) / 2,
            .crossovers = n / 2};
}

namespace detail {

/// Each gene changes with the probability, to a choice that may be the old one. Eight genes share a
/// random number: a byte decides, but for one value in 256, which asks for a further number.
inline genotype mutated(genotype g, search_state& s, double probability) {
    double const share = 256 * probability;
    auto const whole = static_cast<std::uint64_t>(share);
    std::uint64_t bits = 0;
    std::uint64_t changed = 0;
    std::uint64_t open = 0;
    for (int layer = 0; layer < g.size(); ++layer, bits >>= 8) {
        if (layer % 8 == 0) bits = s.random().next();
        auto const byte = bits & 0xff;
        changed |= std::uint64_t{byte < whole} << layer;
        open |= std::uint64_t{byte == whole} << layer;
    }
    for (; open != 0; open &= open - 1)
        if (s.random().uniform() < share - static_cast<double>(whole)) changed |= open & (0 - open);
    for (; changed != 0; changed &= changed - 1) {
        int const layer = std::countr_zero(changed);
        auto const& choices = s.domain().mask[static_cast<std::size_t>(layer)];
        g[layer] = choices[s.random().below(choices.size())];
    }
    return g;
}

/// Each gene from either parent; a branch here would be guessed wrong half the time.
inline genotype crossed(genotype g, genotype const& other, search_state& s) {
    auto bits = s.random().next();
    for (int layer = 0; layer < g.size(); ++layer, bits >>= 1)
        g[layer] ^= static_cast<std::uint8_t>((g[layer] ^ other[layer]) & (0 - (bits & 1)));
    return g;
}

}  // namespace detail

/// Children of the best so far by mutation and by crossover, and random networks.
inline search_strategy evolution(evolution_options const& o = {}) {
    return {"evolution", o.parents, [o](search_state& s) {
                auto const parent = [&]() -> genotype const& {
                    return s.ranked(s.random().below(s.ranked())).genes;
                };
                auto const make = [&](int wanted, auto child) {
                    for (int tries = wanted * o.tries, made = 0;
                         tries > 0 && made < wanted && s.left() > 0; --tries)
                        made += s.offer(child());
                };
                if (s.ranked() > 0) {
                    make(o.mutations,
                         [&] { return detail::mutated(parent(), s, o.gene_mutation); });
                    make(o.crossovers, [&] {
                        auto const& first = parent();
                        return detail::crossed(first, parent(), s);
                    });
                }
                detail::fill(s, o.population, o.tries);
            }};
}

}  // namespace hurricane::inline v0
