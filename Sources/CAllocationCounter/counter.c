#define _GNU_SOURCE
#include "tess_allocations.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) \
    || __has_feature(memory_sanitizer)
#define TESS_COUNTS 0
#endif
#endif
#ifndef TESS_COUNTS
#define TESS_COUNTS 1
#endif

#if TESS_COUNTS

// What glibc keeps its own functions under.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

enum { slots = 1024, name_bytes = 16 };

// A thread's count; written by the thread alone.
typedef struct {
    _Atomic uint64_t count;
    _Atomic int is_taken;
    pid_t thread;
    // As it was when somebody asked last: a thread that has ended has no name any more.
    char name[name_bytes];
} slot;

static slot table[slots];
static _Atomic int taken;
static __thread slot *own;
static __thread int to_print;
static __thread int is_inside;
static __thread int is_watched;
static char printed_prefix[name_bytes];
static _Atomic int to_print_of_threads;

static slot *own_slot(void) {
    if (own == NULL) {
        int index = atomic_fetch_add(&taken, 1);
        // Threads beyond the table share its last place.
        if (index >= slots) index = slots - 1;
        own = &table[index];
        own->thread = gettid();
        atomic_store(&own->is_taken, 1);
    }
    return own;
}

static void print_caller(void) {
    void *frames[24];
    is_inside = 1;
    int count = backtrace(frames, 24);
    static const char title[] = "allocation:\n";
    if (write(2, title, sizeof title - 1) > 0) backtrace_symbols_fd(frames + 2, count - 2, 2);
    is_inside = 0;
}

static void note(void) {
    if (is_inside) return;
    slot *mine = own_slot();
    atomic_store_explicit(
        &mine->count, atomic_load_explicit(&mine->count, memory_order_relaxed) + 1,
        memory_order_relaxed);
    if (to_print > 0 && is_watched) {
        to_print -= 1;
        print_caller();
    }
    if (atomic_load_explicit(&to_print_of_threads, memory_order_relaxed) > 0) {
        char name[name_bytes] = "";
        is_inside = 1;
        pthread_getname_np(pthread_self(), name, sizeof name);
        is_inside = 0;
        if (strncmp(name, printed_prefix, strlen(printed_prefix)) == 0
            && atomic_fetch_sub(&to_print_of_threads, 1) > 0)
            print_caller();
    }
}

void *malloc(size_t bytes) {
    note();
    return __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes) {
    note();
    return __libc_calloc(count, bytes);
}

void *realloc(void *memory, size_t bytes) {
    note();
    return __libc_realloc(memory, bytes);
}

void *memalign(size_t alignment, size_t bytes) {
    note();
    return __libc_memalign(alignment, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes) {
    note();
    return __libc_memalign(alignment, bytes);
}

int posix_memalign(void **memory, size_t alignment, size_t bytes) {
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
    note();
    void *made = __libc_memalign(alignment, bytes);
    if (made == NULL) return ENOMEM;
    *memory = made;
    return 0;
}

int tess_allocations_are_counted(void) { return 1; }

void tess_watch_allocations(int is_on) { is_watched = is_on; }

uint64_t tess_allocations_of_thread(void) { return own_slot()->count; }

static void look_up_name(slot *each) {
    char path[64];
    char name[name_bytes] = "";
    snprintf(path, sizeof path, "/proc/self/task/%d/comm", (int)each->thread);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    if (read(file, name, sizeof name - 1) > 0) memcpy(each->name, name, sizeof name);
    close(file);
}

uint64_t tess_allocations_of_threads(const char *prefix) {
    uint64_t sum = 0;
    int count = atomic_load(&taken);
    for (int index = 0; index < count && index < slots; index++) {
        slot *each = &table[index];
        if (!atomic_load(&each->is_taken)) continue;
        look_up_name(each);
        if (strncmp(each->name, prefix, strlen(prefix)) == 0) sum += atomic_load(&each->count);
    }
    return sum;
}

void tess_print_next_allocations(int count) {
    // The first backtrace loads a library, which allocates.
    void *frame[1];
    is_inside = 1;
    backtrace(frame, 1);
    is_inside = 0;
    to_print = count;
}

void tess_print_next_allocations_of_threads(const char *prefix, int count) {
    tess_print_next_allocations(0);
    atomic_store(&to_print_of_threads, 0);
    if (prefix == NULL) return;
    strncpy(printed_prefix, prefix, sizeof printed_prefix - 1);
    atomic_store(&to_print_of_threads, count);
}

#else

int tess_allocations_are_counted(void) { return 0; }
void tess_watch_allocations(int is_on) { (void)is_on; }
uint64_t tess_allocations_of_thread(void) { return 0; }
uint64_t tess_allocations_of_threads(const char *prefix) {
    (void)prefix;
    return 0;
}
void tess_print_next_allocations(int count) { (void)count; }
void tess_print_next_allocations_of_threads(const char *prefix, int count) {
    (void)prefix;
    (void)count;
}

#endif
