// SPDX-License-Identifier: MIT
// The names of a space's candidates: each is a name, and the name of one operator. Pools and
// operators are told apart by their types: addresses of two objects are not compared in constant
// expressions under g++'s -fsanitize=undefined.
#pragma once

#include <algorithm>
#include <array>
#include <boost/hana/at.hpp>
#include <boost/hana/for_each.hpp>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include <hurricane/base/hash.hpp>
#include <hurricane/space/space.hpp>

namespace hurricane::inline v0::detail {

/// A pool and the position of a candidate in it; {-1, -1}: none.
struct pool_position {
    int pool{-1};
    int choice{-1};
    friend constexpr auto operator<=>(pool_position const&, pool_position const&) = default;
};

template <class Space>
constexpr int total_size() {
    int sum = 0;
    hana::for_each(Space::pools, [&](auto p) { sum += decltype(p)::type::size; });
    return sum;
}

template <class Space, int Pool, int Choice>
using candidate_type =
    typename decltype(+hana::at_c<Choice>(Space::template pool_at<Pool>::types))::type;

/// The position of the first pool of this type.
template <class Space, class Pool>
constexpr int first_position_of() {
    int found = -1;
    int index = 0;
    hana::for_each(Space::pools, [&](auto p) {
        if (found < 0 && std::is_same_v<typename decltype(p)::type, Pool>) found = index;
        ++index;
    });
    return found;
}

constexpr bool is_good_name(std::string_view name) {
    for (char c : name)
        if (c == '"' || c == '\\' || (c >= 0 && c < ' ')) return false;
    return !name.empty() && name.size() <= fixed_string::longest_name;
}

/// Candidates of two pools with the same name.
struct namesakes {
    pool_position later;
    pool_position earlier;
};

/// What the names tell without the types of the candidates, which are looked at in order. Compares
/// hashes: a pool of 256 stays far from the compilers' limits of constant evaluation.
/// O(candidates^2).
template <std::size_t Candidates>
class name_list {
public:
    constexpr void add(std::string_view name, pool_position here) {
        auto const hash = fnv1a{}.text(name).value();
        std::size_t first = 0;
        while (first < size_ && hashes_[first] != hash) ++first;
        bool good = is_good_name(name);
        for (std::size_t i = first; i < size_; ++i)
            if (hashes_[i] == hash && places_[i].pool == here.pool) good = false;
        if (bad.pool < 0 && !good) bad = here;
        if (good && first < size_) shared[shared_size++] = {here, places_[first]};
        hashes_[size_] = hash;
        places_[size_] = here;
        ++size_;
    }

    pool_position bad;  ///< the first that is no name, or twice in its pool
    std::array<namesakes, Candidates> shared{};
    std::size_t shared_size{};

private:
    std::array<std::uint64_t, Candidates> hashes_{};
    std::array<pool_position, Candidates> places_{};
    std::size_t size_{};
};

template <class Space>
inline constexpr auto names_of = [] {
    name_list<std::size_t(total_size<Space>())> names;
    int index = 0;
    hana::for_each(Space::pools, [&](auto p) {
        using candidates = typename decltype(p)::type;
        bool const again = first_position_of<Space, candidates>() < index;
        int choice = 0;
        for (auto const& c : candidates::candidates)
            if (!again) names.add(c.name, {index, choice++});
        ++index;
    });
    return names;
}();

/// Whether the namesakes at this position of the list are the same operator.
template <class Space, std::size_t Position>
constexpr bool are_one_operator() {
    constexpr auto both = names_of<Space>.shared[Position];
    return std::is_same_v<candidate_type<Space, both.later.pool, both.later.choice>,
                          candidate_type<Space, both.earlier.pool, both.earlier.choice>>;
}

/// The first namesake that is another operator.
template <class Space, std::size_t... Position>
constexpr pool_position first_namesake(std::index_sequence<Position...>) {
    std::array<bool, sizeof...(Position)> const same{are_one_operator<Space, Position>()...};
    for (std::size_t i = 0; i < same.size(); ++i)
        if (!same[i]) return names_of<Space>.shared[i].later;
    return {};
}

/// The first candidate whose name is bad, or is another operator's, or appears twice in its pool.
template <class Space>
constexpr pool_position first_bad_name() {
    constexpr pool_position bad = names_of<Space>.bad;
    constexpr std::size_t pairs = names_of<Space>.shared_size;
    constexpr pool_position none;
    auto const other = first_namesake<Space>(std::make_index_sequence<pairs>{});
    if (bad == none || other == none) return bad == none ? other : bad;
    return std::min(bad, other);
}

}  // namespace hurricane::inline v0::detail
