#ifndef TESSERA_ALLOCATIONS_H
#define TESSERA_ALLOCATIONS_H

#include <stdint.h>

// Counts the allocations of each thread by standing in for the C library's allocator. For tests:
// whatever is linked with this counts. Under a sanitizer, which stands in for it itself, nothing is
// counted.

// Whether anything is counted: 1 or 0.
int tess_allocations_are_counted(void);

// Allocations of the calling thread since it began.
uint64_t tess_allocations_of_thread(void);

// Allocations of all threads, past and present, whose name begins with this.
uint64_t tess_allocations_of_threads(const char *prefix);

// Whether what the calling thread allocates now may be printed.
void tess_watch_allocations(int is_on);

// Prints where the calling thread's next watched allocations come from to the standard error output.
void tess_print_next_allocations(int count);

// The same for the next allocations of threads whose name begins with this; null stops it.
void tess_print_next_allocations_of_threads(const char *prefix, int count);

#endif
