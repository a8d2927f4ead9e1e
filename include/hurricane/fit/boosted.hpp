// SPDX-License-Identifier: MIT
// Gradient-boosted trees (XGBoost, Chen and Guestrin 2016) on what the additive model leaves, for devices whose latency
// is no sum. Deterministic: one thread, no subsampling.
#pragma once

#include <xgboost/c_api.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>

#include <hurricane/fit/ridge.hpp>

namespace hurricane::inline v0::fit {

struct boosted_options {
    int trees{150}, depth{4};
    double learning_rate{0.1};
};

class boosted_model {
public:
    boosted_model(samples const& s, std::span<std::size_t const> rows, additive_model base, boosted_options const& o)
        : base_{std::move(base)} {
        std::vector<float> left;
        for (auto i : rows) {
            left.push_back(static_cast<float>(s.values[i] - base_(s[i])));
            scale_ = std::max(scale_, double(std::abs(left.back())));
        }
        if (scale_ == 0) scale_ = 1;
        for (auto& x : left) x = static_cast<float>(x / scale_);  // trees do not see the unit
        matrix const data{features(s, rows), rows.size()};
        check(XGDMatrixSetFloatInfo(data.handle, "label", left.data(), left.size()));
        BoosterHandle made{};
        check(XGBoosterCreate(&data.handle, 1, &made));
        trees_ = {made, [](void* b) { XGBoosterFree(b); }};
        auto const set = [&](char const* name, std::string const& value) {
            check(XGBoosterSetParam(made, name, value.c_str()));
        };
        set("nthread", "1"), set("seed", "0"), set("verbosity", "0"), set("base_score", "0"),
            set("tree_method", "hist");
        set("max_depth", std::to_string(o.depth)), set("eta", std::to_string(o.learning_rate));
        for (int t = 0; t < o.trees; ++t) check(XGBoosterUpdateOneIter(made, t, data.handle));
    }

    double operator()(std::span<int const> genes) const { return base_(genes) + beyond({genes.begin(), genes.end()}); }
    /// What the trees add to the additive model.
    double beyond(std::vector<float> const& genes) const { return scale_ * predict(genes, 1)[0]; }
    /// The least and the most that the trees can add: of each its lowest and its highest leaf. O(leaves).
    std::pair<double, double> range() const {
        bst_ulong n{};
        char const** trees{};
        check(XGBoosterDumpModel(trees_.get(), "", 0, &n, &trees));
        double low = 0, high = 0;
        for (bst_ulong t = 0; t < n; ++t) {
            constexpr char const* leaf = "leaf=";
            double least = std::numeric_limits<double>::infinity(), most = -least;
            for (auto const* at = std::strstr(trees[t], leaf); at; at = std::strstr(at + 1, leaf)) {
                double const x = std::strtod(at + std::strlen(leaf), nullptr);
                least = std::min(least, x), most = std::max(most, x);
            }
            low += least, high += most;
        }
        double const rounding = 1e-4 * (high - low);  // of sums in single precision, and of printed leaves
        return {scale_ * (low - rounding), scale_ * (high + rounding)};
    }
    /// Many at once, which costs a small part of one by one.
    std::vector<double> predict_rows(samples const& s, std::span<std::size_t const> rows) const {
        if (rows.empty()) return {};
        auto const trees = predict(features(s, rows), rows.size());
        std::vector<double> out;
        for (std::size_t k = 0; k < rows.size(); ++k) out.push_back(base_(s[rows[k]]) + scale_ * trees[k]);
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
        if (code != 0) throw error{std::string{"XGBoost: "} + XGBGetLastError(), "boosted model", "report this"};
    }
    struct matrix {
        DMatrixHandle handle{};
        matrix(std::vector<float> const& genes, std::size_t rows) {
            check(XGDMatrixCreateFromMat(genes.data(), rows, genes.size() / rows, NAN, &handle));
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

    additive_model base_;
    double scale_{};
    std::shared_ptr<void> trees_;
};

}  // namespace hurricane::inline v0::fit
