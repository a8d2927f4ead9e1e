// SPDX-License-Identifier: MIT
// A supernet that scores the networks of a truth alone: how good others are, nobody could say.
#pragma once

#include <map>
#include <vector>

#include <hurricane/base/stopwatch.hpp>
#include <hurricane/space/same_network.hpp>
#include <hurricane/training/supernet.hpp>

#include "truth_contest.hpp"

namespace hurricane::claims {

/// The candidates of a contest by network, in any spelling. O(log networks) a look.
class known_networks {
public:
    known_networks(contest const& c, space_view const& space) : space_{space} {
        for (auto const& n : c.table) by_parts_[parts(n.genes)] = &n;
    }

    /// Null where the truth does not know it.
    truly_trained const* find(genotype const& g) const {
        auto const at = by_parts_.find(parts(g));
        return at == by_parts_.end() ? nullptr : at->second;
    }

private:
    std::uint64_t parts(genotype const& g) const {
        return fingerprint_of(computing_parts(space_, g));
    }

    space_view const& space_;
    std::map<std::uint64_t, truly_trained const*> by_parts_;
};

/// A Model. Networks that are not known have no score and cost none.
class judged_supernet {
public:
    /// Both must outlive it.
    judged_supernet(supernet& net, known_networks const& known) : net_{net}, known_{known} {}

    void reset(std::uint64_t seed) { net_.reset(seed); }

    void fit(guide& paths, fit_options const& o) {
        processor_watch const processor;
        net_.fit(paths, o);
        trained_seconds_ += processor.seconds();
    }

    void score(std::span<genotype const> networks, std::span<fitness> out) {
        std::vector<genotype> asked;
        std::vector<std::size_t> at;
        for (std::size_t i = 0; i < networks.size(); ++i) {
            out[i] = {-no_score, 0};
            if (!known_.find(networks[i])) continue;
            asked.push_back(networks[i]);
            at.push_back(i);
        }
        std::vector<fitness> scores(asked.size());
        processor_watch const processor;
        net_.score(asked, scores);
        scored_seconds_ += processor.seconds();
        for (std::size_t i = 0; i < at.size(); ++i) out[at[i]] = scores[i];
    }

    void save(archive_writer& out) const { net_.save(out); }

    void load(archive_reader& in) { net_.load(in); }

    /// Of all processors.
    double trained_seconds() const { return trained_seconds_; }

    double scored_seconds() const { return scored_seconds_; }

private:
    supernet& net_;
    known_networks const& known_;
    double trained_seconds_{};
    double scored_seconds_{};
};

}  // namespace hurricane::claims
