// SPDX-License-Identifier: MIT
// Tests export/onnx.hpp, networks/weights.hpp.
// Writes ONNX models into a folder, each with an input and what our inference makes of it: all
// operators of pool32 at stride 1 (with and without as many channels as before) and 2, one of the
// kinds of steps that these lack, one of each activation, a network of the quick start's space, and
// every published network, trained for two steps; norms unfolded for any batch, folded for this
// one, and folded for any.
#include <cstdio>
#include <filesystem>

#include <hurricane/export/onnx.hpp>
#include <hurricane/inference/frozen_network.hpp>
#include <hurricane/ops/pool32.hpp>
#include <hurricane/ops/visit.hpp>
#include <hurricane/space/presets.hpp>

#include "trained.hpp"

using namespace hurricane;

namespace {

std::filesystem::path folder;
int written = 0;
constexpr int n = 2;  ///< images

void write(std::string const& name, std::vector<plan> const& plans, network_weights const& weights,
           std::vector<float> const& x) {
    auto const in = plans.front().in();
    auto const out = plans.back().out();
    std::vector<float> y(std::size_t(n) * std::size_t(out.size()));
    frozen_network net{plans, weights, n};
    net(x, y);
    auto const floats = [](std::vector<float> const& v) {
        return std::string{reinterpret_cast<char const*>(v.data()), v.size() * sizeof(float)};
    };
    auto const base = (folder / std::to_string(written++)).string();
    write_onnx(base + ".onnx", plans, weights, {.fold = false, .name = name});
    write_onnx(base + ".fixed.onnx", plans, weights, {.batch = n, .name = name, .clip = false});
    if (plans.size() < 15)  // as a search writes it; published networks are large
        write_onnx(base + ".default.onnx", plans, weights, {.name = name});
    write_file(base + ".in", floats(x));
    write_file(base + ".out", floats(y));
    write_file(base + ".name", name);
    write_file(base + ".shape", std::to_string(n) + " " + std::to_string(in.c) + " " +
                                    std::to_string(in.h) + " " + std::to_string(in.w));
}

std::vector<float> random_images(shape in, std::string const& name) {
    rng random{3, name + " images"};
    std::vector<float> x(std::size_t(n) * std::size_t(in.size()));
    for (auto& v : x) v = static_cast<float>(random.normal());
    return x;
}

void write_operator(std::string const& name, plan const& p) {
    auto weights = random_weights({p}, 7);
    rng random{3, name};
    for (auto& steps : weights)
        for (auto& s : steps)  // norms that do something
            for (std::size_t c = 0; c < s.gamma.size(); ++c) {
                s.gamma[c] = static_cast<float>(0.7 + 0.6 * random.uniform());
                s.variance[c] = static_cast<float>(0.5 + random.uniform());
            }
    write(name, {p}, weights, random_images(p.in(), name));
}

void write_network(models::model const& m) {
    trained_for_two_steps t{m};
    auto const in = t.space.input;
    std::vector<float> nhwc(std::size_t(n) * std::size_t(in.size()));
    std::vector<float> x(nhwc.size());
    gather(t.images, t.what.norm, t.what.train, nhwc.data());
    kernels::from_channels_last({n, in}, nhwc.data(), x.data());
    write(std::string{m.name}, network(t.space, t.genes), t.net.extract_weights(t.genes), x);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    folder = argv[1];
    std::filesystem::create_directories(folder);
    for (auto const& at :
         {slot{{16, 14, 14}, 16, 1}, slot{{16, 14, 14}, 24, 1}, slot{{16, 14, 14}, 24, 2}})
        for (int i = 0; i < pool32::size; ++i)
            visit(pool32{}, i, [&](auto op) {
                using type = typename decltype(op)::type;
                write_operator(std::string{type::name.view()} + " to " + std::to_string(at.out) +
                                   " channels, stride " + std::to_string(at.stride),
                               lower<type>(at));
            });
    auto const plans =
        network(view<spaces::fashion>(), parse_genotype("8-0-31-23-5-12-16-22-8-12-30-4", 12));
    write("a network of fashion", plans, random_weights(plans, 5),
          random_images(plans.front().in(), "fashion"));
    plan rest{{8, 9, 9}};  // kinds that pool32 does not have
    auto a = rest.max_pool(
        rest.swish(rest.conv(rest.input(), {.out = 12, .kernel = 5, .groups = 4, .bias = true})), 3,
        2);
    auto b = rest.slice(rest.channel_shuffle(rest.hard_swish(a), 3), 4, 6);
    auto s = rest.hard_sigmoid(rest.global_pool(b));
    b = rest.scale(b, s);
    b = rest.concat(rest.relu6(b), rest.batch_norm(rest.sigmoid(b), 1e-3));
    rest.linear(rest.global_pool(rest.dropout(b, 0.2)), 5);
    write_operator("the other kinds of steps", rest);
    for (auto const& row : kind_table) {
        if (!row.is_activation) continue;
        plan twice{{8, 9, 9}};  // alone, and behind a convolution, which it joins in inference
        twice.activation(row.op, twice.pointwise(twice.activation(row.op, twice.input()), 12));
        write_operator("kinds of steps: " + std::string{row.name}, twice);
    }
    for (auto const& m : models::all) write_network(m);
    std::printf("%d networks\n", written);
}
