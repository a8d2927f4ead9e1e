// expect: target_covers<npu, tiny, 0, false>
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct npu : phone {
#ifndef OK
    static constexpr bool supports(step const& s) { return !s.depthwise(); }
#endif
};
auto priced() { return price<tiny, npu>(); }
