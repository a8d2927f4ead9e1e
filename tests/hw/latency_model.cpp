// SPDX-License-Identifier: MIT
// Tests hw/latency_model.hpp.
#include <hurricane/hw/latency_model.hpp>

using namespace hurricane;

constexpr latency_model model{.cache_factor = 1.5, .step_ms = 0.25, .network_ms = 2};
static_assert(model.of_row(4, 2) == 1.5 * 4 + 0.25 * 2);
static_assert(model.of_network(4, 2) == model.of_row(4, 2) + 2);
static_assert(latency_model{}.of_network(4, 100) == 4);  // rows alone
