// SPDX-License-Identifier: MIT
// What the claims are tested on: the spaces, the modelled devices, and the families of
// hand-designed networks.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <hurricane/cost/price.hpp>
#include <hurricane/hw/devices/hexagon685.hpp>
#include <hurricane/hw/devices/myriad_x.hpp>
#include <hurricane/hw/devices/snapdragon845.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/space/scaled_backbone.hpp>

namespace hurricane::claims {

struct contender {
    std::string name;
    space_view space;
};

/// Spaces of one pool on the backbone at several widths; `name W %`, or `name W % x D %` where it
/// is less deep.
template <class Base, class Pool, int Depth, int... Width>
std::vector<contender> family(std::string const& name, std::integer_sequence<int, Width...>) {
    auto const depth = Depth == 100 ? std::string{} : " x " + std::to_string(Depth) + " %";
    return {{name + " " + std::to_string(Width) + " %" + depth,
             view<space<scaled_backbone<Base, Width, Depth>, Pool>>()}...};
}

/// The same at all of the depth, three quarters and half of it.
template <class Base, class Pool, class Widths>
std::vector<contender> family_of_depths(std::string const& name, Widths widths) {
    auto all = family<Base, Pool, 100>(name, widths);
    for (auto const& shallow :
         {family<Base, Pool, 75>(name, widths), family<Base, Pool, 50>(name, widths)})
        all.insert(all.end(), shallow.begin(), shallow.end());
    return all;
}

/// What is searched: every network by hand of the backbone's own width is in it.
template <class Backbone>
struct searched_space : space<Backbone, with_skip<pool32>> {
    static constexpr fixed_string name = "pool32 with depth";
    using always_kept = spaces::hand_made_pool;
};

inline constexpr generator_options keep_hand_made =
    generator_of<keep_always<ops::mb<6, 3>, ops::choice<3>>>;

/// What the claims are tested on.
struct arena {
    space_view searched;
    std::vector<contender> human;              ///< SPOS's four choices at several widths
    std::vector<std::vector<contender>> hand;  ///< by family: one network each
    std::vector<priced_space> modelled;

    space_view const& at(std::string const& name) const {
        if (name == searched.name) return searched;
        for (auto const& c : human)
            if (c.name == name) return c.space;
        for (auto const& f : hand)
            for (auto const& c : f)
                if (c.name == name) return c.space;
        throw error{"no space named " + name, "a kept run", "use another --out"};
    }
};

template <class Backbone>
arena arena_of() {
    using all = searched_space<Backbone>;
    // The shuffled operators need widths of at least the stem's.
    using mobile = std::integer_sequence<int, 25, 38, 50, 63, 75, 88, 100, 113, 125, 150, 175, 200>;
    using shuffle =
        std::integer_sequence<int, 75, 88, 100, 113, 125, 138, 150, 175, 200, 225, 250, 275, 300>;
    return {view<all>(),
            family<Backbone, choice_pool, 100>(
                "four choices", std::integer_sequence<int, 75, 100, 125, 150, 200, 250, 300>{}),
            {family_of_depths<Backbone, pool<ops::mb<6, 3>>>("MobileNetV2-like", mobile{}),
             family_of_depths<Backbone, pool<ops::choice<3>>>("ShuffleNetV2-like", shuffle{})},
            {price<all, targets::hexagon685>(), price<all, targets::myriad_x>(),
             price<all, targets::snapdragon845>()}};
}

}  // namespace hurricane::claims
