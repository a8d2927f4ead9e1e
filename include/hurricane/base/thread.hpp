// SPDX-License-Identifier: MIT
// Threads that the system may refuse.
#pragma once

#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <hurricane/base/error.hpp>

namespace hurricane::inline v0 {

/// Starts thread `number` (from 0) of the `wanted` ones of a pool. Throws error that says so where
/// the system has no more to give: limits of a user, a container, or memory.
template <class Body>
std::thread start_thread(std::string const& pool, int number, int wanted, Body body) {
    try {
        return std::thread{std::move(body)};
    } catch (std::system_error const& e) {
        throw error{
            "the system refuses to start thread " + std::to_string(number + 1) + " of " +
                std::to_string(wanted) + ": " + e.code().message(),
            pool, "use fewer threads, or raise the limits on processes and memory (ulimit -u, -v)"};
    }
}

}  // namespace hurricane::inline v0
