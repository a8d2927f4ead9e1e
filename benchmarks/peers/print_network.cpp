// SPDX-License-Identifier: MIT
// Prints a workload or a published network as JSON, so that other frameworks run the very same steps:
//   build/release/benchmarks/print_network spos-32 > spos-32.json
#include <iostream>
#include <nlohmann/json.hpp>

#include "../models.hpp"
#include "../workloads.hpp"

namespace {

using namespace hurricane;
using json = nlohmann::ordered_json;

json of(plan const& p) {
    auto steps = json::array();
    for (auto const& s : p)
        steps.push_back({{"op", name_of(s.op)},
                         {"src", int{s.src}},
                         {"src2", int{s.src2}},
                         {"kernel", s.kernel},
                         {"stride", s.stride},
                         {"groups", s.groups},
                         {"offset", s.offset},
                         {"number", s.number},
                         {"bias", s.bias},
                         {"in", {s.in.c, s.in.h, s.in.w}},
                         {"out", {s.out.c, s.out.h, s.out.w}}});
    return steps;
}
json of(space_view const& space, int batch) {
    auto layers = json::array();
    for (int layer = 0; layer < space.size(); ++layer) {
        auto& choices = layers.emplace_back(json::array());
        for (int c = 0; c < static_cast<int>(space[layer].candidates.size()); ++c)
            choices.push_back(of(space.lower(layer, c)));
    }
    return {{"input", {space.input.c, space.input.h, space.input.w}},
            {"classes", space.classes},
            {"batch", batch},
            {"stem", of(space.stem)},
            {"layers", layers},
            {"head", of(space.head)}};
}

}  // namespace

int main(int argc, char** argv) {
    std::string const name = argc == 2 ? argv[1] : "";
    for (auto const& w : workloads::all)
        if (w.name == name) return std::cout << of(w.view(), w.batch) << '\n', 0;
    for (auto const& m : models::all)
        if (m.name == name) return std::cout << of(m.view(), 1) << '\n', 0;
    std::cerr << "print_network: give a workload or a network, for example: print_network mobilenet_v2\n";
    return 2;
}
