// expect: this argument must be a target
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct npu {
    static constexpr auto name = "npu";
#ifdef OK
    static constexpr double latency_ms(placed const&) { return 1; }
#endif
};
auto priced() { return price<tiny, npu>(); }
