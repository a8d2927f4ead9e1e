// SPDX-License-Identifier: MIT
// Networks as ONNX models (opset 14), through ONNX's own protobuf schema. The only include of
// protobuf.
#pragma once

#ifndef ONNX_ML  // what the schema of Debian's package is built with
#define ONNX_ML 1
#define HURRICANE_ONNX_ML
#endif
#ifndef ONNX_NAMESPACE
#define ONNX_NAMESPACE onnx
#define HURRICANE_ONNX_NAMESPACE
#endif
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wpedantic"
#endif
#include <onnx/onnx_pb.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#ifdef HURRICANE_ONNX_ML
#undef ONNX_ML
#undef HURRICANE_ONNX_ML
#endif
#ifdef HURRICANE_ONNX_NAMESPACE
#undef ONNX_NAMESPACE
#undef HURRICANE_ONNX_NAMESPACE
#endif

#include <bit>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/error.hpp>
#include <hurricane/base/files.hpp>
#include <hurricane/inference/folding.hpp>
#include <hurricane/version.hpp>

namespace hurricane::inline v0 {

struct onnx_options {
    bool fold{true};  ///< batch norms join the convolutions before them
    int batch{0};     ///< 0: any
    std::string name{"network"};
    bool clip{true};  ///< relu6 as Clip; false: 6 HardSigmoid, for importers that take no Clip of
                      ///< this opset (OpenCV 4.6)
};

namespace detail {

static_assert(std::endian::native == std::endian::little, "ONNX keeps its numbers little-endian");

/// Plans and weights, written node by node. Values are called after the step that makes them,
/// "layer/step", as are parameters, "layer/step/kind"; the layers are stem, 0, 1, ..., head.
class onnx_writer {
public:
    onnx_writer(std::vector<plan> const& plans, network_weights const& weights,
                onnx_options const& o)
        : o_{o} {
        check_weights_fit(plans, weights);
        model_.set_ir_version(7);
        model_.set_producer_name("hurricane");
        model_.set_producer_version(std::to_string(version_major) + "." +
                                    std::to_string(version_minor) + "." +
                                    std::to_string(version_patch));
        auto& opset = *model_.add_opset_import();
        opset.set_domain("");
        opset.set_version(14);
        graph().set_name(o.name);
        describe(*graph().add_input(), "input", plans.front().in());
        std::string last = "input";
        for (std::size_t p = 0; p < plans.size(); ++p) {
            auto const layer = plans.size() == 1       ? "operator"
                               : p == 0                ? "stem"
                               : p + 1 == plans.size() ? "head"
                                                       : std::to_string(p - 1);
            last = write(plans[p], weights[p], layer, last);
        }
        auto const out = plans.back().out();
        bool const flat =
            plans.back().size() > 0 && plans.back()[plans.back().size() - 1].op == kind::linear;
        node(flat ? "Flatten" : "Identity", {last}, "output");
        auto& y = *graph().add_output();
        describe(y, "output", out);
        if (flat)
            y.mutable_type()->mutable_tensor_type()->mutable_shape()->mutable_dim()->DeleteSubrange(
                2, 2);
    }

    onnx::ModelProto take() { return std::move(model_); }

private:
    onnx::GraphProto& graph() { return *model_.mutable_graph(); }

    void describe(onnx::ValueInfoProto& v, std::string const& name, shape s) const {
        v.set_name(name);
        auto& type = *v.mutable_type()->mutable_tensor_type();
        type.set_elem_type(onnx::TensorProto_DataType_FLOAT);
        auto& n = *type.mutable_shape()->add_dim();
        if (o_.batch > 0)
            n.set_dim_value(o_.batch);
        else
            n.set_dim_param("batch");
        for (int d : {s.c, s.h, s.w}) type.mutable_shape()->add_dim()->set_dim_value(d);
    }

    onnx::NodeProto& node(char const* op, std::vector<std::string> const& in,
                          std::string const& out) {
        auto& n = *graph().add_node();
        n.set_op_type(op);
        n.set_name(out);
        n.add_output(out);
        for (auto const& i : in) n.add_input(i);
        return n;
    }

