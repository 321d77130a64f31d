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

#endif
