// expect: the target must have resources
// SPDX-License-Identifier: MIT
#include "common.hpp"

struct board : phone {
#ifdef OK
    static constexpr int resources = 360;
#endif
};

struct map_bits {
    template <class Space, class Target>
    static constexpr void require() {
        static_assert(
            requires { Target::resources; },
            "this searcher maps networks onto an FPGA: the target must have resources");
    }

    void run(study&) const {}
};

struct mapped {
    static constexpr std::string_view name = "mapped";

    boost::hana::tuple<map_bits> phases;
};

auto found() { return perform<tiny, board>(toy{}, mapped{}, {}); }
