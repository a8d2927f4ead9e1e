// SPDX-License-Identifier: MIT
// What this machine allows a network: the sum of oneDNN's own convolution and norm primitives,
// everything else free ("primitive bound"). Its rates: shared/machine_rates.hpp.
#pragma once

#include <algorithm>
#include <fstream>
#include <map>
#include <numeric>
#include <vector>

#include <hurricane/core/plan.hpp>
#include <hurricane/kernels/convolution.hpp>

#include "shared/machine_rates.hpp"

namespace hurricane::bound {

/// The largest resident size of this process so far.
inline double peak_rss_mb() {
    std::ifstream in{"/proc/self/status"};
    for (std::string word; in >> word;)
        if (double kb = 0; word == "VmHWM:" && in >> kb) return kb / 1024;
    return 0;
}

namespace detail {

inline dnnl::normalization_flags norm_flags(bool relu) {
    using flags = dnnl::normalization_flags;
#if DNNL_VERSION_MAJOR >= 3
    auto const affine = flags::use_scale | flags::use_shift;
#else
    auto const affine = flags::use_scale_shift;
#endif
    return relu ? affine | flags::fuse_norm_relu : affine;
}

template <class Flags>
auto norm_forward_desc(kernels::engine const& e, kernels::memory_desc const& as, Flags flag) {
    using norm = dnnl::batch_normalization_forward;
#if DNNL_VERSION_MAJOR >= 3
    return kernels::primitive_desc<norm>(e, {}, dnnl::prop_kind::forward_training, as, as, 1e-5f,
                                         flag);
#else
    return kernels::primitive_desc<norm>(e, {}, dnnl::prop_kind::forward_training, as, 1e-5f, flag);
#endif
}

template <class Forward, class Flags>
auto norm_backward_desc(kernels::engine const& e, Forward const& forward,
                        kernels::memory_desc const& as, Flags flag) {
    using norm = dnnl::batch_normalization_backward;
#if DNNL_VERSION_MAJOR >= 3
    return kernels::backward_desc<norm>(e, forward, dnnl::prop_kind::backward, as, as, as, 1e-5f,
                                        flag);
#else
    return kernels::backward_desc<norm>(e, forward, dnnl::prop_kind::backward, as, as, 1e-5f, flag);
#endif
}

}  // namespace detail

/// Seconds of oneDNN's primitives for steps of `shard` images, by the problem.
class primitives {
public:
    primitives(int threads, int shard) : threads_{threads}, shard_{shard} {}

    /// Seconds that one thread needs for a training step of one image, by kind.
    struct cost {
        double pointwise{};
        double depthwise{};
        double dense{};
        double norms{};

        double sum() const { return pointwise + depthwise + dense + norms; }
    };

    cost of(std::vector<plan> const& network) {
        cost all;
        for (auto const& p : network)
            for (int i = 0; i < p.size(); ++i) {
                step const& s = p[i];
                bool const relu =
                    i + 1 < p.size() && (p[i + 1].op == kind::relu || p[i + 1].op == kind::relu6);
                auto& kind_of = s.pointwise()   ? all.pointwise
                                : s.depthwise() ? all.depthwise
                                                : all.dense;
                if (s.op == kind::conv)
                    kind_of +=
                        held(kernels::problem(s, shard_), [&] { return convolution(s); }) / shard_;
                if (s.op == kind::batch_norm)
                    all.norms += held("norm" + std::to_string(s.in.c) + "x" +
                                          std::to_string(s.in.h) + (relu ? "r" : ""),
                                      [&] { return norm(s, relu); }) /
                                 shard_;
            }
        return all;
    }

private:
    template <class F>
    double held(std::string const& key, F f) {
        auto const at = seconds_.find(key);
        return at != seconds_.end() ? at->second : seconds_[key] = f();
    }

    /// The fastest of the layouts, all threads at it together; the mean of the threads.
    template <class F>
    double fastest(F with_layout) {
        using kernels::format;
        double best = 1e30;
        for (auto f : {format::nhwc, kernels::has_avx512() ? format::nChw16c : format::nChw8c}) {
            auto const seconds = on_threads(threads_, [&](int) {
                try {
                    return with_layout(f);
                } catch (dnnl::error const&) {
                    return 1e30;
                }
            });
            best = std::min(best, std::accumulate(seconds.begin(), seconds.end(), 0.0) / threads_);
        }
        return best;
    }

