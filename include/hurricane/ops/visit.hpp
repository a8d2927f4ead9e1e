// SPDX-License-Identifier: MIT
// What to do with each operator of a pool.
#pragma once

#include <cassert>
#include <type_traits>
#include <utility>

#include <hurricane/ops/pool.hpp>

namespace hurricane::inline v0 {

/// Calls f(std::type_identity<Op>{}) for the i-th operator of a pool. O(1) by a jump table; one
/// instantiation of f per operator, none per layer. Precondition: 0 <= i < size.
template <class... Ops, class F>
constexpr decltype(auto) visit(pool<Ops...>, std::size_t i, F&& f) {
    assert(i < sizeof...(Ops));
    using result = std::common_type_t<std::invoke_result_t<F, std::type_identity<Ops>>...>;
    using entry = result (*)(F &&);
    constexpr entry table[] = {
        +[](F&& g) -> result { return std::forward<F>(g)(std::type_identity<Ops>{}); }...};
    return table[i](std::forward<F>(f));
}

}  // namespace hurricane::inline v0
