// SPDX-License-Identifier: MIT
// A hardware target is a type that prices a placed operator. Measured, modelled and fitted targets
// look the same.
#pragma once

#include <concepts>
#include <limits>
#include <string_view>

#include <hurricane/core/fixed_string.hpp>
#include <hurricane/core/plan.hpp>
#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

/// An operator (or stem, or head) at a slot, with its plan.
struct placed {
    std::string_view op;
    slot at;
    plan const& lowered;
};

/// The price of something that nobody measured; never zero.
inline constexpr double unmeasured = -1;
/// The price of an operator that the device cannot run there: it belongs to no network.
inline constexpr double unsupported = std::numeric_limits<double>::infinity();

/// contracts.hpp has a target with all its members, the optional ones too.
template <class T>
concept Target = requires(placed const& p) {
    { T::name } -> std::convertible_to<std::string_view>;
    { T::latency_ms(p) } -> std::same_as<double>;
};

template <Target T>
constexpr bool supports(plan const& p) {
    if constexpr (requires(step const& s) { T::supports(s); })
        for (auto const& s : p)
            if (!T::supports(s)) return false;
    return true;
}

template <class T>
inline constexpr bool has_energy = requires(placed const& p) {
    T::energy_mj(p);
};

template <class T>
inline constexpr bool has_peak = requires(placed const& p) {
    T::peak_bytes(p);
};

template <Target T>
constexpr double network_ms() {
    if constexpr (requires { T::network_ms; }) return T::network_ms;
    return 0;
}

/// The names under which the parts of a backbone that are not searched are measured. A backbone
/// that hides the stem or head of another must have a name of its own.
constexpr fixed_string stem_name(std::string_view backbone) {
    return fixed_string{"stem:"}.append(backbone);
}

constexpr fixed_string head_name(std::string_view backbone) {
    return fixed_string{"head:"}.append(backbone);
}

constexpr slot slot_of(plan const& p) {
    return {p.in(), p.out().c, p.out().h > 0 ? p.in().h / p.out().h : 1};
}

}  // namespace hurricane::inline v0
