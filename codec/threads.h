// Work spread over threads. Tasks write to places of their own, and what they
// add up are integers, so that the number of threads changes no result.
#ifndef KMC_CODEC_THREADS_H_
#define KMC_CODEC_THREADS_H_

#include <cstddef>
#include <cstdint>
#include <functional>

namespace kmc {

// `requested`, or one per processor if that is 0; 1..256.
uint32_t ThreadCount(uint32_t requested);

// Calls task(i, worker) once for each i below count, on at most `threads`
// workers numbered 0..threads-1, and returns when all are done. Task i may run
// before task i-1. An exception thrown by a task is thrown again here.
void ParallelFor(size_t count, uint32_t threads, const std::function<void(size_t task, uint32_t worker)>& task);

}  // namespace kmc

#endif  // KMC_CODEC_THREADS_H_
