// SPDX-License-Identifier: MIT
// Searching a table of evaluated networks, whose best within the limits is known: how good is a
// strategy?
#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/networks/table.hpp>
#include <hurricane/search/domain.hpp>
#include <hurricane/search/genotype_index.hpp>

namespace hurricane::inline v0 {

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
                   bool minimise)
        : table_{&t}, sign_{minimise ? -1.0 : 1.0}, score_{score} {
        if (t.positions > genotype::capacity)
            throw error{std::to_string(t.positions) + " positions", t.file,
                        "a searched network has at most " + std::to_string(genotype::capacity)};
        mask_.resize(static_cast<std::size_t>(t.positions));
        std::vector<std::vector<char>> seen(mask_.size());
        for (std::size_t p = 0; p < seen.size(); ++p) {
            if (t.choices[p] > 256)
                throw error{std::to_string(t.choices[p]) + " choices of one position", t.file,
                            "use at most 256"};
            seen[p].resize(static_cast<std::size_t>(t.choices[p]));
        }
        index_.make_room(0, t.size(), [](std::size_t) { return genotype{}; });
        for (std::size_t i = 0; i < t.size(); ++i) {
            bool const measured = is_score(t.values[score][i]) &&
                                  std::all_of(bounds.begin(), bounds.end(), [&](bound const& b) {
                                      return is_cost(t.values[b.column][i]);
                                  });
            auto const g = network(i);
            if (!index_.insert(g, i, [&](std::size_t row) { return same(row, g); })) {
                ++repeated_;
                continue;
            }
            ++distinct_;
            dropped_ += !measured;
            for (std::size_t p = 0; p < seen.size(); ++p)
                seen[p][static_cast<std::size_t>(t[i][p])] |= 1;
            if (!measured || !std::all_of(bounds.begin(), bounds.end(), [&](bound const& b) {
                    return b.of.met_by(t.values[b.column][i]);
                }))
                continue;
            rows_.push_back(static_cast<std::uint32_t>(i));
            for (std::size_t p = 0; p < seen.size(); ++p)
                seen[p][static_cast<std::size_t>(t[i][p])] |= 2;
        }
        if (rows_.empty())
            throw error{"no network of the table has a score and is within the limits", t.file,
                        remedy(bounds)};
        within_.resize(t.size());
        for (auto i : rows_) within_[i] = 1;
        for (std::size_t p = 0; p < seen.size(); ++p)
            for (std::size_t c = 0; c < seen[p].size(); ++c)
                if (seen[p][c] & 2) mask_[p].push_back(static_cast<std::uint8_t>(c));
        for (auto const& choices : seen)
            possible_ *= static_cast<double>(
                std::count_if(choices.begin(), choices.end(), [](char c) { return c != 0; }));
    }

    std::size_t size() const { return rows_.size(); }  ///< networks that may be visited

    std::size_t distinct() const { return distinct_; }  ///< of the table

    std::size_t repeated() const { return repeated_; }  ///< rows whose network was listed before

    std::size_t dropped() const {
        return dropped_;
    }  ///< networks without a score, or whose limited cost is no positive number

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
    std::size_t row(genotype const& g) const { return *find(g); }

    double value(std::size_t column, genotype const& g) const {
        return table_->values[column][row(g)];
    }

    /// Whether it is a score at all: losses and zero-cost scores are 0 and below.
    static bool is_score(double x) { return std::isfinite(x); }

    /// Whether it is a cost at all.
    static bool is_cost(double x) { return std::isfinite(x) && x > 0; }

    /// The best row of all, by a column.
    std::size_t best(std::size_t column, bool minimise) const {
        return *std::min_element(rows_.begin(), rows_.end(), [&](auto a, auto b) {
            double const x = table_->values[column][a];
            double const y = table_->values[column][b];
            if (!is_score(x) || !is_score(y)) return is_score(x) && !is_score(y);
            return minimise ? x < y : x > y;
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
        std::vector<std::vector<char>> allowed(mask.size(), std::vector<char>(256));
        for (std::size_t p = 0; p < mask.size(); ++p)
            for (auto c : mask[p]) allowed[p][c] = 1;
        for (auto i : rows_) {
            auto const genes = (*table_)[i];
            bool inside = true;
            for (std::size_t p = 0; p < mask.size() && inside; ++p)
                inside = allowed[p][static_cast<std::size_t>(genes[p])] != 0;
            if (inside) rows->push_back(i);
        }
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
    std::string remedy(std::vector<bound> const& bounds) const {
        if (dropped_ == distinct_) return "fill in scores and costs";
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
    std::size_t distinct_{};
    std::size_t repeated_{};
    std::size_t dropped_{};
    double possible_{1};
    choice_mask mask_;
    genotype_index index_;             ///< rows by network
    std::vector<std::uint32_t> rows_;  ///< that may be visited
    std::vector<char> within_;
};

}  // namespace hurricane::inline v0
