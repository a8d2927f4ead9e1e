// SPDX-License-Identifier: MIT
// Scores that cost no training: what the ReLUs of an untrained network do with a few images.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <hurricane/base/thread_pool.hpp>
#include <hurricane/data/batches.hpp>
#include <hurricane/space/model.hpp>
#include <hurricane/training/shared_weights.hpp>

namespace hurricane::inline v0 {

enum class zero_cost : unsigned char {
    relu_units,  ///< how many ReLUs the network has for one image: what the others grow with; ours
    naswot,  ///< log-determinant of the kernel of equal activations of pairs of images (Mellor et
             ///< al. 2021, "Neural architecture search without training", section 3)
    swap     ///< how many different patterns the units show over the images (Peng et al. 2024,
             ///< "SWAP-NAS: sample-wise activation patterns", section 3.1)
};
inline constexpr std::array zero_cost_names{"relu_units", "naswot", "swap"};

/// Whether a step cuts at zero: the activations that these scores are of.
constexpr bool is_rectifier(kind k) { return row_of(k).is_rectifier; }

/// ReLUs of one image in the plans of a network.
inline std::int64_t relu_units(std::vector<plan> const& network) {
    std::int64_t units = 0;
    for (auto const& p : network)
        for (auto const& s : p)
            if (is_rectifier(s.op)) units += s.out.size();
    return units;
}

/// Whether every network made of the mask's choices has a ReLU.
inline bool always_has_relu(space_view const& space, choice_mask const& mask) {
    auto const has = [](plan const& p) { return relu_units({p}) > 0; };
    if (has(space.stem) || has(space.head)) return true;
    for (int layer = 0; layer < space.size(); ++layer) {
        auto const& choices = mask[static_cast<std::size_t>(layer)];
        if (std::all_of(choices.begin(), choices.end(),
                        [&](auto choice) { return has(space.lower(layer, choice)); }))
            return true;
    }
    return false;
}

/// Which of up to 16 images each ReLU is active for, as counts of the 16-bit patterns.
class activation_patterns {
public:
    static constexpr int most_images = 16;

    explicit activation_patterns(int images)
        : images_{images}, counts_(std::size_t{1} << images), words_(block) {}

    void clear() { std::fill(counts_.begin(), counts_.end(), 0); }

    /// Values (images, units) behind a ReLU. O(images units).
    void add(float const* values, std::size_t units) {
        for (std::size_t from = 0; from < units; from += block) {
            auto const n = std::min(block, units - from);
            std::fill_n(words_.begin(), n, std::uint16_t{});
            for (int i = 0; i < images_; ++i) {
                float const* const x = values + static_cast<std::size_t>(i) * units + from;
                auto const bit = static_cast<std::uint16_t>(1u << i);
                for (std::size_t k = 0; k < n; ++k)
                    words_[k] = static_cast<std::uint16_t>(words_[k] | (x[k] > 0 ? bit : 0));
            }
            for (std::size_t k = 0; k < n; ++k) ++counts_[words_[k]];
        }
    }

    double distinct() const {
        return static_cast<double>(
            std::count_if(counts_.begin(), counts_.end(), [](auto n) { return n > 0; }));
    }

    /// log |det K|, K[i][j] the units that images i and j agree in; the lowest number where K is
    /// singular. The agreements of all pairs come from one Walsh-Hadamard transform of the counts:
    /// O(images 2^images).
    double log_determinant() const {
        std::vector<std::int64_t> t(counts_.begin(), counts_.end());
        for (std::size_t half = 1; half < t.size(); half *= 2)
            for (std::size_t from = 0; from < t.size(); from += 2 * half)
                for (std::size_t k = from; k < from + half; ++k) {
                    auto const a = t[k];
                    auto const b = t[k + half];
                    t[k] = a + b;
                    t[k + half] = a - b;
                }
        auto const n = static_cast<std::size_t>(images_);
        std::vector<double> kernel(n * n);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) {
                auto const pair = i == j ? 0 : (std::size_t{1} << i) | (std::size_t{1} << j);
                kernel[i * n + j] = 0.5 * static_cast<double>(t[0] + t[pair]);
            }
        return log_determinant_of(std::move(kernel), n);
    }

private:
    static constexpr std::size_t block = 4096;

    /// Gaussian elimination with row pivots. O(n^3).
    static double log_determinant_of(std::vector<double> a, std::size_t n) {
        double sum = 0;
        for (std::size_t c = 0; c < n; ++c) {
            auto const pivot = pivot_row(a, n, c);
            double const largest = std::abs(a[pivot * n + c]);
            if (largest < 1e-9 * std::abs(a[0])) return std::numeric_limits<double>::lowest();
            for (std::size_t k = 0; k < n; ++k) std::swap(a[c * n + k], a[pivot * n + k]);
            sum += std::log(largest);
            eliminate(a, n, c);
        }
        return sum;
    }

