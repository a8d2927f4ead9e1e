// SPDX-License-Identifier: MIT
// Seconds since construction, on the wall or of this process on all processors. <chrono> costs
// every unit that includes it 0.2 s; this is one call of the C library.
#pragma once

#include <time.h>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

template <clockid_t Clock>
class basic_stopwatch {
public:
    double seconds() const { return now() - start_; }

private:
    static double now() {
        timespec t;
        clock_gettime(Clock, &t);
        return double(t.tv_sec) + 1e-9 * double(t.tv_nsec);
    }

    double start_{now()};
};

using stopwatch = basic_stopwatch<CLOCK_MONOTONIC>;
using processor_watch =
    basic_stopwatch<CLOCK_PROCESS_CPUTIME_ID>;  ///< the threads' seconds together

}  // namespace hurricane::inline v0
