// SPDX-License-Identifier: MIT
// Labels as files have them, bytes that count from 0 or (EMNIST's letters) from 1, as classes.
#pragma once

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <hurricane/base/error.hpp>

namespace hurricane::inline v0 {

/// Where a set's labels begin: 1 where none is 0 and the largest is the number of classes, else 0.
inline int first_label(std::span<std::uint8_t const> labels, int classes) {
    if (labels.empty()) return 0;
    auto const [least, largest] = std::minmax_element(labels.begin(), labels.end());
    return *least > 0 && *largest == classes ? 1 : 0;
}

namespace detail {

/// What is wrong with a set that has the label at `item`: it is of more classes where its labels
/// are 0 to n or 1 to n, each in use; a label is damaged otherwise.
inline error wrong_label(std::span<std::uint8_t const> labels, std::size_t item, int first,
                         int classes, std::string const& file) {
    std::bitset<256> used;
    for (auto label : labels) used.set(label);
    int const least = used[0] ? 0 : 1;
    int const count = static_cast<int>(used.count());
    int const largest = *std::max_element(labels.begin(), labels.end());
    if (count > classes && largest == least + count - 1)
        return error{"its labels are of " + std::to_string(count) + " classes (" +
                         std::to_string(least) + " to " + std::to_string(largest) + "), not of " +
                         std::to_string(classes),
                     file, "use a set or a backbone with as many classes"};
    auto const where = file + ", item " + std::to_string(item);
    auto const label = "label " + std::to_string(labels[item]);
    if (labels[item] < first)
        return error{label + " where the training set counts from 1", where,
                     "use the two parts of one set"};
    return error{label + " in a set of " + std::to_string(classes) + " classes", where,
                 "get the file again, or use a backbone with more classes"};
}

}  // namespace detail

/// The labels counted from 0. Throws error, naming the file and the item, for one that is not among
/// the classes. O(labels).
inline std::vector<int> counted_from_0(std::span<std::uint8_t const> labels, int first, int classes,
                                       std::string const& file) {
    std::vector<int> counted;
    counted.reserve(labels.size());
    for (std::size_t i = 0; i < labels.size(); ++i) {
        int const label = labels[i] - first;
        if (label < 0 || label >= classes)
            throw detail::wrong_label(labels, i, first, classes, file);
        counted.push_back(label);
    }
    return counted;
}

}  // namespace hurricane::inline v0
