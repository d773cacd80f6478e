/* Fails the n-th call that changes something below a folder, as a disk does that is full, failing, dead or read-only.
 *
 * Loaded before the C library (LD_PRELOAD), see io_errors.py. Nothing is counted before `fail_writes` is called. Writes
 * to mapped memory cannot be caught; SQLite maps only its -shm file. What stdio writes in the C library itself is
 * caught where the program calls stdio: hnswlib's files are written so.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[PATH_MAX];
static size_t folder_length;
static int error, lasting;
static atomic_int half;
static atomic_long seen, failing;

/* Count the calls below `below`, an absolute path without links, and fail the n-th with `number`; 0 is none, -1 kills. `last`
 * fails all after it too. `halved` lets it write half of its bytes, and fails the next instead. */
void fail_writes(const char *below, long nth, int number, int last, int halved) {
    error = number;
    lasting = last;
    half = halved;
    failing = nth;
    seen = 0;
    folder_length = strlen(strncpy(folder, below, sizeof folder - 1));
}

long writes_seen(void) {
    return seen;
}

static int named(const char *path) {
    int same = folder_length && !strncmp(path, folder, folder_length);
    return same && (path[folder_length] == '/' || !path[folder_length]);
}

static int opened(int descriptor) {
    char link[64], path[PATH_MAX];
    int kept = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = folder_length ? readlink(link, path, sizeof path - 1) : -1;
    errno = kept;
    path[length < 0 ? 0 : length] = 0;
    return named(path);
}

static int named_at(int directory, const char *path) {
    return *path == '/' || directory == AT_FDCWD ? named(path) : opened(directory);
}

static int streamed(FILE *stream) {
    return stream && __fwriting(stream) && opened(fileno(stream));
}

/* How many of `size` bytes a call may write: all, half, or none, and then errno is set. */
static size_t allowed(int below, size_t size) {
    if (!below || !size)
        return size;
    long number = ++seen;
    if (!failing || number < failing)
        return size;
    if (half && number == failing && size > 1) {
        half = 0;
        failing++;
        return size / 2;
    }
    if (!lasting && number > failing)
        return size;
    if (error < 0)
        kill(getpid(), SIGKILL);
    errno = error;
    return 0;
}

static int refused(int below) {
    return !allowed(below, 1);
}

/* A full disk still gives room back. */
static int refused_to_free(int below) {
    return error != ENOSPC && refused(below);
}

/* `real` is the function of the C library that the one being defined stands before. */
#define REAL(name)                                                                                                    \
    static typeof(&name) real;                                                                                        \
    if (!real)                                                                                                        \
    real = (typeof(&name))dlsym(RTLD_NEXT, #name)

/* A function that only fails or does all. */
#define CALL(type, name, parameters, arguments, is_refused, failure)                                                  \
    type name parameters {                                                                                            \
        REAL(name);                                                                                                   \
        return is_refused ? failure : real arguments;                                                                 \
    }

#define PWRITE(name, offset)                                                                                          \
    ssize_t name(int fd, const void *bytes, size_t size, offset at) {                                                 \
        REAL(name);                                                                                                   \
        size_t some = allowed(opened(fd), size);                                                                      \
        return size && !some ? -1 : real(fd, bytes, some, at);                                                        \
    }

#define OPEN(name)                                                                                                    \
    int name(const char *path, int flags, ...) {                                                                      \
        REAL(name);                                                                                                   \
        va_list rest;                                                                                                 \
        va_start(rest, flags);                                                                                        \
        mode_t mode = va_arg(rest, mode_t);                                                                           \
        va_end(rest);                                                                                                 \
        return flags & (O_CREAT | O_TRUNC) && refused(named(path)) ? -1 : real(path, flags, mode);                    \
    }

#define OPENAT(name)                                                                                                  \
    int name(int directory, const char *path, int flags, ...) {                                                       \
        REAL(name);                                                                                                   \
        va_list rest;                                                                                                 \
        va_start(rest, flags);                                                                                        \
        mode_t mode = va_arg(rest, mode_t);                                                                           \
        va_end(rest);                                                                                                 \
        int writes = flags & (O_CREAT | O_TRUNC);                                                                     \
        return writes && refused(named_at(directory, path)) ? -1 : real(directory, path, flags, mode);                \
    }

ssize_t write(int fd, const void *bytes, size_t size) {
    REAL(write);
    size_t some = allowed(opened(fd), size);
    return size && !some ? -1 : real(fd, bytes, some);
}

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *stream) {
    REAL(fwrite);
    /* A stream that nothing was written to yet is not one being written. */
    return real(bytes, size, allowed(opened(fileno(stream)), count), stream);
}

int fflush(FILE *stream) {
    REAL(fflush);
    if (!refused(streamed(stream)))
        return real(stream);
    __fpurge(stream);
    return EOF;
}

int fclose(FILE *stream) {
    REAL(fclose);
    int is_lost = refused(streamed(stream));
    if (is_lost)
        __fpurge(stream);
    int kept = errno, done = real(stream);
    errno = is_lost ? kept : errno;
    return is_lost ? EOF : done;
}

PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

CALL(ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count), refused(opened(fd)), -1)
CALL(ssize_t, pwritev, (int fd, const struct iovec *parts, int count, off_t at), (fd, parts, count, at),
     refused(opened(fd)), -1)
CALL(FILE *, fopen, (const char *path, const char *mode), (path, mode), *mode != 'r' && refused(named(path)), NULL)
CALL(FILE *, fopen64, (const char *path, const char *mode), (path, mode), *mode != 'r' && refused(named(path)), NULL)
CALL(int, fsync, (int fd), (fd), refused(opened(fd)), -1)
CALL(int, fdatasync, (int fd), (fd), refused(opened(fd)), -1)
CALL(int, fallocate, (int fd, int mode, off_t at, off_t size), (fd, mode, at, size), refused(opened(fd)), -1)
CALL(int, posix_fallocate, (int fd, off_t at, off_t size), (fd, at, size), refused(opened(fd)), error)
CALL(int, mkdir, (const char *path, mode_t mode), (path, mode), refused(named(path)), -1)
CALL(int, rename, (const char *path, const char *other), (path, other), refused(named(other)), -1)
CALL(int, renameat, (int from, const char *path, int to, const char *other), (from, path, to, other),
     refused(named_at(to, other)), -1)
CALL(int, ftruncate, (int fd, off_t size), (fd, size), refused_to_free(opened(fd)), -1)
CALL(int, ftruncate64, (int fd, off64_t size), (fd, size), refused_to_free(opened(fd)), -1)
CALL(int, unlink, (const char *path), (path), refused_to_free(named(path)), -1)
CALL(int, unlinkat, (int directory, const char *path, int flags), (directory, path, flags),
     refused_to_free(named_at(directory, path)), -1)
CALL(int, rmdir, (const char *path), (path), refused_to_free(named(path)), -1)
