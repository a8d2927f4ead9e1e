// SPDX-License-Identifier: MIT
// A searcher is a list of phases: a type with a `name` and a Hana tuple `phases`, each of which has
// `run(study&)`, and perhaps `options()`, `require<M>()` and `require<Space, Target>()`, which say
// in static_asserts what it needs. HURRICANE and SPOS are two (searchers/); one's own is a type
// like theirs.
#pragma once

#include <boost/hana/tuple.hpp>
#include <boost/hana/unpack.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/cost/price.hpp>
#include <hurricane/search/phase_option.hpp>
#include <hurricane/search/study.hpp>

namespace hurricane::inline v0 {

/// A phase without its type.
struct any_phase {
    std::string name;  ///< "later: training", or its number
    std::function<void(study&)> run;
    std::function<std::string()> values;  ///< in words; may be empty
};

/// A searcher without its type. Copies share the phases: an option set in one is set in all.
struct any_searcher {
    std::string name;
    std::vector<any_phase> phases;
    std::vector<phase_option> options;  ///< of all phases, in their order
};

/// What one search of a searcher is told.
struct study_options {
    limits within{};
    std::optional<genotype> start{};  ///< as limited_search::start
    std::uint64_t seed{};
    observer* watch{&quiet()};
    std::stop_token stop{};
    /// Where to go on, and what is left at each checkpoint; may be null.
    searcher_progress* progress{};
};

namespace detail {

template <class P>
void add_phase(any_searcher& all, std::shared_ptr<void> const& owner, P& phase) {
    auto name = "phase " + std::to_string(all.phases.size() + 1);
    if constexpr (requires { phase.name(); }) name = phase.name();
    any_phase one{std::move(name), [owner, &phase](study& s) { phase.run(s); }, {}};
    if constexpr (requires { phase.values(); })
        one.values = [owner, &phase] { return phase.values(); };
    all.phases.push_back(std::move(one));
    if constexpr (requires { phase.options(); })
        for (auto& option : phase.options()) {
            auto const get = [owner, get = option.get] { return get(); };
            auto const set = [owner, set = option.set](std::string const& to) { set(to); };
            all.options.push_back({option.name, option.help, get, set});
        }
}

/// Refuses what is neither an Evaluator nor a Model.
template <class M>
consteval bool is_sound_model() {
    static_assert(is_evaluator<M>,
                  "the evaluator must have score(span<genotype const>, span<fitness>)");
    static_assert(!trains_without_guide<M>,
                  "a model's fit takes a guide& where it took a path_sampler: see contracts.hpp");
    return is_evaluator<M> && !trains_without_guide<M>;
}

/// What a phase needs of a model, or of a space and a target.
template <class P, class... Of>
constexpr void require_of_phase() {
    if constexpr (requires { P::template require<Of...>(); }) P::template require<Of...>();
}

template <class... Of, class... P>
constexpr void require_of(boost::hana::tuple<P...> const* /*phases*/) {
    (require_of_phase<P, Of...>(), ...);
}

template <class Searcher>
using phases_of = decltype(Searcher::phases);

/// Brings each search of a study through the phases that it has not come through. What a phase does
/// not count itself is its time.
class phase_loop {
public:
    phase_loop(study& s, any_searcher const& how) : study_{s}, how_{how} {}

    void run() {
        begin();
        for (auto const& phase : how_.phases) {
            auto const searches = study_.searches();
            if (!searches.empty()) run(phase, searches);
            ++study_.phase_;
        }
    }

private:
    /// Throws error for a search that goes on and was not read back: its model would be reset.
    void begin() {
        bool resumed = false;
        bool begun = false;
        for (auto const& one : study_.searches_) {
            resumed = resumed || one.progress.resumed;
            begun = begun || one.progress.phase > 0 || one.progress.in_stage;
        }
        if (resumed) return;
        if (begun)
            throw error{"a search that has begun goes on in a model that was not restored",
                        "progress", "read both back, or begin with a fresh progress"};
        if (study_.model().is_trained() && !study_.is_reused())
            study_.model().reset(study_.run().seed);
    }

    /// Throws error where it leaves a search behind.
    void run(any_phase const& phase, std::vector<study_search*> const& searches) {
        phase_effort measured;
        effort_meter meter{measured};
        for (auto* one : searches) (void)study_.effort(*one, phase.name);
        phase.run(study_);
        meter.update();
        for (auto* one : searches) {
            if (one->progress.phase != study_.phase_ + 1)
                throw error{"phase " + std::to_string(study_.phase_ + 1) + " left a search behind",
                            "searcher", "end it with end_phase() or end_stage()"};
            auto& effort = one->progress.done.efforts[static_cast<std::size_t>(study_.phase_)];
            if (effort.seconds > 0) continue;
            effort.seconds = measured.seconds;
            effort.processor_seconds = measured.processor_seconds;
        }
    }

    study& study_;
    any_searcher const& how_;
};

}  // namespace detail

/// The type is left behind; the options still change what the phases do.
template <class Searcher>
any_searcher erased(Searcher how) {
    auto const owner = std::make_shared<Searcher>(std::move(how));
    any_searcher all{.name = std::string{Searcher::name}, .phases = {}, .options = {}};
    boost::hana::unpack(owner->phases,
                        [&](auto&... phase) { (detail::add_phase(all, owner, phase), ...); });
    return all;
}

/// Several searches that share a model, each to the end that it would have alone; what was trained
/// for all stands in each. `checkpoint` is called whenever what one of them has come to may be
/// saved. A search whose progress is resumed goes on from it. Throws error for limits that nothing
/// meets, and stopped.
inline void perform(any_model model, priced_space const& space, any_searcher const& how,
                    std::vector<limited_search>& searches, run_context const& run,
                    shared_supernet reuse = shared_supernet::trained,
                    std::function<void()> checkpoint = {}) {
    study s{model, space, run, reuse, std::move(checkpoint)};
    for (auto& one : searches) s.add(one.within, one.start, one.progress);
    detail::phase_loop{s, how}.run();
}

/// One search.
inline searcher_result perform(any_model model, priced_space const& space, any_searcher const& how,
                               study_options const& o) {
    searcher_progress fresh;
    auto& p = o.progress ? *o.progress : fresh;
    study s{model, space, {o.seed, o.watch, o.stop}, shared_supernet::trained, p.checkpoint};
    s.add(o.within, o.start, p);
    detail::phase_loop{s, how}.run();
    return p.done;
}

/// One search of a model whose type is known: what the phases need of it is checked.
template <class M, class Searcher>
searcher_result perform(M& model, priced_space const& space, Searcher const& how,
                        study_options const& o) {
    if constexpr (detail::is_sound_model<M>()) {
        detail::require_of<M>(static_cast<detail::phases_of<Searcher> const*>(nullptr));
        return perform(any_model{model}, space, erased(how), o);
    } else
        return {};
}

/// The same of a space on a target (a hardware-aware space has one), checked and priced, with what
/// the phases need of them.
template <class Space, class T = target_of<Space>,
          generator_options O = detail::own_generator<Space>(), class M, class Searcher>
searcher_result perform(M&& model, Searcher const& how, study_options const& o) {
    detail::require_of<Space, T>(static_cast<detail::phases_of<Searcher> const*>(nullptr));
    auto const priced = price<Space, T, O>();
    return perform(model, priced, how, o);
}

}  // namespace hurricane::inline v0
