// expect: no pool of this space has the operator that the generator is to keep
// SPDX-License-Identifier: MIT
#include "common.hpp"

#ifdef OK
using kept = keep_always<ops::mb<3, 3>, ops::sep<3>>;
#else
using kept = keep_always<ops::mb<3, 3>, ops::mb<6, 9>>;
#endif
using few = pool<ops::sep<3>, ops::mb<3, 3>>;
struct mine : hardware_aware<few, small, phone, keep<1>, kept> {};
auto priced() { return price<mine>(); }
