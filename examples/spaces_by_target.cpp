// SPDX-License-Identifier: MIT
// The space that the compiler makes for each device out of the same 32 operators: rows are the
// distinct slots, columns the devices. The devices here are modelled; a measured one is a generated
// header (hurricane_target_from_csv).
//   g++ -std=c++20 -O2 -Iinclude examples/spaces_by_target.cpp && ./a.out
#include <cstdio>
#include <hurricane/hurricane.hpp>
#include <hurricane/hw/devices/hexagon685.hpp>
#include <hurricane/hw/devices/myriad_x.hpp>
#include <hurricane/hw/devices/snapdragon845.hpp>
#include <string>

using namespace hurricane;

namespace {

template <class Space>
std::vector<std::string> kept(std::size_t distinct) {
    std::vector<std::string> names;
    auto const& row = Space::made::rows[distinct];
    for (std::size_t i = 0; i < row.size(); ++i)
        if (row[i].allowed) names.emplace_back(std::string_view{pool32::candidates[i].name});
    return names;
}

template <class Backbone, class... Targets>
void print() {
    using table = lowered<space<Backbone, pool32>>;
    std::printf("%-28s", "slot, layers");
    (std::printf("%-16s", std::string{std::string_view{Targets::name}}.c_str()), ...);
    for (int d = 0; d < table::distinct; ++d) {
        slot const at = table::sites[std::size_t(d)].at;
        int layers = 0;
        for (int other : table::distinct_of) layers += other == d;
        std::string const label = std::to_string(at.in.c) + " x " + std::to_string(at.in.h) +
                                  "^2 -> " + std::to_string(at.out) + " / " +
                                  std::to_string(at.stride) + ", " + std::to_string(layers);
        std::vector<std::string> const columns[] = {
            kept<hardware_aware<pool32, Backbone, Targets>>(std::size_t(d))...};
        bool any = true;
        for (std::size_t line = 0; any; ++line) {
            any = false;
            std::string text;
            for (auto const& names : columns) {
                std::string cell = line < names.size() ? names[line] : "";
                any |= line < names.size();
                cell.resize(16, ' ');
                text += cell;
            }
            if (any) std::printf("\n%-28s%s", line == 0 ? label.c_str() : "", text.c_str());
        }
    }
    std::printf("\n%-28s", "cheapest network, ms");
    (std::printf("%-16.2f", hardware_aware<pool32, Backbone, Targets>::cheapest_ms()), ...);
    std::printf("\n%-28s", "networks");
    (std::printf("10^%-13.1f", hardware_aware<pool32, Backbone, Targets>::architectures().log10()),
     ...);
    std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1) {
        bool const help = std::string_view{argv[1]} == "--help";
        std::fprintf(help ? stdout : stderr,
                     "Usage: spaces_by_target\nPrints which of the 32 operators the compiler keeps "
                     "for each device at "
                     "each slot.\nExample: spaces_by_target\n");
        return help && std::fflush(stdout) == 0 ? 0 : 2;
    }
    print<backbones::spos, targets::hexagon685, targets::myriad_x, targets::snapdragon845>();
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 ? 0 : 2;
}
