// expect: stem_and_head_are_supported<device, tiny, false>
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct device : phone {
#ifndef OK
    static constexpr double latency_ms(placed const& p) {
        return p.op == "head:fashion" ? unsupported : phone::latency_ms(p);
    }
#endif
};
auto priced() { return price<tiny, device>(); }
