// SPDX-License-Identifier: MIT
// A published network that has learnt for two steps from two images: its norms have the statistics
// of what they see.
#pragma once

#include <string>

#include <hurricane/training/supernet.hpp>

#include "models.hpp"

struct trained_for_two_steps {
    hurricane::space_view space;
    hurricane::genotype genes;
    hurricane::dataset images;
    hurricane::task what;
    hurricane::supernet net;

    explicit trained_for_two_steps(hurricane::models::model const& m)
        : space{m.view()}, genes{space.size()}, images{random_images(space, std::string{m.name})},
          what{.data = &images,
               .train = {0, 1},
               .validation = {},
               .norm = hurricane::measure(images, std::vector{0, 1})},
          net{space,
              hurricane::fixed_mask(genes),
              what,
              {.threads = 1,
               .batch = 2,
               .shard = 2,
               .optimizer = {.learning_rate = 1e-3},
               .calibration = 2,
               .norm_momentum = 1}} {  // statistics of these images alone
        net.fit([this](hurricane::rng&) { return genes; }, {.epochs = 2});
    }

    trained_for_two_steps(trained_for_two_steps const&) = delete;

private:
    static hurricane::dataset random_images(hurricane::space_view const& space,
                                            std::string const& name) {
        hurricane::dataset d{
            .name = name, .images = {}, .labels = {3, 7}, .classes = space.classes};
        auto const in = space.input;
        d.images.resize({std::size_t{2}, std::size_t(in.c), std::size_t(in.h), std::size_t(in.w)});
        hurricane::rng random{1, name};
        for (std::size_t i = 0; i < d.images.size(); ++i)
            d.images.data()[i] = static_cast<std::uint8_t>(random.next() >> 56);
        return d;
    }
};
