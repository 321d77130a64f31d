#ifndef TESSERA_CLINUX_H
#define TESSERA_CLINUX_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
// Swift's Glibc module sees fd_set without the X/Open field name: with it the two modules clash.
#include <features.h>
#undef __USE_XOPEN
#include <sys/select.h>
#define __USE_XOPEN 1
#include <errno.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

// Scheduling: threads, their CPUs and their sleep, and the lane that a thread is running.

#include <linux/futex.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

// The lane whose step or job this thread is running; null between two.
// Defined once in CLinux.c: a static in a header would be one variable per object file.
extern __thread void *tess_lane_slot;

static inline void *tess_current_lane(void) { return tess_lane_slot; }
static inline void tess_set_current_lane(void *lane) { tess_lane_slot = lane; }

static inline int64_t tess_clock_ns(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}
static inline int64_t tess_monotonic_ns(void) { return tess_clock_ns(CLOCK_MONOTONIC); }
static inline int64_t tess_realtime_ns(void) { return tess_clock_ns(CLOCK_REALTIME); }
static inline int64_t tess_thread_cpu_ns(void) { return tess_clock_ns(CLOCK_THREAD_CPUTIME_ID); }

// Pins a thread to one CPU; 0 or an error number.
static inline int tess_pin_thread(pthread_t thread, int cpu) {
    if (cpu < 0 || cpu >= CPU_SETSIZE) return EINVAL;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    return pthread_setaffinity_np(thread, sizeof set, &set);
}

// Gives a thread the SCHED_FIFO policy; 0 or an error number (EPERM without the privilege).
// Threads that it makes (a library's pool, for instance) start as ordinary ones.
static inline int tess_set_fifo(pthread_t thread, int priority) {
    struct sched_param parameters;
    memset(&parameters, 0, sizeof parameters);
    parameters.sched_priority = priority;
    return pthread_setschedparam(thread, SCHED_FIFO | SCHED_RESET_ON_FORK, &parameters);
}

// Names a thread as /proc/self/task/*/comm shows it; at most 15 bytes.
static inline int tess_name_thread(pthread_t thread, const char *name) {
    return pthread_setname_np(thread, name);
}

// mallopt(3): from how many bytes on a block gets pages of its own, and how many heaps there are.
static inline void tess_tune_allocator(int own_pages_bytes, int arenas) {
    mallopt(M_MMAP_THRESHOLD, own_pages_bytes);
    mallopt(M_ARENA_MAX, arenas);
}

// malloc_trim(3): gives every whole page inside freed blocks back, of all heaps.
static inline void tess_trim_heaps(void) { malloc_trim(0); }

static inline int tess_thread_id(void) { return (int)syscall(SYS_gettid); }

// A thread inherits its maker's CPUs. Where a pinned worker's step makes a library start a thread
// (libdispatch's pool does), that thread would stay on the worker's CPU: these three find such
// threads, single-CPU ones that are neither registered nor named "tess-" by someone else, and
// give them the process's CPUs.
void tess_register_worker(void);
void tess_unregister_worker(void);
int tess_release_strays(void);

// Lets this thread's timed sleeps end on time instead of up to 50 us later.
static inline void tess_set_timer_slack_ns(unsigned long slack) {
    prctl(PR_SET_TIMERSLACK, slack, 0, 0, 0);
}

// Writes the CPUs of the process's affinity mask in ascending order; their number, or -errno.
static inline int tess_allowed_cpus(int *cpus, int capacity) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return -errno;
    int count = 0;
    for (int cpu = 0; cpu < CPU_SETSIZE && count < capacity; cpu++)
        if (CPU_ISSET(cpu, &set)) cpus[count++] = cpu;
    return count;
}

// Sleeps while *word == expected, until woken or until a CLOCK_MONOTONIC instant
// (INT64_MAX: without end). May return early for no reason.
static inline void tess_futex_wait(const void *word, uint32_t expected, int64_t until_ns) {
    struct timespec until;
    until.tv_sec = until_ns / 1000000000;
    until.tv_nsec = until_ns % 1000000000;
    syscall(SYS_futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected,
            until_ns == INT64_MAX ? NULL : &until, NULL, FUTEX_BITSET_MATCH_ANY);
}

static inline void tess_futex_wake(const void *word, int threads) {
    syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, threads, NULL, NULL, 0);
}

// Sockets: addresses, datagrams in batches, segmentation offload, waiting.

#include <ifaddrs.h>
#include <net/if.h>

// An address and its length as the system calls take them; either family fits.
struct tess_io_address {
    struct sockaddr_in6 storage;
    socklen_t length;
};

static inline struct tess_io_address tess_io_ipv4(uint32_t host, uint16_t port) {
    struct sockaddr_in in;
    memset(&in, 0, sizeof in);
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    in.sin_addr.s_addr = htonl(host);
    struct tess_io_address address;
    memset(&address, 0, sizeof address);
    memcpy(&address.storage, &in, sizeof in);
    address.length = sizeof in;
    return address;
}

