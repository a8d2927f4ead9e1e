// SPDX-License-Identifier: MIT
// A modelled device: a roofline for each kind of step (Williams et al. 2009), with the share of the
// peak that the kind reaches, channels in whole vectors, values on chip or in memory, and the cost
// of starting a step. Energy after Horowitz (ISSCC 2014, figure 1.1.9), peak memory from lifetimes.
// Modelled, not measured: right in what orders operators on a device, not in the last ten per cent.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

#include <hurricane/hw/target.hpp>

namespace hurricane::inline v0 {

struct device_model {
    double gmacs_per_s;      ///< peak of convolutions
    double bytes_per_value;  ///< 1 int8, 2 fp16, 4 f32
    double gbytes_per_s;     ///< memory
    double on_chip_mbytes;   ///< a step whose values fit reads and writes them there
    double on_chip_gbytes_per_s;
    int vector_channels;  ///< channels are computed in multiples of this
    double start_us;      ///< of a step that the main engine runs
    double leave_us;  ///< besides, of one that it does not: global pooling, linear layers, gates
    double moves_gbytes_per_s;  ///< of shuffles, slices and concats
    double dense;               ///< share of the peak; pointwise with groups counts as dense
    double pointwise;           ///< share of the peak
    double depthwise3;
    double depthwise5;
    double depthwise7;
    double linear;
    double gvalues_per_s;  ///< of activations that are not clips, sums, gates and pools
    double pj_per_mac;
    double pj_per_byte;
    double pj_per_byte_on_chip;
    /// Kinds of steps that the device does not run: bits_of({kind::swish, ...}).
    std::uint32_t cannot{};
};

constexpr std::uint32_t bits_of(std::initializer_list<kind> all) {
    std::uint32_t bits = 0;
    for (kind k : all) bits |= std::uint32_t{1} << static_cast<int>(k);
    return bits;
}

/// struct my_board : modelled<device_model{...}> { static constexpr fixed_string name = "my_board";
/// };
template <device_model D>
struct modelled {
    /// Read instead of D: clang 14 misplaces the members of a template argument that lie behind
    /// padding.
    static constexpr device_model model = D;

    static constexpr bool supports(step const& s) {
        return (model.cannot >> static_cast<int>(s.op) & 1u) == 0;
    }

    static constexpr bool is_folded(kind k) { return row_of(k).work == device_work::folded; }

    static constexpr double share(step const& s) {
        if (s.op == kind::linear) return model.linear;
        if (s.pointwise()) return model.pointwise;
        if (!s.depthwise()) return model.dense;
        return s.kernel <= 3   ? model.depthwise3
               : s.kernel <= 5 ? model.depthwise5
                               : model.depthwise7;
    }

    /// Multiply-adds with channels in whole vectors.
    static constexpr double padded_macs(step const& s) {
        auto const whole = [](int c) {
            return double((c + model.vector_channels - 1) / model.vector_channels *
                          model.vector_channels);
        };
        if (s.macs() == 0) return 0;
        double const out = whole(s.out.c) / s.out.c;
        double const in = s.groups == 1 ? whole(s.in.c) / s.in.c : 1;
        return double(s.macs()) * out * in;
    }

    static constexpr double value_bytes(step const& s) {
        return (double(s.bytes()) / 4 - double(s.params())) * model.bytes_per_value;
    }

    static constexpr bool fits(step const& s) {
        return value_bytes(s) <= model.on_chip_mbytes * 1e6;
    }

    static constexpr double latency_ms(step const& s) {
        if (is_folded(s.op)) return 0;
        if (row_of(s.op).work == device_work::moves)
            return value_bytes(s) / (model.moves_gbytes_per_s * 1e6) + 1e-3 * model.start_us;
        double compute = padded_macs(s) / (model.gmacs_per_s * 1e6 * share(s));
        if (s.macs() == 0)
            compute = double(s.out.size() > s.in.size() ? s.out.size() : s.in.size()) /
                      (model.gvalues_per_s * 1e6);
        double const weights =
            double(s.params()) * model.bytes_per_value / (model.gbytes_per_s * 1e6);
        double const values =
            value_bytes(s) / ((fits(s) ? model.on_chip_gbytes_per_s : model.gbytes_per_s) * 1e6);
        double const memory = weights + values;
        return (compute > memory ? compute : memory) +
               1e-3 * (model.start_us +
                       (row_of(s.op).work == device_work::leaves ? model.leave_us : 0));
    }

    static constexpr double latency_ms(placed const& p) {
        double ms = 0;
        for (auto const& s : p.lowered) ms += latency_ms(s);
        return ms;
    }

    /// Arithmetic and traffic; nothing for leakage.
    static constexpr double energy_mj(placed const& p) {
        double pj = 0;
        for (auto const& s : p.lowered) {
            if (is_folded(s.op)) continue;
            pj += double(s.macs()) * model.pj_per_mac +
                  double(s.params()) * model.bytes_per_value * model.pj_per_byte;
            pj += value_bytes(s) * (fits(s) ? model.pj_per_byte_on_chip : model.pj_per_byte);
        }
        return pj * 1e-9;
    }

    /// The most bytes of values that live at once while the operator runs; folded steps work in
    /// place. O(steps^2).
    static constexpr double peak_bytes(placed const& p) {
        constexpr std::size_t values = plan::capacity + 1;
        auto const& steps = p.lowered;
        std::array<int, values> home{};
        std::array<int, values> last{};  // where a value lies, and which step reads there last
        for (int i = 0; i < steps.size(); ++i) {
            home[std::size_t(i) + 1] =
                is_folded(steps[i].op) ? home[std::size_t(steps[i].src)] : i + 1;
            last[std::size_t(home[std::size_t(steps[i].src)])] = i;
            if (steps[i].src2 >= 0) last[std::size_t(home[std::size_t(steps[i].src2)])] = i;
        }
        std::int64_t most = steps.in().size();
        for (int i = 0; i < steps.size(); ++i) {
            std::int64_t live = is_folded(steps[i].op) ? 0 : steps.of(i + 1).size();
            for (int v = 0; v <= i; ++v)
                if (home[std::size_t(v)] == v && last[std::size_t(v)] >= i)
                    live += steps.of(v).size();
            most = live > most ? live : most;
        }
        return double(most) * model.bytes_per_value;
    }
};

}  // namespace hurricane::inline v0
