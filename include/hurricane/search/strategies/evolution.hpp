// SPDX-License-Identifier: MIT
// Evolutionary architecture search: as in SPOS (Guo et al. 2020, algorithm 1; constants of its
// released code), and with ageing (Real et al. 2019, "Regularized evolution", algorithm 1).
#pragma once

#include <algorithm>
#include <bit>

#include <hurricane/search/strategy.hpp>

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

/// Random networks until the generation has `size`, or none are found any more.
inline void fill(search_state& s, int size, int tries) {
    for (int left = size * tries; left > 0 && s.offered() < size && s.left() > 0; --left)
        s.offer(s.domain().draw(s.random()));
}

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

struct ageing_options {
    int population{50};
    int sample{10};   ///< of the population, whose best is the parent
    int children{1};  ///< in each generation; more go to the evaluator at once
    int tries{10};
};

/// The population is the networks evaluated last; a child changes one gene of the best of a random
/// sample of it, and the oldest leaves.
inline search_strategy ageing_evolution(ageing_options const& o = {}) {
    return {"ageing", 1, [o](search_state& s) {
                auto const known = s.history().size();
                auto const alive = std::min(known, static_cast<std::size_t>(o.population));
                auto const first = known - alive;
                if (static_cast<int>(alive) < o.population)
                    return detail::fill(s, o.population, o.tries);
                std::vector<int> free;
                for (int layer = 0; layer < static_cast<int>(s.domain().mask.size()); ++layer)
                    if (s.domain().mask[static_cast<std::size_t>(layer)].size() > 1)
                        free.push_back(layer);
                for (int tries = o.children * o.tries;
                     tries > 0 && s.offered() < o.children && s.left() > 0; --tries) {
                    auto parent = first + s.random().below(alive);
                    for (int i = 1; i < o.sample; ++i)
                        if (auto const rival = first + s.random().below(alive);
                            s.history()[rival].fit > s.history()[parent].fit)
                            parent = rival;
                    if (free.empty()) break;
                    auto g = s.history()[parent].genes;
                    auto const layer = free[s.random().below(free.size())];
                    auto const& choices = s.domain().mask[static_cast<std::size_t>(layer)];
                    g[layer] = choices[s.random().below(choices.size())];
                    s.offer(g);
                }
                if (s.offered() == 0) detail::fill(s, o.children, o.tries);
            }};
}

}  // namespace hurricane::inline v0
