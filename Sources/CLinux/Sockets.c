#include "CLinux.h"

#include <sys/resource.h>

#define TESS_IO_EVENTS 64

int tess_io_wait(int epoll, uint64_t *tokens, int capacity, int64_t nanoseconds) {
    // Linux before 5.11 has no epoll_pwait2.
    static _Atomic int has_nanoseconds = 1;
    struct epoll_event events[TESS_IO_EVENTS];
    struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    if (capacity > TESS_IO_EVENTS) capacity = TESS_IO_EVENTS;
    int count = -1;
    if (has_nanoseconds) {
        count = epoll_pwait2(epoll, events, capacity, nanoseconds < 0 ? NULL : &limit, NULL);
        if (count < 0 && errno == ENOSYS) has_nanoseconds = 0;
    }
    if (!has_nanoseconds) {
        int64_t milliseconds = nanoseconds < 0 ? -1 : (nanoseconds + 999999) / 1000000;
        if (milliseconds > 60000) milliseconds = 60000;
        count = epoll_wait(epoll, events, capacity, (int)milliseconds);
    }
    for (int i = 0; i < count; i++) tokens[i] = events[i].data.u64;
    return count < 0 ? 0 : count;
}

int tess_io_set_nice(int value) {
    return setpriority(PRIO_PROCESS, (id_t)tess_thread_id(), value) == 0 ? 0 : errno;
}
