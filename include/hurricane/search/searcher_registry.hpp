// SPDX-License-Identifier: MIT
// Searchers by name: programs take their help, their options and their errors from here. A new one
// is a header in searchers/ and a row; one's own is searcher_entry_of<mine>().
#pragma once

#include <array>
#include <string_view>
#include <type_traits>

#include <hurricane/search/searchers/hurricane.hpp>
#include <hurricane/search/searchers/spos.hpp>

namespace hurricane::inline v0 {

struct searcher_entry {
    std::string_view name;
    std::string_view summary;  ///< in a few words: "NAME (SUMMARY)"
    int phases{};
    int stages{};  ///< phases whose scores rank networks: those with is_stage
    /// Told what is common to stages, where it has such.
    any_searcher (*make)(two_stage_options const&);
};

namespace detail {

template <class... P>
constexpr int count_of(boost::hana::tuple<P...> const* /*phases*/) {
    return static_cast<int>(sizeof...(P));
}

template <class... P>
constexpr int stages_of(boost::hana::tuple<P...> const* /*phases*/) {
    return (0 + ... + int{requires { P::is_stage;
}
}  // namespace detail
);
}  // namespace hurricane::inline v0

template <class S>
constexpr std::string_view summary_of() {
    if constexpr (requires { S::summary; })
        return S::summary;
    else
        return "of this program";
}

template <class S>
any_searcher made(two_stage_options const& o) {
    if constexpr (std::is_constructible_v<S, two_stage_options const&>)
        return erased(S{o});
    else
        return erased(S{});
}

}  // namespace detail

/// S is made of two_stage_options, or of nothing.
template <class S>
constexpr searcher_entry searcher_entry_of() {
    constexpr detail::phases_of<S> const* phases = nullptr;
    return {S::name, detail::summary_of<S>(), detail::count_of(phases), detail::stages_of(phases),
            &detail::made<S>};
}

/// Those that come along.
inline constexpr std::array searcher_registry{
    searcher_entry_of<searchers::hurricane>(),    // Zhang et al. 2020
    searcher_entry_of<searchers::spos>(),         // Guo et al. 2020
    searcher_entry_of<searchers::later_layers>()  // a part of the first
};

}  // namespace hurricane::inline v0
