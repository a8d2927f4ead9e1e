// SPDX-License-Identifier: MIT
// The one error type: what is wrong, where, and what to do. The library throws it and never prints or exits;
// programs print its one sentence and leave with code 2.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace hurricane::inline v0 {

class error : public std::runtime_error {
public:
    /// `where` names a file with line, or a layer with operator; `remedy` says what the reader can do. Both may be
    /// empty.
    explicit error(std::string what, std::string where = {}, std::string remedy = {})
        : std::runtime_error{(where.empty() ? "" : where + ": ") + what + (remedy.empty() ? "" : "; " + remedy)},
          problem{std::move(what)}, where{std::move(where)}, remedy{std::move(remedy)} {}

    std::string problem, where, remedy;
};

/// A stop token asked for an end; what was finished before is kept.
class stopped : public error {
public:
    stopped() : error{"stopped on request"} {}
};

}  // namespace hurricane::inline v0
