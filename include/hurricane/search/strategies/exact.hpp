// SPDX-License-Identifier: MIT
// The best network there is, where the score is a cost model too: dynamic programming over partial
// networks, none of which is kept that another one, or the best possible ending, beats; branch and
// bound where a function is part of it.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <stop_token>
#include <utility>
#include <vector>

#include <hurricane/search/domain.hpp>

namespace hurricane::inline v0 {

struct exact_options {
    std::size_t most{
        200'000};  ///< partial networks kept for a layer, or looked at by branch and bound
    std::stop_token stop{};
};

struct exact_result {
    bool found{};  ///< false: no network meets the limits, or none was come to
    genotype best;
    double score{};
    double bound{};  ///< no network within the limits scores more
    bool proven{};   ///< best is the best

    double gap() const { return bound - score; }
};

namespace detail {

/// A sum over layers with pairs, negated where less is better: the most that the layers from one on
/// may add.
class score_bound {
public:
    score_bound(cost const& c, choice_mask const& mask, double sign)
        : cost_{&c}, sign_{sign}, most_(mask.size()) {
        for (auto layer = mask.size(); layer-- > 0;)
            for (auto choice : mask[layer]) {
                double behind =
                    layer + 1 < mask.size() ? -std::numeric_limits<double>::infinity() : 0;
                for (std::size_t i = 0; layer + 1 < mask.size() && i < mask[layer + 1].size(); ++i)
                    behind =
                        std::max(behind, sign * c.pair(int(layer), choice, mask[layer + 1][i]) +
                                             most_[layer + 1][mask[layer + 1][i]]);
                most_[layer].resize(256, -std::numeric_limits<double>::infinity());
                most_[layer][choice] = sign * c.at(int(layer), choice) + behind;
            }
    }

    /// What the choice adds behind another one (or at the first layer).
    double step(int layer, int before, int choice) const {
        return sign_ * (cost_->at(layer, choice) +
                        (layer > 0 ? cost_->pair(layer - 1, before, choice) : 0));
    }

    /// The most that the layers behind may add.
    double behind(int layer, int choice) const {
        return most_[std::size_t(layer)][std::size_t(choice)] - sign_ * cost_->at(layer, choice);
    }

    double fixed() const { return sign_ * cost_->fixed; }

private:
    cost const* cost_;
    double sign_;
    std::vector<std::vector<double>> most_;  ///< of the layers from this one on, by the choice here
};

/// The search for the largest score: scores and limited costs as sums, limits as lower bounds of
/// negated costs.
class branch_and_bound {
public:
    branch_and_bound(priced_space const& space, choice_mask mask, cost const& score,
                     limits const& bounds, exact_options const& o)
        : space_{space}, mask_{std::move(mask)}, score_{score}, bounds_{bounds}, o_{o} {
        for (auto const& b : bounds_) {  // a maximum is met choice by choice
            auto const& c = space_[b.name];
            if (c.how != combine::maximum || c.rest) continue;
            if (!b.met_by(c.fixed)) return;
            for (int layer = 0; layer < int(mask_.size()); ++layer)
                std::erase_if(mask_[std::size_t(layer)],
                              [&](auto choice) { return !b.met_by(c.at(layer, choice)); });
        }
        for (auto const& layer : mask_)
            if (layer.empty()) return;
        sums_.emplace_back(score_, mask_, 1.0);
        for (auto const& b : bounds_)
            if (auto const& c = space_[b.name]; c.how == combine::sum) {
                sums_.emplace_back(c, mask_, -1.0);
                double const slack = 1e-9 * std::abs(b.bound) + (c.rest ? -c.rest->least() : 0.0);
                floors_.push_back(-b.bound - slack - 1e-12 * std::abs(c.fixed));
            }
        possible_ = true;
    }

