// SPDX-License-Identifier: MIT
// What a user may write for the library to use, as types that compile: an operator, a target, an
// evaluator, a model, a guide, a strategy. Each shows every member that is read, the optional ones
// too. They are examples, not bases: nothing inherits from them (tests/contracts.cpp runs them).
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <boost/hana/tuple.hpp>

#include <hurricane/base/archive.hpp>
#include <hurricane/cost/cost.hpp>
#include <hurricane/hw/target.hpp>
#include <hurricane/ops/operator.hpp>
#include <hurricane/search/strategy.hpp>
#include <hurricane/space/model.hpp>

namespace hurricane::inline v0::contracts {

/// An Operator: what may stand at a layer.
struct one_convolution {
    /// Unique within a pool, parameters included; at most 62 characters.
    static constexpr fixed_string name = "one_convolution";

    /// The steps from an input s.in to an output s.result(). What cannot be is a plan with a
    /// reason, not an error. With a second parameter, a `variation` (ops/variation.hpp), wrappers
    /// such as ops::se<> and ops::scaled<> apply.
    static constexpr plan lower(slot s) {
        plan p{s.in};
        p.conv(p.input(), {.out = s.out, .kernel = 3, .stride = s.stride});
        return p;
    }
};

static_assert(Operator<one_convolution>);

/// A Target: what a device charges for an operator where it stands.
struct one_gmac_per_s {
    /// Of messages and files, and of further targets' costs, behind an at sign.
    static constexpr fixed_string name = "one_gmac_per_s";

    /// Milliseconds of one image; `unmeasured` where nobody knows, `unsupported` where the device
    /// cannot run it. Asked for each operator at each distinct slot, for stem and head.
    static constexpr double latency_ms(placed const& p) { return 1e-6 * double(p.lowered.macs()); }

    /// Optional; without it every step is supported. Asked for searched operators: stem and head
    /// stand in every network, so there is nothing to choose.
    static constexpr bool supports(step const& s) { return s.kernel <= 7; }

    /// Optional; without it 0. Milliseconds of a whole network beyond its parts.
    static constexpr double network_ms = 0.25;

    /// Optional; without it there is no such cost. Millijoules of one image.
    static constexpr double energy_mj(placed const& p) { return 1e-8 * double(p.lowered.macs()); }

    /// Optional; without it there is no such cost. Bytes that live at once, of which a network has
    /// the maximum.
    static constexpr double peak_bytes(placed const& p) {
        return 4 * double(p.lowered.in().size() + p.lowered.out().size());
    }

    /// Optional; costs of its own, which limits may be on: a Hana tuple of such types.
    struct area_mm2 {
        static constexpr fixed_string name = "area_mm2";

        /// Of the stem, the head and each operator where it stands.
        static constexpr double of(placed const& p) { return 1e-6 * double(p.lowered.params()); }

        /// Optional; without it a network has the sum of its parts.
        static constexpr combine how = combine::maximum;

        /// Optional; without it 0. Of a whole network beyond its parts.
        static constexpr double network = 0.5;
    };

    static constexpr auto costs = boost::hana::tuple_t<area_mm2>;

    /// Optional; 0 or absent: unknown. Of the space that was measured: searching another one is
    /// refused.
    static constexpr unsigned long long space_fingerprint = 0;
};

static_assert(Target<one_gmac_per_s> && has_energy<one_gmac_per_s> && has_peak<one_gmac_per_s>);

/// An Evaluator: how good networks are.
class first_choices {
public:
    /// Writes out[i] for genotypes[i]; both have one size. Higher is better, `tie` decides between
    /// equal `primary`. Never nan; a network without a score has the lowest. Called from one
    /// thread, with many at once so that it can work in parallel; throws error, and stopped.
    void score(std::span<genotype const> genotypes, std::span<fitness> out) const {
        for (std::size_t i = 0; i < genotypes.size(); ++i) {
            int firsts = 0;
            for (auto choice : genotypes[i]) firsts += choice == 0;
            out[i] = {double(firsts), 0};
        }
    }
};

static_assert(Evaluator<first_choices>);

/// A Model: an Evaluator whose shared weights are trained on the paths of a guide. This one counts
/// how often it was taught each first choice, and knows nothing else of networks.
class first_choices_learnt {
public:
    explicit first_choices_learnt(int layers) : seen_(static_cast<std::size_t>(layers)) {}

