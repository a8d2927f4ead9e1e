// SPDX-License-Identifier: MIT
// From a genotype to a type: frozen<my::space, "6-2-31-0"> is the network of that genotype.
// freeze() writes such a type for a network that a search has found.
#pragma once

#include <algorithm>
#include <utility>

#include <hurricane/space/check.hpp>
#include <hurricane/space/network_of.hpp>

namespace hurricane::inline v0 {

/// The text of a genotype as a template argument.
template <std::size_t N>
struct genotype_literal {
    char chars[N];

    consteval genotype_literal(char const (&s)[N]) {
        std::copy_n(s, N, chars);
    }  // NOLINT: implicit on purpose

    constexpr std::string_view view() const { return {chars, N - 1}; }
};

/// The template arguments of these are the message.
template <class Space, int Layers, int ChoicesRead, genotype_problem What>
struct genotype_has_one_choice_for_each_layer {
    static_assert(What == genotype_problem::none,
                  "this genotype has not one choice for each layer of the space");
};

template <class Space, int Layer, int Choice, int PoolSize>
struct choice_is_in_the_pool {
    static_assert(Choice < PoolSize,
                  "this genotype chooses an operator that the pool of the layer does not have");
};

namespace detail {

template <class Space, genotype_literal G>
struct chosen {
    static constexpr genotype_reading reading = read_genotype(G.view(), Space::layers);

    template <int Layer>
    using pool_of = typename Space::template pool_at<Space::pool_of[Layer]>;
    /// The first layer whose choice is outside its pool; -1 if there is none.
    static constexpr int outside = []<int... Layer>(std::integer_sequence<int, Layer...>) {
        int first = -1;
        ((first = first < 0 && reading.genes[Layer] >= pool_of<Layer>::size ? Layer : first), ...);
        return first;
    }
    (std::make_integer_sequence<int, Space::layers>{});

    /// Mistakes are reported by frozen; here they read as choice 0, so that nothing else fails.
    template <int Layer>
    using op =
        typename decltype(+hana::at_c<
                          (reading.genes[Layer] < pool_of<Layer>::size ? reading.genes[Layer] : 0)>(
            pool_of<Layer>::types))::type;

    template <int... Layer>
    static network_of<typename Space::backbone, op<Layer>...> pick(
        std::integer_sequence<int, Layer...>);
    using network = decltype(pick(std::make_integer_sequence<int, Space::layers>{}));

    static constexpr int reported = outside < 0 ? 0 : outside;
    using first_choice =
        choice_is_in_the_pool<Space, reported, reading.genes[reported], pool_of<reported>::size>;
    using length =
        genotype_has_one_choice_for_each_layer<Space, Space::layers, reading.choices, reading.what>;
};

/// A space with a mistake, or no space at all: check() says which.
template <bool Sound, class Space, genotype_literal G>
struct frozen_parts {
    static constexpr int parts = 0;

    static constexpr plan part(int) { return {}; }

    static constexpr void check() {}

    static constexpr genotype genes{};
    static constexpr std::int64_t macs = -1;
    static constexpr std::int64_t params = -1;
    static constexpr std::uint64_t fingerprint = 0;
    static_assert(sizeof(report<Space>) > 0);
};

template <class Space, genotype_literal G>
struct frozen_parts<true, Space, G> : chosen<Space, G>::network {
    using space = Space;
    static constexpr genotype genes = chosen<Space, G>::reading.genes;

    static_assert(sizeof(typename chosen<Space, G>::length) > 0);
    static_assert(sizeof(typename chosen<Space, G>::first_choice) > 0);
};

}  // namespace detail

/// The network of a genotype of Space, written as its text: "6-2-31-0-...". A network_of, with the
/// genotype.
template <class Space, genotype_literal G>
struct frozen : detail::frozen_parts<first_mistake<Space>() == mistake::none, Space, G> {};

}  // namespace hurricane::inline v0
