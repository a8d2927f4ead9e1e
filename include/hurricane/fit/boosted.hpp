// SPDX-License-Identifier: MIT
// Gradient-boosted trees (XGBoost, Chen and Guestrin 2016) on what the additive model leaves, for
// devices whose latency is no sum. Deterministic: one thread, no subsampling. No number goes
// through text that a locale could change.
#pragma once

#include <xgboost/c_api.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include <hurricane/fit/ridge.hpp>

namespace hurricane::inline v0::fit {

struct boosted_options {
    int trees{150};
    int depth{4};
    double learning_rate{0.1};
};

class boosted_model {
public:
    /// Fits trees to what `base` leaves of `targets`, one of each sample, on `rows`.
    boosted_model(samples const& s, std::span<double const> targets,
                  std::span<std::size_t const> rows, additive_model base, boosted_options const& o)
        : base_{std::move(base)} {
        std::vector<float> left;
        for (auto i : rows) {
            left.push_back(static_cast<float>(targets[i] - base_(s[i])));
            scale_ = std::max(scale_, double(std::abs(left.back())));
        }
        if (scale_ == 0) scale_ = 1;
        for (auto& x : left) x = static_cast<float>(x / scale_);  // trees do not see the unit
        matrix const data{features(s, rows), rows.size()};
        check(XGDMatrixSetFloatInfo(data.handle, "label", left.data(), left.size()));
        grow(data, o);
        find_range(data, o.trees);
    }

    double operator()(std::span<int const> genes) const {
        return base_(genes) + beyond({genes.begin(), genes.end()});
    }

    /// What the trees add to the additive model.
    double beyond(std::vector<float> const& genes) const { return scale_ * predict(genes, 1)[0]; }

    /// The least and the most that the trees can add: of each its lowest and its highest leaf.
    std::pair<double, double> range() const { return range_; }

    /// Many at once, which costs a small part of one by one.
    std::vector<double> predict_rows(samples const& s, std::span<std::size_t const> rows) const {
        if (rows.empty()) return {};
        auto const trees = predict(features(s, rows), rows.size());
        std::vector<double> out;
        for (std::size_t k = 0; k < rows.size(); ++k)
            out.push_back(base_(s[rows[k]]) + scale_ * trees[k]);
        return out;
    }

private:
    static std::vector<float> features(samples const& s, std::span<std::size_t const> rows) {
        std::vector<float> genes;
        for (auto i : rows)
            for (int g : s[i]) genes.push_back(static_cast<float>(g));
        return genes;
    }

    static void check(int code) {
        if (code != 0)
            throw error{std::string{"XGBoost: "} + XGBGetLastError(), "boosted model",
                        "report this"};
    }

    struct matrix {
        DMatrixHandle handle{};

        matrix(std::vector<float> const& genes, std::size_t rows) {
            check(XGDMatrixCreateFromMat(genes.data(), rows, genes.size() / rows,
                                         std::numeric_limits<float>::quiet_NaN(), &handle));
        }

        ~matrix() { XGDMatrixFree(handle); }

        matrix(matrix const&) = delete;
        matrix& operator=(matrix const&) = delete;
    };

    std::vector<double> predict(std::vector<float> const& genes, std::size_t rows) const {
        matrix const data{genes, rows};
        bst_ulong n{};
        float const* out{};
        check(XGBoosterPredict(trees_.get(), data.handle, 0, 0, 0, &n, &out));
        return {out, out + n};
    }

    /// Boosts trees on the data's labels.
    void grow(matrix const& data, boosted_options const& o) {
        BoosterHandle made{};
        check(XGBoosterCreate(&data.handle, 1, &made));
        trees_ = {made, [](void* b) { XGBoosterFree(b); }};
        auto const set = [&](char const* name, std::string const& value) {
            check(XGBoosterSetParam(made, name, value.c_str()));
        };
        set("nthread", "1");
        set("seed", "0");
        set("verbosity", "0");
        set("base_score", "0");
        set("tree_method", "hist");
        set("max_depth", std::to_string(o.depth));
        set("eta", decimal(o.learning_rate));
        for (int t = 0; t < o.trees; ++t) check(XGBoosterUpdateOneIter(made, t, data.handle));
    }

    /// Each leaf has rows that it was grown on: what a tree says of them all is all that it says.
    void find_range(matrix const& data, int trees) {
        double low = 0;
        double high = 0;
        for (int t = 0; t < trees; ++t) {
            auto const one =
                R"({"type":1,"training":false,"strict_shape":false,"iteration_begin":)" +
                std::to_string(t) + R"(,"iteration_end":)" + std::to_string(t + 1) + "}";
            bst_ulong const* shape{};
            bst_ulong dimensions{};
            float const* out{};
            check(XGBoosterPredictFromDMatrix(trees_.get(), data.handle, one.c_str(), &shape,
                                              &dimensions, &out));
            auto const [least, most] = std::minmax_element(out, out + shape[0]);
            low += *least;
            high += *most;
        }
        double const rounding = 1e-5 * (high - low);  // of sums in single precision
        range_ = {scale_ * (low - rounding), scale_ * (high + rounding)};
    }

    additive_model base_;
    double scale_{};
    std::shared_ptr<void> trees_;
    std::pair<double, double> range_;
};

}  // namespace hurricane::inline v0::fit
