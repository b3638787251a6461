// Work spread over threads: every task once, and no exception lost.
#include "codec/threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

namespace kmc {
namespace {

TEST(Threads, EveryTaskRunsOnce) {
  for (const size_t count : {0, 1, 2, 7, 1000}) {
    for (const uint32_t threads : {1u, 2u, 3u, 16u}) {
      std::vector<std::atomic<int>> runs(count);
      ParallelFor(count, threads, [&](size_t task, uint32_t worker) {
        ASSERT_LT(worker, threads);
        ++runs.at(task);
      });
      for (const std::atomic<int>& times : runs) EXPECT_EQ(1, times);
    }
  }
}

TEST(Threads, AWorkerDoesOneTaskAtATime) {
  std::vector<std::atomic<int>> busy(4);
  ParallelFor(500, 4, [&](size_t, uint32_t worker) {
    EXPECT_EQ(0, busy[worker]++);
    std::this_thread::yield();
    --busy[worker];
  });
}

TEST(Threads, TheFirstWorkerIsTheCaller) {
  const std::thread::id caller = std::this_thread::get_id();
  ParallelFor(200, 3, [&](size_t, uint32_t worker) { EXPECT_EQ(worker == 0, caller == std::this_thread::get_id()); });
}

TEST(Threads, AnExceptionIsThrownToTheCaller) {
  for (const uint32_t threads : {1u, 4u}) {
    for (size_t thrower = 0; thrower < 20; ++thrower) {
      const auto work = [&] {
        ParallelFor(20, threads, [&](size_t task, uint32_t) {
          if (task == thrower) throw std::runtime_error("task");
        });
      };
      EXPECT_THROW(work(), std::runtime_error);
    }
  }
}

TEST(Threads, CountIsAtLeastOneAndBounded) {
  EXPECT_GE(ThreadCount(0), 1u);
  EXPECT_EQ(1u, ThreadCount(1));
  EXPECT_EQ(7u, ThreadCount(7));
  EXPECT_EQ(256u, ThreadCount(UINT32_MAX));
}

}  // namespace
}  // namespace kmc
