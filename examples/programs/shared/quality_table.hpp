// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>

#include <hurricane/fit/quality.hpp>

namespace hurricane::app {

/// How well a model predicts, beside the same of a constant; without R2 and ranks where all
/// measurements are one.
inline void print_quality(char const* head, fit::quality const& model,
                          fit::quality const& constant) {
    std::printf("%-22s %10s %10s\n", head, "model", "constant");
    auto const line = [](char const* name, double a, double b, char const* unit) {
        std::printf("%-22s %8.3f %-1s %8.3f %s\n", name, a, unit, b, unit);
    };
    auto const ordered = [&](char const* name, double a, double b) {
        if (model.ordered)
            line(name, a, b, "");
        else
            std::printf("%-22s %8s   %8s\n", name, "-", "-");
    };
    ordered("R2", model.r2, constant.r2);
    line("mean error (MAPE)", 100 * model.mape, 100 * constant.mape, "%");
    ordered("Spearman", model.spearman, constant.spearman);
    ordered("Kendall", model.kendall, constant.kendall);
    line("within 5 %", 100 * model.within5, 100 * constant.within5, "%");
    line("within 10 %", 100 * model.within10, 100 * constant.within10, "%");
}

}  // namespace hurricane::app
