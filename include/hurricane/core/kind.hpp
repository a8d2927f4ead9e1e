// SPDX-License-Identifier: MIT
// The kinds of primitives that operators lower to, and one row of properties for each: what the
// planner, the tiling and the device models ask about a kind stands here and nowhere else. The set
// is closed on purpose: every kind has a kernel, a reference kernel, a cost and an ONNX node.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

enum class kind : std::uint8_t {
    conv,             ///< k x k, stride s, groups g, padding k/2, optional bias
    linear,           ///< C x 1 x 1 to out x 1 x 1, optional bias
    batch_norm,       ///< affine, per channel
    relu,             ///< max(x, 0)
    relu6,            ///< min(max(x, 0), 6)
    swish,            ///< x sigmoid(x)
    hard_swish,       ///< x relu6(x + 3) / 6
    sigmoid,          ///< 1 / (1 + exp(-x))
    hard_sigmoid,     ///< relu6(x + 3) / 6
    channel_shuffle,  ///< dst[i g + j] = src[j (C/g) + i]
    slice,            ///< channels [offset, offset + out.c)
    concat,           ///< src then src2, along the channels
    max_pool,         ///< k x k, stride s, padding k/2
    global_pool,      ///< mean over the image
    scale,            ///< src (C, H, W) times src2 (C, 1, 1)
    add,              ///< src + src2
    dropout,          ///< training only
};

/// What the gradient of a step is made of, beside diff_dst.
enum class gradient_reads : std::uint8_t { nothing, src, src_and_src2 };

/// What a modelled device does with a step (hw/modelled.hpp).
enum class device_work : std::uint8_t {
    computes,  ///< on its main engine
    folded,    ///< into the convolution before it: nothing
    moves,     ///< values, without arithmetic
    leaves     ///< the main engine
};

struct kind_row {
    kind op;
    std::string_view name;
    int inputs{1};
    bool is_activation{};
    bool is_rectifier{};   ///< 0 below 0: what zero-cost scores are of
    bool has_weights{};    ///< and runs through oneDNN
    bool is_recomputed{};  ///< training makes its result again where it is read; else it is saved
    bool is_pixelwise{};   ///< a pixel of dst needs that pixel of each input only
    gradient_reads reads{};
    device_work work{};
};

inline constexpr std::array kind_table{
    kind_row{.op = kind::conv, .name = "conv", .has_weights = true, .reads = gradient_reads::src},
    kind_row{.op = kind::linear,
             .name = "linear",
             .has_weights = true,
             .reads = gradient_reads::src,
             .work = device_work::leaves},
    kind_row{.op = kind::batch_norm,
             .name = "batch_norm",
             .is_recomputed = true,
             .is_pixelwise = true,
             .reads = gradient_reads::src,
             .work = device_work::folded},
    kind_row{.op = kind::relu,
             .name = "relu",
             .is_activation = true,
             .is_rectifier = true,
             .is_recomputed = true,
             .is_pixelwise = true,
             .reads = gradient_reads::src,
             .work = device_work::folded},
    kind_row{.op = kind::relu6,
             .name = "relu6",
             .is_activation = true,
             .is_rectifier = true,
             .is_recomputed = true,
             .is_pixelwise = true,
             .reads = gradient_reads::src,
             .work = device_work::folded},
    kind_row{.op = kind::swish,
             .name = "swish",
             .is_activation = true,
             .is_recomputed = true,
             .is_pixelwise = true,
             .reads = gradient_reads::src},
    kind_row{.op = kind::hard_swish,
             .name = "hard_swish",
             .is_activation = true,
             .is_recomputed = true,
             .is_pixelwise = true,
             .reads = gradient_reads::src},
    kind_row{.op = kind::sigmoid,
             .name = "sigmoid",
             .is_activation = true,
             .is_recomputed = true,
             .is_pixelwise = true,
             .reads = gradient_reads::src},
    kind_row{.op = kind::hard_sigmoid,
             .name = "hard_sigmoid",
             .is_activation = true,
             .is_recomputed = true,
             .is_pixelwise = true,
             .reads = gradient_reads::src},
    kind_row{.op = kind::channel_shuffle,
             .name = "channel_shuffle",
             .is_recomputed = true,
             .is_pixelwise = true,
             .work = device_work::moves},
    kind_row{.op = kind::slice,
             .name = "slice",
             .is_recomputed = true,
             .is_pixelwise = true,
             .work = device_work::moves},
    kind_row{.op = kind::concat,
             .name = "concat",
             .inputs = 2,
             .is_recomputed = true,
             .is_pixelwise = true,
             .work = device_work::moves},
    kind_row{.op = kind::max_pool, .name = "max_pool", .reads = gradient_reads::src},
    kind_row{.op = kind::global_pool, .name = "global_pool", .work = device_work::leaves},
    kind_row{.op = kind::scale,
             .name = "scale",
             .inputs = 2,
             .is_recomputed = true,
             .reads = gradient_reads::src_and_src2,
             .work = device_work::leaves},
    kind_row{
        .op = kind::add, .name = "add", .inputs = 2, .is_recomputed = true, .is_pixelwise = true},
    kind_row{.op = kind::dropout, .name = "dropout", .work = device_work::folded},
};
inline constexpr int kinds = static_cast<int>(kind_table.size());

constexpr kind_row const& row_of(kind k) { return kind_table[static_cast<std::size_t>(k)]; }

constexpr std::string_view name_of(kind k) { return row_of(k).name; }

constexpr bool is_activation(kind k) { return row_of(k).is_activation; }

namespace detail {

/// Both compilers write a value that no enumerator has as a cast: "(hurricane::v0::kind)17".
template <kind K>
constexpr bool is_enumerator() {
    std::string_view const signature = __PRETTY_FUNCTION__;
    auto const value = signature.rfind("K = ");
    return signature.find('(', value) == std::string_view::npos;
}

constexpr bool rows_are_in_order() {
    for (std::size_t i = 0; i < kind_table.size(); ++i)
        if (static_cast<std::size_t>(kind_table[i].op) != i || kind_table[i].name.empty())
            return false;
    return true;
}

}  // namespace detail

static_assert(detail::rows_are_in_order(), "kind_table has the kinds in their order");
static_assert(detail::is_enumerator<kind_table.back().op>() &&
                  !detail::is_enumerator<static_cast<kind>(kind_table.size())>(),
              "every kind has its row in kind_table");

}  // namespace hurricane::inline v0
