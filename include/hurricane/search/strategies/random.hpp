// SPDX-License-Identifier: MIT
// Random search: what every other strategy has to beat.
#pragma once

#include <hurricane/search/strategy.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// Random networks until the generation has `size`, or none are found any more.
inline void fill(search_state& s, int size, int tries) {
    for (int left = size * tries; left > 0 && s.offered() < size && s.left() > 0; --left)
        s.offer(s.domain().draw(s.random()));
}

}  // namespace detail

/// Random networks, `batch` at a time.
inline search_strategy random_search(int batch = 50) {
    return {"random", 1, [batch](search_state& s) { detail::fill(s, batch, 10); }};
}

}  // namespace hurricane::inline v0
