// SPDX-License-Identifier: MIT
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <hurricane/version.hpp>

namespace hurricane::inline v0::kernels {

/// Whether our kernels run 16 wide: as oneDNN does on this CPU, so that its one setting (the
/// environment variable DNNL_MAX_CPU_ISA, in 3.x ONEDNN_MAX_CPU_ISA) rules both.
inline bool wide() {
    static bool const yes =
        (dnnl_get_effective_cpu_isa() & dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core;
    return yes;
}

template <class F>
F* best(F* wide_one, F* narrow_one) {
    return wide() ? wide_one : narrow_one;
}

}  // namespace hurricane::inline v0::kernels
