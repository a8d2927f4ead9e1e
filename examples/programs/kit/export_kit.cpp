// SPDX-License-Identifier: MIT
// The measuring kits of the built-in spaces.
#include <hurricane/space/presets.hpp>

#include "kit.hpp"

int main(int argc, char** argv) {
    using namespace hurricane;
    app::named_space const spaces[] = {{"fashion", view<spaces::fashion>},
                                       {"cifar", view<space<backbones::cifar, pool32>>},
                                       {"spos_cifar", view<spaces::spos_cifar>},
                                       {"spos", view<spaces::spos>}};
    return app::kit(argc, argv, spaces);
}
