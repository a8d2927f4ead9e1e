// SPDX-License-Identifier: MIT
#include "everything.hpp"

int second();

int main() { return hurricane::spaces::fashion::layers == second() ? 0 : 1; }
