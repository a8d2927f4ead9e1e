// SPDX-License-Identifier: MIT
// Prints the golden network, its images and first weights as JSON, for ten_steps.py:
//   g++ -std=c++20 -Iinclude tests/golden/print_network.cpp -o print_network -ldnnl -fopenmp && ./print_network >
//   network.json
#include <cstdio>

#include "ten_steps.hpp"

int main() {
    using namespace golden;
    auto const plans = network<network_type>();
    std::printf("{\"plans\": [");
    for (std::size_t p = 0; p < plans.size(); ++p) {
        std::printf("%s[", p ? ", " : "");
        for (int i = 0; i < plans[p].size(); ++i) {
            step const& s = plans[p][i];
            std::printf(
                "%s\n {\"op\": \"%s\", \"src\": %d, \"src2\": %d, \"kernel\": %d, \"stride\": %d, \"groups\": %d, "
                "\"offset\": %d, \"number\": %g, \"bias\": %d, \"in\": %d, \"out\": %d}",
                i ? "," : "", std::string{name_of(s.op)}.c_str(), s.src, s.src2, s.kernel, s.stride, s.groups, s.offset,
                s.number, s.bias, s.in.c, s.out.c);
        }
        std::printf("]");
    }
    std::printf("],\n\"pixels\": [");
    for (int i = 0; i < images * 192; ++i) std::printf("%s%d", i ? "," : "", pixel(i));
    std::printf("],\n\"labels\": [");
    for (int i = 0; i < images; ++i) std::printf("%s%d", i ? "," : "", label(i));
    std::printf("],\n\"steps\": %d, \"classes\": %d}\n", steps, backbone::classes);
}
