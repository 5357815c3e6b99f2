/* The calendar two years ahead, for a program and all that it starts:
 *
 *     gcc -O2 -shared -fPIC -o later.so .ci/later.c && LD_PRELOAD=$PWD/later.so date
 *
 * Today is 730 days later, and so is every time of a file: what was written a moment ago is still a moment old.
 * Nothing else is touched. The monotonic clock, sleeps and waits are the system's own; only where somebody waits
 * until a time of the calendar, which he has from here, is the system told the time that it knows. (faketime shifts
 * the deadlines of all waits, whatever clock they are of: sleeps of Python fail with it, and locks end the process.)
 *
 * For glibc where numbers have 64 bits. Timers that are set to a time of the calendar are not served.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <utime.h>

enum { LATER = 730 * 24 * 60 * 60 };
_Static_assert(sizeof(time_t) == 8 && sizeof(struct stat) == sizeof(struct stat64), "numbers have 64 bits");

/* The function of this name behind ours. */
#define SYSTEM(name)                                                                       \
    static __typeof__(name) *next;                                                         \
    if (!next) next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name);                         \
    if (!next) return errno = ENOSYS, -1

/* --- the calendar */

static int later(clockid_t clock, struct timespec *now)
{
    SYSTEM(clock_gettime);
    int code = next(clock, now);
    if (!code && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += LATER;
    return code;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    return later(clock, now);
}

int timespec_get(struct timespec *now, int base)
{
    return base == TIME_UTC && !later(CLOCK_REALTIME, now) ? base : 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    SYSTEM(gettimeofday);
    int code = next(now, zone);
    if (!code) now->tv_sec += LATER;
    return code;
}

time_t time(time_t *place)
{
    struct timespec now;
    if (later(CLOCK_REALTIME_COARSE, &now)) return -1;
    if (place) *place = now.tv_sec;
    return now.tv_sec;
}

/* --- when a file was written */

static int shown(int code, struct stat *found)
{
    if (!code) {
        found->st_atim.tv_sec += LATER;
        found->st_mtim.tv_sec += LATER;
        found->st_ctim.tv_sec += LATER;
    }
    return code;
}

/* Such a function, and the same under its name for large files. */
#define LOOK(name, parameters, ...)                                                        \
    int name parameters;                                                                   \
    int name parameters                                                                    \
    {                                                                                      \
        SYSTEM(name);                                                                      \
        return shown(next(__VA_ARGS__), found);                                            \
    }                                                                                      \
    int name##_large parameters __asm__(#name "64");                                       \
    int name##_large parameters { return name(__VA_ARGS__); }                              \
    _Static_assert(1, "")

LOOK(stat, (const char *restrict path, struct stat *restrict found), path, found);
LOOK(lstat, (const char *restrict path, struct stat *restrict found), path, found);
LOOK(fstat, (int file, struct stat *found), file, found);
LOOK(fstatat, (int folder, const char *restrict path, struct stat *restrict found, int flags), folder, path, found,
     flags);
/* What programs call that were compiled before glibc 2.33. */
LOOK(__xstat, (int version, const char *path, struct stat *found), version, path, found);
LOOK(__lxstat, (int version, const char *path, struct stat *found), version, path, found);
LOOK(__fxstat, (int version, int file, struct stat *found), version, file, found);
LOOK(__fxstatat, (int version, int folder, const char *path, struct stat *found, int flags), version, folder, path,
     found, flags);

int statx(int folder, const char *restrict path, int flags, unsigned mask, struct statx *restrict found)
{
    SYSTEM(statx);
    int code = next(folder, path, flags, mask, found);
    if (code) return code;
    if (found->stx_mask & STATX_ATIME) found->stx_atime.tv_sec += LATER;
    if (found->stx_mask & STATX_MTIME) found->stx_mtime.tv_sec += LATER;
    if (found->stx_mask & STATX_CTIME) found->stx_ctime.tv_sec += LATER;
    if (found->stx_mask & STATX_BTIME) found->stx_btime.tv_sec += LATER;
    return 0;
}

/* --- a file gets a time (none is now, for the system too) */

static const struct timespec *kept(const struct timespec given[2], struct timespec held[2])
{
    if (!given) return NULL;
    for (int i = 0; i < 2; i++) {
        held[i] = given[i];
        if (given[i].tv_nsec != UTIME_NOW && given[i].tv_nsec != UTIME_OMIT) held[i].tv_sec -= LATER;
    }
    return held;
}

static const struct timeval *kept_micro(const struct timeval given[2], struct timeval held[2])
{
    if (!given) return NULL;
    for (int i = 0; i < 2; i++) {
        held[i] = given[i];
        held[i].tv_sec -= LATER;
    }
    return held;
}

int utimensat(int folder, const char *path, const struct timespec times[2], int flags)
{
    SYSTEM(utimensat);
    struct timespec held[2];
    return next(folder, path, kept(times, held), flags);
}

int futimens(int file, const struct timespec times[2])
{
    SYSTEM(futimens);
    struct timespec held[2];
    return next(file, kept(times, held));
}

int utimes(const char *path, const struct timeval times[2])
{
    SYSTEM(utimes);
    struct timeval held[2];
    return next(path, kept_micro(times, held));
}

int lutimes(const char *path, const struct timeval times[2])
{
    SYSTEM(lutimes);
    struct timeval held[2];
    return next(path, kept_micro(times, held));
}

int futimes(int file, const struct timeval times[2])
{
    SYSTEM(futimes);
    struct timeval held[2];
    return next(file, kept_micro(times, held));
}

int futimesat(int folder, const char *path, const struct timeval times[2])
{
    SYSTEM(futimesat);
    struct timeval held[2];
    return next(folder, path, kept_micro(times, held));
}

int utime(const char *path, const struct utimbuf *times)
{
    SYSTEM(utime);
    struct utimbuf held;
    if (times) held = (struct utimbuf){times->actime - LATER, times->modtime - LATER};
    return next(path, times ? &held : NULL);
}

/* --- waits until a time of the calendar */

/* Which clock a deadline is of, a condition does not tell; but the monotonic one began when the machine did, and a
 * time of its own can be no later than today. */
static const struct timespec *real(const struct timespec *deadline, struct timespec *held)
{
    struct timespec now;
    if (!deadline || later(CLOCK_REALTIME, &now) || deadline->tv_sec < now.tv_sec - LATER / 2) return deadline;
    *held = *deadline;
    held->tv_sec -= LATER;
    return held;
}

/* Such a function; all of them give the number of an error, or set it. */
#define WAIT(name, parameters, ...)                                                        \
    int name parameters                                                                    \
    {                                                                                      \
        SYSTEM(name);                                                                      \
        struct timespec held;                                                              \
        return next(__VA_ARGS__);                                                          \
    }                                                                                      \
    _Static_assert(1, "")

WAIT(pthread_cond_timedwait,
     (pthread_cond_t *restrict condition, pthread_mutex_t *restrict lock, const struct timespec *restrict until),
     condition, lock, real(until, &held));
WAIT(pthread_cond_clockwait,
     (pthread_cond_t *restrict condition, pthread_mutex_t *restrict lock, clockid_t clock,
      const struct timespec *restrict until),
     condition, lock, clock, real(until, &held));
WAIT(pthread_mutex_timedlock, (pthread_mutex_t *restrict lock, const struct timespec *restrict until), lock,
     real(until, &held));
WAIT(sem_timedwait, (sem_t *restrict semaphore, const struct timespec *restrict until), semaphore, real(until, &held));
WAIT(sem_clockwait, (sem_t *restrict semaphore, clockid_t clock, const struct timespec *restrict until), semaphore,
     clock, real(until, &held));

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *until, struct timespec *left)
{
    SYSTEM(clock_nanosleep);
    struct timespec held;
    return next(clock, flags, flags & TIMER_ABSTIME ? real(until, &held) : until, left);
}
