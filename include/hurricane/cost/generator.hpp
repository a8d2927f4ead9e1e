// SPDX-License-Identifier: MIT
// The hardware-aware space (after HURRICANE, Zhang et al. 2020: capacity weighed against
// efficiency, per device and layer). Neither the paper's formula nor its rule is public; these are
// ours. At each slot stay the cheapest operator that the target supports, and in each of K - 1
// quantiles of latency the one with the best
//     score = (F / F_max)^a (P / P_max)^b / (L / L_max)^g
// F multiply-adds, P parameters, L latency; besides, operators without parameters and those that
// the user names. All at compile time: the result is a mask over the declared pool, never a
// renumbering.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include <hurricane/base/math.hpp>
#include <hurricane/base/natural.hpp>
#include <hurricane/hw/target.hpp>
#include <hurricane/space/check.hpp>

namespace hurricane::inline v0 {

/// Names of operators as a part of a template argument: {"mb<6,3>", "choice<3>"}. Of more than
/// `most` only the number is known; check() and price() refuse them.
struct operator_names {
    static constexpr unsigned most = 8;

    constexpr operator_names() = default;

    template <class... Names>
    constexpr operator_names(Names const&... names)  // NOLINT: implicit on purpose, a list of names
        : given{sizeof...(Names)} {
        std::size_t next = 0;
        for (std::string_view name : {std::string_view{names}...})
            if (next < most) all[next++] = name;
    }

    /// The names themselves: what g++ leaves out of the end of a template argument cannot be read.
    constexpr std::span<fixed_string const> list() const {
        return {all.data(), std::min(given, most)};
    }

    constexpr bool contains(std::string_view op) const {
        for (fixed_string const& name : list())
            if (name.view() == op) return true;
        return false;
    }

    std::array<fixed_string, most> all{};
    unsigned given{};
};

struct generator_options {
    double macs_power{0.5};
    double params_power{0.5};
    double latency_power{1};
    /// Operators with parameters that are kept at each distinct slot; less than 1 counts as 1.
    int keep{5};
    /// Operators that are kept besides wherever the pool has them and the target supports them.
    operator_names always{};
};

/// Keeps every operator that the target supports.
inline constexpr generator_options keep_all{.keep = 256};

/// The first name of the options that none of the spans of candidates has; empty if there is none.
template <class Candidates>
constexpr std::string_view first_unknown_name(generator_options const& o, Candidates const& rows) {
    for (fixed_string const& name : o.always.list()) {
        bool known = false;
        for (auto const& row : rows)
            for (auto const& c : row) known = known || c.name == name.view();
        if (!known) return name.view();
    }
    return {};
}

/// What the generator knows and decides of one operator at one slot.
struct scored {
    bool supported{};
    bool allowed{};
    double latency_ms{unmeasured};
    double score{};
    double energy_mj{};   ///< of targets that have it
    double peak_bytes{};  ///< of targets that have it
};

namespace detail {

/// Sets the scores of supported operators with parameters; returns their positions by latency,
/// those of equal latency in pool order.
struct by_latency {
    std::array<std::uint8_t, 256> order{};
    std::size_t size{};
};

constexpr by_latency rate(std::span<facts const> known, std::span<scored> all,
                          generator_options const& o) {
    // x / most; 1 where all are 0 or x is, so that nothing divides by zero.
    auto const fraction = [](double x, double most) { return x > 0 && most > 0 ? x / most : 1; };
    double macs_max = 0;
    double params_max = 0;
    double latency_max = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i].supported) continue;
        macs_max = std::max(macs_max, double(known[i].macs));
        params_max = std::max(params_max, double(known[i].params));
        latency_max = std::max(latency_max, all[i].latency_ms);
    }
    by_latency sorted;
    for (std::size_t i = 0; i < all.size(); ++i) {
        bool const priced = all[i].supported && all[i].latency_ms >= 0;
        if (!priced || known[i].params == 0) continue;
        all[i].score = pow_of(fraction(double(known[i].macs), macs_max), o.macs_power) *
                       pow_of(fraction(double(known[i].params), params_max), o.params_power) /
                       pow_of(fraction(all[i].latency_ms, latency_max), o.latency_power);
        sorted.order[sorted.size++] = static_cast<std::uint8_t>(i);
    }
    std::sort(sorted.order.data(), sorted.order.data() + sorted.size, [&](auto a, auto b) {
        return all[a].latency_ms < all[b].latency_ms ||
               (all[a].latency_ms == all[b].latency_ms && a < b);
    });
    return sorted;
}

