// SPDX-License-Identifier: MIT
// Measuring a device: rows of operators, whole networks, the table as CSV and as a C++ type. Needs
// hurricane::onednn.
#pragma once

#include <hurricane/cost/calibrate.hpp>
#include <hurricane/cost/price_rows.hpp>
#include <hurricane/hw/row_reader.hpp>
#include <hurricane/hw/target_header.hpp>
#include <hurricane/profiling/measure.hpp>
#include <hurricane/profiling/profile.hpp>
