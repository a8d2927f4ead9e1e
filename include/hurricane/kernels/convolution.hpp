// SPDX-License-Identifier: MIT
// A convolution of a fixed shape and batch in its three directions, and a linear layer, through oneDNN. Weights live
// in the layout that the forward primitive asks for; where backward-data wants another one, a copy is kept in step.
#pragma once

#include <hurricane/core/step.hpp>
#include <hurricane/kernels/depthwise.hpp>
#include <hurricane/kernels/first_layer.hpp>
#include <hurricane/kernels/onednn.hpp>

namespace hurricane::inline v0::kernels {

enum class directions : unsigned char { forward, forward_and_backward, without_diff_src };

/// The problem in oneDNN's notation: "mb16_g96ic96oc96_ih14oh14kh3sh1ph1".
inline std::string problem(step const& s, int n) {
    auto const put = [](char const* label, int x) { return label + std::to_string(x); };
    auto const shapes = put("ic", s.in.c) + put("oc", s.out.c);
    if (s.op == kind::linear) return put("mb", n) + shapes;
    auto const wide = s.in.h != s.in.w ? put("_iw", s.in.w) + put("ow", s.out.w) : "";
    return put("mb", n) + (s.groups > 1 ? put("_g", s.groups) : "_") + shapes + put("_ih", s.in.h) +
           put("oh", s.out.h) + wide + put("kh", s.kernel) + put("sh", s.stride) + put("ph", s.kernel / 2);
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
    void backward_data(engine& e, float const* diff_dst, float const* weights, float const* copy, float* diff_src) {
        backward_data_(e, diff_dst, to_copy_ ? copy : weights, diff_src);
    }
    /// Assigns diff_weights, in the layout of the weights, and diff_bias.
    void backward_weights(engine& e, float const* src, float const* diff_dst, float* diff_weights, float* diff_bias) {
        if (gradient_ == gradient::depthwise)
            return depthwise_backward_weights(step_, n_, src, diff_dst, diff_weights, scratch_.data());
        if (gradient_ == gradient::first_layer)
            return first_layer_backward_weights(step_, n_, src, diff_dst, diff_weights);
        float* const to = from_gradient_ ? scratch_.data() : diff_weights;
        if (biased_)
            backward_weights_(e, src, diff_dst, to, diff_bias);
        else
            backward_weights_(e, src, diff_dst, to);
        if (from_gradient_) from_gradient_(e, to, diff_weights);
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
    std::string backward_weights_name() const {
        return gradient_ != gradient::onednn ? "hurricane:avx2" : backward_weights_.implementation();
    }

protected:
    /// Whose kernel computes the weight gradient.
    enum class gradient : unsigned char { onednn, depthwise, first_layer };

    weighted(step const& s, int n) : step_{s}, n_{n}, biased_{s.bias} {}

    template <class MakeForward, class MakeData, class MakeWeights>
    void make(engine& e, directions d, memory_desc const& src, memory_desc const& dst, MakeForward make_forward,
              MakeData make_data, MakeWeights make_weights) {
        auto const forward = guarded(make_forward);
        weights_ = forward.weights_desc();
        auto const bias = describe({step_.out.c}, format::x);
        using args = std::vector<std::pair<int, memory_desc>>;
        args f{{DNNL_ARG_SRC, src}, {DNNL_ARG_WEIGHTS, weights_}};
        if (biased_) f.emplace_back(DNNL_ARG_BIAS, bias);
        f.emplace_back(DNNL_ARG_DST, dst);
        forward_ = {e, forward, f};
        if (d == directions::forward) return;
        if (d == directions::forward_and_backward) {
            auto const data = guarded([&] { return make_data(forward); });
            copy_ = data.weights_desc();
            if (copy_ != weights_) to_copy_ = {e, weights_, copy_};
            backward_data_ = {e, data,
                              args{{DNNL_ARG_DIFF_DST, dst}, {DNNL_ARG_WEIGHTS, copy_}, {DNNL_ARG_DIFF_SRC, src}}};
        }
        if (gradient_ == gradient::depthwise) scratch_ = float_buffer{depthwise_scratch(step_)};
        if (gradient_ != gradient::onednn) return;
        auto const gradient = guarded([&] { return make_weights(forward); });
        args w{{DNNL_ARG_SRC, src}, {DNNL_ARG_DIFF_DST, dst}, {DNNL_ARG_DIFF_WEIGHTS, gradient.diff_weights_desc()}};
        if (biased_) w.emplace_back(DNNL_ARG_DIFF_BIAS, bias);
        if (gradient.diff_weights_desc() != weights_) {
            from_gradient_ = {e, gradient.diff_weights_desc(), weights_};
            scratch_ = float_buffer{floats(gradient.diff_weights_desc())};
        }
        backward_weights_ = {e, gradient, w};
    }

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

    step step_;
    int n_;
    bool biased_;
    gradient gradient_{gradient::onednn};
    memory_desc weights_, copy_, plain_;
    bound_primitive forward_, backward_data_, backward_weights_;
    reorder_primitive to_copy_, from_gradient_;
    float_buffer scratch_;
};

/// k x k convolution with groups; src and dst blocked, except that a plain src of up to 3 channels is the input image.
class convolution : public weighted {
public:
    convolution(engine& e, step const& s, int n, order src_order, directions d, dnnl::primitive_attr const& attr = {})
        : weighted{s, n} {
        using dims = dnnl::memory::dims;
        using dnnl::algorithm;
        auto const src = describe(layout{n, s.in, src_order}), dst = describe(layout{n, s.out});
        dims const shape = s.groups == 1 ? dims{s.out.c, s.in.c, s.kernel, s.kernel}
                                         : dims{s.groups, s.out.c / s.groups, s.in.c / s.groups, s.kernel, s.kernel};
        plain_ = describe(shape, s.groups == 1 ? format::oihw : format::goihw);
        if (s.depthwise() && s.kernel >= 5 && s.kernel <= 7 && !s.bias) gradient_ = gradient::depthwise;
        if (src_order == order::plain && s.groups == 1 && !s.bias) gradient_ = gradient::first_layer;
        // A kernel of our own fixes the layout of the weights it shares with the forward primitive.
        bool const ours = d != directions::forward && gradient_ != gradient::onednn;
        auto const any = describe(shape, !ours                              ? format::any
                                         : gradient_ == gradient::depthwise ? format::Goihw8g
                                                                            : format::Ohwi8o);
        auto const bias = s.bias ? describe({s.out.c}, format::x) : memory_desc{};
        dims const strides{s.stride, s.stride}, pad{s.kernel / 2, s.kernel / 2};
        auto const direct = algorithm::convolution_direct;
        make(
            e, d, src, dst,
            [&] {
                return primitive_desc<dnnl::convolution_forward>(e, attr, dnnl::prop_kind::forward_training, direct,
                                                                 src, any, bias, dst, strides, pad, pad);
            },
            [&](auto const& f) {
                return backward_desc<dnnl::convolution_backward_data>(e, f, direct, src, any, dst, strides, pad, pad);
            },
            [&](auto const& f) {
                return backward_desc<dnnl::convolution_backward_weights>(e, f, direct, src, any, bias, dst, strides,
                                                                         pad, pad);
            });
    }
};

/// (N, in) times (out, in)^T + bias, plain.
class inner_product : public weighted {
public:
    inner_product(engine& e, step const& s, int n, directions d, dnnl::primitive_attr const& attr = {})
        : weighted{s, n} {
        auto const src = describe({n, s.in.c}, format::nc), dst = describe({n, s.out.c}, format::nc);
        plain_ = describe({s.out.c, s.in.c}, format::oi);
        auto const bias = s.bias ? describe({s.out.c}, format::x) : memory_desc{};
        make(
            e, d, src, dst,
            [&] {
                return primitive_desc<dnnl::inner_product_forward>(e, attr, dnnl::prop_kind::forward_training, src,
                                                                   plain_, bias, dst);
            },
            [&](auto const& f) { return backward_desc<dnnl::inner_product_backward_data>(e, f, src, plain_, dst); },
            [&](auto const& f) {
                return backward_desc<dnnl::inner_product_backward_weights>(e, f, src, plain_, bias, dst);
            });
    }
};

}  // namespace hurricane::inline v0::kernels
