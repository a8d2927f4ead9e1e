// SPDX-License-Identifier: MIT
// Tests hw/table.hpp, hw/latency_model.hpp.
#include <hurricane/hw/table.hpp>
#include <hurricane/ops/sep.hpp>

#include "measured_rows.hpp"

using namespace hurricane;

namespace {

constexpr row_key key(std::string_view op, slot at, int threads = 1) {
    return {op, at, 1, threads, dtype::f32};
}

static_assert(find_row(few, key("mb<6,3>", {{16, 14, 14}, 16, 1}))->latency_ms == 0.4);
static_assert(find_row(few, {"mb<6,3>", {{16, 14, 14}, 16, 1}, 1, 1, dtype::int8})->latency_ms ==
              0.2);
static_assert(find_row(few, key("sep<3>", {{8, 28, 28}, 16, 2}))->latency_ms == 0.1);
static_assert(find_row(few, key("sep<3>", {{8, 28, 28}, 16, 1})) == nullptr);
static_assert(find_row(few, key("sep<3>", {{8, 28, 28}, 16, 2}, 2)) ==
              nullptr);  // threads are in the key
static_assert(measured<few>::latency_ms({"sep<3>", {{8, 28, 28}, 16, 2}, plan{}}) == 0.1);
inline constexpr latency_row too_short[] = {
    {{"sep<3>", {{8, 28, 28}, 8, 1}, 1, 1, dtype::f32}, 0, 0, 0}};
static_assert(measured<too_short>::latency_ms(
                  {"sep<3>", {{8, 28, 28}, 8, 1}, ops::sep<3>::lower({{8, 28, 28}, 8, 1})}) ==
              unmeasured);
static_assert(
    measured<few>::latency_ms({"identity", {{8, 28, 28}, 8, 1}, plan{shape{8, 28, 28}}}) == 0);
static_assert(measured<few, latency_model{.cache_factor = 2, .step_ms = 1}>::latency_ms(
                  {"sep<3>", {{8, 28, 28}, 16, 2}, ops::sep<3>::lower({{8, 28, 28}, 16, 2})}) ==
              0.2 + ops::sep<3>::lower({{8, 28, 28}, 16, 2}).size());
static_assert(measured<few>::latency_ms({"sep<5>", {{8, 28, 28}, 16, 2}, plan{}}) ==
              unmeasured);  // never zero

/// A device that cannot run one of them.
inline constexpr latency_row refused[] = {
    {{"sep<3>", {{8, 28, 28}, 16, 2}, 1, 1, dtype::f32}, unsupported, 0, 0}};
static_assert(measured<refused, latency_model{.cache_factor = 1.5, .step_ms = 1}>::latency_ms(
                  {"sep<3>", {{8, 28, 28}, 16, 2}, plan{}}) == unsupported);

/// An operator without steps costs nothing.
inline constexpr latency_row identity[] = {
    {{"skip", {{16, 28, 28}, 16, 1}, 1, 1, dtype::f32}, 0, 0, 0}};
static_assert(measured<identity, latency_model{.cache_factor = 1.5, .step_ms = 1}>::latency_ms(
                  {"skip", {{16, 28, 28}, 16, 1}, plan{shape{16, 28, 28}}}) == 0);

}  // namespace
