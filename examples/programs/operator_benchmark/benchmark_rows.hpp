// SPDX-License-Identifier: MIT
// The rows of an operator benchmark: which operators stand at which slots, and which cannot.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <hurricane/ops/pool.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::app {

struct benchmark_row {
    std::string name;  ///< "sandwich<5> @ 16x14x14 to 24, stride 2"
    plan lowered;
};

struct benchmark_rows {
    std::vector<benchmark_row> rows;
    std::vector<std::string> left_out;  ///< a sentence each
};

/// Every operator at every distinct slot of the space: `own` ones, or without any those of each
/// slot's pool. Throws error where two of `own` have one name.
benchmark_rows rows_to_run(space_view const& space, std::span<candidate const> own);

}  // namespace hurricane::app
