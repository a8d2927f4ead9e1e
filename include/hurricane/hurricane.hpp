// SPDX-License-Identifier: MIT
// The compile-time half of Hurricane in one include: spaces, targets, prices and the two-stage
// search. It needs Boost.Hana and nothing else. search.hpp has all of it; training.hpp,
// inference.hpp, profiling.hpp and export.hpp need more, as each says.
#pragma once

#include <hurricane/version.hpp>

// First and apart, so that diagnostics have a short chain of includes.
#include <hurricane/cost/generator.hpp>
#include <hurricane/networks/frozen.hpp>
#include <hurricane/search/phases/train.hpp>
#include <hurricane/space/check.hpp>
#include <hurricane/space/network_of.hpp>

#include <hurricane/hw/roofline.hpp>
#include <hurricane/hw/table.hpp>
#include <hurricane/ops/pool32.hpp>
#include <hurricane/ops/scaled_pool.hpp>
#include <hurricane/ops/skip.hpp>
#include <hurricane/ops/visit.hpp>
#include <hurricane/ops/where_legal.hpp>
#include <hurricane/ops/with_skip.hpp>
#include <hurricane/search/two_stage.hpp>
#include <hurricane/space/facts.hpp>
#include <hurricane/space/presets.hpp>

// Last: it includes what diagnostics come from.
#include <hurricane/search/screening.hpp>
