/* For LD_PRELOAD: the time of day is ahead by the seconds in the file that MACHINE_CLOCK names, one 64-bit integer, which
 * may change at any time. What programs measure and wait by, the monotonic clock, is left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *ahead;
static int (*machines_clock)(clockid_t, struct timespec *);

__attribute__((constructor)) static void look_at_the_clock(void) {
    machines_clock = (int (*)(clockid_t, struct timespec *)) dlsym(RTLD_NEXT, "clock_gettime");
    const char *file = getenv("MACHINE_CLOCK");
    int fd = file == NULL ? -1 : open(file, O_RDONLY | O_CLOEXEC);
    void *seen = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, fd, 0);
    if (seen == MAP_FAILED) {
        perror("MACHINE_CLOCK"); /* a program that saw the right time would prove nothing */
        _exit(70);
    }
    close(fd);
    ahead = seen;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = machines_clock == NULL ? (int) syscall(SYS_clock_gettime, clock, now) : machines_clock(clock, now);
    if (!failed && ahead != NULL && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += *ahead;
    }
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec precise;
    (void) zone;
    clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *result) {
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    if (result != NULL) {
        *result = precise.tv_sec;
    }
    return precise.tv_sec;
}
