// SPDX-License-Identifier: MIT
// Seconds since construction. <chrono> costs every unit that includes it 0.2 s; this is one call of the C library.
#pragma once

#include <time.h>

namespace hurricane::inline v0 {

class stopwatch {
public:
    double seconds() const { return now() - start_; }

private:
    static double now() {
        timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return double(t.tv_sec) + 1e-9 * double(t.tv_nsec);
    }
    double start_{now()};
};

}  // namespace hurricane::inline v0
