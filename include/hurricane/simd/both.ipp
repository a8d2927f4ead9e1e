// SPDX-License-Identifier: MIT
// Compiles the kernels of HURRICANE_BODY for AVX2 and for AVX-512. To be included outside of any
// namespace.
#if defined(__GNUC__) && !defined(__clang__)
// g++ 12 takes the int bound of a dependent array, vec sum[N], for a sign conversion.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-conversion"
#endif
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
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
#undef HURRICANE_BODY
