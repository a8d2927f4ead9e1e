// SPDX-License-Identifier: MIT
// What the published networks have in common: 224x224x3 in, 1000 classes out.
#pragma once

#include <hurricane/space/network_of.hpp>

namespace hurricane::inline v0::nets {

template <ends E>
struct imagenet : conv_ends<E> {
    static constexpr shape input{3, 224, 224};
    static constexpr int classes = 1000;
    static constexpr int split = 1;  ///< nothing is searched here
};

/// The figures of a network as published, for a static_assert beside its type.
template <class Network>
constexpr bool costs(std::int64_t params, std::int64_t macs) {
    return Network::sums.illegal < 0 && Network::given == Network::layers &&
           Network::params == params && Network::macs == macs;
}

}  // namespace hurricane::inline v0::nets
