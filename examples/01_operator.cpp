// SPDX-License-Identifier: MIT
// An operator is a type with a name and one function that lowers it: to a program of primitives,
// made by the compiler.
#include <cstdio>
#include <hurricane/hurricane.hpp>

using namespace hurricane;

int main() {
    using op = ops::se<ops::mb<6, 3>>;
    constexpr slot at{
        .in = {16, 14, 14}, .out = 24, .stride = 2};  // 16 channels of 14 x 14 become 24 of 7 x 7
    constexpr plan p = op::lower(at);
    static_assert(p.legal() && p.out() == shape{24, 7, 7});
    static_assert(p.macs() > 400'000, "counted while compiling");
    std::printf("%s: %lld multiply-adds, %lld parameters\n", op::name.view().data(),
                static_cast<long long>(p.macs()), static_cast<long long>(p.params()));
    for (auto const& s : p)
        std::printf("  %-12s value %d -> %d x %d x %d\n", name_of(s.op).data(), s.src, s.out.c,
                    s.out.h, s.out.w);
    return std::fflush(stdout) == 0 ? 0 : 2;
}
