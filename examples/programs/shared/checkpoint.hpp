// SPDX-License-Identifier: MIT
// What a run of the searcher is, for its manifest and for its checkpoints: a checkpoint continues
// the same run only.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/base/archive.hpp>
#include <hurricane/cost/priced_space.hpp>
#include <hurricane/data/dataset.hpp>

namespace hurricane::app {

/// Of images and labels; of pictures on the disk, their names from the class folder on and their
/// sizes.
inline std::uint64_t checksum(train_and_test const& sets) {
    fnv1a hash;
    for (auto const* d : {&sets.train, &sets.test}) {
        if (d->source)
            for (int i = 0; i < d->size(); ++i) {
                std::filesystem::path const file = d->source->name_of(i);
                std::error_code none;
                auto const bytes = std::filesystem::file_size(file, none);
                hash.text((file.parent_path().filename() / file.filename()).string() + " " +
                          std::to_string(bytes));
            }
        else
            hash.text({reinterpret_cast<char const*>(d->images.data()), d->images.size()});
        hash.text(
            {reinterpret_cast<char const*>(d->labels.data()), d->labels.size() * sizeof(int)});
    }
    return hash.value();
}

/// Of everything that a search reads of a priced space, but for what a function adds.
inline std::uint64_t checksum(priced_space const& space) {
    fnv1a hash;
    for (auto const& choices : space.allowed)
        hash.text({reinterpret_cast<char const*>(choices.data()), choices.size()});
    auto const numbers = [&hash](std::vector<double> const& x) {
        hash.text({reinterpret_cast<char const*>(x.data()), x.size() * sizeof(double)});
    };
    for (auto const& c : space.costs) {
        hash.text(c.name);
        numbers(c.table);
        numbers(c.states.price);
        for (auto const state : c.states.next) numbers({double(state)});
        numbers({c.fixed, double(c.how), double(bool(c.rest))});
    }
    for (auto const& layer : space.score) numbers(layer);
    numbers({double(space.split)});
    return hash.value();
}

/// A file, and the version that it is of.
struct opened_archive {
    archive_reader in;
    std::uint32_t version;
};

/// Of the given version or the one before. Throws error where it is neither: what is wrong with it
/// as one of the given version.
inline opened_archive open_archive(std::filesystem::path const& file, std::string_view format,
                                   std::uint32_t version, std::uint64_t fingerprint,
                                   std::stop_token const& stop) {
    try {
        return {{file, format, version, fingerprint, stop}, version};
    } catch (error const& why) {
        try {
            return {{file, format, version - 1, fingerprint, stop}, version - 1};
        } catch (error const&) {
            throw error{why};
        }
    }
}

/// Throws error that names the first entry in which the run that left something in `file` was
/// another one. Versions of the manifest may differ.
inline void refuse_other_run(nlohmann::ordered_json const& mine,
                             nlohmann::ordered_json const& theirs, std::string const& file,
                             char const* or_else) {
    for (auto const& [key, value] : mine.items()) {
        bool const known = theirs.is_object() && theirs.contains(key);
        if (key == "version" || (known && theirs[key] == value)) continue;
        throw error{"what is kept there is of another run: " + key + " is " + value.dump() +
                        " now and was " + (known ? theirs[key].dump() : "not there"),
                    file, std::string{"give the same options, or "} + or_else};
    }
}

}  // namespace hurricane::app
