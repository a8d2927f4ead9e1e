// SPDX-License-Identifier: MIT
// HURRICANE's two-stage search (Zhang et al. 2020): first the later layers are searched with the early ones fixed,
// then the early ones with the later ones fixed to what was found. Each stage trains the shared weights on paths
// within the limits, then evolves. What the paper's public text leaves open is decided here; see DESIGN.md.
#pragma once

#include <hurricane/base/stopwatch.hpp>
#include <hurricane/search/evolution.hpp>
#include <hurricane/search/fair.hpp>
#include <hurricane/search/price.hpp>

namespace hurricane::inline v0 {

/// A limit known to the compiler: two_stage<my::space, my::device, latency_limit{.ms = 3}>(...) does not compile when
/// no network of the space is that fast.
struct latency_limit {
    double ms{};
};
struct cheapest_network {
    double ms{};
};
template <class Space, class Target, latency_limit Limit, cheapest_network Cheapest>
struct limit_can_be_met {
    static_assert(Cheapest.ms <= Limit.ms, "no network of this space is as fast on this target as the limit asks");
};

/// HURRICANE's two stages, its first alone (the early layers keep the generator's operators), or one over all layers
/// (SPOS).
enum class search_form : unsigned char { two_stage, later_only, one_stage };
constexpr int stages_of(search_form form) { return form == search_form::two_stage ? 2 : 1; }

/// The paths that a supernet is trained on. The evolution keeps within the limits in any case.
enum class path_sampling : unsigned char {
    feasible,  ///< uniform among those within the limits
    uniform,   ///< uniform among all
    fair       ///< every choice of a layer once before one comes again (FairNAS); among all
};
inline path_sampler sampler_of(path_sampling how, priced_space const& space, choice_mask const& mask,
                               limits const& within, std::uint64_t seed) {
    switch (how) {
        case path_sampling::fair: return fair_sampler{mask, seed};
        case path_sampling::uniform: return feasible_sampler{space, mask};
        case path_sampling::feasible: break;
    }
    return feasible_sampler{space, mask, within};
}

struct two_stage_progress;

struct two_stage_options {
    search_form form{search_form::two_stage};  ///< a form of one stage takes stage1_epochs
    path_sampling sampling{path_sampling::feasible};
    limits within{};
    double stage1_epochs{1}, stage2_epochs{1};
    search_strategy strategy{evolution()};
    int evaluations{1000};  ///< networks scored in each stage; SPOS's population of 50 for 20 generations
    std::uint64_t seed{};
    observer* watch{&quiet()};
    std::stop_token stop{};
    two_stage_progress* progress{};  ///< where to go on, and what is left at each checkpoint; may be null
};

struct stage_result {
    genotype fixed;  ///< the operators of the layers that this stage did not search
    search_result search;
    double train_seconds{}, search_seconds{};
};

/// A form of one stage has its result in `later`.
struct two_stage_result {
    stage_result later, early;
    evaluated const& best() const { return early.search.history.empty() ? later.search.best : early.search.best; }
};

/// How far a two-stage search has come: read back (search/progress.hpp), with the model's own state restored, it goes
/// on to the same result.
struct two_stage_progress {
    int stage{};                         ///< finished stages
    bool trained{};                      ///< the supernet of the next one
    two_stage_result done{};             ///< results of the finished stages, and of the next what is known
    search_progress search{};            ///< of the next stage
    bool resumed{};                      ///< the model has been restored and is not to be reset
    std::function<void()> checkpoint{};  ///< called after each epoch, training, generation and stage
};

namespace detail {

/// What the first `split` layers cost, and what they may cost: the same fraction of their range as the limit is of the
/// range of whole networks.
struct early_share {
    cost const* price;
    double allowance;

