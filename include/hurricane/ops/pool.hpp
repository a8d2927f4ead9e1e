// SPDX-License-Identifier: MIT
// A pool is a list of operator types, held as a Hana tuple of types. Types go in, arrays of values
// come out.
#pragma once

#include <array>
#include <boost/hana/concat.hpp>
#include <boost/hana/transform.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>
#include <boost/hana/unpack.hpp>
#include <string_view>

#include <hurricane/ops/operator.hpp>

namespace hurricane::inline v0 {

namespace hana = boost::hana;

/// What crosses to run time of one operator: its name and its rule. A plan is made where it is
/// needed.
struct candidate {
    std::string_view name;
    plan (*lower)(slot);
    bool known{};  ///< an operator; comparing `lower` with nullptr is no constant under g++'s
                   ///< sanitizer
};

template <class Op>
constexpr candidate candidate_of() {
    if constexpr (Operator<Op>)
        return {Op::name, &lower<Op>, true};
    else
        return {};  // refused by check()
}

/// Not constrained: a candidate that is no operator is reported once, by check().
template <class... Ops>
struct pool {
    static constexpr auto types = hana::tuple_t<Ops...>;
    static constexpr int size = sizeof...(Ops);
    static constexpr std::array<candidate, sizeof...(Ops)> candidates{candidate_of<Ops>()...};
};

/// The pool of the types in a Hana tuple: make_pool(hana::concat(a::types, b::types)).
template <class Types>
constexpr auto make_pool(Types types) {
    return hana::unpack(types, [](auto... op) { return pool<typename decltype(op)::type...>{}; });
}

template <class T>
inline constexpr bool is_pool = false;
template <class... Ops>
inline constexpr bool is_pool<pool<Ops...>> = true;

}  // namespace hurricane::inline v0