    exact_result run() {
        exact_result r;
        if (!possible_) {
            r.proven = true;
            r.bound = -std::numeric_limits<double>::infinity();
            return r;
        }
        bool functions = score_.rest != nullptr;
        for (auto const& b : bounds_) functions = functions || space_[b.name].rest;
        if (functions) {
            branch(r);
            return r;
        }
        for (auto most : {std::min<std::size_t>(256, o_.most),
                          o_.most}) {  // a good network first, to measure others by
            labels(r, most);
            if (r.proven) break;
        }
        return r;
    }

private:
    /// A partial network: sums so far, where it came from.
    struct label {
        std::vector<double> sums;  ///< the score, then each limited cost negated
        std::uint32_t before{};    ///< label of the layer in front
        std::uint8_t choice{};
        double hope{};  ///< the score with the best ending
    };

    bool paired() const {
        if (!score_.pairs.empty()) return true;
        return std::any_of(bounds_.begin(), bounds_.end(),
                           [&](auto const& b) { return !space_[b.name].pairs.empty(); });
    }

    /// Whether some ending may meet every limit.
    bool hopeful(std::vector<double> const& sums, int layer, int choice) const {
        for (std::size_t k = 1; k < sums_.size(); ++k)
            if (sums[k] + sums_[k].behind(layer, choice) < floors_[k - 1]) return false;
        return true;
    }

    void labels(exact_result& r, std::size_t most) const {
        constexpr double none = -std::numeric_limits<double>::infinity();
        double const floor =
            r.found ? r.score : none;  // what is known: better ones alone are of interest
        std::vector<std::vector<std::pair<std::uint32_t, std::uint8_t>>> ways;
        std::vector<label> now;
        std::vector<label> next;
        double dropped = none;
        bool const by_choice = paired();
        for (int layer = 0; layer < int(mask_.size()); ++layer) {
            if (o_.stop.stop_requested()) throw stopped{};
            next.clear();
            auto const extend = [&](label const* front, std::uint32_t at) {
                for (auto choice : mask_[std::size_t(layer)]) {
                    label l{{}, at, choice, 0};
                    for (std::size_t k = 0; k < sums_.size(); ++k)
                        l.sums.push_back((front ? front->sums[k] : sums_[k].fixed()) +
                                         sums_[k].step(layer, front ? front->choice : 0, choice));
                    l.hope = l.sums[0] + sums_[0].behind(layer, choice);
                    if (l.hope > floor && hopeful(l.sums, layer, choice))
                        next.push_back(std::move(l));
                }
            };
            if (layer == 0)
                extend(nullptr, 0);
            else
                for (std::uint32_t i = 0; i < now.size(); ++i) extend(&now[i], i);
            auto const cut = [&](std::size_t to) {
                if (next.size() <= to) return;
                std::nth_element(next.begin(), next.begin() + std::ptrdiff_t(to), next.end(),
                                 [](auto const& a, auto const& b) { return a.hope > b.hope; });
                for (auto i = to; i < next.size(); ++i) dropped = std::max(dropped, next[i].hope);
                next.resize(to);
            };
            cut(4 * most);
            keep_best(next, by_choice && layer + 1 < int(mask_.size()));
            cut(most);
            ways.emplace_back();
            for (auto const& l : next) ways.back().emplace_back(l.before, l.choice);
            std::swap(now, next);
        }
        std::sort(now.begin(), now.end(),
                  [](auto const& a, auto const& b) { return a.sums[0] > b.sums[0]; });
        for (auto const& l : now) {
            genotype g{int(mask_.size())};
            g[g.size() - 1] = l.choice;
            auto at = l.before;
            for (int layer = g.size() - 1; layer-- > 0;) {
                auto const& [before, choice] = ways[std::size_t(layer)][at];
                g[layer] = choice;
                at = before;
            }
            if (!space_.within(g, bounds_)) continue;  // by the last bit of a sum
            r.found = true;
            r.best = g;
            r.score = score_.of(g);
            break;
        }
        r.bound = r.found ? std::max(r.score, dropped) : dropped;
        r.proven = r.found ? dropped <= r.score : std::isinf(dropped);
    }

