/* Every look-up and every connection of a process, native code included, as lines of the file $WIRE_LOG.

Loaded before the C library (LD_PRELOAD). Addresses of this machine and unix sockets are left out; nothing else is let
through, so that a test touches no network even where what it tests would. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void note(const char *what, const char *whom) {
    const char *path = getenv("WIRE_LOG");
    char line[512];
    if (path == NULL) return;
    int length = snprintf(line, sizeof line, "%s %s\n", what, whom);
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0) return;
    if (write(file, line, length) < 0) perror("WIRE_LOG");
    close(file);
}

static int local(const struct sockaddr *address, char *shown, size_t room) {
    if (address == NULL) return 1;
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)address;
        inet_ntop(AF_INET, &four->sin_addr, shown, room);
        return (ntohl(four->sin_addr.s_addr) >> 24) == 127;
    }
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
        inet_ntop(AF_INET6, &six->sin6_addr, shown, room);
        return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
    }
    return 1;
}

int connect(int socket, const struct sockaddr *address, socklen_t length) {
    static int (*real)(int, const struct sockaddr *, socklen_t);
    char shown[INET6_ADDRSTRLEN] = "";
    if (real == NULL) real = dlsym(RTLD_NEXT, "connect");
    if (local(address, shown, sizeof shown)) return real(socket, address, length);
    note("connect", shown);
    errno = ENETUNREACH;
    return -1;
}

ssize_t sendto(int socket, const void *data, size_t size, int flags, const struct sockaddr *address, socklen_t length) {
    static ssize_t (*real)(int, const void *, size_t, int, const struct sockaddr *, socklen_t);
    char shown[INET6_ADDRSTRLEN] = "";
    if (real == NULL) real = dlsym(RTLD_NEXT, "sendto");
    if (local(address, shown, sizeof shown)) return real(socket, data, size, flags, address, length);
    note("sendto", shown);
    errno = ENETUNREACH;
    return -1;
}

int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    static int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    unsigned char bytes[sizeof(struct in6_addr)];
    if (real == NULL) real = dlsym(RTLD_NEXT, "getaddrinfo");
    int numeric = host == NULL || inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
    if (numeric || strcmp(host, "localhost") == 0) return real(host, service, hints, found);
    note("getaddrinfo", host);
    return EAI_NONAME;
}
