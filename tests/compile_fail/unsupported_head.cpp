// expect: stem_and_head_are_supported<device, tiny, false>
// SPDX-License-Identifier: MIT
#include "common.hpp"

inline constexpr latency_row rows[] = {
#ifdef OK
    {{"head:fashion", {{32, 7, 7}, 10, 7}, 1, 1, dtype::f32}, 1, 0, 0},
#else
    {{"head:fashion", {{32, 7, 7}, 10, 7}, 1, 1, dtype::f32}, unsupported, 0, 0},
#endif
    {{"mb<3,3>", {{8, 28, 28}, 16, 2}, 1, 1, dtype::f32}, 1, 0, 0},
    {{"mb<3,3>", {{16, 14, 14}, 16, 1}, 1, 1, dtype::f32}, 1, 0, 0},
    {{"mb<3,3>", {{16, 14, 14}, 32, 2}, 1, 1, dtype::f32}, 1, 0, 0},
    {{"mb<3,3>", {{32, 7, 7}, 32, 1}, 1, 1, dtype::f32}, 1, 0, 0},
    {{"sep<3>", {{8, 28, 28}, 16, 2}, 1, 1, dtype::f32}, 1, 0, 0},
    {{"sep<3>", {{16, 14, 14}, 16, 1}, 1, 1, dtype::f32}, 1, 0, 0},
    {{"sep<3>", {{16, 14, 14}, 32, 2}, 1, 1, dtype::f32}, 1, 0, 0},
    {{"sep<3>", {{32, 7, 7}, 32, 1}, 1, 1, dtype::f32}, 1, 0, 0},
    {{"stem:fashion", {{1, 28, 28}, 8, 1}, 1, 1, dtype::f32}, 1, 0, 0},
};
struct device : measured<rows> {
    static constexpr auto name = "device";
};
auto priced() { return price<tiny, device>(); }
