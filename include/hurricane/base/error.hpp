// SPDX-License-Identifier: MIT
// The one error type: what is wrong, where, and what to do. The library throws it and never prints
// or exits; programs print its one sentence and leave with code 2.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

namespace detail {

/// What a file holds may be quoted in a sentence: no control characters, and not a megabyte of it.
inline std::string in_sentence(std::string s) {
    constexpr std::size_t longest = 400;
    if (s.size() > longest) {
        auto end = longest;
        while (end > 0 && (static_cast<unsigned char>(s[end]) >> 6) == 2)
            --end;  // within a UTF-8 character
        s.resize(end);
        s += "...";
    }
    for (auto& c : s)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return s;
}

}  // namespace detail

class error : public std::runtime_error {
public:
    /// `at` names a file with line, or a layer with operator; `advice` says what the reader can
    /// do. Both may be empty.
    explicit error(std::string what, std::string at = {}, std::string advice = {})
        : std::runtime_error{detail::in_sentence((at.empty() ? "" : at + ": ") + what) +
                             (advice.empty() ? "" : "; " + detail::in_sentence(advice))},
          problem{std::move(what)}, where{std::move(at)}, remedy{std::move(advice)} {}

    std::string problem;
    std::string where;
    std::string remedy;
};

/// A stop token asked for an end; what was finished before is kept.
class stopped : public error {
public:
    stopped() : error{"stopped on request"} {}
};

}  // namespace hurricane::inline v0
