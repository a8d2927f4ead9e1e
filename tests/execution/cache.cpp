// SPDX-License-Identifier: MIT
// Tests execution/cache.hpp, kernels/onednn.hpp.
#include <doctest/doctest.h>

#include <memory>
#include <vector>

#include <hurricane/execution/cache.hpp>
#include <hurricane/execution/compiled_plan.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/space/view.hpp>

using namespace hurricane;
using namespace hurricane::kernels;

TEST_CASE(
    "no primitive of the quick-start space falls to a reference implementation, and no depthwise "
    "one to gemm") {
    kernel_cache cache;
    auto const space = view<spaces::fashion>();
    compiled_plan stem{cache, space.stem, 16, input_gradient::none};
    compiled_plan head{cache, space.head, 16, input_gradient::computed};
    std::vector<std::unique_ptr<compiled_plan>> units;
    for (int layer = 0; layer < space.size(); ++layer)
        for (int choice = 0; choice < 32; ++choice)
            units.push_back(std::make_unique<compiled_plan>(cache, space.lower(layer, choice), 16,
                                                            input_gradient::computed));
    CHECK(cache.all().size() > 50);
    for (auto const& [problem, w] : cache.all())
        for (auto const& name :
             {w->forward_name(), w->backward_data_name(), w->backward_weights_name()}) {
            CAPTURE(problem);
            CAPTURE(name);
            CHECK(!name.starts_with("ref"));
            CHECK((problem.find("_g") == std::string::npos ||
                   name.find("gemm") == std::string::npos));
        }
}
