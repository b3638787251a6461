// Preloaded into a tool, makes happen what a test cannot wait for. The environment says what:
//   INTERFERE=nameless   the file system knows no files without a name
//   INTERFERE=proc       there is no /proc, by which such a file gets one
//   INTERFERE=N          signal N arrives when one file is about to be renamed to replace another
#define _GNU_SOURCE
#undef _FORTIFY_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int interferes_with(const char* what) {
  const char* wanted = getenv("INTERFERE");
  return wanted && strcmp(wanted, what) == 0;
}

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const int creates = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;
  const mode_t mode = creates ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if ((flags & O_TMPFILE) == O_TMPFILE && interferes_with("nameless")) {
    errno = EOPNOTSUPP;
    return -1;
  }
  return openat(AT_FDCWD, path, flags, mode);
}

// What a program calls that was compiled for large files.
int open64(const char* path, int flags, ...) __attribute__((alias("open")));

int access(const char* path, int mode) {
  if (strncmp(path, "/proc/", 6) == 0 && interferes_with("proc")) {
    errno = ENOENT;
    return -1;
  }
  return faccessat(AT_FDCWD, path, mode, 0);
}

int rename(const char* from, const char* to) {
  const char* wanted = getenv("INTERFERE");
  if (wanted) raise(atoi(wanted));  // 0, for words, does nothing
  return renameat(AT_FDCWD, from, AT_FDCWD, to);
}
