// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <span>

#include <hurricane/ops/pool.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::app {

/// A user's operators as values.
template <Operator... Ops>
inline constexpr std::array<candidate, sizeof...(Ops)> operators{candidate_of<Ops>()...};

/// The program that runs operators at the slots of a space, alone, as inference does, and says what
/// each makes of this machine. Without `own` ones the operators are those of the space.
int operator_benchmark(int argc, char** argv, space_view const& space,
                       std::span<candidate const> own);

}  // namespace hurricane::app
