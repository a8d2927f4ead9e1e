// SPDX-License-Identifier: MIT
// Prints a workload or a published network as JSON, so that other frameworks run the very same
// steps:
//   build/release/benchmarks/print_network spos-32 > spos-32.json
#include <iostream>

#include "../models.hpp"
#include "../workloads.hpp"
#include "network_json.hpp"

int main(int argc, char** argv) {
    using namespace hurricane;
    std::string const name = argc == 2 ? argv[1] : "";
    for (auto const& w : workloads::all)
        if (w.name == name) {
            std::cout << to_json(w.view(), w.batch) << '\n';
            return 0;
        }
    for (auto const& m : models::all)
        if (m.name == name) {
            std::cout << to_json(m.view(), 1) << '\n';
            return 0;
        }
    std::cerr
        << "print_network: give a workload or a network, for example: print_network mobilenet_v2\n";
    return 2;
}
