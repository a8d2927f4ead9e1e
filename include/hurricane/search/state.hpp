// SPDX-License-Identifier: MIT
// What a search knows: the networks evaluated so far, the best of them, and those offered for the
// next evaluation.
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include <hurricane/base/observer.hpp>
#include <hurricane/search/domain.hpp>
#include <hurricane/search/genotype_index.hpp>
#include <hurricane/space/model.hpp>

namespace hurricane::inline v0 {

struct evaluated {
    genotype genes;
    fitness fit;
};

/// What a search that ends by itself knows of the best network that it offered.
enum class search_end : unsigned char { open, proven };

/// When a search ends, and what it may end with.
struct search_budget {
    int evaluations{1000};
    double enough{
        std::numeric_limits<double>::infinity()};  ///< a primary score that needs no better one
    /// Whether a network may be the result; what is visited is the domain's to say. Empty: all may.
    /// A search that starts outside the limits visits more than may win.
    std::function<bool(genotype const&)> may_win{};
};

namespace detail {
class strategy_loop;
}

/// What a strategy sees, and where it offers networks.
class search_state {
public:
    search_state(search_domain const& domain, search_budget const& budget, int ranked, rng random)
        : domain_{domain}, budget_{budget}, kept_{static_cast<std::size_t>(std::max(1, ranked))},
          random_{random} {
        all_.reserve(static_cast<std::size_t>(std::clamp(budget.evaluations, 0, 1 << 20)));
    }

    search_domain const& domain() const { return domain_; }

    rng& random() { return random_; }

    /// What has been evaluated; an offer may move it.
    std::span<evaluated const> history() const { return {all_.data(), known_}; }

    std::span<int const> generation_end() const { return ends_; }

    /// All that is known of networks, of this domain or not: the history, unless this is part of a
    /// wider search.
    std::span<evaluated const> known() const { return wider_.empty() ? history() : wider_; }

    /// Makes this a part of the search `whole`, which must outlive it.
    void be_part_of(search_state const& whole) {
        wider_ = whole.known();
        watch_ = whole.watch_;
    }

    /// Where a strategy says what it does.
    observer& watch() { return *watch_; }

    /// What has been offered and is not evaluated yet.
    std::span<evaluated const> offers() const {
        return {all_.data() + known_, all_.size() - known_};
    }

    /// The best so far, best first: as many as the strategy asked to be kept.
    std::size_t ranked() const { return ranked_.size(); }

    evaluated const& ranked(std::size_t i) const { return all_[ranked_[i]]; }

    /// The best so far of those that may win; null where there is none.
    evaluated const* winner() const { return winner_ < known_ ? &all_[winner_] : nullptr; }

    /// A network counts when it belongs to the domain, is new, and may still be evaluated. O(1) and
    /// the domain's test.
    bool offer(genotype const& g) {
        if (left() == 0 || !domain_.contains(g)) return false;
        index_.make_room(all_.size(), 1, [this](std::size_t i) { return all_[i].genes; });
        if (!index_.insert(g, all_.size(), [&](std::size_t i) { return all_[i].genes == g; }))
            return false;
        all_.push_back({g, {}});
        return true;
    }

    int offered() const { return static_cast<int>(all_.size() - known_); }

    int left() const { return budget_.evaluations - static_cast<int>(all_.size()); }

    /// Offers networks that are new in the order of the domain.
    void offer_in_order(int wanted) {
        domain_.each(nullptr,
                     [&](genotype const& g) { return left() > 0 && (wanted -= offer(g)) > 0; });
    }

    /// The domain's part of a smaller mask; the last one is kept.
    search_domain const& part(choice_mask const& mask) {
        if (!part_ || part_->mask != mask)
            part_ = std::make_unique<search_domain>(domain_.part(mask));
        return *part_;
    }

    /// What an earlier search evaluated, and its generations; false when it does not belong to this
    /// one.
    bool recall(std::span<evaluated const> known, std::span<int const> ends) {
        for (auto const& e : known) {
            if (!allows(domain_.mask, e.genes) || !offer(e.genes)) return false;
            all_.back().fit = e.fit;
        }
        settle();
        ends_.assign(ends.begin(), ends.end());
        return std::adjacent_find(ends.begin(), ends.end(), std::greater_equal{}) == ends.end() &&
               (ends.empty() ? known.empty()
                             : ends.front() > 0 && ends.back() == static_cast<int>(known.size()));
    }

    /// Everything in the domain has been offered.
    void exhaust() { exhausted_ = true; }

    /// No network of the domain scores more than `bound`, may it win or not. The search ends.
    void conclude(double bound, search_end how) {
        concluded_ = true;
        proven_ = how == search_end::proven;
        bound_ = bound;
    }

private:
    friend class detail::strategy_loop;

    /// The offered networks have their scores: of equals the earlier one is ahead.
    void settle() {
        for (; known_ < all_.size(); ++known_) {
            auto const better = [this](std::uint32_t a, std::uint32_t b) {
                return all_[a].fit > all_[b].fit;
            };
            auto const i = static_cast<std::uint32_t>(known_);
            bool const may_win = !budget_.may_win || budget_.may_win(all_[i].genes);
            if (may_win && (winner_ == none || better(i, winner_))) winner_ = i;
            if (ranked_.size() == kept_ && !better(i, ranked_.back())) continue;
            ranked_.insert(std::upper_bound(ranked_.begin(), ranked_.end(), i, better), i);
            if (ranked_.size() > kept_) ranked_.pop_back();
        }
        ends_.push_back(static_cast<int>(known_));
    }

    static constexpr auto none = std::numeric_limits<std::uint32_t>::max();

    search_domain const& domain_;
    search_budget budget_;
    std::size_t kept_;
    rng random_;
    std::vector<evaluated> all_;         ///< the history, then what is offered
    std::size_t known_{};                ///< how many of them have scores
    genotype_index index_;               ///< of all_
    std::vector<std::uint32_t> ranked_;  ///< positions, best first
    std::uint32_t winner_{none};         ///< position
    std::vector<int> ends_;
    std::span<evaluated const> wider_;  ///< empty: there is no wider search
    observer* watch_{&quiet()};
    std::unique_ptr<search_domain> part_;
    bool exhausted_{};
    bool concluded_{};
    bool proven_{};
    double bound_{std::numeric_limits<double>::infinity()};
};

}  // namespace hurricane::inline v0
