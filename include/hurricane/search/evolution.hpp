// SPDX-License-Identifier: MIT
// Evolutionary architecture search (Guo et al. 2020, SPOS, algorithm 1; constants of its released code) over any
// evaluator, under limits. Nothing is evaluated twice, and the winner is taken over all evaluated candidates.
#pragma once

#include <algorithm>
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include <hurricane/base/observer.hpp>
#include <hurricane/search/sampler.hpp>
#include <hurricane/space/model.hpp>

namespace hurricane::inline v0 {

struct evolution_options {
    int population{50};
    int generations{20};
    int parents{10};
    int mutations{25};   ///< children by mutation in each generation
    int crossovers{25};  ///< children by crossover in each generation; the rest of the population is drawn at random
    double gene_mutation{0.1};
    int tries{10};  ///< attempts for each wanted child before the kind is given up
};

struct evaluated {
    genotype genes;
    fitness fit;
};

struct search_result {
    evaluated best;
    std::vector<evaluated> history;   ///< in order of evaluation
    std::vector<int> generation_end;  ///< history size after each generation
};

/// How far a search has come, to be saved after each generation and continued from.
struct search_progress {
    std::vector<evaluated> history;
    std::vector<int> generation_end;
    std::uint64_t drawn{};               ///< random numbers taken
    std::function<void()> checkpoint{};  ///< called after each generation
};

namespace detail {

/// An evaluator without its type, so that evolution is compiled once.
struct scorer {
    void* evaluator;
    void (*score)(void*, std::span<genotype const>, std::span<fitness>);

    template <class E>
    static scorer of(E& e) {
        return {&e, [](void* self, std::span<genotype const> genotypes, std::span<fitness> out) {
                    static_cast<E*>(self)->score(genotypes, out);
                }};
    }
};

/// One run: the seen set, the history, and the ways to make children.
class evolution_run {
public:
    evolution_run(priced_space const& space, choice_mask const& mask, limits const& bounds, evolution_options const& o,
                  std::uint64_t seed, scorer evaluator)
        : space_{space}, mask_{mask}, bounds_{bounds}, o_{o}, sampler_{space, mask, bounds},
          random_{seed, "evolution from layer " + std::to_string(first_free(mask))}, evaluator_{evaluator} {}

    search_result run(observer& watch, std::stop_token const& stop, search_progress* progress) {
        if (progress) resume(*progress);
        watch.begin("evolution", std::int64_t{o_.generations} * o_.population);
        for (auto generation = static_cast<int>(ends_.size()); generation < o_.generations; ++generation) {
            auto const children = generation == 0 ? fill({}) : breed();
            if (children.empty()) break;  // the whole space has been seen
            evaluate(children, watch, stop);
            if (!progress) continue;
            progress->history = history_, progress->generation_end = ends_, progress->drawn = random_.counter();
            if (progress->checkpoint) progress->checkpoint();
        }
        watch.end();
        auto const best = history_[ranked_.front()];
        return {best, std::move(history_), std::move(ends_)};
    }

private:
    static std::size_t first_free(choice_mask const& mask) {
        std::size_t layer = 0;
        while (layer < mask.size() && mask[layer].size() == 1) ++layer;
        return layer;
    }
    /// Scores a generation in parts, so that progress is seen and a stop obeyed.
    void evaluate(std::vector<genotype> const& children, observer& watch, std::stop_token const& stop) {
        constexpr std::size_t part = 16;
        std::vector<fitness> fits(children.size());
        for (std::size_t from = 0; from < children.size(); from += part) {
            if (stop.stop_requested()) throw stopped{};
            auto const count = std::min(part, children.size() - from);
            evaluator_.score(evaluator_.evaluator, std::span<genotype const>{children}.subspan(from, count),
                             std::span<fitness>{fits}.subspan(from, count));
            watch.advance(static_cast<std::int64_t>(history_.size() + from + count),
                          ranked_.empty() ? "" : "best " + show(history_[ranked_.front()].fit.primary));
        }
        for (std::size_t i = 0; i < children.size(); ++i) history_.push_back({children[i], fits[i]});
        ends_.push_back(static_cast<int>(history_.size()));
        rank();
    }
    void rank() {
        while (ranked_.size() < history_.size()) ranked_.push_back(static_cast<std::uint32_t>(ranked_.size()));
        std::sort(ranked_.begin(), ranked_.end(), [this](auto a, auto b) {
            auto const order = history_[a].fit <=> history_[b].fit;
            return order == 0 ? a < b : order > 0;  // of equals the earlier one
        });
    }
    void resume(search_progress const& from) {
        history_ = from.history, ends_ = from.generation_end;
        random_.seek(from.drawn);
        for (auto const& e : history_) seen_.insert(e.genes);
        rank();
    }
    std::vector<genotype> breed() {
        std::vector<genotype> children;
        auto const make = [&](int wanted, auto child) {
            for (int tries = wanted * o_.tries, made = 0; tries > 0 && made < wanted; --tries)
                made += accept(child(), children);
        };
        make(o_.mutations, [&] { return mutant(); });
        make(o_.crossovers, [&] { return crossover(); });
        return fill(std::move(children));
    }
    std::vector<genotype> fill(std::vector<genotype> children) {
        int tries = o_.population * o_.tries;
        while (static_cast<int>(children.size()) < o_.population && tries-- > 0) accept(sampler_(random_), children);
        return children;
    }
    /// A child counts when it is within the limits and new.
    bool accept(genotype const& g, std::vector<genotype>& children) {
        if (!space_.within(g, bounds_) || !seen_.insert(g).second) return false;
        children.push_back(g);
        return true;
    }
    genotype const& parent() {
        auto const n = std::min<std::size_t>(ranked_.size(), static_cast<std::size_t>(o_.parents));
        return history_[ranked_[random_.below(n)]].genes;
    }
    genotype mutant() {
        auto g = parent();
        for (int layer = 0; layer < g.size(); ++layer) {
            auto const& choices = mask_[std::size_t(layer)];
            if (random_.uniform() < o_.gene_mutation) g[layer] = choices[random_.below(choices.size())];
        }
        return g;
    }
    genotype crossover() {
        auto g = parent();
        auto const& other = parent();
        for (int layer = 0; layer < g.size(); ++layer)
            if (random_.uniform() < 0.5) g[layer] = other[layer];
        return g;
    }

    priced_space const& space_;
    choice_mask const& mask_;
    limits const& bounds_;
    evolution_options o_;
    feasible_sampler sampler_;
    rng random_;
    scorer evaluator_;
    std::set<genotype> seen_;
    std::vector<evaluated> history_;
    std::vector<std::uint32_t> ranked_;  ///< positions in the history, best first
    std::vector<int> ends_;
};

}  // namespace detail

/// Searches the mask for the fittest genotype within the limits. Throws error when no network meets them, stopped when
/// it was stopped. `progress` is where it goes on and what it leaves after each generation.
template <class E>
search_result evolve(E& evaluator, priced_space const& space, choice_mask const& mask, limits const& bounds,
                     evolution_options const& o, std::uint64_t seed, observer& watch = quiet(),
                     std::stop_token const& stop = {}, search_progress* progress = nullptr) {
    static_assert(is_evaluator<E>, "the evaluator must have score(span<genotype const>, span<fitness>)");
    if constexpr (is_evaluator<E>)
        return detail::evolution_run{space, mask, bounds, o, seed, detail::scorer::of(evaluator)}.run(watch, stop,
                                                                                                      progress);
    else
        return {};
}

}  // namespace hurricane::inline v0
