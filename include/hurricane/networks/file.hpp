// SPDX-License-Identifier: MIT
// A trained network in a file: its plain weights and how its images are normalised. It belongs to
// the plans that it was written for.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <hurricane/base/archive.hpp>
#include <hurricane/networks/weights.hpp>
#include <hurricane/space/fingerprint.hpp>

namespace hurricane::inline v0 {

struct trained_network {
    network_weights weights;
    std::vector<float> mean;  ///< of each input channel, of bytes from 0 to 255 divided by 255
    std::vector<float> std;   ///< likewise
};

inline void write_weights(archive_writer& out, network_weights const& all) {
    out.number(static_cast<std::uint64_t>(all.size()));
    for (auto const& steps : all) {
        out.number(static_cast<std::uint64_t>(steps.size()));
        for (auto const& s : steps)
            for (auto const* xs : {&s.weights, &s.bias, &s.gamma, &s.beta, &s.mean, &s.variance})
                out.floats(*xs);
    }
}

inline network_weights read_weights(archive_reader& in) {
    network_weights all;
    for (auto plans = in.count(8); plans > 0; --plans) {
        auto& steps = all.emplace_back();
        for (auto n = in.count(6 * 8); n > 0; --n) {
            auto& s = steps.emplace_back();
            for (auto* xs : {&s.weights, &s.bias, &s.gamma, &s.beta, &s.mean, &s.variance})
                *xs = in.floats();
        }
    }
    return all;
}

/// What the file of a network holds. Throws error for weights of other plans.
inline std::string network_bytes(std::vector<plan> const& plans, trained_network const& net) {
    check_weights_fit(plans, net.weights);
    archive_writer out{"network", 1, fingerprint_of(plans)};
    write_weights(out, net.weights);
    out.floats(net.mean);
    out.floats(net.std);
    return out.whole();
}

inline void save_network(std::filesystem::path const& path, std::vector<plan> const& plans,
                         trained_network const& net) {
    write_file(path, network_bytes(plans, net));
}

/// Throws error for a damaged file, one of other plans, and arrays of other sizes than the plans
/// have.
inline trained_network load_network(std::filesystem::path const& path,
                                    std::vector<plan> const& plans) {
    archive_reader in{path, "network", 1, fingerprint_of(plans)};
    trained_network net{read_weights(in), {}, {}};
    net.mean = in.floats();
    net.std = in.floats();
    bool const fits = first_misfit(plans, net.weights).empty() &&
                      net.mean.size() == net.std.size() &&
                      net.mean.size() == static_cast<std::size_t>(plans.front().in().c);
    if (!fits)
        throw error{"its arrays do not fit the network", path.string(), "write the file again"};
    return net;
}

}  // namespace hurricane::inline v0
