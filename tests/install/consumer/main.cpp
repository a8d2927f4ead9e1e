// SPDX-License-Identifier: MIT
#include <cstdio>
#include <hurricane/hurricane.hpp>

#include "my_space.hpp"

struct phone : hurricane::roofline<hurricane::machine{
                   .gmacs_per_s = 20, .gbytes_per_s = 10, .overhead_us = 5}> {
    static constexpr auto name = "phone";
};

struct most_parameters {
    void score(std::span<hurricane::genotype const> genotypes, std::span<hurricane::fitness> out) {
        for (std::size_t i = 0; i < genotypes.size(); ++i)
            out[i] = {double(genotypes[i][0] + genotypes[i][1]), 0};
    }
};

int main() {
    most_parameters evaluator;
    auto const r = hurricane::two_stage<my::space, phone>(evaluator, {});
    std::printf("found %s\n", hurricane::to_string(r.best().genes).c_str());
}
