// SPDX-License-Identifier: MIT
// What can be wrong with a space, in which order it is looked for, and the leaf templates that word
// it. Only the leaf of the first mistake is instantiated, and no table depends on it, so one
// mistake is one static_assert.
#pragma once

#include <boost/hana/for_each.hpp>
#include <type_traits>

#include <hurricane/space/genotype.hpp>
#include <hurricane/space/lowered.hpp>
#include <hurricane/space/names.hpp>

namespace hurricane::inline v0 {

/// The template arguments of these are the message.
template <class Argument, bool Is>
struct argument_is_a_space {
    static_assert(Is,
                  "this argument must be a search space: struct mine : space<Backbone, Pool> {}");
};

template <class Arguments, space_problem Problem>
struct space_is_made_of_a_backbone_and_pools {
    static_assert(
        Problem == space_problem::none,
        "space<Backbone, Pools...> takes a backbone, then one pool, or one for each stage");
};

template <class Space, int Layer, class Op, reason Why>
struct operator_fits {
    static_assert(Why == reason::none, "this operator cannot be used at this layer of this space");
};

template <class Space, class Op, bool Has>
struct candidate_is_an_operator {
    static_assert(Has, "every candidate of a pool needs a name and a static plan lower(slot)");
};

template <class Space, class Op, bool Has>
struct candidate_has_a_name_of_its_own {
    static_assert(Has,
                  "a name must be unique, have 1 to 62 characters, and none of quote, backslash "
                  "and control codes");
};

template <class Space, reason Why>
struct stem_fits {
    static_assert(Why == reason::none, "the stem of this backbone is illegal");
};

template <class Space, reason Why>
struct head_fits {
    static_assert(Why == reason::none, "the head of this backbone is illegal");
};

template <class Space, int Split, int Layers>
struct split_is_inside {
    static_assert(0 < Split && Split < Layers,
                  "the split index of the backbone must lie between 1 and layers - 1");
};

template <class Space, int Stage, int Blocks>
struct stage_has_blocks {
    static_assert(Blocks > 0, "every stage of the backbone needs at least one block");
};

template <class Space, int Layers, int LargestPool>
struct genotype_can_hold {
    static_assert(Layers <= genotype::capacity && LargestPool <= 256,
                  "a genotype holds 63 layers and pools of 256 operators");
};

namespace detail {

template <class Space>
constexpr int largest_pool() {
    int most = 0;
    hana::for_each(Space::pools, [&](auto p) {
        int const size = decltype(p)::type::size;
        most = size > most ? size : most;
    });
    return most;
}

/// The first candidate that is no operator.
template <class Space>
constexpr pool_position first_stranger() {
    pool_position bad;
    int index = 0;
    hana::for_each(Space::pools, [&](auto p) {
        int choice = 0;
        for (auto const& c : decltype(p)::type::candidates) {
            if (bad.pool < 0 && !c.known) bad = {index, choice};
            ++choice;
        }
        ++index;
    });
    return bad;
}

/// The first stage without blocks; -1 if there is none.
template <class Space>
constexpr int first_empty_stage() {
    int i = 0;
    for (auto const& s : Space::backbone::stages) {
        if (s.blocks <= 0) return i;
        ++i;
    }
    return -1;
}

}  // namespace detail

/// What check() reports, in this order; the tables of a space can be made from `illegal_operator`
/// on.
enum class mistake : unsigned char {
    not_a_space,
    arguments,
    empty_stage,
    split,
    too_large,
    no_operator,
    bad_name,
    stem,
    illegal_operator,
    head,
    none
};

template <class Space>
constexpr mistake first_mistake() {
    if constexpr (!SearchSpace<Space>)
        return mistake::not_a_space;
    else if constexpr (Space::problem != space_problem::none)
        return mistake::arguments;
    else if constexpr (detail::first_empty_stage<Space>() >= 0)
        return mistake::empty_stage;
    else if constexpr (!(0 < Space::split && Space::split < Space::layers))
        return mistake::split;
    else if constexpr (Space::layers > genotype::capacity || detail::largest_pool<Space>() > 256)
        return mistake::too_large;
    else if constexpr (detail::first_stranger<Space>().pool >= 0)
        return mistake::no_operator;
    else if constexpr (detail::first_bad_name<Space>().pool >= 0)
        return mistake::bad_name;
    else if constexpr (!Space::stem().legal())
        return mistake::stem;
    else if constexpr (lowered<Space>::first_illegal.first >= 0)
        return mistake::illegal_operator;
    else
        return Space::head().legal() ? mistake::none : mistake::head;
}

/// A space whose tables can be made at all.
template <class Space>
inline constexpr bool is_sound = first_mistake<Space>() >= mistake::illegal_operator;

namespace detail {

/// The leaf that words a mistake of the space.
template <class Space, mistake What>
struct leaf {
    using type = Space;
};

template <class Space>
struct leaf<Space, mistake::not_a_space> {
    using type = argument_is_a_space<Space, false>;
};

template <class Space>
struct leaf<Space, mistake::arguments> {
    using type = space_is_made_of_a_backbone_and_pools<typename Space::arguments, Space::problem>;
};

template <class Space>
struct leaf<Space, mistake::empty_stage> {
    static constexpr int stage = first_empty_stage<Space>();
    using type = stage_has_blocks<Space, stage, Space::backbone::stages[stage].blocks>;
};

template <class Space>
struct leaf<Space, mistake::split> {
    using type = split_is_inside<Space, Space::split, Space::layers>;
};

template <class Space>
struct leaf<Space, mistake::too_large> {
    using type = genotype_can_hold<Space, Space::layers, largest_pool<Space>()>;
};

template <class Space>
struct leaf<Space, mistake::no_operator> {
    static constexpr auto bad = first_stranger<Space>();
    using type =
        candidate_is_an_operator<Space, candidate_type<Space, bad.pool, bad.choice>, false>;
};

template <class Space>
struct leaf<Space, mistake::bad_name> {
    static constexpr auto bad = first_bad_name<Space>();
    using type =
        candidate_has_a_name_of_its_own<Space, candidate_type<Space, bad.pool, bad.choice>, false>;
};

template <class Space>
struct leaf<Space, mistake::stem> {
    using type = stem_fits<Space, Space::stem().why()>;
};

template <class Space>
struct leaf<Space, mistake::illegal_operator> {
    using table = lowered<Space>;
    static constexpr auto bad = table::first_illegal;
    using op = candidate_type<Space, table::sites[bad.first].pool, bad.second>;
    using type = operator_fits<Space, table::layer_of(bad.first), op,
                               table::rows[bad.first][bad.second].why>;
};

template <class Space>
struct leaf<Space, mistake::head> {
    using type = head_fits<Space, Space::head().why()>;
};

}  // namespace detail

/// sizeof of this is positive, or one static_assert names the first mistake of the space. For
/// bodies of classes.
template <class Space>
using report = typename detail::leaf<Space, first_mistake<Space>()>::type;

/// Called first by every door of the library that takes a space.
template <class Space>
constexpr void check() {
    (void)sizeof(report<Space>);
}

}  // namespace hurricane::inline v0
