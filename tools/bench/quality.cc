#include "tools/bench/quality.h"

#include <utility>

#include "tools/psnr.h"

namespace kmc::tools {
namespace {

double Square(double value) { return value * value; }

}  // namespace

double SquaredError(const uint8_t* a, const uint8_t* b, size_t pixels) {
  double sum = 0;
  for (size_t i = 0; i < pixels; ++i, a += 4, b += 4) {
    const double alpha_a = a[3] / 255.0, alpha_b = b[3] / 255.0;
    for (int c = 0; c < 3; ++c) {
      const double over_black = a[c] * alpha_a - b[c] * alpha_b;
      const double over_white = over_black + 255 * (alpha_b - alpha_a);
      sum += alpha_a == 1 && alpha_b == 1 ? Square(over_black) : (Square(over_black) + Square(over_white)) / 2;
    }
  }
  return sum;
}

Measurement Smallest(const BenchTask& task, int least, int most, const std::function<Measurement(int)>& measure) {
  const auto reaches = [&task](const Measurement& measurement) {
    return measurement.squared_error == 0 || PsnrOf(measurement.squared_error, task.Pixels()) >= task.target.value;
  };
  Measurement best = measure(most);
  if (best.done() && !reaches(best)) return NotDone("does not reach it");
  while (best.done() && least < most) {
    const int middle = least + (most - least) / 2;
    Measurement measurement = measure(middle);
    if (!measurement.done()) return measurement;
    if (reaches(measurement)) {
      best = std::move(measurement);
      most = middle;
    } else {
      least = middle + 1;
    }
  }
  return best;
}

}  // namespace kmc::tools