    /// Drops labels that another one equals or beats in every sum (of the same last choice where
    /// pairs look back). With several limits only the thousand next better scores are looked at: a
    /// beaten label that stays is no mistake.
    void keep_best(std::vector<label>& all, bool by_choice) const {
        std::sort(all.begin(), all.end(), [&](auto const& a, auto const& b) {
            if (by_choice && a.choice != b.choice) return a.choice < b.choice;
            return a.sums > b.sums;
        });
        std::vector<label> kept;
        std::vector<std::size_t> front;  // of kept: those that may still beat one
        for (auto& l : all) {
            if (by_choice && !kept.empty() && kept.back().choice != l.choice) front.clear();
            // Sorted by the score: with one limit the last kept one has the most of it left.
            auto const beats = [&](std::size_t i) {
                for (std::size_t k = 1; k < l.sums.size(); ++k)
                    if (kept[i].sums[k] < l.sums[k]) return false;
                return true;
            };
            auto const recent = std::min<std::size_t>(front.size(), l.sums.size() <= 2 ? 1 : 1000);
            if (std::any_of(front.end() - std::ptrdiff_t(recent), front.end(), beats)) continue;
            front.push_back(kept.size());
            kept.push_back(std::move(l));
        }
        all = std::move(kept);
    }

    void branch(exact_result& r) {
        double const most = score_.rest ? score_.rest->most() : 0;
        looked_ = 0;
        open_ = -std::numeric_limits<double>::infinity();
        genotype g{int(mask_.size())};
        std::vector<double> sums;
        for (auto const& s : sums_) sums.push_back(s.fixed());
        descend(g, 0, sums, most, r);
        r.bound = r.found ? std::max(r.score, open_) : open_;
        r.proven = r.found ? open_ <= r.score : std::isinf(open_) && open_ < 0;
    }

    void descend(genotype& g, int layer, std::vector<double> const& sums, double most,
                 exact_result& r) {
        if (o_.stop.stop_requested()) throw stopped{};
        if (layer == g.size()) {
            double const score = score_.of(g);
            if ((!r.found || score > r.score) && space_.within(g, bounds_)) {
                r.found = true;
                r.best = g;
                r.score = score;
            }
            return;
        }
        std::vector<std::pair<double, std::uint8_t>> order;  // the most promising first
        for (auto choice : mask_[std::size_t(layer)])
            order.emplace_back(sums[0] +
                                   sums_[0].step(layer, layer > 0 ? g[layer - 1] : 0, choice) +
                                   sums_[0].behind(layer, choice) + most,
                               choice);
        std::sort(order.begin(), order.end(),
                  [](auto const& a, auto const& b) { return a.first > b.first; });
        for (auto const& [hope, choice] : order) {
            if (r.found && hope <= r.score) return;
            if (++looked_ > o_.most) {
                open_ = std::max(open_, hope);
                return;
            }
            std::vector<double> then;
            for (std::size_t k = 0; k < sums_.size(); ++k)
                then.push_back(sums[k] +
                               sums_[k].step(layer, layer > 0 ? g[layer - 1] : 0, choice));
            if (!hopeful(then, layer, choice)) continue;
            g[layer] = choice;
            descend(g, layer + 1, then, most, r);
        }
    }

    priced_space const& space_;
    choice_mask mask_;
    cost const& score_;
    limits const& bounds_;
    exact_options const& o_;
    std::vector<score_bound> sums_;  ///< the score, then each limited cost that is a sum, negated
    std::vector<double> floors_;     ///< of the negated costs
    bool possible_{};
    std::size_t looked_{};
    double open_{};  ///< the most that was left unlooked at
};

}  // namespace detail

/// The network of the mask with the largest score (a cost: a sum over layers, with pairs, with a
/// function) within the limits. Sums are searched by dynamic programming, functions by branch and
/// bound, which proves something only where the function knows its least and most. When `most` is
/// reached the best so far comes with a bound.
inline exact_result exact(priced_space const& space, choice_mask const& mask, cost const& score,
                          limits const& bounds, exact_options const& o = {}) {
    if (score.how != combine::sum)
        throw error{"the score is a maximum over layers", "cost " + score.name, "use a sum"};
    return detail::branch_and_bound{space, mask, score, bounds, o}.run();
}

}  // namespace hurricane::inline v0
