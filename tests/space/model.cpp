// SPDX-License-Identifier: MIT
// Tests space/model.hpp.
#include <hurricane/space/model.hpp>

#include "toy_model.hpp"

using namespace hurricane;

static_assert(Model<toy_model> && Evaluator<toy_evaluator> && !Model<toy_evaluator>);
