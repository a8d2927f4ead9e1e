// expect: this searcher trains its model
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct model {
    void score(std::span<genotype const>, std::span<fitness>) {}

    void reset(std::uint64_t) {}

    void fit(guide&, fit_options const&) {}

#ifdef OK
    void save(archive_writer&) const {}

    void load(archive_reader&) {}
#endif
};

auto found() { return perform<tiny, phone>(model{}, searchers::spos{}, {}); }
