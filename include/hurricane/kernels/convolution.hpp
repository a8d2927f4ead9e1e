// SPDX-License-Identifier: MIT
// A convolution of a fixed shape and batch in its three directions, and a linear layer, through
// oneDNN. Weights live in the layout that the forward primitive asks for; where backward-data wants
// another one, a copy is kept in step.
#pragma once

#include <hurricane/core/step.hpp>
#include <hurricane/kernels/channels.hpp>
#include <hurricane/kernels/depthwise.hpp>
#include <hurricane/kernels/onednn.hpp>
#include <hurricane/kernels/pixels.hpp>

namespace hurricane::inline v0::kernels {

enum class directions : unsigned char { forward, forward_and_backward, without_diff_src };

/// The problem in oneDNN's notation: "mb16_g96ic96oc96_ih14oh14kh3sh1ph1".
inline std::string problem(step const& s, int n) {
    auto const put = [](char const* label, int x) { return label + std::to_string(x); };
    auto const shapes = put("ic", s.in.c) + put("oc", s.out.c);
    if (s.op == kind::linear) return put("mb", n) + shapes;
    auto const wide = s.in.h != s.in.w ? put("_iw", s.in.w) + put("ow", s.out.w) : "";
    return put("mb", n) + (s.groups > 1 ? put("_g", s.groups) : "_") + shapes + put("_ih", s.in.h) +
           put("oh", s.out.h) + wide + put("kh", s.kernel) + put("sh", s.stride) +
           put("ph", s.kernel / 2);
}

/// Common to convolutions and linear layers: made for `n` images on the thread of the engine.
class weighted {
public:
    /// Floats of the weights as stored, and of their copy for backward-data (0 if none is needed).
    std::size_t weights_floats() const { return floats(weights_); }

    std::size_t copy_floats() const { return to_copy_ ? floats(copy_) : 0; }

    /// dst = weights * src (+ bias); bias is ignored where the step has none.
    void forward(engine& e, float const* src, float const* weights, float const* bias, float* dst) {
        if (biased_)
            forward_(e, src, weights, bias, dst);
        else
            forward_(e, src, weights, dst);
    }

    void backward_data(engine& e, float const* diff_dst, float const* weights, float const* copy,
                       float* diff_src) {
        backward_data_(e, diff_dst, to_copy_ ? copy : weights, diff_src);
    }

    /// Assigns (or adds) diff_weights, in the layout of the weights, and diff_bias.
    void backward_weights(engine& e, float const* src, float const* diff_dst, float* diff_weights,
                          float* diff_bias, write how = write::assign) {
        bool const adds = how == write::accumulate;
        float* const bias = adds ? e.temporary() : diff_bias;
        float* const temp = e.temporary() + aligned(bias_floats());
        float* const raw = adds || from_gradient_ ? temp : diff_weights;
        if (biased_)
            backward_weights_(e, src, diff_dst, raw, bias);
        else
            backward_weights_(e, src, diff_dst, raw);
        float* stored = raw;
        if (from_gradient_) {
            stored = adds ? raw + gradient_floats() : diff_weights;
            from_gradient_(e, raw, stored);
        }
        if (!adds) return;
        kernels::add(diff_weights, stored, diff_weights, weights_floats());
        if (biased_) kernels::add(diff_bias, bias, diff_bias, bias_floats());
    }

    /// Brings the copy for backward-data up to date.
    void refresh(engine& e, float const* weights, float* copy) {
        if (to_copy_) to_copy_(e, weights, copy);
    }

    /// Between the stored layout and plain (out, in / groups, k, k).
    void pack(engine& e, float const* plain, float* weights) {
        reorder_primitive{e, plain_, weights_}(e, plain, weights);
    }

    void unpack(engine& e, float const* weights, float* plain) {
        reorder_primitive{e, weights_, plain_}(e, weights, plain);
    }

    /// Implementation names, for tests and benchmarks.
    std::string forward_name() const { return forward_.implementation(); }

    std::string backward_data_name() const { return backward_data_.implementation(); }

    std::string backward_weights_name() const { return backward_weights_.implementation(); }

protected:
    weighted(step const& s, int n) : step_{s}, n_{n}, biased_{s.bias} {}

    /// Makes the primitives of `d` from what gives oneDNN's descriptor of each direction; those of
    /// the backward ones take the forward descriptor.
    template <class MakeForward, class MakeData, class MakeWeights>
    void make(engine& e, directions d, memory_desc const& src, memory_desc const& dst,
              MakeForward make_forward, MakeData make_data, MakeWeights make_weights) {
        auto const forward = guarded(make_forward);
        bind_forward(e, forward, src, dst);
        if (d == directions::forward) return;
        if (d == directions::forward_and_backward)
            bind_backward_data(e, guarded([&] { return make_data(forward); }), src, dst);
        bind_backward_weights(e, guarded([&] { return make_weights(forward); }), src, dst);
    }

    std::size_t bias_floats() const { return static_cast<std::size_t>(step_.out.c); }

    std::size_t gradient_floats() const { return aligned(floats(gradient_desc_)); }

    /// oneDNN's refusal as our error.
    template <class F>
    auto guarded(F f) const {
        try {
            return f();
        } catch (dnnl::error const& e) {
            throw error{std::string{"oneDNN has no kernel ("} + e.what() + ")", problem(step_, n_),
                        "report this with the oneDNN version"};
        }
    }

    using arguments = std::vector<std::pair<int, memory_desc>>;

