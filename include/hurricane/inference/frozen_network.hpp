// SPDX-License-Identifier: MIT
// A network frozen for inference on `n` images: batch norms folded into the convolutions before
// them, activations and residual sums run as their post-ops, buffers planned over the whole
// network. Also how operators are profiled.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/execution/arena.hpp>
#include <hurricane/inference/folding.hpp>
#include <hurricane/kernels/forward_step.hpp>
#include <hurricane/networks/weights.hpp>

namespace hurricane::inline v0 {

class frozen_network {
public:
    /// To be constructed and run on one thread.
    frozen_network(std::vector<plan> const& plans, network_weights const& weights, int n = 1)
        : n_{n} {
        check_weights_fit(plans, weights);
        values_.push_back({{n, plans.front().in()}});
        auto folded = weights;
        flatten(plans, folded);
        fuse();
        for (auto& x : nodes_) make(x, folded);
        assign_offsets();
    }

    frozen_network(frozen_network const&) = delete;
    frozen_network& operator=(frozen_network const&) = delete;

    kernels::layout input_layout() const { return values_.front().as; }

    kernels::layout output_layout() const { return values_[std::size_t(output_)].as; }

    /// To be filled, channels last, before each run: residual sums may overwrite it.
    float* input() { return arena_.data() + values_.front().offset; }

    /// Runs once; the result, channels last, is valid until the next run.
    float const* run() {
        for (auto& x : nodes_) run(x);
        return arena_.data() + values_[std::size_t(output_)].offset;
    }

    /// Plain images (n, C, H, W) to plain outputs.
    void operator()(std::span<float const> images, std::span<float> out) {
        kernels::to_channels_last(input_layout(), images.data(), input());
        kernels::from_channels_last(output_layout(), run(), out.data());
    }

    /// Primitives and kernels that one run executes.
    int size() const { return static_cast<int>(nodes_.size()); }

    /// What oneDNN runs of it, in order: "pointwise brgconv_1x1:avx512_core", "depthwise ...".
    std::vector<std::string> implementations() const {
        std::vector<std::string> names;
        for (auto const& x : nodes_) {
            if (!x.kernel) continue;
            std::string_view const role = x.s->pointwise()   ? "pointwise"
                                          : x.s->depthwise() ? "depthwise"
                                                             : name_of(x.s->op);
            names.push_back(std::string{role} + " " + x.kernel->forward_name());
        }
        return names;
    }

private:
    struct value_info {
        kernels::layout as;
        std::size_t offset{};
        int readers{};
    };

    struct node {
        step const* s{};
        int plan{};  ///< where its weights are
        int at{};    ///< in that plan
        int src{};
        int src2{-1};
        int dst{};
        int residual{-1};  ///< value summed into dst
        kernels::activation act{kernels::activation::none};
        std::unique_ptr<kernels::weighted> kernel{};
        float_buffer norms{};  ///< norm_values of a batch norm that stands alone
        float_buffer weights{};
        float_buffer bias{};
        bool gone{};
    };

    void flatten(std::vector<plan> const& plans, network_weights& weights) {
        for (std::size_t p = 0; p < plans.size(); ++p) {
            auto const folded = fold_norms(plans[p], weights[p]);
            plans_.push_back(std::make_unique<plan>(plans[p]));
            add_plan(static_cast<int>(p), folded);
        }
        ++values_[std::size_t(output_)].readers;
    }

    /// The steps of plan p that are not folded as nodes behind the output so far.
    void add_plan(int p, std::vector<char> const& folded) {
        plan const& steps = *plans_[std::size_t(p)];
        std::vector<int> number{output_};  // of each value of the plan, here
        for (int i = 0; i < steps.size(); ++i) {
            step const& s = steps[i];
            int const src = number[std::size_t(s.src)];
            if (s.op == kind::dropout || folded[std::size_t(i)]) {  // the identity in inference
                number.push_back(src);
                continue;
            }
            int const src2 = s.src2 >= 0 ? number[std::size_t(s.src2)] : -1;
            number.push_back(add_node({.s = &s, .plan = p, .at = i, .src = src, .src2 = src2}));
        }
        output_ = number.back();
    }

    /// Returns the number of its result.
    int add_node(node x) {
        values_.push_back({{n_, x.s->out}});
        x.dst = static_cast<int>(values_.size()) - 1;
        ++values_[std::size_t(x.src)].readers;
        if (x.src2 >= 0) ++values_[std::size_t(x.src2)].readers;
        nodes_.push_back(std::move(x));
        return nodes_.back().dst;
    }

    /// The node whose result is `v`, if only one step reads it.
    node* sole_producer(int v) {
        if (values_[std::size_t(v)].readers != 1) return nullptr;
        for (auto& x : nodes_)
            if (!x.gone && x.dst == v) return &x;
        return nullptr;
    }

    /// Activations and sums join the convolution or linear layer before them.
    void fuse() {
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            auto& x = nodes_[i];
            node* const before = sole_producer(x.src);
            bool const convolves = before && row_of(before->s->op).has_weights;
            bool const plain =
                convolves && before->act == kernels::activation::none && before->residual < 0;
            if (is_activation(x.s->op) && plain)
                before->act = kernels::activation_of(x.s->op);
            else if (x.s->op == kind::add && plain && before->s->op == kind::conv &&
                     can_work_in_place(*before, x))
                before->residual = x.src2;
            else
                continue;
            before->dst = x.dst;
            x.gone = true;
        }
        std::erase_if(nodes_, [](node const& x) { return x.gone; });
    }

