// SPDX-License-Identifier: MIT
// The three directions of every convolution of the quick-start space on one core, named by oneDNN problem strings, with
// GFLOP/s and the implementation that runs. For depthwise weight gradients with k >= 5 also what oneDNN itself offers.
//   build/release/benchmarks/kernels --benchmark_filter=kh7
#include <benchmark/benchmark.h>

#include <hurricane/kernels/unit.hpp>
#include <hurricane/space/spaces.hpp>
#include <hurricane/space/view.hpp>

namespace {

using namespace hurricane;
using namespace hurricane::kernels;

constexpr int images = 16;

enum class direction { forward, backward_data, backward_weights };

/// oneDNN's own weight gradient, with the layouts of its choice, for comparison.
void onednn_weight_gradient(benchmark::State& state, step s) {
    engine e;
    using dims = dnnl::memory::dims;
    dims const strides{s.stride, s.stride}, pad{s.kernel / 2, s.kernel / 2};
    auto const any = [](dims d) { return describe(std::move(d), format::any); };
    auto const src = any({images, s.in.c, s.in.h, s.in.w}), dst = any({images, s.out.c, s.out.h, s.out.w});
    auto const weights = any({s.groups, s.out.c / s.groups, s.in.c / s.groups, s.kernel, s.kernel});
    auto const direct = dnnl::algorithm::convolution_direct;
    auto const forward = primitive_desc<dnnl::convolution_forward>(e, {}, dnnl::prop_kind::forward_training, direct,
                                                                   src, weights, dst, strides, pad, pad);
    auto const backward =
        backward_desc<dnnl::convolution_backward_weights>(e, forward, direct, src, weights, dst, strides, pad, pad);
    bound_primitive run{e,
                        backward,
                        {{DNNL_ARG_SRC, backward.src_desc()},
                         {DNNL_ARG_DIFF_DST, backward.diff_dst_desc()},
                         {DNNL_ARG_DIFF_WEIGHTS, backward.diff_weights_desc()}}};
    float_buffer x{floats(backward.src_desc())}, d{floats(backward.diff_dst_desc())},
        w{floats(backward.diff_weights_desc())};
    for (auto _ : state) run(e, x.data(), d.data(), w.data());
    state.SetLabel(run.implementation());
    state.counters["GFLOP/s"] =
        benchmark::Counter(2e-9 * images * double(s.macs()), benchmark::Counter::kIsIterationInvariantRate);
}

void convolution_direction(benchmark::State& state, step s, order from, direction d) {
    kernel_cache cache;
    auto& w = cache.get(s, images, from,
                        from == order::plain ? directions::without_diff_src : directions::forward_and_backward);
    auto& e = cache.engine;
    float_buffer src{layout{images, s.in, from}.floats()}, dst{layout{images, s.out}.floats()}, diff_src{src.size()};
    float_buffer weights{w.weights_floats()}, copy{w.copy_floats()}, gradient{w.weights_floats()};
    for (auto _ : state) {
        if (d == direction::forward) w.forward(e, src.data(), weights.data(), nullptr, dst.data());
        if (d == direction::backward_data) w.backward_data(e, dst.data(), weights.data(), copy.data(), diff_src.data());
        if (d == direction::backward_weights) w.backward_weights(e, src.data(), dst.data(), gradient.data(), nullptr);
    }
    state.SetLabel(d == direction::forward         ? w.forward_name()
                   : d == direction::backward_data ? w.backward_data_name()
                                                   : w.backward_weights_name());
    state.counters["GFLOP/s"] =
        benchmark::Counter(2e-9 * images * double(s.macs()), benchmark::Counter::kIsIterationInvariantRate);
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> seen;
    auto const add = [&](plan const& p, order input) {
        for (auto const& s : p) {
            if (s.op != kind::conv) continue;
            auto const name = problem(s, images);
            if (std::find(seen.begin(), seen.end(), name) != seen.end()) continue;
            seen.push_back(name);
            auto const from = s.src == 0 ? input : order::blocked;
            benchmark::RegisterBenchmark((name + "/forward").c_str(), convolution_direction, s, from,
                                         direction::forward);
            if (from == order::blocked)
                benchmark::RegisterBenchmark((name + "/backward_data").c_str(), convolution_direction, s, from,
                                             direction::backward_data);
            benchmark::RegisterBenchmark((name + "/backward_weights").c_str(), convolution_direction, s, from,
                                         direction::backward_weights);
            if (s.depthwise() && s.kernel >= 5)
                benchmark::RegisterBenchmark((name + "/backward_weights_onednn").c_str(), onednn_weight_gradient, s);
        }
    };
    auto const space = view<spaces::fashion>();
    add(space.stem, order::plain);
    for (auto const& layer : space.layers)
        for (auto const& c : layer.candidates) add(c.lower(layer.at), order::blocked);
    add(space.head, order::blocked);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
}
