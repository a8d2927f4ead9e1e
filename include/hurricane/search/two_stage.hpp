// SPDX-License-Identifier: MIT
// HURRICANE's two-stage search (Zhang et al. 2020): first the later layers are searched with the
// early ones fixed, then the early ones with the later ones fixed to what was found. Each stage
// trains the shared weights on paths within the limits, then evolves. What the paper's public text
// leaves open is decided here; see DESIGN.md.
#pragma once

#include <string>
#include <vector>

#include <hurricane/base/archive.hpp>
#include <hurricane/base/stopwatch.hpp>
#include <hurricane/cost/price.hpp>
#include <hurricane/search/early_operators.hpp>
#include <hurricane/search/gene_model.hpp>
#include <hurricane/search/stages.hpp>
#include <hurricane/search/two_stage_options.hpp>

namespace hurricane::inline v0 {

/// A limit known to the compiler: two_stage<my::space, my::device, latency_limit{.ms = 3}>(...)
/// does not compile when no network of the space is that fast.
struct latency_limit {
    double ms{};
};

struct cheapest_network {
    double ms{};
};

template <class Space, class Target, latency_limit Limit, cheapest_network Cheapest>
struct limit_can_be_met {
    static_assert(Cheapest.ms <= Limit.ms,
                  "no network of this space is as fast on this target as the limit asks");
};

/// Layers [first, last) keep the space's choices, all others are fixed to those of `genes`.
inline choice_mask searched(priced_space const& space, genotype const& genes, int first, int last) {
    return searched(space.allowed, genes, first, last);
}

namespace detail {

inline int passes_of(two_stage_options const& o, bool trains) {
    if (stages_of(o.form) == 1) return 1;
    return o.passes != 0 ? o.passes : trains ? 1 : stage_plan::usual_passes;
}

/// The stages of a supernet's search; a form of one stage has its first alone.
inline stage_plan plan_of(priced_space const& space, two_stage_options const& o, bool trains) {
    int const split = o.form == search_form::one_stage ? 0 : space.split;
    return {split, space.layers(), 0, 2 * o.evaluations, passes_of(o, trains)};
}

/// Of a result, the networks scored before a stage.
inline int scored_before(two_stage_result& done, int stage) {
    int sum = 0;
    for (int i = 0; i < stage; ++i) sum += static_cast<int>(done.stage(i).search.history.size());
    return sum;
}

/// Says which choices a training has starved, where the model counts updates(layer, choice).
template <class M>
void warn_of_starved(M& model, choice_mask const& mask, observer& watch) {
    if constexpr (requires { model.updates(0, 0); }) {
        int starved = 0;
        int all = 0;
        std::string worst;
        std::int64_t least = two_stage_options::enough_updates;
        for (int layer = 0; layer < static_cast<int>(mask.size()); ++layer)
            for (auto choice : mask[static_cast<std::size_t>(layer)]) {
                std::int64_t const updates = model.updates(layer, choice);
                ++all;
                starved += updates < two_stage_options::enough_updates;
                if (updates >= least) continue;
                least = updates;
                worst =
                    "choice " + std::to_string(choice) + " of layer " + std::to_string(layer + 1);
            }
        if (starved > 0)
            watch.log("note: " + std::to_string(starved) + " of " + std::to_string(all) +
                      " choices had fewer than " +
                      std::to_string(two_stage_options::enough_updates) + " updates, " + worst +
                      " had " + std::to_string(least) +
                      ": their scores say little; train longer, or sample paths fairly");
    }
}

inline std::string remembered_by(guide const& paths) {
    archive_writer out{"guide", 1, 0};
    paths.save(out);
    return out.whole();
}

inline void remind(guide& paths, std::string const& remembered) {
    archive_reader in{remembered, "the checkpoint", "guide", 1, 0};
    paths.load(in);
    if (!in.ended())
        throw error{"another guide left what it remembers there", "the checkpoint",
                    "resume with the guide that it was started with"};
}

inline std::unique_ptr<guide> own_guide_of(two_stage_options const& o, choice_mask const& mask) {
    auto paths = o.own_guide(mask);
    if (!paths) throw error{"there is no guide", "two_stage_options::own_guide", "give one"};
    return paths;
}

/// Trains what a stage of the first pass searches, unless that is done.
template <class M>
void train_stage(M& model, guide& paths, choice_mask const& mask, search_stage const& stage,
                 int layers, two_stage_options const& o, two_stage_progress& p) {
    auto& r = p.done.stage(p.stage);
    stopwatch const training;
    double const before = r.train_seconds;
    auto const checkpoint = [&] {
        r.train_seconds = before + training.seconds();
        p.remembered = p.trained ? std::string{} : remembered_by(paths);
        if (p.checkpoint) p.checkpoint();
    };
    if (!p.remembered.empty()) remind(paths, p.remembered);
    fit_options fit{.epochs = p.stage == 0 ? o.stage1_epochs : o.stage2_epochs,
                    .watch = o.watch,
                    .stop = o.stop};
    fit.checkpoint = checkpoint;
    for (int layer = stage.last; layer < layers; ++layer) fit.frozen_layers.push_back(layer);
    o.watch->log("stage " + std::to_string(p.stage + 1) + ": training the supernet on layers " +
                 std::to_string(stage.first + 1) + " to " + std::to_string(stage.last));
    model.fit(paths, fit);
    warn_of_starved(model, mask, *o.watch);
    p.trained = true;
    checkpoint();
}

inline void log_stage(two_stage_options const& o, int stage, search_result const& r) {
    o.watch->log("stage " + std::to_string(stage + 1) + ": best " + to_string(r.best.genes) +
                 ", validation score in its own supernet " + show(r.best.fit.primary) + ", " +
                 std::to_string(r.history.size()) + " networks scored" +
                 (r.exhausted ? ", all that are within the limits" : ""));
}

/// Of networks that have a score the one that an additive model of the scores says is best; of
/// equals, and where none has one, the first.
inline evaluated best_by_model(choice_mask const& mask, std::vector<evaluated> scored) {
    auto const first = scored.front();
    std::erase_if(scored, [](evaluated const& e) { return !is_score(e.fit.primary); });
    if (scored.empty()) return first;
    gene_model const model{mask, scored, gene_terms::choices};
    auto const less = [&](evaluated const& a, evaluated const& b) {
        return model.of(a.genes) < model.of(b.genes);
    };
    return *std::max_element(scored.begin(), scored.end(), less);
}

/// The network whose early layers stand in stage 1.
inline genotype start_of(priced_space const& space, two_stage_options const& o) {
    auto const usual = early_operators(space, o.within);  // refuses what nothing meets
    if (!o.start) return usual;
    if (!allows(space.allowed, *o.start) || !space.within(*o.start, o.within))
        throw error{"the network " + to_string(*o.start) + " is not among those searched",
                    "two_stage_options::start",
                    "give one of the space's choices within the limits"};
    return *o.start;
}

/// Scores `evaluations` networks for stage number p.stage.
template <class M>
void score_stage(M& model, search_domain const& domain, int evaluations, two_stage_options const& o,
                 two_stage_progress& p) {
    auto& r = p.done.stage(p.stage);
    stopwatch const searching;
    double const before = r.search_seconds;
    p.search.checkpoint = [&] {
        r.search_seconds = before + searching.seconds();
        if (p.checkpoint) p.checkpoint();
    };
    bool const starts_anew = p.stage == 0 && !o.start;
    auto const how = starts_anew ? o.strategy : starting_with(r.fixed, o.strategy);
    r.search = search(model, domain, how, {.evaluations = evaluations}, o.seed, *o.watch, o.stop,
                      &p.search);
    r.search_seconds = before + searching.seconds();
    if (o.smoothed) r.search.best = best_by_model(domain.mask, r.search.history);
}

/// Stage number p.stage: what of it is done already is not done again.
template <class M>
void run_stage(M& model, priced_space const& space, stage_plan const& plan,
               two_stage_options const& o, two_stage_progress& p) {
    auto const stage = plan[p.stage];
    int const evaluations = stage.end - scored_before(p.done, p.stage);
    auto& r = p.done.stage(p.stage);
    auto const mask = searched(space.allowed, r.fixed, stage.first, stage.last);
    auto const domain = domain_of(space, mask, o.within, o.stop);  // refuses limits before training
    if constexpr (Model<M>)
        if (!p.trained && p.stage < 2) {
            auto const paths = o.own_guide ? own_guide_of(o, mask)
                                           : guide_of(o.sampling, space, mask, o.within, o.seed);
            train_stage(model, *paths, mask, stage, space.layers(), o, p);
        }
    score_stage(model, domain, evaluations, o, p);
    log_stage(o, p.stage, r.search);
    auto const best = r.search.best.genes;
    ++p.stage;
    p.trained = false;
    p.search = {};
    if (stages_of(o.form) == 2 && p.stage < plan.size()) p.done.stage(p.stage).fixed = best;
    if (p.checkpoint) p.checkpoint();
}

/// Stage number p.stage has no evaluation left: the next one goes on from the same network.
inline void leave_out_stage(stage_plan const& plan, two_stage_progress& p) {
    auto const fixed = p.done.stage(p.stage).fixed;
    ++p.stage;
    p.trained = false;
    if (p.stage < plan.size()) p.done.stage(p.stage).fixed = fixed;
}

/// The next stage, where there are evaluations left for it.
template <class M>
void advance(M& model, priced_space const& space, stage_plan const& plan,
             two_stage_options const& o, two_stage_progress& p) {
    if (p.stage == 0 || scored_before(p.done, p.stage) < plan[p.stage].end)
        run_stage(model, space, plan, o, p);
    else
        leave_out_stage(plan, p);
}

}  // namespace detail

/// The search over tables. M is a Model (trained and searched) or an Evaluator (searched only).
template <class M>
two_stage_result two_stage(M& model, priced_space const& space, two_stage_options const& o) {
    static_assert(is_evaluator<M>,
                  "the evaluator must have score(span<genotype const>, span<fitness>)");
    static_assert(!trains_without_guide<M>,
                  "a model's fit takes a guide& where it took a path_sampler: see contracts.hpp");
    two_stage_progress fresh;
    auto& p = o.progress ? *o.progress : fresh;
    if constexpr (is_evaluator<M>) {
        if (!p.resumed) {
            p.done.later.fixed = detail::start_of(space, o);
            if constexpr (Model<M>) model.reset(o.seed);
        }
        auto const plan = detail::plan_of(space, o, Model<M>);
        int const stages = stages_of(o.form) == 1 ? 1 : plan.size();
        while (p.stage < stages) detail::advance(model, space, plan, o, p);
    }
    return p.done;
}

/// The search of a space on a target (a hardware-aware space has one): checked, priced and
/// searched.
template <class Space, class T = target_of<Space>,
          generator_options O = detail::own_generator<Space>(), class M>
two_stage_result two_stage(M&& model, two_stage_options const& o) {
    auto const priced = price<Space, T, O>();
    return two_stage(model, priced, o);
}

/// The same under a limit that the compiler knows, besides those of the options.
template <class Space, class T, latency_limit L,
          generator_options O = detail::own_generator<Space>(), class M>
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
