// SPDX-License-Identifier: MIT
// The distinct rows of the quick-start space on one core, named by oneDNN problem strings: the
// three directions of every convolution and linear layer, with GFLOP/s and the implementation that
// runs, and batch norms with their activation. Depthwise ones are our own; beside them what oneDNN
// offers, and the passes that take the norms around them along.
//   build/release/benchmarks/kernels --benchmark_filter=g96
#include <benchmark/benchmark.h>

#include <iostream>

#include <hurricane/execution/compiled_plan.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/space/view.hpp>

namespace {

using namespace hurricane;
using namespace hurricane::kernels;

constexpr int images = 16;

enum class direction { forward, backward_data, backward_weights };

void rate(benchmark::State& state, step const& s) {
    state.counters["GFLOP/s"] = benchmark::Counter(2e-9 * images * double(s.macs()),
                                                   benchmark::Counter::kIsIterationInvariantRate);
}

/// Through oneDNN, in our layout.
template <class Weighted>
void onednn(benchmark::State& state, step s, direction d) {
    engine e;
    Weighted w{e, s, images, directions::forward_and_backward};
    float_buffer src{layout{images, s.in}.floats()};
    float_buffer dst{layout{images, s.out}.floats()};
    float_buffer diff_src{src.size()};
    float_buffer weights{w.weights_floats()};
    float_buffer copy{w.copy_floats()};
    float_buffer gradient{w.weights_floats()};
    float_buffer bias{std::size_t(s.out.c)};
    for (auto _ : state) {
        if (d == direction::forward)
            w.forward(e, src.data(), weights.data(), bias.data(), dst.data());
        if (d == direction::backward_data)
            w.backward_data(e, dst.data(), weights.data(), copy.data(), diff_src.data());
        if (d == direction::backward_weights)
            w.backward_weights(e, src.data(), dst.data(), gradient.data(), bias.data());
    }
    state.SetLabel(d == direction::forward         ? w.forward_name()
                   : d == direction::backward_data ? w.backward_data_name()
                                                   : w.backward_weights_name());
    rate(state, s);
}

/// Our depthwise kernels; with the norms before and behind, or bare.
void depthwise(benchmark::State& state, step s, direction d, bool norms) {
    float_buffer src{layout{images, s.in}.floats()};
    float_buffer dst{layout{images, s.out}.floats()};
    float_buffer diff_dst{dst.size()};
    float_buffer diff_src{src.size()};
    float_buffer weights{std::size_t(s.params())};
    float_buffer gradient{weights.size()};
    float_buffer scratch{depthwise_scratch(s)};
    auto const c = std::size_t(s.in.c);
    float_buffer before{norm_values::arrays * c};
    float_buffer behind{before.size()};
    float_buffer sums{4 * c};
    norm_values const b{before.data(), s.in.c};
    norm_values const a{behind.data(), s.in.c};
    auto const act = activation::relu6;
    fused_norm const left{norms ? &b : nullptr, act};
    fused_norm const right{norms ? &a : nullptr, act};
    depthwise_gradients g{.diff_weights = d != direction::backward_data ? gradient.data() : nullptr,
                          .diff_src = d != direction::backward_weights ? diff_src.data() : nullptr};
    if (norms) g = {gradient.data(), diff_src.data(), sums.data(), sums.data() + c};
    float* const mean = norms ? sums.data() : nullptr;
    float* const variance = norms ? mean + c : nullptr;
    for (auto _ : state)
        if (d == direction::forward)
            depthwise_forward(s, images, src.data(), left, weights.data(), dst.data(), mean,
                              variance, 0, scratch.data());
        else
            depthwise_backward(s, images, src.data(), left, dst.data(), right, diff_dst.data(),
                               weights.data(), g, scratch.data());
    state.SetLabel(has_avx512() ? "hurricane:avx512" : "hurricane:avx2");
    rate(state, s);
}

/// Batch norm with ReLU6: statistics and apply, or reduce and back; values per second.
void norm(benchmark::State& state, step s, direction d) {
    layout const l{images, s.in};
    auto const c = std::size_t(s.in.c);
    float_buffer src{l.floats()};
    float_buffer dst{l.floats()};
    float_buffer diff_src{l.floats()};
    float_buffer numbers{norm_values::arrays * c};
    float_buffer sums{6 * c};
    norm_values const v{numbers.data(), s.in.c};
    for (auto _ : state)
        if (d == direction::forward) {
            norm_statistics(l, src.data(), 0, sums.data(), sums.data() + c, sums.data() + 2 * c);
            norm_apply(activation::relu6, l, src.data(), v, dst.data());
        } else {
            norm_reduce(activation::relu6, l, src.data(), dst.data(), v, sums.data(),
                        sums.data() + c);
            norm_back(activation::relu6, l, src.data(), dst.data(), v, diff_src.data());
        }
    state.SetLabel(has_avx512() ? "hurricane:avx512" : "hurricane:avx2");
    state.counters["values/s"] =
        benchmark::Counter(double(l.floats()), benchmark::Counter::kIsIterationInvariantRate);
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> seen;
    auto const is_new = [&](std::string const& name) {
        bool const fresh = std::find(seen.begin(), seen.end(), name) == seen.end();
        if (fresh) seen.push_back(name);
        return fresh;
    };
    auto const add = [&](plan const& p) {
        for (auto const& s : p) {
            auto const put = [&](std::string const& name, auto f, auto... args) {
                benchmark::RegisterBenchmark(name.c_str(), f, s, args...);
            };
            if (s.op == kind::batch_norm) {
                auto const name = "norm_mb" + std::to_string(images) + "ic" +
                                  std::to_string(s.in.c) + "ih" + std::to_string(s.in.h);
                if (!is_new(name)) continue;
                put(name + "/forward", norm, direction::forward);
                put(name + "/backward", norm, direction::backward_data);
            }
            auto const name = problem(s, images);
            bool const linear = s.op == kind::linear;
            if ((s.op != kind::conv && !linear) || !is_new(name)) continue;
            for (auto const& [label, d] : {std::pair{"/forward", direction::forward},
                                           {"/backward_data", direction::backward_data},
                                           {"/backward_weights", direction::backward_weights}}) {
                bool const own = own_depthwise(s);
                if (own) put(name + label, depthwise, d, false);
                put(name + label + (own ? "_onednn" : ""),
                    linear ? onednn<inner_product> : onednn<convolution>, d);
            }
            if (!own_depthwise(s)) continue;
            put(name + "/forward_with_norms", depthwise, direction::forward, true);
            put(name + "/backward_with_norms", depthwise, direction::backward_data, true);
        }
    };
    auto const space = view<spaces::fashion>();
    add(space.stem);
    for (auto const& layer : space.layers)
        for (auto const& c : layer.candidates) add(c.lower(layer.at));
    add(space.head);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return std::cout.flush() ? 0 : 2;
}
