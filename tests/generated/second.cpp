// SPDX-License-Identifier: MIT
#include "everything.hpp"

int second() { return hurricane::view<hurricane::spaces::fashion>().size(); }