    double convolution(step const& s) {
        return fastest([&](kernels::format f) {
            using namespace kernels;
            engine e;
            using dims = dnnl::memory::dims;
            auto const src =
                describe({shard_, s.in.c, s.in.h, s.in.w}, s.in.c < 8 ? format::nhwc : f);
            auto const dst = describe({shard_, s.out.c, s.out.h, s.out.w}, f);
            auto const weights = describe(
                s.groups == 1
                    ? dims{s.out.c, s.in.c, s.kernel, s.kernel}
                    : dims{s.groups, s.out.c / s.groups, s.in.c / s.groups, s.kernel, s.kernel},
                format::any);
            dims const strides{s.stride, s.stride};
            dims const pad{s.kernel / 2, s.kernel / 2};
            auto const direct = dnnl::algorithm::convolution_direct;
            auto const forward = primitive_desc<dnnl::convolution_forward>(
                e, {}, dnnl::prop_kind::forward_training, direct, src, weights, dst, strides, pad,
                pad);
            auto const data = backward_desc<dnnl::convolution_backward_data>(
                e, forward, direct, src, weights, dst, strides, pad, pad);
            auto const gradient = backward_desc<dnnl::convolution_backward_weights>(
                e, forward, direct, src, weights, dst, strides, pad, pad);
            float_buffer x{floats(src)};
            float_buffer y{floats(dst)};
            float_buffer w{std::max({floats(forward.weights_desc()), floats(data.weights_desc()),
                                     floats(gradient.diff_weights_desc())})};
            bound_primitive fwd{e,
                                forward,
                                {{DNNL_ARG_SRC, src},
                                 {DNNL_ARG_WEIGHTS, forward.weights_desc()},
                                 {DNNL_ARG_DST, dst}}};
            bound_primitive bd{e,
                               data,
                               {{DNNL_ARG_DIFF_DST, dst},
                                {DNNL_ARG_WEIGHTS, data.weights_desc()},
                                {DNNL_ARG_DIFF_SRC, src}}};
            bound_primitive bw{e,
                               gradient,
                               {{DNNL_ARG_SRC, src},
                                {DNNL_ARG_DIFF_DST, dst},
                                {DNNL_ARG_DIFF_WEIGHTS, gradient.diff_weights_desc()}}};
            double seconds = median_seconds([&] { fwd(e, x.data(), w.data(), y.data()); }, 0.01) +
                             median_seconds([&] { bw(e, x.data(), y.data(), w.data()); }, 0.01);
            if (s.in.c > 3)
                seconds += median_seconds([&] { bd(e, y.data(), w.data(), x.data()); }, 0.01);
            return seconds;
        });
    }

    double norm(step const& s, bool relu) {
        return fastest([&](kernels::format f) {
            using namespace kernels;
            engine e;
            auto const as = describe({shard_, s.in.c, s.in.h, s.in.w}, f);
            auto const flag = detail::norm_flags(relu);
            auto const forward = detail::norm_forward_desc(e, as, flag);
            auto const backward = detail::norm_backward_desc(e, forward, as, flag);
            float_buffer x{floats(as)};
            float_buffer y{x.size()};
            float_buffer d{x.size()};
            float_buffer numbers{std::size_t(8 * s.in.c)};
            float_buffer space{std::size_t(forward.workspace_desc().get_size() / 4 + 1)};
            auto const c = describe({s.in.c}, format::x);
            float* const n = numbers.data();
            using args = std::vector<std::pair<int, memory_desc>>;
            auto const k = std::size_t(s.in.c);
            float* const mean = n + 4 * k;
            float* const var = n + 5 * k;
            args const a{{DNNL_ARG_SRC, as},
                         {DNNL_ARG_MEAN, c},
                         {DNNL_ARG_VARIANCE, c},
                         {DNNL_ARG_DST, as},
                         {DNNL_ARG_WORKSPACE, forward.workspace_desc()}};
            args const b{{DNNL_ARG_SRC, as},      {DNNL_ARG_MEAN, c},
                         {DNNL_ARG_VARIANCE, c},  {DNNL_ARG_DIFF_DST, as},
                         {DNNL_ARG_DIFF_SRC, as}, {DNNL_ARG_WORKSPACE, forward.workspace_desc()}};
            auto const with = [](args all, args const& more) {
                all.insert(all.end(), more.begin(), more.end());
                return all;
            };
#if DNNL_VERSION_MAJOR >= 3
            bound_primitive fwd{e, forward, with(a, {{DNNL_ARG_SCALE, c}, {DNNL_ARG_SHIFT, c}})};
            bound_primitive bwd{
                e, backward,
                with(b, {{DNNL_ARG_SCALE, c}, {DNNL_ARG_DIFF_SCALE, c}, {DNNL_ARG_DIFF_SHIFT, c}})};
            auto const run_forward = [&] {
                fwd(e, x.data(), mean, var, y.data(), space.data(), n, n + k);
            };
            auto const run_backward = [&] {
                bwd(e, x.data(), mean, var, y.data(), d.data(), space.data(), n, n + 2 * k,
                    n + 3 * k);
            };
#else
            auto const both = describe({2, s.in.c}, format::nc);
            bound_primitive fwd{e, forward, with(a, {{DNNL_ARG_SCALE_SHIFT, both}})};
            bound_primitive bwd{
                e, backward,
                with(b, {{DNNL_ARG_SCALE_SHIFT, both}, {DNNL_ARG_DIFF_SCALE_SHIFT, both}})};
            auto const run_forward = [&] {
                fwd(e, x.data(), mean, var, y.data(), space.data(), n);
            };
            auto const run_backward = [&] {
                bwd(e, x.data(), mean, var, y.data(), d.data(), space.data(), n, n + 2 * k);
            };
#endif
            return median_seconds(run_forward, 0.01) + median_seconds(run_backward, 0.01);
        });
    }

    int threads_;
    int shard_;
    std::map<std::string, double> seconds_;
};

}  // namespace hurricane::bound
