// SPDX-License-Identifier: MIT
// price<Space, Target>(): from types to tables. The cost models of a target are a Hana tuple; each is folded over the
// distinct slots once, at compile time, and poured into arrays.
#pragma once

#include <boost/hana/for_each.hpp>
#include <boost/hana/tuple.hpp>
#include <limits>

#include <hurricane/search/generator.hpp>
#include <hurricane/search/priced.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::inline v0 {

namespace cost_models {

/// Predicted milliseconds of one image: operators, stem, head and the network's overhead.
struct latency_ms {
    static constexpr std::string_view name = "latency_ms";
    template <class Made, class T>
    static constexpr double fixed = Made::stem_ms + Made::head_ms + network_ms<T>();
    template <class Made, int D>
    static constexpr double at(std::size_t choice) {
        return Made::template row<D>[choice].latency_ms;
    }
};
struct macs {
    static constexpr std::string_view name = "macs";
    template <class Made, class T>
    static constexpr double fixed = double(Made::space::stem().macs() + Made::space::head().macs());
    template <class Made, int D>
    static constexpr double at(std::size_t choice) {
        return double(Made::table::template row<D>[choice].macs);
    }
};
struct params {
    static constexpr std::string_view name = "params";
    template <class Made, class T>
    static constexpr double fixed = double(Made::space::stem().params() + Made::space::head().params());
    template <class Made, int D>
    static constexpr double at(std::size_t choice) {
        return double(Made::table::template row<D>[choice].params);
    }
};

}  // namespace cost_models

inline constexpr auto standard_costs = hana::tuple_t<cost_models::latency_ms, cost_models::macs, cost_models::params>;

/// The specialised space as tables. Compile-time errors: see check<Space, Target>().
template <class Space, class T, generator_options O = generator_options{}>
priced_space price() {
    check<Space, T, O>();
    priced_space out;
    if constexpr (are_sound<Space, T>) {
        using table = lowered<Space>;
        using made = specialised<Space, T, O>;
        out.name = std::string_view{Space::name}, out.target = std::string_view{T::name};
        out.split = Space::split, out.fingerprint = view<Space>().fingerprint;
        if constexpr (requires { T::space_fingerprint; }) out.measured_fingerprint = T::space_fingerprint;

        std::size_t widest = 0;
        std::vector<std::vector<scored>> rows;  // by distinct place
        auto const pour = [&]<int D>() {
            rows.emplace_back(made::template row<D>.begin(), made::template row<D>.end());
            widest = std::max(widest, rows.back().size());
        };
        auto const over_places = [&](auto f) {
            [&]<int... D>(std::integer_sequence<int, D...>) { (f.template operator()<D>(), ...); }
            (std::make_integer_sequence<int, table::distinct>{});
        };
        over_places(pour);
        for (int d : table::distinct_of) {
            auto& choices = out.allowed.emplace_back();
            auto& scores = out.score.emplace_back();
            for (std::size_t i = 0; i < rows[std::size_t(d)].size(); ++i) {
                auto const& s = rows[std::size_t(d)][i];
                if (s.allowed) choices.push_back(static_cast<std::uint8_t>(i));
                scores.push_back(s.allowed ? s.score : 0);
            }
        }
        hana::for_each(standard_costs, [&](auto model) {
            using m = typename decltype(model)::type;
            cost c{.name = std::string{m::name},
                   .how = combine::sum,
                   .fixed = m::template fixed<made, T>,
                   .stride = widest,
                   .table = std::vector<double>(std::size_t(Space::layers) * widest)};
            over_places([&]<int D>() {
                for (int layer = 0; layer < Space::layers; ++layer)
                    if (table::distinct_of[std::size_t(layer)] == D)
                        for (std::size_t i = 0; i < rows[std::size_t(D)].size(); ++i)
                            c.table[std::size_t(layer) * widest + i] = rows[std::size_t(D)][i].supported
                                                                           ? m::template at<made, D>(i)
                                                                           : std::numeric_limits<double>::quiet_NaN();
            });
            out.costs.push_back(std::move(c));
        });
    }
    return out;
}

}  // namespace hurricane::inline v0
