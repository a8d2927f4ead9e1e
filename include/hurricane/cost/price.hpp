// SPDX-License-Identifier: MIT
// price<Space, Target>(): from types to tables. The cost models are a Hana tuple, to which a target
// may add its own; each says what one operator at one place costs, from what the compiler knows of
// it.
#pragma once

#include <algorithm>
#include <boost/hana/all_of.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/tuple.hpp>
#include <limits>
#include <type_traits>

#include <hurricane/cost/hardware_aware.hpp>
#include <hurricane/cost/priced_space.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::inline v0 {

namespace cost_models {

/// Predicted milliseconds of one image: operators, stem, head and the network's overhead.
struct latency_ms {
    static constexpr std::string_view name = "latency_ms";
    template <class Made, class T>
    static constexpr double fixed = Made::stem_ms + Made::head_ms + network_ms<T>();

    static constexpr double of(facts const&, scored const& s) { return s.latency_ms; }
};

struct macs {
    static constexpr std::string_view name = "macs";
    template <class Made, class T>
    static constexpr double fixed = double(Made::space::stem().macs() + Made::space::head().macs());

    static constexpr double of(facts const& f, scored const&) { return double(f.macs); }
};

struct params {
    static constexpr std::string_view name = "params";
    template <class Made, class T>
    static constexpr double fixed = double(Made::space::stem().params() +
                                           Made::space::head().params());

    static constexpr double of(facts const& f, scored const&) { return double(f.params); }
};

/// Modelled millijoules of one image.
struct energy_mj {
    static constexpr std::string_view name = "energy_mj";
    template <class T>
    static constexpr bool known = has_energy<T>;
    template <class Made, class T>
    static constexpr double fixed = Made::of_stem([](placed const& p) { return T::energy_mj(p); }) +
                                    Made::of_head([](placed const& p) { return T::energy_mj(p); });

    static constexpr double of(facts const&, scored const& s) { return s.energy_mj; }
};

/// The most bytes of activations that live at once, in any layer.
struct peak_bytes {
    static constexpr std::string_view name = "peak_bytes";
    static constexpr combine how = combine::maximum;
    template <class T>
    static constexpr bool known = has_peak<T>;
    template <class Made, class T>
    static constexpr double fixed =
        std::max(Made::of_stem([](placed const& p) { return T::peak_bytes(p); }),
                 Made::of_head([](placed const& p) { return T::peak_bytes(p); }));

    static constexpr double of(facts const&, scored const& s) { return s.peak_bytes; }
};

/// Whether a target knows the cost: unless the model says otherwise, all do.
template <class Model, class T>
constexpr bool is_known() {
    if constexpr (requires { Model::template known<T>; }) return Model::template known<T>;
    return true;
}

/// A sum over the layers unless the model says otherwise.
template <class Model>
constexpr combine how_of() {
    if constexpr (requires { Model::how; }) return Model::how;
    return combine::sum;
}

}  // namespace cost_models

inline constexpr auto standard_costs =
    hana::tuple_t<cost_models::latency_ms, cost_models::macs, cost_models::params,
                  cost_models::energy_mj, cost_models::peak_bytes>;

/// What a target may bring, in its member `costs`, a Hana tuple of types: struct area_mm2 { name;
/// of(placed const&) }, with `how` where it is no sum and `network` for what a network costs beyond
/// its parts.
template <class C>
concept TargetCost = requires(placed const& p) {
    { C::name } -> std::convertible_to<std::string_view>;
    { C::of(p) } -> std::convertible_to<double>;
};

template <class C>
inline constexpr bool is_target_cost = TargetCost<C>;

namespace detail {

/// What types leave behind: the rows of the distinct sites and the site of each layer.
struct known_rows {
    std::span<std::span<facts const> const> facts_of;
    std::span<std::span<scored const> const> scored_of;
    std::span<int const> distinct_of;
};

/// The next layer's choices and their scores.
inline void append_choices(priced_space& out, std::span<scored const> row) {
    auto& choices = out.allowed.emplace_back();
    auto& scores = out.score.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (row[i].allowed) choices.push_back(static_cast<std::uint8_t>(i));
        scores.push_back(row[i].allowed ? row[i].score : 0);
    }
}

/// What C charges for each supported operator of a pool at a slot.
template <class C, class Pool>
void price_site(slot at, std::span<scored const> row, std::vector<double>& out) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        out.push_back(std::numeric_limits<double>::quiet_NaN());
        if (!row[i].supported) continue;
        plan const p = Pool::candidates[i].lower(at);
        out.back() = C::of(placed{Pool::candidates[i].name, at, p});
    }
}

/// A standard cost, from what is known of the operators at each distinct site.
inline cost make_cost(std::string_view name, combine how, double fixed,
                      double (*of)(facts const&, scored const&), known_rows const& known) {
    std::size_t widest = 0;
    for (auto const& row : known.scored_of) widest = std::max(widest, row.size());
    cost c{.name = std::string{name}, .how = how, .fixed = fixed, .stride = widest, .table = {}};
    c.table.resize(known.distinct_of.size() * widest);
    for (std::size_t layer = 0; layer < known.distinct_of.size(); ++layer) {
        auto const d = std::size_t(known.distinct_of[layer]);
        for (std::size_t i = 0; i < known.scored_of[d].size(); ++i)
            c.table[layer * widest + i] = known.scored_of[d][i].supported
                                              ? of(known.facts_of[d][i], known.scored_of[d][i])
                                              : std::numeric_limits<double>::quiet_NaN();
    }
    return c;
}