static inline struct tess_io_address tess_io_ipv6(uint64_t high, uint64_t low, uint16_t port) {
    struct tess_io_address address;
    memset(&address, 0, sizeof address);
    address.storage.sin6_family = AF_INET6;
    address.storage.sin6_port = htons(port);
    for (int i = 0; i < 8; i++) {
        address.storage.sin6_addr.s6_addr[i] = (uint8_t)(high >> (56 - 8 * i));
        address.storage.sin6_addr.s6_addr[i + 8] = (uint8_t)(low >> (56 - 8 * i));
    }
    address.length = sizeof address.storage;
    return address;
}

// Reads an address of either family; returns AF_INET, AF_INET6 or 0 for any other.
static inline int tess_io_read_address(const void *from, uint64_t *high, uint64_t *low,
                                       uint16_t *port) {
    sa_family_t family;
    memcpy(&family, from, sizeof family);
    *high = *low = 0;
    if (family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, from, sizeof in);
        *low = ntohl(in.sin_addr.s_addr);
        *port = ntohs(in.sin_port);
        return AF_INET;
    }
    if (family != AF_INET6) return 0;
    struct sockaddr_in6 in6;
    memcpy(&in6, from, sizeof in6);
    for (int i = 0; i < 8; i++) {
        *high = *high << 8 | in6.sin6_addr.s6_addr[i];
        *low = *low << 8 | in6.sin6_addr.s6_addr[i + 8];
    }
    *port = ntohs(in6.sin6_port);
    return AF_INET6;
}

// A non-blocking UDP socket bound to an address; or -errno.
static inline int tess_io_open_udp(struct tess_io_address address) {
    int family = address.storage.sin6_family, on = 1;
    int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    if (family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind(fd, (const struct sockaddr *)&address.storage, address.length) == 0) return fd;
    int error = errno;
    close(fd);
    return -error;
}

// The port that a socket is bound to.
static inline uint16_t tess_io_port(int fd) {
    struct sockaddr_in6 address;
    socklen_t length = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &length) != 0) return 0;
    // Both families have the port at the same place.
    return ntohs(address.sin6_port);
}

// Asks for more room than the system's limit, or for as much as it allows.
static inline void tess_io_enlarge_buffers(int fd, int receive, int send) {
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive, sizeof receive) != 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive, sizeof receive);
    if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &send, sizeof send) != 0)
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send, sizeof send);
}

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

// Whether the kernel cuts one long send into datagrams (udp(7), UDP_SEGMENT; Linux 4.18).
static inline int tess_io_has_segmentation(int fd) {
    int size = 1200, none = 0;
    return setsockopt(fd, SOL_UDP, UDP_SEGMENT, &size, sizeof size) == 0
        && setsockopt(fd, SOL_UDP, UDP_SEGMENT, &none, sizeof none) == 0;
}

#define TESS_IO_CONTROL_BYTES CMSG_SPACE(sizeof(uint16_t))

// Room for the control message of tess_io_set_segment.
static inline int tess_io_control_bytes(void) { return (int)TESS_IO_CONTROL_BYTES; }

// Has one message cut into datagrams of `size` bytes, the last one shorter.
static inline void tess_io_set_segment(struct msghdr *message, void *control, uint16_t size) {
    memset(control, 0, TESS_IO_CONTROL_BYTES);
    message->msg_control = control;
    message->msg_controllen = TESS_IO_CONTROL_BYTES;
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    header->cmsg_level = SOL_UDP;
    header->cmsg_type = UDP_SEGMENT;
    header->cmsg_len = CMSG_LEN(sizeof size);
    memcpy(CMSG_DATA(header), &size, sizeof size);
}

static inline void tess_io_clear_segment(struct msghdr *message) {
    message->msg_control = NULL;
    message->msg_controllen = 0;
}

// How many messages were received, or -errno.
static inline int tess_io_receive(int fd, struct mmsghdr *messages, unsigned count) {
    int received = recvmmsg(fd, messages, count, MSG_DONTWAIT, NULL);
    return received < 0 ? -errno : received;
}

// How many messages were sent, or -errno of the first.
static inline int tess_io_send(int fd, struct mmsghdr *messages, unsigned count) {
    int sent = sendmmsg(fd, messages, count, MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent < 0 ? -errno : sent;
}

static inline int tess_io_watch(int epoll, int fd, uint64_t token) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = EPOLLIN;
    event.data.u64 = token;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0 ? 0 : -errno;
}

// Waits until something is readable, at most so many nanoseconds (negative: without end), and
// writes the tokens of what is; their number.
int tess_io_wait(int epoll, uint64_t *tokens, int capacity, int64_t nanoseconds);

// Gives this thread a nice value; 0 or an error number.
int tess_io_set_nice(int value);

#endif
