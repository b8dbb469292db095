/* Makes the Nth call that changes a file fail, once or from then on.
 *
 * Preloaded into a test's child process. The child steers it by removing files
 * that cannot exist:
 *   /hashfloor-fault/ERRNO/N/once    the Nth mutating call from now fails
 *   /hashfloor-fault/ERRNO/N/sticky  and so does every later one
 *   /hashfloor-fault/off             answers 0 if one has failed, else ENOENT
 *   /hashfloor-fault/watch           notes from now on whether writes are synced
 *   /hashfloor-fault/synced          answers 0 if no file was renamed before it was
 *                                    synced and no rename was left without a sync
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

static int armed, fail_with, countdown, sticky, fired;
static int unsynced, renamed, violated;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static int fails(void) {
    if (!armed) return 0;
    if (countdown > 1) { countdown--; return 0; }
    if (fired && !sticky) return 0;
    fired = 1;
    errno = fail_with;
    return 1;
}

static int steer(const char *path) {
    char how[16];
    int number, nth;
    if (strcmp(path, "/hashfloor-fault/off") == 0) {
        armed = 0;
        if (fired) return 0;
    } else if (strcmp(path, "/hashfloor-fault/watch") == 0) {
        unsynced = renamed = violated = 0;
        return 0;
    } else if (strcmp(path, "/hashfloor-fault/synced") == 0) {
        if (!violated && !renamed) return 0;
    } else if (sscanf(path, "/hashfloor-fault/%d/%d/%15s", &number, &nth, how) == 3) {
        fail_with = number;
        countdown = nth;
        sticky = strcmp(how, "sticky") == 0;
        fired = 0;
        armed = 1;
        return 0;
    }
    errno = ENOENT;
    return -1;
}

#define OPEN(name, type, head, first, path)                                              \
    int name head {                                                                      \
        mode_t mode = 0;                                                                 \
        if (flags & O_CREAT) {                                                           \
            va_list list;                                                                \
            va_start(list, flags);                                                       \
            mode = va_arg(list, mode_t);                                                 \
            va_end(list);                                                                \
            if (fails()) return -1;                                                      \
        }                                                                                \
        int (*real) type = next(#name);                                                  \
        return real first;                                                               \
    }

OPEN(open, (const char *, int, ...), (const char *path, int flags, ...), (path, flags, mode), path)
OPEN(open64, (const char *, int, ...), (const char *path, int flags, ...), (path, flags, mode), path)
OPEN(openat, (int, const char *, int, ...), (int dir, const char *path, int flags, ...), (dir, path, flags, mode), path)
OPEN(openat64, (int, const char *, int, ...), (int dir, const char *path, int flags, ...), (dir, path, flags, mode), path)

ssize_t write(int fd, const void *bytes, size_t count) {
    if (fd > 2) {
        if (fails()) return -1;
        unsynced = 1;
    }
    ssize_t (*real)(int, const void *, size_t) = next("write");
    return real(fd, bytes, count);
}

int fsync(int fd) {
    if (fails()) return -1;
    unsynced = renamed = 0;
    int (*real)(int) = next("fsync");
    return real(fd);
}

int rename(const char *from, const char *to) {
    if (fails()) return -1;
    if (unsynced) violated = 1;
    renamed = 1;
    int (*real)(const char *, const char *) = next("rename");
    return real(from, to);
}

int linkat(int from_dir, const char *from, int to_dir, const char *to, int flags) {
    if (fails()) return -1;
    int (*real)(int, const char *, int, const char *, int) = next("linkat");
    return real(from_dir, from, to_dir, to, flags);
}

int link(const char *from, const char *to) {
    if (fails()) return -1;
    int (*real)(const char *, const char *) = next("link");
    return real(from, to);
}

int unlink(const char *path) {
    if (strncmp(path, "/hashfloor-fault/", 17) == 0) return steer(path);
    if (fails()) return -1;
    int (*real)(const char *) = next("unlink");
    return real(path);
}

int mkdir(const char *path, mode_t mode) {
    if (fails()) return -1;
    int (*real)(const char *, mode_t) = next("mkdir");
    return real(path, mode);
}
