// SPDX-License-Identifier: MIT
// Where progress, logs and metrics go. The library prints nothing; a program passes an observer
// that does.
#pragma once

#include <cstdint>
#include <string_view>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

struct observer {
    virtual ~observer() = default;

    /// A phase of `total` units of work begins ("stage 1: supernet", 844 steps).
    virtual void begin(std::string_view /*phase*/, std::int64_t /*total*/) {}

    /// `done` units of the current phase are finished; `note` is a short state ("loss 0.52").
    virtual void advance(std::int64_t /*done*/, std::string_view /*note*/ = {}) {}

    virtual void end() {}

    virtual void log(std::string_view /*line*/) {}

    virtual void metric(std::string_view /*name*/, std::int64_t /*step*/, double /*value*/) {}
};

/// An observer that does nothing; the default everywhere.
inline observer& quiet() {
    static observer none;  // stateless
    return none;
}

}  // namespace hurricane::inline v0
