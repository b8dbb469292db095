/* Notes every attempt to reach the network, and refuses what leaves this machine.
 *
 * Preloaded into the program under test. Each connect to an IPv4 or IPv6 address
 * and each look-up of a name is one line in the file HASHFLOOR_CONNECTS names.
 * The C library's own look-ups connect inside it, unseen: so getaddrinfo counts.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void note(const char *what, const char *whom) {
    const char *path = getenv("HASHFLOOR_CONNECTS");
    char line[256];
    int file, length;
    if (!path) return;
    length = snprintf(line, sizeof line, "%s %.200s\n", what, whom);
    file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) abort();
    if (write(file, line, (size_t)length) != length) abort();
    close(file);
}

/* 0 for another family, 1 for this machine, 2 for any other address. */
static int judge(const char *what, const struct sockaddr *to) {
    char text[INET6_ADDRSTRLEN] = "?";
    int here;
    if (!to) return 0;
    if (to->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)to;
        inet_ntop(AF_INET, &four->sin_addr, text, sizeof text);
        here = (ntohl(four->sin_addr.s_addr) >> 24) == 127;
    } else if (to->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)to;
        inet_ntop(AF_INET6, &six->sin6_addr, text, sizeof text);
        here = IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
    } else {
        return 0;
    }
    note(what, text);
    return here ? 1 : 2;
}

int connect(int socket, const struct sockaddr *to, socklen_t length) {
    int (*real)(int, const struct sockaddr *, socklen_t);
    if (judge("connect", to) == 2) {
        errno = ENETUNREACH;
        return -1;
    }
    real = (int (*)(int, const struct sockaddr *, socklen_t))dlsym(RTLD_NEXT, "connect");
    return real(socket, to, length);
}

ssize_t sendto(int socket, const void *bytes, size_t size, int flags, const struct sockaddr *to,
               socklen_t length) {
    ssize_t (*real)(int, const void *, size_t, int, const struct sockaddr *, socklen_t);
    if (judge("sendto", to) == 2) {
        errno = ENETUNREACH;
        return -1;
    }
    real = (ssize_t (*)(int, const void *, size_t, int, const struct sockaddr *, socklen_t))dlsym(RTLD_NEXT,
                                                                                                "sendto");
    return real(socket, bytes, size, flags, to, length);
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    note("look-up", name ? name : "?");
    if (!name || strcmp(name, "localhost") != 0) return EAI_FAIL;
    real = (int (*)(const char *, const char *, const struct addrinfo *, struct addrinfo **))dlsym(RTLD_NEXT,
                                                                                                 "getaddrinfo");
    return real(name, service, hints, found);
}
