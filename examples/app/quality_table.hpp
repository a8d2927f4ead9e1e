// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>

#include <hurricane/fit/quality.hpp>

namespace hurricane::app {

/// How well a model predicts, beside the same of a constant.
inline void print_quality(char const* head, fit::quality const& model, fit::quality const& constant) {
    std::printf("%-22s %10s %10s\n", head, "model", "constant");
    auto const line = [](char const* name, double a, double b, char const* unit) {
        std::printf("%-22s %8.3f %-1s %8.3f %s\n", name, a, unit, b, unit);
    };
    line("R2", model.r2, constant.r2, "");
    line("mean error (MAPE)", 100 * model.mape, 100 * constant.mape, "%");
    line("Spearman", model.spearman, constant.spearman, "");
    line("Kendall", model.kendall, constant.kendall, "");
    line("within 5 %", 100 * model.within5, 100 * constant.within5, "%");
    line("within 10 %", 100 * model.within10, 100 * constant.within10, "%");
}

}  // namespace hurricane::app
