// SPDX-License-Identifier: MIT
// Searching on tables, spaces and models: strategies by name, exact search, two stages. Needs
// Boost.Hana alone.
#pragma once

#include <hurricane/hurricane.hpp>

#include <hurricane/cost/calibrate.hpp>
#include <hurricane/cost/price_rows.hpp>
#include <hurricane/search/best_networks.hpp>
#include <hurricane/search/hand_made.hpp>
#include <hurricane/search/middle_latency.hpp>
#include <hurricane/search/strategies/first_population.hpp>
#include <hurricane/search/strategies/refinement.hpp>
#include <hurricane/search/strategy_registry.hpp>
#include <hurricane/search/table_search.hpp>
#include <hurricane/search/two_stage.hpp>
