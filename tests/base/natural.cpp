// SPDX-License-Identifier: MIT
// Tests base/natural.hpp.
#include <hurricane/base/natural.hpp>

using namespace hurricane;

namespace {

// Exact decimals.
constexpr natural power(unsigned base, int exponent) {
    natural n{1};
    while (exponent-- > 0) n *= base;
    return n;
}

static_assert(power(2, 64).text() == std::string_view{"18446744073709551616"});
static_assert(power(10, 151).log10() > 150.999999 && power(10, 151).text().size == 152);
static_assert(natural{0}.text() == std::string_view{"0"} &&
              natural{4'294'967'295u}.text() == std::string_view{"4294967295"});
static_assert((natural{7} *= 0).text() == std::string_view{"0"});

}  // namespace