    early_share(priced_space const& space, limit const& l) : price{&space[l.name]} {
        auto const low = space.cheapest(*price, space.allowed), high = space.dearest(*price, space.allowed);
        double const range = price->of(high) - price->of(low);
        double const fraction = range > 0 ? std::clamp((l.bound - price->of(low)) / range, 0.0, 1.0) : 1;
        allowance = of(low, space.split) + fraction * (of(high, space.split) - of(low, space.split));
    }
    double of(genotype const& g, int split) const {
        double sum = 0;
        for (int layer = 0; layer < split; ++layer) sum += price->at(layer, g[layer]);
        return sum;
    }
};

}  // namespace detail

/// Layers [first, last) keep the space's choices, all others are fixed to those of `genes`.
inline choice_mask searched(priced_space const& space, genotype const& genes, int first, int last) {
    auto mask = only(genes);
    for (int layer = first; layer < last; ++layer) mask[std::size_t(layer)] = space.allowed[std::size_t(layer)];
    return mask;
}

/// The operators that stage 1 gives the early layers: at each the generator's best-scoring one that no limited maximum
/// rules out, then, while together they take more than the early layers' share of a limit, the change that saves most
/// for the score it costs, among those that make no other limited cost worse. Where no later layers go with them, the
/// early operators of a random network within the limits. Throws error when there is none.
inline genotype early_operators(priced_space const& space, limits const& bounds) {
    feasible_sampler const any{space, space.allowed, bounds};
    auto may = space.allowed;
    for (auto const& b : bounds)
        if (auto const& c = space[b.name]; c.how == combine::maximum && !c.rest)
            for (int layer = 0; layer < space.layers(); ++layer)
                std::erase_if(may[std::size_t(layer)], [&](auto choice) { return !b.met_by(c.at(layer, choice)); });
    genotype g{space.layers()};
    for (int layer = 0; layer < g.size(); ++layer) {
        auto const& score = space.score[std::size_t(layer)];
        g[layer] = *std::max_element(may[std::size_t(layer)].begin(), may[std::size_t(layer)].end(),
                                     [&](auto a, auto b) { return score[a] < score[b]; });
    }
    std::vector<detail::early_share> shares;
    for (auto const& b : bounds)
        if (space[b.name].additive()) shares.emplace_back(space, b);
    for (auto const& share : shares)
        while (share.of(g, space.split) > share.allowance * (1 + 1e-12)) {
            int where = -1, with = 0;
            double least = 0;
            for (int layer = 0; layer < space.split; ++layer)
                for (auto choice : may[std::size_t(layer)]) {
                    double const saved = share.price->at(layer, g[layer]) - share.price->at(layer, choice);
                    bool const worse = std::any_of(shares.begin(), shares.end(), [&](auto const& other) {
                        return other.price->at(layer, choice) > other.price->at(layer, g[layer]);
                    });
                    if (saved <= 0 || worse) continue;
                    auto const& score = space.score[std::size_t(layer)];
                    double const lost = (score[g[layer]] - score[choice]) / saved;
                    if (where < 0 || lost < least) where = layer, with = choice, least = lost;
                }
            if (where < 0) break;
            g[where] = static_cast<std::uint8_t>(with);
        }
    try {
        feasible_sampler{space, searched(space, g, space.split, space.layers()), bounds};
    } catch (error const&) {
        rng random{0, "early operators"};
        auto const other = any(random);
        std::copy_n(other.begin(), space.split, g.begin());
    }
    return g;
}

namespace detail {

/// Stage number progress.stage: what of it is done already is not done again.
template <class M>
void run_stage(M& model, priced_space const& space, stage_result& r, int first, int last, double epochs,
               two_stage_options const& o, two_stage_progress& p) {
    auto const label = "stage " + std::to_string(p.stage + 1);
    auto const checkpoint = [&p] {
        if (p.checkpoint) p.checkpoint();
    };
    auto const mask = searched(space, r.fixed, first, last);
    auto const domain = domain_of(space, mask, o.within, o.stop);  // refuses limits before the training
    if constexpr (Model<M>)
        if (!p.trained) {
            stopwatch const training;
            double const before = r.train_seconds;
            fit_options fit{.epochs = epochs, .watch = o.watch, .stop = o.stop};
            fit.checkpoint = [&] { r.train_seconds = before + training.seconds(), checkpoint(); };
            for (int layer = last; layer < space.layers(); ++layer) fit.frozen_layers.push_back(layer);
            o.watch->log(label + ": training the supernet on layers " + std::to_string(first + 1) + " to " +
                         std::to_string(last));
            model.fit(sampler_of(o.sampling, space, mask, o.within, o.seed), fit);
            r.train_seconds = before + training.seconds();
            p.trained = true;
            checkpoint();
        }
    stopwatch const searching;
    double const before = r.search_seconds;
    p.search.checkpoint = [&] { r.search_seconds = before + searching.seconds(), checkpoint(); };
    r.search = search(model, domain, o.strategy, {.evaluations = o.evaluations}, o.seed, *o.watch, o.stop, &p.search);
    r.search_seconds = before + searching.seconds();
    o.watch->log(label + ": best " + to_string(r.search.best.genes) + ", validation score in its own supernet " +
                 show(r.search.best.fit.primary) + ", " + std::to_string(r.search.history.size()) + " networks scored" +
                 (r.search.exhausted ? ", all that are within the limits" : ""));
    ++p.stage, p.trained = false, p.search = {};
    if (p.stage == 1 && stages_of(o.form) == 2) p.done.early.fixed = r.search.best.genes;
    checkpoint();
}

}  // namespace detail

/// The search over tables. M is a Model (trained and searched) or an Evaluator (searched only).
template <class M>
two_stage_result two_stage(M& model, priced_space const& space, two_stage_options const& o) {
    static_assert(is_evaluator<M>, "the evaluator must have score(span<genotype const>, span<fitness>)");
    two_stage_progress fresh;
    auto& p = o.progress ? *o.progress : fresh;
    if constexpr (is_evaluator<M>) {
        int const n = space.layers(), t = space.split;
        if (!p.resumed) {
            p.done.later.fixed = early_operators(space, o.within);  // refuses a limit that nothing meets
            if constexpr (Model<M>) model.reset(o.seed);
        }
        int const first = o.form == search_form::one_stage ? 0 : t;
        if (p.stage == 0) detail::run_stage(model, space, p.done.later, first, n, o.stage1_epochs, o, p);
        if (p.stage == 1 && stages_of(o.form) == 2)
            detail::run_stage(model, space, p.done.early, 0, t, o.stage2_epochs, o, p);
    }
    return p.done;
}

/// The search of a space on a target (a hardware-aware space has one): checked, priced and searched.
template <class Space, class T = target_of<Space>, generator_options O = detail::own_generator<Space>(), class M>
two_stage_result two_stage(M&& model, two_stage_options const& o) {
    auto const priced = price<Space, T, O>();
    return two_stage(model, priced, o);
}

/// The same under a limit that the compiler knows, besides those of the options.
template <class Space, class T, latency_limit L, generator_options O = detail::own_generator<Space>(), class M>
two_stage_result two_stage(M&& model, two_stage_options o) {
    check<Space, T, O>();
    if constexpr (are_sound<Space, T>) {
        constexpr cheapest_network cheapest{specialised<Space, T, O>::cheapest_ms};
        (void)sizeof(limit_can_be_met<Space, T, L, cheapest>);
        o.within.push_back({"latency_ms", L.ms});
        return two_stage<Space, T, O>(model, o);
    } else
        return {};
}

}  // namespace hurricane::inline v0