/// Allows the cheapest, and the best of each of `groups` groups of equal size behind it.
constexpr void allow_best(by_latency const& sorted, std::size_t groups, std::span<scored> all) {
    if (sorted.size == 0) return;
    all[sorted.order[0]].allowed = true;
    std::size_t const others = sorted.size - 1;
    for (std::size_t group = 0; group < groups; ++group) {
        auto const first = 1 + group * others / groups;
        auto const last = 1 + (group + 1) * others / groups;
        if (first == last) continue;
        auto best = sorted.order[first];
        for (auto at = first + 1; at < last; ++at)
            if (all[sorted.order[at]].score > all[best].score) best = sorted.order[at];
        all[best].allowed = true;
    }
}

}  // namespace detail

/// Scores the operators at one slot, whose support and latency are known, and decides which are
/// allowed: the cheapest; behind it in order of latency keep - 1 groups of equal size, of each the
/// best; those without parameters and those named. O(n log n).
template <class Candidates>
constexpr void choose(std::span<facts const> known, Candidates const& candidates,
                      std::span<scored> all, generator_options const& o) {
    auto const groups = static_cast<std::size_t>(std::max(o.keep, 1) - 1);
    detail::allow_best(detail::rate(known, all, o), groups, all);
    for (std::size_t i = 0; i < all.size(); ++i) {
        bool const priced = all[i].supported && all[i].latency_ms >= 0;
        bool const wanted = known[i].params == 0 || o.always.contains(candidates[i].name);
        if (priced && wanted) all[i].allowed = true;
    }
}

/// A space specialised for a target.
template <class Space, class T, generator_options O = generator_options{}>
struct specialised {
    using space = Space;
    using table = lowered<Space>;

    template <int D>
    static constexpr auto row = [] {
        using ops = typename table::template pool_at<D>;
        constexpr slot at = table::sites[D].at;
        auto const& known = table::template row<D>;
        std::array<scored, ops::size> all{};
        for (std::size_t i = 0; i < ops::size; ++i) {
            plan const p = ops::candidates[i].lower(at);
            all[i].supported = p.legal() && supports<T>(p);
            if (!all[i].supported) continue;
            placed const here{ops::candidates[i].name, at, p};
            all[i].latency_ms = T::latency_ms(here);
            if (all[i].latency_ms == unsupported) {
                all[i] = {};
                continue;
            }
            if constexpr (has_energy<T>) all[i].energy_mj = T::energy_mj(here);
            if constexpr (has_peak<T>) all[i].peak_bytes = T::peak_bytes(here);
        }
        choose(known, ops::candidates, all, O);
        return all;
    }();

    /// The same as values: rows[distinct site][choice].
    static constexpr auto rows = []<int... D>(std::integer_sequence<int, D...>) {
        return std::array<std::span<scored const>, table::distinct>{row<D>...};
    }
    (std::make_integer_sequence<int, table::distinct>{});

    static constexpr slot stem_slot = slot_of(Space::stem());
    static constexpr slot head_slot = slot_of(Space::head());

    /// price(placed const&) of the stem and of the head.
    template <class F>
    static constexpr double of_stem(F price) {
        return price(placed{stem_name(Space::backbone::name), stem_slot, Space::stem()});
    }

    template <class F>
    static constexpr double of_head(F price) {
        return price(placed{head_name(Space::backbone::name), head_slot, Space::head()});
    }

    static constexpr double stem_ms = of_stem([](placed const& p) { return T::latency_ms(p); });
    static constexpr double head_ms = of_head([](placed const& p) { return T::latency_ms(p); });

