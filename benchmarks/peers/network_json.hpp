// SPDX-License-Identifier: MIT
// A network or a space as JSON, for plans.py.
#pragma once

#include <hurricane/space/view.hpp>
#include <nlohmann/json.hpp>

namespace hurricane {

inline nlohmann::ordered_json to_json(plan const& p) {
    auto steps = nlohmann::ordered_json::array();
    for (auto const& s : p)
        steps.push_back({{"op", name_of(s.op)},
                         {"src", int{s.src}},
                         {"src2", int{s.src2}},
                         {"kernel", s.kernel},
                         {"stride", s.stride},
                         {"groups", s.groups},
                         {"offset", s.offset},
                         {"number", s.attribute},
                         {"bias", s.bias},
                         {"in", {s.in.c, s.in.h, s.in.w}},
                         {"out", {s.out.c, s.out.h, s.out.w}}});
    return steps;
}

inline nlohmann::ordered_json to_json(space_view const& space, int batch) {
    auto layers = nlohmann::ordered_json::array();
    for (int layer = 0; layer < space.size(); ++layer) {
        auto& choices = layers.emplace_back(nlohmann::ordered_json::array());
        for (int c = 0; c < static_cast<int>(space[layer].candidates.size()); ++c)
            choices.push_back(to_json(space.lower(layer, c)));
    }
    return {{"input", {space.input.c, space.input.h, space.input.w}},
            {"classes", space.classes},
            {"batch", batch},
            {"stem", to_json(space.stem)},
            {"layers", layers},
            {"head", to_json(space.head)}};
}

}  // namespace hurricane
