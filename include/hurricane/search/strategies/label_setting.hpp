// SPDX-License-Identifier: MIT
// Exact search over sums: dynamic programming over partial networks, none of which is kept that
// another one, or the best possible ending, beats.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/search/strategies/exact_problem.hpp>

namespace hurricane::inline v0::detail {

/// Label setting, the dynamic programming of shortest paths under resource constraints, for sums:
/// layer by layer, with at most `most` labels for each. For one run.
class label_setting {
public:
    label_setting(exact_problem const& problem, exact_options const& o)
        : problem_{problem}, o_{o} {}

    /// r: what is known; better networks alone are looked for.
    void run(exact_result& r, std::size_t most) {
        floor_ = r.found ? r.score : none;
        if (problem_.layers() > 0) now_.push_back({problem_.beginning(), 0, 0, 0});
        for (int layer = 0; layer < problem_.layers(); ++layer) {
            if (o_.stop.stop_requested()) throw stopped{};
            extend_all(layer);
            cut(4 * most);
            keep_best();
            cut(most);
            ways_.emplace_back();
            for (auto const& l : next_) ways_.back().push_back({l.before, l.choice});
            std::swap(now_, next_);
        }
        take_best(r);
        r.bound = r.found ? std::max(r.score, dropped_) : dropped_;
        r.proven = r.found ? dropped_ <= r.score : std::isinf(dropped_);
    }

private:
    static constexpr double none = -std::numeric_limits<double>::infinity();

    /// A network so far, and where it came from.
    struct label {
        exact_problem::partial so_far;
        std::uint32_t before{};  ///< label of the layer in front
        std::uint8_t choice{};
        double best_ending{};  ///< the score with the best ending
    };

    /// What is left of a label when its layer is done.
    struct way {
        std::uint32_t before{};
        std::uint8_t choice{};
    };

    /// The labels of a layer that some ending may bring to a better network within the limits.
    void extend_all(int layer) {
        next_.clear();
        for (std::uint32_t i = 0; i < now_.size(); ++i)
            for (auto choice : problem_.choices(layer)) {
                auto const& front = now_[i];
                label l{problem_.extended(front.so_far, layer, choice), i, choice, 0};
                l.best_ending = problem_.best_ending(l.so_far, layer + 1);
                if (l.best_ending > floor_ && problem_.can_meet_limits(l.so_far, layer + 1))
                    next_.push_back(std::move(l));
            }
    }

    /// Leaves the most promising ones.
    void cut(std::size_t to) {
        if (next_.size() <= to) return;
        std::nth_element(
            next_.begin(), next_.begin() + std::ptrdiff_t(to), next_.end(),
            [](auto const& a, auto const& b) { return a.best_ending > b.best_ending; });
        for (auto i = to; i < next_.size(); ++i)
            dropped_ = std::max(dropped_, next_[i].best_ending);
        next_.resize(to);
    }

    /// Drops labels that another one of the same states equals or beats in every sum. With several
    /// limits only the thousand next better scores are looked at: a beaten label that stays is no
    /// mistake.
    void keep_best() {
        std::sort(next_.begin(), next_.end(), [&](auto const& a, auto const& b) {
            if (a.so_far.states != b.so_far.states) return a.so_far.states < b.so_far.states;
            return a.so_far.sums > b.so_far.sums;
        });
        std::vector<label> kept;
        std::vector<std::size_t> front;  // of kept: those that may still beat one
        for (auto& l : next_) {
            if (!kept.empty() && kept.back().so_far.states != l.so_far.states) front.clear();
            auto const& sums = l.so_far.sums;
            // Sorted by the score: with one limit the last kept one has the most of it left.
            auto const beats = [&](std::size_t i) {
                for (std::size_t k = 1; k < sums.size(); ++k)
                    if (kept[i].so_far.sums[k] < sums[k]) return false;
                return true;
            };
            auto const recent = std::min<std::size_t>(front.size(), sums.size() <= 2 ? 1 : 1000);
            if (std::any_of(front.end() - std::ptrdiff_t(recent), front.end(), beats)) continue;
            front.push_back(kept.size());
            kept.push_back(std::move(l));
        }
        next_ = std::move(kept);
    }

    /// The network of a label of the last layer.
    genotype network(label const& last) const {
        genotype g{problem_.layers()};
        way at{last.before, last.choice};
        for (int layer = g.size(); layer-- > 0;) {
            g[layer] = at.choice;
            if (layer > 0) at = ways_[std::size_t(layer) - 1][at.before];
        }
        return g;
    }

    void take_best(exact_result& r) {
        std::sort(now_.begin(), now_.end(),
                  [](auto const& a, auto const& b) { return a.so_far.sums[0] > b.so_far.sums[0]; });
        for (auto const& l : now_) {
            auto const g = network(l);
            if (!problem_.within(g)) continue;  // by the last bit of a sum
            r.found = true;
            r.best = g;
            r.score = problem_.score(g);
            return;
        }
    }

    exact_problem const& problem_;
    exact_options const& o_;
    double floor_{none};
    double dropped_{none};  ///< the most that was left unlooked at
    std::vector<label> now_;
    std::vector<label> next_;
    std::vector<std::vector<way>> ways_;  ///< by layer
};

}  // namespace hurricane::inline v0::detail
