// SPDX-License-Identifier: MIT
// Which of the two widths of kernels this CPU takes.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <hurricane/version.hpp>

namespace hurricane::inline v0::kernels {

/// Whether our kernels run 16 wide: as oneDNN does on this CPU, so that its one setting (the
/// environment variable DNNL_MAX_CPU_ISA, in 3.x ONEDNN_MAX_CPU_ISA) rules both.
inline bool has_avx512() {
    static bool const yes =
        (dnnl_get_effective_cpu_isa() & dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core;
    return yes;
}

template <class F>
F* dispatch(F* avx512_kernel, F* avx2_kernel) {
    return has_avx512() ? avx512_kernel : avx2_kernel;
}

}  // namespace hurricane::inline v0::kernels
