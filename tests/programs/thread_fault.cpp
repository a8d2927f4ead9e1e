// SPDX-License-Identifier: MIT
// Preloaded into a program: its n-th thread cannot be started (FAIL_AT=n), and none behind it, as
// where a user's limit on processes is reached. How many it asked for goes to the file that THREADS
// names.
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <atomic>

namespace {

std::atomic<long> asked{};

struct report {
    ~report() {
        char const* const file = getenv("THREADS");
        if (!file) return;
        FILE* const out = fopen(file, "w");
        if (!out) return;
        fprintf(out, "%ld\n", asked.load());
        fclose(out);
    }
} const at_exit;

}  // namespace

extern "C" int pthread_create(pthread_t* thread, pthread_attr_t const* how, void* (*body)(void*),
                              void* data) {
    static auto const next =
        reinterpret_cast<decltype(&pthread_create)>(dlsym(RTLD_NEXT, "pthread_create"));
    char const* const text = getenv("FAIL_AT");
    if (text && ++asked >= atol(text)) return EAGAIN;
    if (!text) ++asked;
    return next(thread, how, body, data);
}
