// expect: fit takes a guide
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct model {
    void score(std::span<genotype const>, std::span<fitness>) {}

    void reset(std::uint64_t) {}
#ifdef OK
    void fit(guide&, fit_options const&) {}
#else
    void fit(path_sampler const&, fit_options const&) {}
#endif

    void save(archive_writer&) const {}

    void load(archive_reader&) {}
};

auto found() { return two_stage<tiny, phone>(model{}, {}); }