    /// A convolution may write its sum into the buffer of the value it adds, if that value exists
    /// by then, is not its own source, and nobody reads it afterwards.
    bool can_work_in_place(node const& convolution, node const& sum) const {
        int const v = sum.src2;
        if (v == sum.src || v == convolution.src || v == output_) return false;
        bool after = false;
        bool exists = v == 0;
        for (auto const& x : nodes_) {
            if (x.gone) continue;
            if (&x == &convolution) {
                after = true;
                continue;
            }
            if (!after && x.dst == v) exists = true;
            if (after && &x != &sum && (x.src == v || x.src2 == v || x.residual == v)) return false;
        }
        return exists;
    }

    static dnnl::primitive_attr post_ops(node const& x) {
        using dnnl::algorithm;
        using kernels::activation;
        dnnl::post_ops ops;
        if (x.residual >= 0) ops.append_sum(1.0f);
        auto const eltwise = [&](algorithm a, float alpha, float beta) {
            kernels::append_eltwise(ops, a, alpha, beta);
        };
        switch (x.act) {
            case activation::none: break;
            case activation::relu: eltwise(algorithm::eltwise_relu, 0, 0); break;
            case activation::relu6: eltwise(algorithm::eltwise_clip, 0, 6); break;
            case activation::swish: eltwise(algorithm::eltwise_swish, 1, 0); break;
            case activation::hard_swish:
                eltwise(algorithm::eltwise_hardswish, 1.0f / 6, 0.5f);
                break;
            case activation::sigmoid: eltwise(algorithm::eltwise_logistic, 0, 0); break;
            case activation::hard_sigmoid:  // oneDNN 2.6 has none
                eltwise(algorithm::eltwise_linear, 1.0f / 6, 0.5f);
                eltwise(algorithm::eltwise_clip, 0, 1);
                break;
        }
        dnnl::primitive_attr attr;
        attr.set_post_ops(ops);
        return attr;
    }

    /// Makes the kernel and packs the weights.
    void make(node& x, network_weights const& all) {
        auto const& own = all[std::size_t(x.plan)][std::size_t(x.at)];
        step s = *x.s;
        if (s.op == kind::batch_norm) {
            auto const c = static_cast<std::size_t>(s.out.c);
            x.norms = float_buffer{kernels::norm_values::arrays * c};
            kernels::norm_finish(s.out.c, own.mean.data(), own.variance.data(), s.attribute,
                                 own.gamma.data(), own.beta.data(), {x.norms.data(), s.out.c});
        }
        if (!row_of(s.op).has_weights) return;
        auto const bias = own.bias.empty() ? std::vector<float>(std::size_t(s.out.c)) : own.bias;
        s.bias = true;
        auto const forward = kernels::directions::forward;
        if (s.op == kind::conv)
            x.kernel = std::make_unique<kernels::convolution>(engine_, s, n_, forward, post_ops(x));
        else
            x.kernel =
                std::make_unique<kernels::inner_product>(engine_, s, n_, forward, post_ops(x));
        x.weights = float_buffer{x.kernel->weights_floats()};
        x.bias = float_buffer{std::size_t(s.out.c)};
        x.kernel->pack(engine_, own.weights.data(), x.weights.data());
        std::copy(bias.begin(), bias.end(), x.bias.data());
    }

    /// Lifetimes over the whole network; a residual sum works in the buffer of the value it adds.
    void assign_offsets() {
        kernels::arena_planner arena;
        std::vector<int> buffer(values_.size(), -1);
        auto const end = static_cast<int>(nodes_.size());
        buffer[0] = arena.add(values_[0].as.floats(), 0, output_ == 0 ? end : 0);
        for (int t = 0; t < end; ++t) {
            auto& x = nodes_[std::size_t(t)];
            auto& mine = buffer[std::size_t(x.dst)];
            mine = x.residual >= 0 ? buffer[std::size_t(x.residual)]
                                   : arena.add(values_[std::size_t(x.dst)].as.floats(), t, t);
            for (int v : {x.src, x.src2, x.dst})
                if (v >= 0) arena.extend(buffer[std::size_t(v)], x.dst == output_ ? end : t);
        }
        arena_ = float_buffer{arena.assign_offsets()};
        for (std::size_t v = 0; v < values_.size(); ++v)
            if (buffer[v] >= 0) values_[v].offset = arena.offset(buffer[v]);
    }

    float* at(int v) { return v < 0 ? nullptr : arena_.data() + values_[std::size_t(v)].offset; }

    void run(node& x) {
        auto const as = [&](int v) {
            return v < 0 ? kernels::layout{} : values_[std::size_t(v)].as;
        };
        kernels::forward_step(engine_, *x.s, {as(x.src), as(x.src2), as(x.dst)},
                              {.src = at(x.src),
                               .src2 = at(x.src2),
                               .dst = at(x.dst),
                               .kernel = x.kernel.get(),
                               .weights = x.weights.data(),
                               .bias = x.bias.data(),
                               .norm = {x.norms.data(), x.s->out.c},
                               .act = x.act});
    }

    kernels::engine engine_;
    int n_;
    std::vector<std::unique_ptr<plan>> plans_;
    std::vector<value_info> values_;
    std::vector<node> nodes_;
    int output_{};
    float_buffer arena_;
};

}  // namespace hurricane::inline v0