/// A target's own cost C of the operators at each distinct site.
template <class C, class Made>
cost own_cost(known_rows const& known) {
    using table = typename Made::table;
    cost c{.name = std::string{std::string_view{C::name}},
           .how = cost_models::how_of<C>(),
           .table = {}};
    if constexpr (requires { C::network; }) c.fixed = C::network;
    auto const add = [&c](double x) {
        c.fixed = c.how == combine::sum ? c.fixed + x : std::max(c.fixed, x);
    };
    add(Made::of_stem([](placed const& p) { return C::of(p); }));
    add(Made::of_head([](placed const& p) { return C::of(p); }));
    for (auto const& row : known.scored_of) c.stride = std::max(c.stride, row.size());
    c.table.assign(known.distinct_of.size() * c.stride, std::numeric_limits<double>::quiet_NaN());
    std::vector<std::vector<double>> rows(known.scored_of.size());
    [&]<int... D>(std::integer_sequence<int, D...>) {
        (price_site<C, typename table::template pool_at<D>>(table::sites[D].at, known.scored_of[D],
                                                            rows[D]),
         ...);
    }
    (std::make_integer_sequence<int, table::distinct>{});
    for (std::size_t layer = 0; layer < known.distinct_of.size(); ++layer) {
        auto const& row = rows[std::size_t(known.distinct_of[layer])];
        std::copy(row.begin(), row.end(),
                  c.table.begin() + static_cast<std::ptrdiff_t>(layer * c.stride));
    }
    return c;
}

struct brings_a_cost {
    template <class C>
    constexpr auto operator()(C) const {
        return hana::bool_c<is_target_cost<typename C::type>>;
    }
};

/// Whether all costs that a target brings are such.
template <class T>
inline constexpr bool has_sound_costs = decltype(hana::all_of(T::costs, brings_a_cost{}))::value;

/// Adds the costs that a target brings. Throws error for one whose name is taken.
template <class T, class Made>
void add_own_costs(priced_space& out, known_rows const& known) {
    if constexpr (requires { T::costs; }) {
        static_assert(has_sound_costs<T>,
                      "a cost of this target must have a name and of(placed const&)");
        if constexpr (has_sound_costs<T>)
            hana::for_each(T::costs, [&](auto model) {
                using c = typename decltype(model)::type;
                for (auto const& known_cost : out.costs)
                    if (known_cost.name == std::string_view{c::name})
                        throw error{"the space has a cost of this name already, " + known_cost.name,
                                    "target " + out.target, "choose another name"};
                out.costs.push_back(own_cost<c, Made>(known));
            });
    }
}

/// Leaves of the allowed choices those that the generator kept for the target that the space was
/// made for.
inline void keep_choices(priced_space& out, known_rows const& own) {
    for (std::size_t layer = 0; layer < out.allowed.size(); ++layer) {
        auto const& row = own.scored_of[std::size_t(own.distinct_of[layer])];
        for (std::size_t i = 0; i < row.size(); ++i)
            if (!row[i].allowed) out.score[layer][i] = 0;
        std::erase_if(out.allowed[layer], [&](auto choice) { return !row[choice].allowed; });
        if (out.allowed[layer].empty())
            throw error{
                "no operator that the space was reduced to runs on this target",
                "space " + out.name + " on " + out.target + ", layer " + std::to_string(layer),
                "keep more operators"};
    }
}

}  // namespace detail

/// The specialised space as tables. A hardware-aware space keeps its operators; their prices are
/// those of T. Compile-time errors: see check<Space, Target>().
template <class Space, class T = target_of<Space>,
          generator_options O = detail::own_generator<Space>()>
priced_space price() {
    check<Space, T, O>();
    priced_space out;
    if constexpr (are_sound<Space, T>) {
        using table = lowered<Space>;
        constexpr bool foreign =
            !std::is_same_v<target_of<Space>, T> && is_target<target_of<Space>>;
        using made = specialised<Space, T, foreign ? keep_all : O>;
        out.name = std::string_view{Space::name};
        out.target = std::string_view{T::name};
        out.split = Space::split;
        out.fingerprint = detail::unchecked_view<Space>().fingerprint;
        if constexpr (requires { T::space_fingerprint; })
            out.measured_fingerprint = T::space_fingerprint;
        detail::known_rows const known{table::rows, made::rows, table::distinct_of};
        for (int d : known.distinct_of)
            detail::append_choices(out, known.scored_of[std::size_t(d)]);
        if constexpr (foreign)
            detail::keep_choices(out, {table::rows, specialised<Space, target_of<Space>, O>::rows,
                                       table::distinct_of});
        hana::for_each(standard_costs, [&](auto model) {
            using m = typename decltype(model)::type;
            if constexpr (cost_models::is_known<m, T>())
                out.costs.push_back(detail::make_cost(m::name, cost_models::how_of<m>(),
                                                      m::template fixed<made, T>, &m::of, known));
        });
        detail::add_own_costs<T, made>(out, known);
    }
    return out;
}

}  // namespace hurricane::inline v0
