// SPDX-License-Identifier: MIT
// Compiles the kernels of HURRICANE_BODY for AVX2 and for AVX-512. To be included outside of any
// namespace.
HURRICANE_BEGIN_AVX2

namespace hurricane::inline v0::kernels::avx2 {
#include HURRICANE_BODY
}

HURRICANE_END
HURRICANE_BEGIN_AVX512

namespace hurricane::inline v0::kernels::avx512 {
#include HURRICANE_BODY
}

HURRICANE_END
#undef HURRICANE_BODY
