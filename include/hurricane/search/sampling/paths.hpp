// SPDX-License-Identifier: MIT
// The guides that come along, by name: which paths of a mask a supernet is trained on.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/base/alternatives.hpp>
#include <hurricane/search/sampling/fair.hpp>
#include <hurricane/search/sampling/feasible.hpp>
#include <hurricane/search/sampling/sandwich.hpp>

namespace hurricane::inline v0 {

/// The paths that a supernet is trained on. What is searched keeps within the limits in any case.
enum class path_sampling : unsigned char {
    feasible,  ///< uniform among those within the limits
    uniform,   ///< uniform among all
    fair,      ///< every choice of a layer once before one comes again (FairNAS); among all
    sandwich   ///< the cheapest, the dearest and two of all in each step; four passes
};

inline constexpr std::array<std::string_view, 4> path_sampling_names{"feasible", "uniform", "fair",
                                                                     "sandwich"};

/// Throws error for another name.
inline path_sampling path_sampling_named(std::string_view name) {
    auto const& all = path_sampling_names;
    auto const at = std::find(all.begin(), all.end(), name);
    if (at == all.end())
        throw error{"no sampling named '" + std::string{name} + "'", "training",
                    "use " + alternatives({all.begin(), all.end()})};
    return static_cast<path_sampling>(at - all.begin());
}

/// The cost that says which of two networks is larger: multiply-adds where the space prices them.
inline cost const& cost_of_size(priced_space const& space) {
    for (auto const& c : space.costs)
        if (c.name == "macs") return c;
    return space.costs.front();
}

/// Throws error where no path of the mask meets the limits and they matter.
inline std::unique_ptr<guide> guide_of(path_sampling how, priced_space const& space,
                                       choice_mask const& mask, limits const& within,
                                       std::uint64_t seed) {
    auto const drawn = [](path_sampler draw) {
        return std::make_unique<drawn_paths>(std::move(draw));
    };
    switch (how) {
        case path_sampling::fair: return drawn(fair_sampler{mask, seed});
        case path_sampling::uniform: return drawn(feasible_sampler{space, mask});
        case path_sampling::sandwich: {
            auto const& size = cost_of_size(space);
            return std::make_unique<sandwich>(space.cheapest(size, mask), space.dearest(size, mask),
                                              feasible_sampler{space, mask});
        }
        case path_sampling::feasible: break;
    }
    return drawn(feasible_sampler{space, mask, within});
}

/// The guides of several searches that share a supernet: each step is one of theirs, drawn evenly.
class guides_in_turn final : public guide {
public:
    explicit guides_in_turn(std::vector<std::unique_ptr<guide>> all) : all_{std::move(all)} {}

    void ask(rng& random, training_step& step) override {
        asked_ = random.below(all_.size());
        all_[asked_]->ask(random, step);
    }

    void tell(training_step const& step, std::span<double const> losses) override {
        all_[asked_]->tell(step, losses);
    }

    void save(archive_writer& out) const override {
        for (auto const& g : all_) g->save(out);
    }

    void load(archive_reader& in) override {
        for (auto const& g : all_) g->load(in);
    }

private:
    std::vector<std::unique_ptr<guide>> all_;
    std::size_t asked_{};
};

}  // namespace hurricane::inline v0
