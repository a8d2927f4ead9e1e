// SPDX-License-Identifier: MIT
// What a run of the searcher is, for its manifest and for its checkpoints: a checkpoint continues the same run only.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include <hurricane/base/archive.hpp>
#include <hurricane/data/dataset.hpp>
#include <hurricane/search/priced.hpp>

namespace hurricane::app {

/// Of images (or the names of their files) and labels.
inline std::uint64_t checksum(train_and_test const& sets) {
    fnv1a hash;
    for (auto const* d : {&sets.train, &sets.test}) {
        if (d->source)
            for (int i = 0; i < d->size(); ++i) hash.text(d->source->name_of(i));
        else
            hash.text({reinterpret_cast<char const*>(d->images.data()), d->images.size()});
        hash.text({reinterpret_cast<char const*>(d->labels.data()), d->labels.size() * sizeof(int)});
    }
    return hash.value();
}
/// Of everything that a search reads of a priced space.
inline std::uint64_t checksum(priced_space const& space) {
    fnv1a hash;
    for (auto const& choices : space.allowed)
        hash.text({reinterpret_cast<char const*>(choices.data()), choices.size()});
    for (auto const& c : space.costs)
        hash.text(c.name).text({reinterpret_cast<char const*>(c.table.data()), c.table.size() * sizeof(double)});
    return hash.value();
}

/// Throws error that names the first entry in which the run that left something in `file` was another one.
inline void refuse_other_run(nlohmann::ordered_json const& mine, std::string const& theirs, std::string const& file,
                             char const* or_else) {
    auto const other = nlohmann::ordered_json::parse(theirs, nullptr, false);
    for (auto const& [key, value] : mine.items())
        if (!other.is_object() || !other.contains(key) || other[key] != value)
            throw error{"what is kept there is of another run: " + key + " is " + value.dump() + " now and was " +
                            (other.is_object() && other.contains(key) ? other[key].dump() : "not there"),
                        file, std::string{"give the same options, or "} + or_else};
}

}  // namespace hurricane::app
