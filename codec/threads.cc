#include "codec/threads.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace kmc {
namespace {

constexpr uint32_t kMaxThreads = 256;

}  // namespace

uint32_t ThreadCount(uint32_t requested) {
  const uint32_t wanted = requested ? requested : std::thread::hardware_concurrency();
  return std::clamp(wanted, 1u, kMaxThreads);
}

void ParallelFor(size_t count, uint32_t threads, const std::function<void(size_t, uint32_t)>& task) {
  const auto workers = static_cast<uint32_t>(std::min<size_t>(count, threads));
  std::atomic<size_t> next = 0;
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto work = [&](uint32_t worker) {
    try {
      for (size_t i = next++; i < count; i = next++) task(i, worker);
    } catch (...) {
      next = count;
      const std::lock_guard lock(failure_mutex);
      if (!failure) failure = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  for (uint32_t worker = 1; worker < workers; ++worker) {
    try {
      others.emplace_back(work, worker);
    } catch (const std::exception&) {
      break;  // the system has no more threads, or memory for them: those there are do it all
    }
  }
  work(0);
  for (std::thread& other : others) other.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace kmc
