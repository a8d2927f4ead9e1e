// SPDX-License-Identifier: MIT
// A guide of one's own: which paths a supernet is trained on may depend on how paths fared. This
// one prefers choices that stood in paths of low loss (REINFORCE, Williams 1992, with a baseline).
#include <cmath>
#include <cstdio>
#include <hurricane/cost/price.hpp>
#include <hurricane/data/formats/idx.hpp>
#include <hurricane/hw/devices/snapdragon845.hpp>
#include <hurricane/search/two_stage.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/training/supernet.hpp>

using namespace hurricane;

class preferring final : public guide {
public:
    explicit preferring(choice_mask mask) : mask_{std::move(mask)}, preferences_(mask_.size()) {
        for (auto& layer : preferences_) layer.resize(256);
    }

    void ask(rng& random, training_step& step) override {
        genotype g{static_cast<int>(mask_.size())};
        for (std::size_t layer = 0; layer < mask_.size(); ++layer) {
            double left = random.uniform();
            for (auto choice : mask_[layer]) {
                g[static_cast<int>(layer)] = choice;
                left -= probability(layer, choice);
                if (left < 0) break;
            }
        }
        step.paths.assign(1, g);
    }

    void tell(training_step const& step, std::span<double const> losses) override {
        double const better = usual_loss_ - losses.front();
        usual_loss_ -= 0.05 * better;
        for (std::size_t layer = 0; layer < mask_.size(); ++layer)
            for (auto choice : mask_[layer]) {
                bool const stood = choice == step.paths.front()[static_cast<int>(layer)];
                auto const change = 0.1 * better * (double(stood) - probability(layer, choice));
                preferences_[layer][choice] += static_cast<float>(change);
            }
    }

    void save(archive_writer& out) const override {  // so that a search can be resumed
        out.number(usual_loss_);
        for (auto const& layer : preferences_) out.floats(layer);
    }

    void load(archive_reader& in) override {
        usual_loss_ = in.number<double>();
        for (auto& layer : preferences_) in.floats(layer);
    }

private:
    double probability(std::size_t layer, std::uint8_t choice) const {
        double sum = 0;
        for (auto other : mask_[layer]) sum += std::exp(preferences_[layer][other]);
        return std::exp(preferences_[layer][choice]) / sum;
    }

    choice_mask mask_;
    double usual_loss_{2.3};                       // of ten classes at first
    std::vector<std::vector<float>> preferences_;  // by layer and choice
};

int main(int argc, char** argv) try {
    if (argc > 1 && argv[1][0] == '-') {
        std::puts(
            "Usage: 11_guide [FOLDER with the four IDX files of Fashion-MNIST]\nTwo searches of "
            "6,000 images: about a quarter of a minute.");
        return std::fflush(stdout) == 0 && std::string_view{argv[1]} == "--help" ? 0 : 2;
    }
    auto const [train, test] =
        read_idx_folder(argc > 1 ? argv[1] : "/usr/share/datasets/fashion-mnist");
    auto const some = hold_out(train, all_indices(train.size()), 7000, 0).held;
    auto const [rest, held] = hold_out(train, some, 1000, 0);
    task const t{.data = &train, .train = rest, .validation = held, .norm = measure(train, rest)};
    auto const space = view<spaces::fashion>();
    auto const priced = price<spaces::fashion, targets::snapdragon845>();
    for (bool const own : {false, true}) {
        supernet net{space, priced.allowed, t, {.batch = 32}};
        two_stage_options options{
            .form = search_form::one_stage, .sampling = path_sampling::uniform, .evaluations = 40};
        options.stage1_epochs = 3;
        if (own)
            options.own_guide = [](choice_mask const& mask) {
                return std::make_unique<preferring>(mask);
            };
        auto const best = two_stage(net, priced, options).best();
        std::printf("%s: %s, top-1 %.3f of %zu validation images\n", own ? "preferring" : "uniform",
                    to_string(best.genes).c_str(), best.fit.primary, held.size());
    }
    return std::fflush(stdout) == 0 ? 0 : 2;

} catch (std::bad_alloc const&) {
    std::fputs("11_guide: out of memory; take fewer images\n", stderr);
    return 2;

} catch (std::exception const& e) {
    std::fprintf(stderr, "11_guide: %s\n", e.what());
    return 2;
}