    static void attribute(onnx::NodeProto& n, char const* name,
                          std::vector<std::int64_t> const& values) {
        auto& a = *n.add_attribute();
        a.set_name(name);
        a.set_type(onnx::AttributeProto_AttributeType_INTS);
        for (auto v : values) a.add_ints(v);
    }

    static void attribute(onnx::NodeProto& n, char const* name, std::int64_t value) {
        auto& a = *n.add_attribute();
        a.set_name(name);
        a.set_type(onnx::AttributeProto_AttributeType_INT);
        a.set_i(value);
    }

    static void attribute(onnx::NodeProto& n, char const* name, float value) {
        auto& a = *n.add_attribute();
        a.set_name(name);
        a.set_type(onnx::AttributeProto_AttributeType_FLOAT);
        a.set_f(value);
    }

    template <class T>
    std::string constant(std::string const& name, std::vector<std::int64_t> const& dims,
                         std::span<T const> values) {
        auto& t = *graph().add_initializer();
        t.set_name(name);
        t.set_data_type(sizeof(T) == 8 ? onnx::TensorProto_DataType_INT64
                                       : onnx::TensorProto_DataType_FLOAT);
        for (auto d : dims) t.add_dims(d);
        t.set_raw_data(values.data(), values.size_bytes());
        return name;
    }

    std::string floats(std::string const& name, std::vector<std::int64_t> const& dims,
                       std::vector<float> const& x) {
        return constant<float>(name, dims, x);
    }

    std::string integers(std::string const& name, std::vector<std::int64_t> const& x) {
        return constant<std::int64_t>(name, {static_cast<std::int64_t>(x.size())}, x);
    }

    /// A number that several nodes read.
    std::string number(float x) {
        auto const name = "constant " + show(x);
        for (auto const& t : graph().initializer())
            if (t.name() == name) return name;
        return constant<float>(name, {}, std::span<float const>{&x, 1});
    }

    /// min(max(x / 6 + beta, 0), 1)
    void hard_sigmoid(std::string const& src, std::string const& out, float beta) {
        auto& n = node("HardSigmoid", {src}, out);
        attribute(n, "alpha", 1.0f / 6);
        attribute(n, "beta", beta);
    }

    /// The plan's steps; returns the name of its result.
    std::string write(plan const& p, std::vector<step_weights> weights, std::string const& layer,
                      std::string const& input) {
        std::vector<std::string> names{input};
        auto const folded =
            o_.fold ? fold_norms(p, weights) : std::vector<char>(std::size_t(p.size()));
        for (int i = 0; i < p.size(); ++i) {
            auto const& s = p[i];
            auto const src = names[std::size_t(s.src)];
            if (s.op == kind::dropout || folded[std::size_t(i)]) {
                names.push_back(src);
                continue;
            }
            auto const me = layer + "/" + std::to_string(i);
            write(s, weights[std::size_t(i)], me, src,
                  s.src2 >= 0 ? names[std::size_t(s.src2)] : std::string{});
            names.push_back(me);
        }
        return names.back();
    }

    void write(step const& s, step_weights const& w, std::string const& me, std::string const& src,
               std::string const& src2) {
        switch (s.op) {
            case kind::conv:
            case kind::linear: return convolution(s, w, me, src);
            case kind::batch_norm: return batch_norm(s, w, me, src);
            case kind::relu: node("Relu", {src}, me); break;
            case kind::relu6: return relu6(me, src);
            case kind::sigmoid: node("Sigmoid", {src}, me); break;
            case kind::swish:
                node("Sigmoid", {src}, me + "/sigmoid");
                node("Mul", {src, me + "/sigmoid"}, me);
                break;
            case kind::hard_sigmoid: return hard_sigmoid(src, me, 0.5f);
            case kind::hard_swish:
                hard_sigmoid(src, me + "/gate", 0.5f);
                node("Mul", {src, me + "/gate"}, me);
                break;
            case kind::channel_shuffle: return channel_shuffle(s, me, src);
            case kind::slice: return slice(s, me, src);
            case kind::concat:
                attribute(node("Concat", {src, src2}, me), "axis", std::int64_t{1});
                break;
            case kind::max_pool: return windows(node("MaxPool", {src}, me), s);
            case kind::global_pool: node("GlobalAveragePool", {src}, me); break;
            case kind::scale:
                node("Mul", {src2, src}, me);
                break;  // OpenCV 4.6 takes src x hard_sigmoid for hard_swish
            case kind::add: node("Add", {src, src2}, me); break;
            case kind::dropout: break;
        }
    }

