// SPDX-License-Identifier: MIT
// Moving channels about: shuffle, slice, concat. Ours because oneDNN's shuffle is a `ref` outside
// one layout and 10-14 GB/s inside it.
#pragma once

#include <hurricane/kernels/layout.hpp>
#include <hurricane/simd/vec.hpp>

#define HURRICANE_BODY <hurricane/kernels/channels.ipp>
#include <hurricane/simd/both.ipp>

namespace hurricane::inline v0::kernels {

enum class write : unsigned char { assign, accumulate };

/// `count` channels of src from `src_first` on (+)= into dst from `dst_first` on.
inline void copy_channels(layout from, float const* src, int src_first, layout to, float* dst,
                          int dst_first, int count, write how = write::assign) {
    auto* const run = how == write::assign
                          ? dispatch(avx512::copy_rows<false>, avx2::copy_rows<false>)
                          : dispatch(avx512::copy_rows<true>, avx2::copy_rows<true>);
    run(from.rows(), count, src + src_first, static_cast<std::size_t>(from.of.c), dst + dst_first,
        static_cast<std::size_t>(to.of.c));
}

/// dst[i g + j] = src[j (C/g) + i] (Zhang et al. 2018, ShuffleNet, section 3.1).
inline void channel_shuffle(layout l, int groups, float const* src, float* dst) {
    int const c = l.of.c;
    int const columns = c / groups;
    auto const stride = static_cast<std::size_t>(c);
    if (columns == 2)
        return dispatch(avx512::split_pairs, avx2::split_pairs)(l.rows(), c, src, dst, dst + c / 2,
                                                                stride);
    if (groups == 2)
        return dispatch(avx512::join_pairs, avx2::join_pairs)(l.rows(), c, src, src + c / 2, stride,
                                                              dst);
    for (std::size_t r = 0; r < l.rows(); ++r, src += c, dst += c)
        for (int i = 0; i < columns; ++i)
            for (int j = 0; j < groups; ++j) dst[i * groups + j] = src[j * columns + i];
}

inline void channel_shuffle_backward(layout l, int groups, float const* diff_dst, float* diff_src) {
    channel_shuffle(l, l.of.c / groups, diff_dst, diff_src);
}

/// Half of a shuffle with groups C/2: the even channels of src, or the odd ones; and the gradient
/// of src from both.
inline void take_half(layout l, bool odd, float const* src, float* dst) {
    float* const even_dst = odd ? nullptr : dst;
    float* const odd_dst = odd ? dst : nullptr;
    dispatch(avx512::split_pairs, avx2::split_pairs)(l.rows(), l.of.c, src, even_dst, odd_dst,
                                                     std::size_t(l.of.c / 2));
}

inline void join_halves(layout l, float const* even, float const* odd, float* dst) {
    dispatch(avx512::join_pairs, avx2::join_pairs)(l.rows(), l.of.c, even, odd,
                                                   std::size_t(l.of.c / 2), dst);
}

/// dst = slice [offset, offset + to.c) of src.
inline void slice(layout from, float const* src, int offset, layout to, float* dst) {
    copy_channels(from, src, offset, to, dst, 0, to.of.c);
}

/// dst = src then src2 along the channels.
inline void concat(layout a, float const* src, layout b, float const* src2, layout to, float* dst) {
    copy_channels(a, src, 0, to, dst, 0, a.of.c);
    copy_channels(b, src2, 0, to, dst, a.of.c, b.of.c);
}

}  // namespace hurricane::inline v0::kernels