    /// Latency of the cheapest network of the specialised space.
    static constexpr double cheapest_ms = [] {
        std::array<double, table::distinct> low{};
        for (std::size_t d = 0; d < rows.size(); ++d) {
            low[d] = -1;
            for (auto const& s : rows[d])
                if (s.allowed && (low[d] < 0 || s.latency_ms < low[d])) low[d] = s.latency_ms;
        }
        double sum = stem_ms + head_ms + network_ms<T>();
        for (int d : table::distinct_of) sum += low[std::size_t(d)];
        return sum;
    }();
    /// Networks of the specialised space.
    static constexpr natural architectures = [] {
        natural n{1};
        for (int d : table::distinct_of) {
            unsigned kept = 0;
            for (auto const& s : rows[std::size_t(d)]) kept += s.allowed;
            n *= kept;
        }
        return n;
    }();

    enum class problem { none, nothing_supported, not_measured };

    struct finding {
        problem what{};
        int distinct{};
        int choice{};
    };

    /// The first site without a supported operator, or the first supported operator without a
    /// price.
    static constexpr finding first_problem = [] {
        for (int d = 0; d < table::distinct; ++d) {
            auto const& row = rows[std::size_t(d)];
            bool any = false;
            for (std::size_t i = 0; i < row.size(); ++i) {
                if (row[i].supported && !(row[i].latency_ms >= 0))
                    return finding{problem::not_measured, d, int(i)};
                any = any || row[i].supported;
            }
            if (!any) return finding{problem::nothing_supported, d, 0};
        }
        return finding{};
    }();
};

template <class Target, class Space, int Layer, bool Covered>
struct target_covers {
    static_assert(Covered, "this target supports no operator of the pool at this layer");
};

template <class Target, class Space, int Layer, class Op, bool Measured>
struct row_is_measured {
    static_assert(Measured,
                  "the table of this target has no row for this operator at this layer; measure "
                  "the space again");
};

template <class Target, class Space, bool Supported>
struct stem_and_head_are_supported {
    static_assert(
        Supported,
        "this target does not support the stem or the head, which every network of this space has");
};

template <class Target, class Space, bool Measured>
struct stem_and_head_are_measured {
    static_assert(
        Measured,
        "the table of this target has no row for the stem or the head of this space; profile them");
};

template <class Space, unsigned Given, unsigned Most>
struct named_operators_can_be_held {
    static_assert(Given <= Most, "the generator can be told to keep eight operators at most");
};

/// Name is what the options say.
template <class Space, fixed_string Name, bool Known>
struct named_operator_is_in_a_pool {
    static_assert(Known, "no pool of this space has the operator that the generator is to keep");
};

template <class T>
inline constexpr bool is_target = Target<T>;

/// A space and a target whose tables can be made.
template <class Space, class T>
inline constexpr bool are_sound = is_sound<Space>&& is_target<T>;

/// Called first by every door that takes a space and a target. Reports the first mistake only.
template <class Space, class T, generator_options O = generator_options{}>
constexpr void check() {
    check<Space>();
    if constexpr (is_sound<Space>) {
        static_assert(
            is_target<T>,
            "this argument must be a target: a type with a name and latency_ms(placed const&)");
        if constexpr (is_target<T> && first_mistake<Space>() == mistake::none) {
            using table = lowered<Space>;
            using made = specialised<Space, T, O>;
            constexpr auto bad = made::first_problem;
            constexpr int layer = table::layer_of(bad.distinct);
            constexpr fixed_string stranger = first_unknown_name(O, table::candidates);
            constexpr unsigned given = O.always.given;
            if constexpr (given > operator_names::most)
                (void)sizeof(named_operators_can_be_held<Space, given, operator_names::most>);
            else if constexpr (stranger.length != 0)
                (void)sizeof(named_operator_is_in_a_pool<Space, stranger, false>);
            else if constexpr (bad.what == made::problem::nothing_supported)
                (void)sizeof(target_covers<T, Space, layer, false>);
            else if constexpr (bad.what == made::problem::not_measured) {
                using op =
                    detail::candidate_type<Space, table::sites[bad.distinct].pool, bad.choice>;
                (void)sizeof(row_is_measured<T, Space, layer, op, false>);
            } else if constexpr (made::stem_ms == unsupported || made::head_ms == unsupported)
                (void)sizeof(stem_and_head_are_supported<T, Space, false>);
            else
                (void)sizeof(
                    stem_and_head_are_measured<T, Space,
                                               (made::stem_ms >= 0 && made::head_ms >= 0)>);
        }
    }
}

}  // namespace hurricane::inline v0
