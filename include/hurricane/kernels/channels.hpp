// SPDX-License-Identifier: MIT
// Moving channels about: shuffle, slice, concat. Ours because oneDNN's shuffle is a `ref` outside one layout and
// 10-14 GB/s inside it (contracts 23).
#pragma once

#include <hurricane/kernels/layout.hpp>
#include <hurricane/kernels/vec.hpp>

#define HURRICANE_BODY <hurricane/kernels/channels.ipp>
#include <hurricane/kernels/both.ipp>

namespace hurricane::inline v0::kernels {

enum class write : unsigned char { assign, accumulate };

/// `count` channels of src from `src_first` on (+)= into dst from `dst_first` on.
inline void copy_channels(layout from, float const* src, int src_first, layout to, float* dst, int dst_first, int count,
                          write how = write::assign) {
    auto* const run = how == write::assign ? best(avx512::copy_rows<false>, avx2::copy_rows<false>)
                                           : best(avx512::copy_rows<true>, avx2::copy_rows<true>);
    run(from.rows(), count, src + src_first, static_cast<std::size_t>(from.of.c), dst + dst_first,
        static_cast<std::size_t>(to.of.c));
}
/// dst[i g + j] = src[j (C/g) + i] (Zhang et al. 2018, ShuffleNet, section 3.1).
inline void channel_shuffle(layout l, int groups, float const* src, float* dst) {
    int const c = l.of.c, columns = c / groups;
    if (columns == 2) return best(avx512::split_pairs, avx2::split_pairs)(l.rows(), c, src, dst);
    if (groups == 2) return best(avx512::join_pairs, avx2::join_pairs)(l.rows(), c, src, dst);
    for (std::size_t r = 0; r < l.rows(); ++r, src += c, dst += c)
        for (int i = 0; i < columns; ++i)
            for (int j = 0; j < groups; ++j) dst[i * groups + j] = src[j * columns + i];
}
inline void channel_shuffle_backward(layout l, int groups, float const* diff_dst, float* diff_src) {
    channel_shuffle(l, l.of.c / groups, diff_dst, diff_src);
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
