// SPDX-License-Identifier: MIT
// Where in somebody's list a genotype is: a hash table of positions, the genotypes themselves
// staying in the list.
#pragma once

#include <cassert>
#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

#include <hurricane/space/genotype.hpp>

namespace hurricane::inline v0 {

/// `equals(i)` says whether entry i of the list is the genotype looked for. O(1) each.
class genotype_index {
public:
    template <class Equals>
    std::optional<std::size_t> find(genotype const& g, Equals const& equals) const {
        auto const n = slots_[slot(g, equals)];
        return n == 0 ? std::nullopt : std::optional<std::size_t>{n - 1};
    }

    /// False where an equal one is there already. There must be room.
    template <class Equals>
    bool insert(genotype const& g, std::size_t position, Equals const& equals) {
        assert(2 * position < slots_.size());
        auto& n = slots_[slot(g, equals)];
        if (n != 0) return false;
        n = static_cast<std::uint32_t>(position + 1);
        return true;
    }

    /// Room for `more` than the `size` entries there are; `list(i)` is entry i.
    template <class List>
    void make_room(std::size_t size, std::size_t more, List const& list) {
        if (2 * (size + more) <= slots_.size()) return;
        auto room = slots_.size();
        while (room < 2 * (size + more)) room *= 8;
        slots_.assign(room, 0);
        for (std::size_t i = 0; i < size; ++i)
            insert(list(i), i, [](std::size_t) { return false; });
    }

private:
    template <class Equals>
    std::size_t slot(genotype const& g, Equals const& equals) const {
        auto at = hash(g) & (slots_.size() - 1);
        while (slots_[at] != 0 && !equals(slots_[at] - 1)) at = (at + 1) & (slots_.size() - 1);
        return at;
    }

    static std::size_t hash(genotype const& g) {
        static_assert(sizeof(genotype) % 8 == 0);
        std::uint64_t words[sizeof(genotype) / 8];
        std::uint64_t h = 0;  // what is behind the last choice is 0
        std::memcpy(words, &g, sizeof g);
        for (int i = 0; i <= g.size() / 8; ++i) {
            h = (h ^ words[i]) * 0xff51afd7ed558ccdu;
            h ^= h >> 32;
        }
        return static_cast<std::size_t>(h);
    }

    std::vector<std::uint32_t> slots_ =
        std::vector<std::uint32_t>(1024);  ///< positions + 1, or 0; a power of two
};

}  // namespace hurricane::inline v0
