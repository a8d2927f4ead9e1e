// SPDX-License-Identifier: MIT
// Prints the golden network with its images and labels as JSON, for ten_steps.py:
//   build/release/tests/golden_network > network.json
#include <iostream>

#include "../../benchmarks/peers/network_json.hpp"
#include "ten_steps.hpp"

int main() {
    using namespace golden;
    auto net = to_json(network_view<network_type>(), images);
    for (int i = 0; i < images * 192; ++i) net["pixels"].push_back(pixel(i));
    for (int i = 0; i < images; ++i) net["labels"].push_back(label(i));
    net["steps"] = steps;
    std::cout << net << '\n';
}
