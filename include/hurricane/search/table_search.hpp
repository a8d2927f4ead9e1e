// SPDX-License-Identifier: MIT
// Searching a table of evaluated networks, whose best within the limits is known: how good is a
// strategy?
#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/networks/table.hpp>
#include <hurricane/search/domain.hpp>
#include <hurricane/search/genotype_index.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// Choices by position.
class choice_set {
public:
    /// None yet, of so many of each position.
    explicit choice_set(std::vector<int> const& choices) {
        for (int n : choices) has_.emplace_back(static_cast<std::size_t>(n));
    }

    explicit choice_set(choice_mask const& mask) : has_(mask.size(), std::vector<char>(256)) {
        for (std::size_t p = 0; p < mask.size(); ++p)
            for (auto c : mask[p]) has_[p][c] = 1;
    }

    void add(std::span<int const> genes) {
        for (std::size_t p = 0; p < has_.size(); ++p)
            has_[p][static_cast<std::size_t>(genes[p])] = 1;
    }

    bool contains(std::span<int const> genes) const {
        for (std::size_t p = 0; p < has_.size(); ++p)
            if (has_[p][static_cast<std::size_t>(genes[p])] == 0) return false;
        return true;
    }

    choice_mask mask() const {
        choice_mask mask(has_.size());
        for (std::size_t p = 0; p < has_.size(); ++p)
            for (std::size_t c = 0; c < has_[p].size(); ++c)
                if (has_[p][c] != 0) mask[p].push_back(static_cast<std::uint8_t>(c));
        return mask;
    }

    /// Networks that they make.
    double networks() const {
        double n = 1;
        for (auto const& has : has_) n *= double(std::count(has.begin(), has.end(), char{1}));
        return n;
    }

private:
    std::vector<std::vector<char>> has_;
};

}  // namespace detail

/// Which of two scores is the better one.
enum class better_score : unsigned char { higher, lower };

/// The networks of a table with a score and within limits: a domain and an evaluator. The table
/// must outlive it. Of a network that is listed twice the first row counts.
class searched_table {
public:
    struct bound {
        std::size_t column;  ///< of network_table::values
        limit of;
    };

    /// Throws error when no row is left, and for networks that no genotype holds. O(rows).
    searched_table(network_table const& t, std::size_t score, std::vector<bound> const& bounds,
                   better_score better)
        : table_{&t}, sign_{better == better_score::lower ? -1.0 : 1.0}, score_{score} {
        check_size(t);
        detail::choice_set all{t.choices};
        detail::choice_set visited{t.choices};
        index_.make_room(0, t.size(), [](std::size_t) { return genotype{}; });
        within_.resize(t.size());
        for (std::size_t i = 0; i < t.size(); ++i) {
            auto const g = network(i);
            if (!index_.insert(g, i, [&](std::size_t row) { return same(row, g); })) {
                ++repeated_;
                continue;
            }
            all.add(t[i]);
            bool const measured = is_measured(i, bounds);
            dropped_ += !measured;
            if (!measured || !is_within(i, bounds)) continue;
            rows_.push_back(static_cast<std::uint32_t>(i));
            within_[i] = 1;
            visited.add(t[i]);
        }
        if (rows_.empty())
            throw error{"no network of the table has a score and is within the limits", t.file,
                        remedy(bounds)};
        mask_ = visited.mask();
        possible_ = all.networks();
    }

    std::size_t size() const { return rows_.size(); }  ///< networks that may be visited

    std::size_t distinct() const { return table_->size() - repeated_; }  ///< of the table

    std::size_t repeated() const { return repeated_; }  ///< rows whose network was listed before

    /// Networks without a score, or whose limited cost is no positive number.
    std::size_t dropped() const { return dropped_; }

    double possible() const { return possible_; }  ///< networks that the table's choices make

    choice_mask const& mask() const { return mask_; }

    genotype network(std::size_t row) const {
        genotype g{table_->positions};
        auto const genes = (*table_)[row];
        for (int p = 0; p < g.size(); ++p)
            g[p] = static_cast<std::uint8_t>(genes[static_cast<std::size_t>(p)]);
        return g;
    }

    /// "0-5-12", or the texts of the columns that it is made of.
    std::string name(genotype const& g) const {
        std::string s;
        for (int p = 0; p < g.size(); ++p)
            s += (p > 0 ? "-" : "") + table_->names[static_cast<std::size_t>(p)][g[p]];
        return s;
    }

    /// The row of a network; the table must have it.
    std::size_t row(genotype const& g) const {
        auto const found = find(g);
        assert(found);
        return *found;
    }

