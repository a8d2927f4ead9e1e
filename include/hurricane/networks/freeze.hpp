// SPDX-License-Identifier: MIT
// From a genotype that a search has found to C++: a header that defines the network as a type. It
// compiles to the same plans, or not at all: it holds the fingerprint of the plans it was written
// for.
#pragma once

#include <string>
#include <string_view>

#include <hurricane/base/identifier.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::inline v0 {

/// How the space is reached from C++.
struct space_source {
    std::string type;      ///< "my::space"
    std::string includes;  ///< the lines that include what declares it
};

/// A header that defines `name` ("my::network"). Throws error for a name that is none, and for a
/// genotype that is not one of the space.
inline std::string freeze(space_view const& space, genotype const& g, space_source const& source,
                          std::string const& name) {
    auto const type = parse_name(name, "freeze");
    auto const plans = network(space, g);
    std::int64_t macs = 0;
    std::int64_t params = 0;
    for (auto const& p : plans) {
        macs += p.macs();
        params += p.params();
    }
    std::string ops;
    for (int layer = 0; layer < g.size(); ++layer)
        ops += " " + std::string{space[layer].candidates[g[layer]].name};

    return "// hurricane-network, frozen from the space '" + in_comment(space.name) + "'; " +
           std::to_string(macs) + " multiply-adds, " + std::to_string(params) + " parameters:\n//" +
           in_comment(ops) + "\n#pragma once\n\n" + source.includes +
           "#include <hurricane/networks/frozen.hpp>\n\n" + type.open() + "struct " + type.type +
           " : ::hurricane::frozen<" + (source.type.starts_with("::") ? "" : "::") + source.type +
           ", \"" + to_string(g) +
           "\"> {\n    static constexpr ::hurricane::fixed_string name = \"" +
           name.substr(0, fixed_string::longest_name) + "\";\n};\nstatic_assert(" + type.type +
           "::fingerprint == 0x" + hexadecimal(fingerprint_of(plans)) +
           ",\n              \"the space has changed since this network was frozen\");\n" +
           type.close();
}

}  // namespace hurricane::inline v0