    memory_desc bias_desc() const { return describe({step_.out.c}, format::x); }

    template <class Desc>
    void bind_forward(engine& e, Desc const& desc, memory_desc const& src, memory_desc const& dst) {
        weights_ = desc.weights_desc();
        arguments args{{DNNL_ARG_SRC, src}, {DNNL_ARG_WEIGHTS, weights_}};
        if (biased_) args.emplace_back(DNNL_ARG_BIAS, bias_desc());
        args.emplace_back(DNNL_ARG_DST, dst);
        forward_ = {e, desc, args};
    }

    template <class Desc>
    void bind_backward_data(engine& e, Desc const& desc, memory_desc const& src,
                            memory_desc const& dst) {
        copy_ = desc.weights_desc();
        if (copy_ != weights_) to_copy_ = {e, weights_, copy_};
        arguments const args{
            {DNNL_ARG_DIFF_DST, dst}, {DNNL_ARG_WEIGHTS, copy_}, {DNNL_ARG_DIFF_SRC, src}};
        backward_data_ = {e, desc, args};
    }

    template <class Desc>
    void bind_backward_weights(engine& e, Desc const& desc, memory_desc const& src,
                               memory_desc const& dst) {
        gradient_desc_ = desc.diff_weights_desc();
        arguments args{
            {DNNL_ARG_SRC, src}, {DNNL_ARG_DIFF_DST, dst}, {DNNL_ARG_DIFF_WEIGHTS, gradient_desc_}};
        if (biased_) args.emplace_back(DNNL_ARG_DIFF_BIAS, bias_desc());
        backward_weights_ = {e, desc, args};
        if (gradient_desc_ != weights_) from_gradient_ = {e, gradient_desc_, weights_};
        e.reserve_temporary(aligned(bias_floats()) + gradient_floats() + aligned(weights_floats()));
    }

    step step_;
    int n_;
    bool biased_;
    memory_desc weights_;
    memory_desc copy_;
    memory_desc gradient_desc_;
    memory_desc plain_;
    bound_primitive forward_;
    bound_primitive backward_data_;
    bound_primitive backward_weights_;
    reorder_primitive to_copy_;
    reorder_primitive from_gradient_;
};

/// k x k convolution with groups; src (n, H, W, C) and dst channels last.
class convolution : public weighted {
public:
    convolution(engine& e, step const& s, int n, directions d,
                dnnl::primitive_attr const& attr = {})
        : weighted{s, n} {
        using dims = dnnl::memory::dims;
        using dnnl::algorithm;
        auto const src = describe(layout{n, s.in});
        auto const dst = describe(layout{n, s.out});
        dims const shape = s.groups == 1 ? dims{s.out.c, s.in.c, s.kernel, s.kernel}
                                         : dims{s.groups, s.out.c / s.groups, s.in.c / s.groups,
                                                s.kernel, s.kernel};
        plain_ = describe(shape, s.groups == 1 ? format::oihw : format::goihw);
        auto const any = describe(shape, format::any);
        auto const bias = s.bias ? describe({s.out.c}, format::x) : memory_desc{};
        dims const strides{s.stride, s.stride};
        dims const pad{s.kernel / 2, s.kernel / 2};
        auto const direct = algorithm::convolution_direct;
        make(
            e, d, src, dst,
            [&] {
                return primitive_desc<dnnl::convolution_forward>(
                    e, attr, dnnl::prop_kind::forward_training, direct, src, any, bias, dst,
                    strides, pad, pad);
            },
            [&](auto const& f) {
                return backward_desc<dnnl::convolution_backward_data>(e, f, direct, src, any, dst,
                                                                      strides, pad, pad);
            },
            [&](auto const& f) {
                return backward_desc<dnnl::convolution_backward_weights>(
                    e, f, direct, src, any, bias, dst, strides, pad, pad);
            });
    }
};

/// Holds the weights of a convolution that kernels/depthwise.hpp runs, as (k, k, C).
class depthwise_weights : public weighted {
public:
    depthwise_weights(engine& e, step const& s) : weighted{s, 1} {
        dnnl::memory::dims const shape{s.groups, 1, 1, s.kernel, s.kernel};
        plain_ = describe(shape, format::goihw);
        weights_ = describe(shape, format::hwigo);
        e.reserve_temporary(depthwise_scratch(s));
    }
};

/// (N, in) times (out, in)^T + bias, plain.
class inner_product : public weighted {
public:
    inner_product(engine& e, step const& s, int n, directions d,
                  dnnl::primitive_attr const& attr = {})
        : weighted{s, n} {
        auto const src = describe({n, s.in.c}, format::nc);
        auto const dst = describe({n, s.out.c}, format::nc);
        plain_ = describe({s.out.c, s.in.c}, format::oi);
        auto const bias = s.bias ? describe({s.out.c}, format::x) : memory_desc{};
        make(
            e, d, src, dst,
            [&] {
                return primitive_desc<dnnl::inner_product_forward>(
                    e, attr, dnnl::prop_kind::forward_training, src, plain_, bias, dst);
            },
            [&](auto const& f) {
                return backward_desc<dnnl::inner_product_backward_data>(e, f, src, plain_, dst);
            },
            [&](auto const& f) {
                return backward_desc<dnnl::inner_product_backward_weights>(e, f, src, plain_, bias,
                                                                           dst);
            });
    }
};

}  // namespace hurricane::inline v0::kernels