    double value(std::size_t column, genotype const& g) const {
        return table_->values[column][row(g)];
    }

    /// Whether it is a score at all: losses and zero-cost scores are 0 and below.
    static bool is_score(double x) { return std::isfinite(x); }

    /// Whether it is a cost at all.
    static bool is_cost(double x) { return std::isfinite(x) && x > 0; }

    /// The best row of all, by a column.
    std::size_t best(std::size_t column, better_score better) const {
        return *std::min_element(rows_.begin(), rows_.end(), [&](auto a, auto b) {
            double const x = table_->values[column][a];
            double const y = table_->values[column][b];
            if (!is_score(x) || !is_score(y)) return is_score(x) && !is_score(y);
            return better == better_score::lower ? x < y : x > y;
        });
    }

    /// An evaluator: higher is better.
    void score(std::span<genotype const> networks, std::span<fitness> out) const {
        for (std::size_t i = 0; i < networks.size(); ++i)
            out[i] = {sign_ * value(score_, networks[i]), 0};
    }

    /// The networks made of the mask's choices; this must outlive it. Throws error when there are
    /// none.
    search_domain domain(choice_mask const& mask) const {
        auto rows = std::make_shared<std::vector<std::uint32_t>>();
        detail::choice_set const allowed{mask};
        std::copy_if(rows_.begin(), rows_.end(), std::back_inserter(*rows),
                     [&](auto i) { return allowed.contains((*table_)[i]); });
        if (rows->empty())
            throw error{"the table has no such network", table_->file, "fix other choices"};
        return {mask,
                [this, rows](rng& random) { return network((*rows)[random.below(rows->size())]); },
                [this](genotype const& g) {
                    auto const row = find(g);
                    return row && within_[*row];
                },
                [this, rows](genotype const* after, auto const& visit) {
                    auto const first =
                        after ? std::upper_bound(rows->begin(), rows->end(), row(*after))
                              : rows->begin();
                    for (auto i = first; i != rows->end(); ++i)
                        if (!visit(network(*i))) return;
                },
                [this](choice_mask const& m) { return domain(m); }};
    }

    search_domain domain() const { return domain(mask_); }

private:
    /// Throws error for networks that no genotype holds.
    static void check_size(network_table const& t) {
        if (t.positions > genotype::capacity)
            throw error{std::to_string(t.positions) + " positions", t.file,
                        "a searched network has at most " + std::to_string(genotype::capacity)};
        for (int const n : t.choices)
            if (n > 256)
                throw error{std::to_string(n) + " choices of one position", t.file,
                            "use at most 256"};
    }

    /// Whether a row has a score and every limited cost.
    bool is_measured(std::size_t row, std::vector<bound> const& bounds) const {
        return is_score(table_->values[score_][row]) &&
               std::all_of(bounds.begin(), bounds.end(),
                           [&](bound const& b) { return is_cost(table_->values[b.column][row]); });
    }

    bool is_within(std::size_t row, std::vector<bound> const& bounds) const {
        return std::all_of(bounds.begin(), bounds.end(), [&](bound const& b) {
            return b.of.met_by(table_->values[b.column][row]);
        });
    }

    std::string remedy(std::vector<bound> const& bounds) const {
        if (dropped_ == distinct()) return "fill in scores and costs";
        std::string least;  // of each limited column, among the scored networks
        for (auto const& b : bounds) {
            double x = std::numeric_limits<double>::infinity();
            for (std::size_t i = 0; i < table_->size(); ++i)
                if (is_score(table_->values[score_][i]) && is_cost(table_->values[b.column][i]))
                    x = std::min(x, table_->values[b.column][i]);
            least += (least.empty() ? "" : ", ") + b.of.name + " is " + show(x) + " at least";
        }
        return "raise a limit: " + least;
    }

    std::optional<std::size_t> find(genotype const& g) const {
        return index_.find(g, [&](std::size_t row) { return same(row, g); });
    }

    bool same(std::size_t row, genotype const& g) const {
        auto const genes = (*table_)[row];
        return std::equal(genes.begin(), genes.end(), g.begin());
    }

    network_table const* table_;
    double sign_;
    std::size_t score_;
    std::size_t repeated_{};
    std::size_t dropped_{};
    double possible_{};
    choice_mask mask_;
    genotype_index index_;             ///< rows by network
    std::vector<std::uint32_t> rows_;  ///< that may be visited
    std::vector<char> within_;
};

}  // namespace hurricane::inline v0