    /// The row from c on whose number in column c is the largest, the first of equal ones.
    static std::size_t pivot_row(std::vector<double> const& a, std::size_t n, std::size_t c) {
        std::size_t pivot = c;
        for (std::size_t r = c + 1; r < n; ++r)
            if (std::abs(a[r * n + c]) > std::abs(a[pivot * n + c])) pivot = r;
        return pivot;
    }

    /// Clears column c of the rows below c.
    static void eliminate(std::vector<double>& a, std::size_t n, std::size_t c) {
        for (std::size_t r = c + 1; r < n; ++r) {
            double const factor = a[r * n + c] / a[c * n + c];
            for (std::size_t k = c; k < n; ++k) a[r * n + k] -= factor * a[c * n + k];
        }
    }

    int images_;
    std::vector<std::uint32_t> counts_;
    std::vector<std::uint16_t> words_;
};

struct zero_cost_options {
    zero_cost what{zero_cost::swap};
    int images{16};
    int threads{2};
    std::uint64_t seed{};  ///< of the weights
};

/// An Evaluator: networks of a space with random weights that they share, norms with the statistics
/// of the images.
class zero_cost_evaluator {
public:
    /// `which`: images of the set, as many as the options say. Throws error for other numbers, and
    /// for choices of the mask that leave a network without a ReLU when it is scored.
    zero_cost_evaluator(space_view space, choice_mask const& mask, dataset const& d,
                        normalisation const& norm, std::span<int const> which,
                        zero_cost_options const& o)
        : space_{std::move(space)}, o_{o} {
        if (o.images < 2 || o.images > activation_patterns::most_images)
            throw error{std::to_string(o.images) + " images", "zero-cost score", "use 2 to 16"};
        if (static_cast<int>(which.size()) != o.images)
            throw error{std::to_string(which.size()) + " images where " + std::to_string(o.images) +
                            " are asked for",
                        "zero-cost score", "give as many"};
        if (o.what == zero_cost::relu_units) return;  // which plans tell
        workers_.resize(static_cast<std::size_t>(std::max(1, o.threads)));
        pool_.emplace(o.threads);
        float_buffer images{static_cast<std::size_t>(space_.input.size() * o.images)};
        gather(d, byte_tables{norm}, which, images.data());
        pool_->each([&](int w) {
            auto& mine = workers_[static_cast<std::size_t>(w)];
            mine = std::make_unique<worker>(space_, mask, o_);
            std::copy_n(images.data(), images.size(), mine->runner.shard(0).images.data());
        });
    }

    /// Higher is better; the number of ReLUs decides between equal ones.
    void score(std::span<genotype const> genotypes, std::span<fitness> out) {
        for (std::size_t i = 0; i < genotypes.size(); ++i) out[i] = {units_of(genotypes[i]), 0};
        if (!pool_) return;
        pool_->run(static_cast<std::int64_t>(genotypes.size()), [&](std::int64_t i, int w) {
            auto& of = out[static_cast<std::size_t>(i)];
            auto& mine = *workers_[static_cast<std::size_t>(w)];
            of = {activation_score(genotypes[static_cast<std::size_t>(i)], mine), of.primary};
        });
    }

private:
    struct worker {
        worker(space_view const& space, choice_mask const& mask, zero_cost_options const& o)
            : runner{space, mask, o.images, 1, kernels::saved_values::activations_too},
              weights{space, mask, runner, method::momentum}, partial{runner.longest()},
              patterns{o.images} {
            weights.reset(o.seed, runner.cache().engine);
        }

        path_runner runner;
        shared_weights weights;
        float_buffer partial;
        activation_patterns patterns;
    };

    double units_of(genotype const& g) const {
        auto const units = static_cast<double>(relu_units(network(space_, g)));
        if (units == 0)
            throw error{"the network " + to_string(g) + " has no ReLU", "zero-cost score",
                        "score this space by something else"};
        return units;
    }

    double activation_score(genotype const& g, worker& w) const {
        run(g, w);
        return o_.what == zero_cost::swap ? w.patterns.distinct() : w.patterns.log_determinant();
    }

    /// Leaves the patterns of all ReLUs.
    void run(genotype const& g, worker& w) const {
        auto& m = w.runner.shard(0);
        m.partial = w.partial.data();
        auto& p = w.runner.storage();
        lay_path(p, space_, g, w.runner, w.weights, {});
        float* const own[] = {m.partial};
        w.runner.forward(p, w.weights.params(), {&m, 1}, own, [] {});
        w.patterns.clear();
        w.runner.for_each_value(p, w.weights.params(), m, [&](step const& s, float const* values) {
            if (is_rectifier(s.op)) w.patterns.add(values, static_cast<std::size_t>(s.out.size()));
        });
    }

    space_view space_;
    zero_cost_options o_;
    std::vector<std::unique_ptr<worker>> workers_;  ///< where activations are looked at
    std::optional<thread_pool> pool_;  // last, so that its threads end before what they run on
};

}  // namespace hurricane::inline v0
