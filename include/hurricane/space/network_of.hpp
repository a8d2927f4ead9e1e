// SPDX-License-Identifier: MIT
// A network as a type: a backbone and one operator for each of its layers. Published networks and
// frozen ones are written so; everything known of them (legality, multiply-adds, parameters,
// fingerprint) is a constant.
#pragma once

#include <array>
#include <boost/hana/at.hpp>
#include <cstdint>
#include <vector>

#include <hurricane/ops/pool.hpp>
#include <hurricane/space/backbone.hpp>
#include <hurricane/space/fingerprint.hpp>

namespace hurricane::inline v0 {

/// `Count` layers in a row with the same operator.
template <int Count, class Op>

requires(Count > 0) struct repeat {
};

/// The template arguments of these are the message.
template <class Network, int Layer, class Op, reason Why>
struct layer_fits {
    static_assert(Why == reason::none,
                  "this operator cannot be used at this layer of this network");
};

template <class B, bool Is>
struct network_has_a_backbone {
    static_assert(Is, "the first argument of network_of must be a backbone");
};

template <class Network, class Op, bool Is>
struct layer_is_an_operator {
    static_assert(
        Is, "every layer of a network needs an operator: a name and a static plan lower(slot)");
};

template <class Backbone, reason Stem, reason Head>
struct ends_fit {
    static_assert(Stem == reason::none && Head == reason::none,
                  "the stem or the head of this backbone is illegal");
};

template <class Backbone, int Operators, int Layers>
struct one_operator_for_each_layer {
    static_assert(Operators == Layers,
                  "a network needs exactly one operator for each layer of its backbone");
};

template <class B, class... Items>
struct network_of;

namespace detail {

struct run_of_layers {
    candidate op;
    int count{};
};

template <class Op>
struct network_item {
    using type = Op;
    static constexpr run_of_layers value{candidate_of<Op>(), 1};
};
template <int Count, class Op>

requires(Count > 0) struct network_item<repeat<Count, Op>> {
    using type = Op;
    static constexpr run_of_layers value{candidate_of<Op>(), Count};
};

/// The arguments of network_of when the first is no backbone.
template <bool IsBackbone, class B, class... Items>
struct network_parts {
    static constexpr int parts = 0;

    static constexpr plan part(int) { return {}; }

    static constexpr void check() { (void)sizeof(network_has_a_backbone<B, false>); }
};

template <class B, class... Items>
struct network_parts<true, B, Items...> {
    using backbone = B;
    static constexpr int layers = layers_of<B>;
    static constexpr auto& slots = slots_of<B>;

    static constexpr std::array<run_of_layers, sizeof...(Items)> runs{
        network_item<Items>::value...};
    static constexpr int given = (0 + ... + network_item<Items>::value.count);
    static_assert(sizeof(one_operator_for_each_layer<B, given, layers>) > 0);
    /// The operator of each layer.
    static constexpr std::array<candidate, layers_of<B>> operators = [] {
        std::array<candidate, layers_of<B>> all{};
        std::size_t layer = 0;
        for (auto const& run : runs)
            for (int i = 0; i < run.count && layer < all.size(); ++i) all[layer++] = run.op;
        return all;
    }();

    /// Stem, layers and head are the parts 0 to layers + 1.
    static constexpr int parts = layers + 2;

    static constexpr plan part(int i) {
        if (i == 0) return B::stem(B::input);
        if (i == layers + 1) return head_of<B>();
        auto const layer = static_cast<std::size_t>(i - 1);
        return operators[layer].known ? operators[layer].lower(slots[layer])
                                      : plan{shape{}};  // no operator: illegal
    }

    struct summary {
        int illegal{-1};  ///< the first illegal part
        reason why{};
        std::int64_t macs{};
        std::int64_t params{};
        std::uint64_t fingerprint{};
    };

    static constexpr summary sums = [] {
        summary s;
        fnv1a hash;
        for (int i = 0; i < parts; ++i) {
            plan const p = part(i);
            if (!p.legal() && s.illegal < 0) {
                s.illegal = i;
                s.why = p.why();
            }
            s.macs += p.macs();
            s.params += p.params();
            mix(hash, p);
        }
        s.fingerprint = hash.value();
        return s;
    }();
    /// -1 where a part is illegal; network<>() says which.
    static constexpr std::int64_t macs = sums.illegal < 0 ? sums.macs : -1;
    static constexpr std::int64_t params = sums.illegal < 0 ? sums.params : -1;
    static constexpr std::uint64_t fingerprint =
        sums.fingerprint;  ///< of all plans: equal ones take the same weights

    /// Reports the first mistake as one static_assert. Called by the doors; no constant depends on
    /// it.
    static constexpr void check() {
        if constexpr (given == layers) report_parts();
    }

private:
    static constexpr int item_of(int layer) {
        int item = 0;
        for (auto const& run : runs) {
            if (layer < run.count) return item;
            layer -= run.count;
            ++item;
        }
        return 0;
    }

    template <int Layer>
    using type_of = typename decltype(+hana::at_c<item_of(Layer)>(
        hana::tuple_t<typename network_item<Items>::type...>))::type;

    static constexpr int first_stranger() {
        int layer = 0;
        while (layer < layers && operators[std::size_t(layer)].known) ++layer;
        return layer;
    }

    static constexpr void report_parts() {
        constexpr int stranger = first_stranger();
        if constexpr (stranger < layers)
            (void)sizeof(layer_is_an_operator<network_of<B, Items...>, type_of<stranger>, false>);
        else if constexpr (sums.illegal > 0 && sums.illegal <= layers)
            (void)sizeof(layer_fits<network_of<B, Items...>, sums.illegal - 1,
                                    type_of<sums.illegal - 1>, sums.why>);
        else
            (void)sizeof(ends_fit<B, part(0).why(), part(layers + 1).why()>);
    }
};

}  // namespace detail

/// struct mine : network_of<backbones::cifar, ops::sep<5>, repeat<11, ops::mb<3, 3>>> {};
template <class B, class... Items>
struct network_of : detail::network_parts<Backbone<B>, B, Items...> {};

/// The plans of a network type: stem, layers, head.
template <class Network>
std::vector<plan> network() {
    Network::check();
    std::vector<plan> all;
    for (int i = 0; i < Network::parts; ++i) all.push_back(Network::part(i));
    return all;
}

}  // namespace hurricane::inline v0
