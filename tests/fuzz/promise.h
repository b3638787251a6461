// What a fuzz target asserts.
#ifndef KMC_TESTS_FUZZ_PROMISE_H_
#define KMC_TESTS_FUZZ_PROMISE_H_

#include <cstdio>
#include <cstdlib>

// Ends the program in the way that fuzzers take for a finding.
#define KMC_PROMISE(condition)                                                             \
  do {                                                                                     \
    if (!(condition)) {                                                                    \
      std::fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                        \
    }                                                                                      \
  } while (false)

#endif  // KMC_TESTS_FUZZ_PROMISE_H_
