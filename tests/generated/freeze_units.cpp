// SPDX-License-Identifier: MIT
// Tests networks/freeze.hpp.
// Freezes 50 random genotypes of two spaces into headers, and writes ten units that include five
// each and compare the plans of the compiled types with those of the genotypes. Argument: the
// folder to write to.
#include <cstdio>

#include <hurricane/base/files.hpp>
#include <hurricane/base/rng.hpp>
#include <hurricane/networks/freeze.hpp>
#include <hurricane/space/presets.hpp>

using namespace hurricane;

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    std::filesystem::path const folder{argv[1]};

    struct source {
        space_view space;
        space_source code;
    };

    std::string const include = "#include <hurricane/space/presets.hpp>\n";
    source const sources[] = {{view<spaces::fashion>(), {"hurricane::spaces::fashion", include}},
                              {view<spaces::spos>(), {"hurricane::spaces::spos", include}}};
    rng random{7, "freeze"};
    for (int unit = 0; unit < 10; ++unit) {
        std::string includes;
        std::string checks;
        for (int i = 0; i < 5; ++i) {
            auto const& [space, code] = sources[unit % 2];
            genotype const g = uniform_path(space, random);
            auto const name = "network_" + std::to_string(5 * unit + i);
            write_file(folder / (name + ".hpp"), freeze(space, g, code, "frozen::nets::" + name));
            includes += "#include \"" + name + ".hpp\"\n";
            checks += "    good = good && same<frozen::nets::" + name + ", " + code.type + ">(\"" +
                      to_string(g) + "\");\n";
        }
        auto const id = std::to_string(unit);
        write_file(folder / ("unit_" + id + ".cpp"),
                   includes + "#include <frozen_same.hpp>\nbool unit_" + id +
                       "() {\n    bool good = true;\n" + checks + "    return good;\n}\n");
    }
}
