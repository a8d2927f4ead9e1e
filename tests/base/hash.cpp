// SPDX-License-Identifier: MIT
// Tests base/hash.hpp.
#include <hurricane/base/hash.hpp>

using namespace hurricane;

// Of FNV's own test vectors, by bytes; text() ends with a zero byte, and a number has eight.
static_assert(fnv1a{}.value() == 0xcbf29ce484222325ull);
static_assert(fnv1a{}.byte('a').value() == 0xaf63dc4c8601ec8cull);
static_assert(fnv1a{}.text("a").value() == fnv1a{}.byte('a').byte(0).value());
static_assert(fnv1a{}.text("ab").value() != fnv1a{}.text("a").text("b").value());
static_assert(fnv1a{}.number(0x0201).value() ==
              fnv1a{}.byte(1).byte(2).byte(0).byte(0).byte(0).byte(0).byte(0).byte(0).value());