    /// The k x k windows of a convolution or a pool.
    static void windows(onnx::NodeProto& n, step const& s) {
        std::int64_t const k = s.kernel;
        std::int64_t const stride = s.stride;
        std::int64_t const pad = s.kernel / 2;
        attribute(n, "kernel_shape", {k, k});
        attribute(n, "strides", {stride, stride});
        attribute(n, "pads", {pad, pad, pad, pad});
    }

    /// A linear layer is a convolution of one pixel.
    void convolution(step const& s, step_weights const& w, std::string const& me,
                     std::string const& src) {
        std::vector<std::string> in{
            src,
            floats(me + "/weights", {s.out.c, s.in.c / s.groups, s.kernel, s.kernel}, w.weights)};
        if (!w.bias.empty()) in.push_back(floats(me + "/bias", {s.out.c}, w.bias));
        auto& n = node("Conv", in, me);
        windows(n, s);
        attribute(n, "group", std::int64_t{s.groups});
    }

    void batch_norm(step const& s, step_weights const& w, std::string const& me,
                    std::string const& src) {
        std::int64_t const c = s.in.c;
        auto& n =
            node("BatchNormalization",
                 {src, floats(me + "/gamma", {c}, w.gamma), floats(me + "/beta", {c}, w.beta),
                  floats(me + "/mean", {c}, w.mean), floats(me + "/variance", {c}, w.variance)},
                 me);
        attribute(n, "epsilon", static_cast<float>(s.attribute));
    }

    void relu6(std::string const& me, std::string const& src) {
        if (o_.clip) {
            node("Clip", {src, number(0), number(6)}, me);
            return;
        }
        hard_sigmoid(src, me + "/gate", 0);
        node("Mul", {me + "/gate", number(6)}, me);
    }

    void channel_shuffle(step const& s, std::string const& me, std::string const& src) {
        auto const [c, h, w] = s.in;
        node("Reshape", {src, integers(me + "/groups", {0, s.groups, c / s.groups, h, w})},
             me + "/grouped");
        attribute(node("Transpose", {me + "/grouped"}, me + "/transposed"), "perm",
                  {0, 2, 1, 3, 4});
        node("Reshape", {me + "/transposed", integers(me + "/shape", {0, c, h, w})}, me);
    }

    void slice(step const& s, std::string const& me, std::string const& src) {
        node("Slice",
             {src, integers(me + "/starts", {s.offset}),
              integers(me + "/ends", {s.offset + s.out.c}), integers(me + "/axes", {1})},
             me);
    }

    onnx_options const& o_;
    onnx::ModelProto model_;
};

}  // namespace detail

/// The network as a model with one input, "input" (N, C, H, W), and one output, "output": (N,
/// classes) behind a linear layer, otherwise (N, C, H, W). A single plan is a single operator.
inline onnx::ModelProto to_onnx(std::vector<plan> const& plans, network_weights const& weights,
                                onnx_options const& o = {}) {
    return detail::onnx_writer{plans, weights, o}.take();
}

/// The model as the bytes of its file. Throws error for one larger than 2 GiB.
inline std::string onnx_bytes(std::vector<plan> const& plans, network_weights const& weights,
                              onnx_options const& o = {}) {
    std::string bytes;
    if (!to_onnx(plans, weights, o).SerializeToString(&bytes))
        throw error{"the model is larger than 2 GiB", o.name, "write a smaller network"};
    return bytes;
}

/// Written whole or not at all.
inline void write_onnx(std::filesystem::path const& path, std::vector<plan> const& plans,
                       network_weights const& weights, onnx_options const& o = {}) {
    write_file(path, onnx_bytes(plans, weights, o));
}

}  // namespace hurricane::inline v0
