// SPDX-License-Identifier: MIT
// Tests core/kind.hpp.
#include <hurricane/core/kind.hpp>

using namespace hurricane;

static_assert(static_cast<int>(kind::conv) == 0 && static_cast<int>(kind::dropout) == 16,
              "fingerprints are made of these numbers");
static_assert(name_of(kind::conv) == "conv" && name_of(kind::dropout) == "dropout");
static_assert(is_activation(kind::relu) && is_activation(kind::hard_sigmoid));
static_assert(!is_activation(kind::batch_norm) && !is_activation(kind::channel_shuffle));
static_assert(row_of(kind::conv).has_weights && !row_of(kind::conv).is_recomputed);
static_assert(row_of(kind::scale).inputs == 2 && !row_of(kind::scale).is_pixelwise);
static_assert(row_of(kind::scale).reads == gradient_reads::src_and_src2);
static_assert(row_of(kind::relu6).work == device_work::folded &&
              row_of(kind::swish).work == device_work::computes);
