// SPDX-License-Identifier: MIT
// What may be chosen, in a sentence.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

/// "a", "a or b", "a, b or c".
inline std::string alternatives(std::vector<std::string> const& all) {
    std::string content;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i > 0) content += i + 1 < all.size() ? ", " : " or ";
        content += all[i];
    }
    return content;
}

}  // namespace hurricane::inline v0
