#include "CLinux.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

__thread void *tess_lane_slot;

// The kernel's numbers of the pinned workers; 0 is a free place.
static _Atomic int workers[2048];
static const int places = sizeof workers / sizeof workers[0];

void tess_register_worker(void) {
    int self = tess_thread_id();
    for (int i = 0; i < places; i++) {
        int free = 0;
        if (atomic_compare_exchange_strong(&workers[i], &free, self)) return;
    }
}

void tess_unregister_worker(void) {
    int self = tess_thread_id();
    for (int i = 0; i < places; i++) {
        int own = self;
        if (atomic_compare_exchange_strong(&workers[i], &own, 0)) return;
    }
}

static bool is_worker(int thread) {
    for (int i = 0; i < places; i++)
        if (atomic_load_explicit(&workers[i], memory_order_relaxed) == thread) return true;
    return false;
}

// Whether a thread has a name of ours other than a worker's, which threads inherit too.
static bool is_named(int folder, const char *thread) {
    char path[32], name[16] = {0};
    snprintf(path, sizeof path, "%.16s/comm", thread);
    int file = openat(folder, path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return true;  // it has ended
    ssize_t count = read(file, name, sizeof name - 1);
    close(file);
    return count > 5 && strncmp(name, "tess-", 5) == 0 && name[5] != 'a' && name[5] != 'v';
}

// As the kernel writes it (getdents64(2)).
struct directory_entry {
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char type;
    char name[];
};

int tess_release_strays(void) {
    cpu_set_t all, own;
    // The first thread is never pinned: its mask is the process's.
    if (sched_getaffinity(getpid(), sizeof all, &all) != 0 || CPU_COUNT(&all) < 2) return 0;
    int folder = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return 0;
    _Alignas(struct directory_entry) char buffer[4096];
    int released = 0;
    long count;
    while ((count = syscall(SYS_getdents64, folder, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < count;) {
            struct directory_entry *entry = (void *)(buffer + at);
            at += entry->length;
            int thread = atoi(entry->name);
            if (thread == 0 || is_worker(thread)) continue;
            if (sched_getaffinity(thread, sizeof own, &own) != 0 || CPU_COUNT(&own) != 1) continue;
            if (is_named(folder, entry->name)) continue;
            if (sched_setaffinity(thread, sizeof all, &all) == 0) released++;
        }
    }
    close(folder);
    return released;
}
