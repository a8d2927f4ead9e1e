// SPDX-License-Identifier: MIT
// Text cut at a separator.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

/// The parts between the separators, one more than there are of them: "a,,b" is "a", "" and "b".
inline std::vector<std::string> split_text(std::string_view content, char separator) {
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= content.size();) {
        auto const end = std::min(content.find(separator, from), content.size());
        parts.emplace_back(content.substr(from, end - from));
        from = end + 1;
    }
    return parts;
}

}  // namespace hurricane::inline v0
