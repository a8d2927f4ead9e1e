// SPDX-License-Identifier: MIT
// Preloaded into a program: kills it at its n-th change of a file (KILL_AT=n), with half of a write
// on the disk; with KILL_SIGNAL=s it is sent that signal there instead, and goes on; with
// KILL_SIGNAL=0 it hangs there, deaf, and says so in the file that KILL_POINTS names. What counts
// are writes to regular files, synchronisations, renames, removals and new folders. Without KILL_AT
// the number of such points goes to the file that KILL_POINTS names.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>

namespace {

std::atomic<long> points{};

void tell_points() {
    char const* const file = getenv("KILL_POINTS");
    if (!file) return;
    FILE* const out = fopen(file, "w");
    if (!out) return;
    fprintf(out, "%ld\n", points.load());
    fclose(out);
}

long kill_at() {
    static long const at = [] {
        char const* const text = getenv("KILL_AT");
        return text ? atol(text) : 0;
    }();
    return at;
}

bool is_last_point() {
    if (++points != kill_at()) return false;
    char const* const signal = getenv("KILL_SIGNAL");
    if (!signal) return true;
    if (atoi(signal) == 0) {
        tell_points();
        for (;;) pause();
    }
    kill(getpid(), atoi(signal));
    return false;
}

void end() {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

void point() {
    if (is_last_point()) end();
}

bool is_regular(int file) {
    struct stat about {};

    return fstat(file, &about) == 0 && S_ISREG(about.st_mode);
}

template <class F>
F next(char const* name) {
    return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}

struct report {
    ~report() { tell_points(); }
} const at_exit;

}  // namespace

extern "C" {

ssize_t write(int file, void const* bytes, size_t size) {
    if (is_regular(file) && is_last_point()) {
        syscall(SYS_write, file, bytes, size / 2);
        end();
    }
    return syscall(SYS_write, file, bytes, size);
}

ssize_t writev(int file, struct iovec const* parts, int count) {
    if (is_regular(file) && is_last_point()) {
        syscall(SYS_writev, file, parts, count / 2);
        end();
    }
    return syscall(SYS_writev, file, parts, count);
}

int fsync(int file) {
    point();
    return static_cast<int>(syscall(SYS_fsync, file));
}

int rename(char const* from, char const* to) {
    point();
    return static_cast<int>(syscall(SYS_rename, from, to));
}

int unlink(char const* path) {
    point();
    return static_cast<int>(syscall(SYS_unlink, path));
}

int unlinkat(int folder, char const* path, int flags) {
    point();
    return static_cast<int>(syscall(SYS_unlinkat, folder, path, flags));
}

int rmdir(char const* path) {
    point();
    return static_cast<int>(syscall(SYS_rmdir, path));
}

int remove(char const* path) {
    point();
    return next<int (*)(char const*)>("remove")(path);
}

int mkdir(char const* path, mode_t mode) {
    point();
    return static_cast<int>(syscall(SYS_mkdir, path, mode));
}

}  // extern "C"
