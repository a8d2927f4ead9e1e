// SPDX-License-Identifier: MIT
// A company's own operator, space and target, in its own namespace. Everything else, counting,
// pricing, training and search, follows from what stands here; CMake makes a searcher of it with
//
//     hurricane_add_searcher(NAME acme_searcher SPACE acme::space TARGET acme::board
//                            HEADERS acme.hpp)
#pragma once

#include <hurricane/hw/target.hpp>
#include <hurricane/ops/pool32.hpp>
#include <hurricane/space/backbones.hpp>
#include <hurricane/space/space.hpp>

namespace acme {

/// An operator is a name and one rule: k x k depthwise between two pointwise convolutions, then a
/// residual.
template <int Kernel>
struct sandwich {
    static constexpr hurricane::fixed_string name = hurricane::parameters("sandwich", Kernel);

    static constexpr hurricane::plan lower(hurricane::slot s, hurricane::variation v = {}) {
        hurricane::plan p{s.in};
        auto x = p.relu(p.batch_norm(p.pointwise(p.input(), v.scale(s.out))));
        x = attend(p, p.relu(p.batch_norm(p.depthwise(x, Kernel, s.stride))), v.gate);
        x = p.batch_norm(p.pointwise(x, s.out));
        if (s.stride == 1 && s.in.c == s.out) p.add(x, p.input());
        return p;
    }
};

static_assert(hurricane::lower<sandwich<3>>({{16, 14, 14}, 16, 1}).params() ==
              2 * 16 * 16 + 9 * 16 + 6 * 16);

/// Taking a variation, it can be wrapped like the library's own: with squeeze-and-excitation, at
/// half its inner width.
using first_stages =
    hurricane::pool<hurricane::ops::sep<3>, sandwich<3>, hurricane::ops::scaled<sandwich<5>, 5>>;
using last_stage = hurricane::pool<sandwich<3>, sandwich<5>, hurricane::ops::se<sandwich<3>>,
                                   hurricane::ops::mb<3, 3>>;

/// A backbone is data; what is not said here is that of the quick start's.
struct backbone : hurricane::backbones::fashion {
    static constexpr hurricane::fixed_string name = "acme";
    static constexpr std::array stages{hurricane::stage{16, 2, 2}, hurricane::stage{24, 2, 2},
                                       hurricane::stage{48, 2, 2}};
    static constexpr int split = 2;
};

struct space : hurricane::space<backbone, first_stages, first_stages, last_stage> {};

/// A target is a name and a price. This one is a model of no real board: 2 us to start a step, a
/// slow depthwise unit, and no squeeze-and-excitation.
struct board {
    static constexpr hurricane::fixed_string name = "acme::board";

    static constexpr bool supports(hurricane::step const& s) {
        return s.op != hurricane::kind::scale;
    }

    static constexpr double latency_ms(hurricane::placed const& p) {
        double us = 0;
        for (auto const& s : p.lowered)
            us += 2 + double(s.macs()) / (s.depthwise() ? 2'000 : 20'000);
        return us * 1e-3;
    }
};

}  // namespace acme