    /// Optional; without it nobody is warned of choices that a training starved. Updates that the
    /// weights of a choice have had since the reset.
    std::int64_t updates(int layer, int choice) const {
        return choice == 0 ? seen_[static_cast<std::size_t>(layer)] : 0;
    }

    /// Forgets all training; the same seed starts from the same weights.
    void reset(std::uint64_t seed) {
        random_ = rng{seed, "first choices"};
        seen_.assign(seen_.size(), 0);
    }

    /// Trains for o.epochs on the paths that the guide asks for, and tells it their losses. Layers
    /// of o.frozen_layers stay as they are. Says progress to o.watch, calls o.checkpoint between
    /// steps, throws stopped where o.stop asks for it before the last one.
    void fit(guide& paths, fit_options const& o) {
        auto const steps = static_cast<std::int64_t>(o.epochs * 64);
        o.watch->begin("counting", steps);
        for (std::int64_t step = 0; step < steps; ++step) {
            if (o.stop.stop_requested()) throw stopped{};
            ask(paths, random_, asked_);
            for (auto const& path : asked_.paths)
                for (int layer = 0; layer < path.size(); ++layer)
                    seen_[static_cast<std::size_t>(layer)] += path[layer] == 0;
            losses_.assign(asked_.paths.size(), 0);
            paths.tell(asked_, losses_);
            o.watch->advance(step + 1);
        }
        o.watch->end();
    }

    void score(std::span<genotype const> genotypes, std::span<fitness> out) const {
        for (std::size_t i = 0; i < genotypes.size(); ++i) {
            double sum = 0;
            for (int layer = 0; layer < genotypes[i].size(); ++layer)
                if (genotypes[i][layer] == 0) sum += seen_[static_cast<std::size_t>(layer)];
            out[i] = {sum, 0};
        }
    }

    /// What load() brings back, for another process too.
    void save(archive_writer& out) const {
        for (double n : seen_) out.number(n);
    }

    void load(archive_reader& in) {
        for (double& n : seen_) n = in.number<double>();
    }

private:
    rng random_{0, "first choices"};
    training_step asked_;
    std::vector<double> losses_;  ///< always 0
    std::vector<double> seen_;
};

static_assert(Model<first_choices_learnt>);

/// A guide: which paths a training takes. This one asks for the path again whose loss was highest,
/// beside a new one, in one step of the optimizer.
class worst_again final : public guide {
public:
    explicit worst_again(path_sampler draw) : draw_{std::move(draw)} {}

    /// Fills in the paths of the next step; numbers come from `random` alone.
    void ask(rng& random, training_step& step) override {
        step.paths.assign(1, draw_(random));
        if (worst_.size() > 0) step.paths.push_back(worst_);
    }

    /// Optional. The mean loss of each of them.
    void tell(training_step const& step, std::span<double const> losses) override {
        auto const worst = std::max_element(losses.begin(), losses.end()) - losses.begin();
        worst_ = step.paths[static_cast<std::size_t>(worst)];
    }

    /// Optional, for a guide that remembers nothing: what load() brings back.
    void save(archive_writer& out) const override { out.text(to_string(worst_)); }

    void load(archive_reader& in) override {
        auto const text = in.text();
        worst_ = {};
        if (text.empty()) return;  // before the first step
        worst_ =
            parse_genotype(text, static_cast<int>(std::count(text.begin(), text.end(), '-')) + 1);
    }

private:
    path_sampler draw_;
    genotype worst_;
};

/// A strategy: a name, how many of the best it looks at, and a function of what is known that
/// offers the next networks. Without state of its own, random numbers from the search alone: so it
/// goes on from a checkpoint to the same result. This one changes one layer of the best so far.
inline search_strategy one_change() {
    return {.name = "one-change", .ranked = 1, .next = [](search_state& s) {
                if (s.ranked() == 0) {
                    s.offer(s.domain().draw(s.random()));
                    return;
                }
                auto g = s.ranked(0).genes;
                auto const layer = s.random().below(s.domain().mask.size());
                auto const& choices = s.domain().mask[layer];
                g[static_cast<int>(layer)] = choices[s.random().below(choices.size())];
                s.offer(g);  // false for one that is known or outside the limits: offer another
            }};
}

}  // namespace hurricane::inline v0::contracts
