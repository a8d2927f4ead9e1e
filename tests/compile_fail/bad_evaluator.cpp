// expect: the evaluator must have score
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct evaluator {
#ifdef OK
    void score(std::span<genotype const>, std::span<fitness>) {}
#else
    double score(genotype const&) { return 0; }
#endif
};
auto found() { return two_stage<tiny, phone>(evaluator{}, {}); }
