// The peak signal to noise ratio of 8-bit R, G, B.
#ifndef KMC_TOOLS_PSNR_H_
#define KMC_TOOLS_PSNR_H_

#include <cmath>

namespace kmc::tools {

// Decibels, of a squared error summed over the pixels and channels, which is not 0.
inline double PsnrOf(double squared_error, double pixels) {
  return 10 * std::log10(3 * 255.0 * 255.0 * pixels / squared_error);
}

}  // namespace kmc::tools

#endif  // KMC_TOOLS_PSNR_H_
