// SPDX-License-Identifier: MIT
// Depth as a choice of the layers that can be left out: what FBNet and ProxylessNAS call skip.
#pragma once

#include <boost/hana/append.hpp>

#include <hurricane/ops/identity.hpp>
#include <hurricane/ops/pool_rule.hpp>

namespace hurricane::inline v0 {

namespace detail {

template <class Pool, int Stride>
constexpr auto pool_with_skip() {
    if constexpr (Stride == 1)
        return make_pool(hana::append(Pool::types, hana::type_c<ops::identity>));
    else
        return Pool{};
}

}  // namespace detail

/// A pool (or a rule) and, at layers of stride 1, ops::identity behind it: nothing at all where the
/// shapes agree, else 1x1 convolution and batch norm. Layers of another stride have to reduce the
/// image and keep the pool as it is. Positions in the pool stay.
/// struct mine : space<backbones::fashion, with_skip<pool32>> {};
template <class Pool>
struct with_skip : pool_rule {
    using of = Pool;

    template <slot At>
    using at = decltype(detail::pool_with_skip<pool_for<Pool, At>, At.stride>());
};

}  // namespace hurricane::inline v0
