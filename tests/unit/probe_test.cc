// Experiments, not to be committed.
#include <gtest/gtest.h>
#include <algorithm>
#include <cmath>
#include <chrono>
#include <cstdio>
#include "codec/trade.h"
#include "codec/vision.h"
#include "tests/unit/public_calls.h"
namespace kmc {
namespace {
struct Got { kmc_result result; Image image; Report report; double ms; };
Got To(const SampleImage& s, kmc_goal goal, double value, kmc_quantize_options o, uint32_t tile=0, uint32_t threads=1) {
  kmc_target t; kmc_target_init(&t); t.goal=goal; t.value=value;
  kmc_write_options w; kmc_write_options_init(&w); w.tile=tile;
  kmc_work work=WorkOn(threads); Got g;
  auto a=std::chrono::steady_clock::now();
  g.result=kmc_quantize_to(s.rgba.data(), s.stride(), s.width, s.height, &t,&o,&w,&work, Out(g.image), Out(g.report));
  g.ms=std::chrono::duration<double,std::milli>(std::chrono::steady_clock::now()-a).count();
  return g;
}
double Psnr(const SampleImage& s,const Got& g){ return 10*std::log10(3.0*255*255*s.width*s.height/kmc_report_squared_error(g.report.get())); }
TEST(Probe, Psnr) {
  for (auto& s : SampleImages(160,120)) for (uint32_t e : {1u,5u,9u}) for (double p : {5.,15.,22.,28.,33.,38.,42.,50.,70.}) {
    Got g=To(s,KMC_GOAL_PSNR,p,QuantizeTo(4096,e));
    std::printf("%s e%u psnr %g: %d got %.3f colours %u bytes %zu %.0f ms\n", s.name.c_str(), e,p,g.result, g.image?Psnr(s,g):0, g.image?kmc_image_colors(g.image.get()):0, g.image?Write(g.image.get()).size():0,g.ms);
  }
}
TEST(Probe, Quality) {
  for (auto& s : SampleImages(160,120)) for (uint32_t e : {1u,5u,9u}) for (double p : {0.,20.,30.,50.,70.,85.,92.,97.,99.,99.9}) {
    Got g=To(s,KMC_GOAL_QUALITY,p,QuantizeTo(4096,e));
    double q=-1; if(g.image) kmc_image_quality(g.image.get(), s.rgba.data(), s.stride(), &q);
    std::printf("%s e%u quality %g: %d got %.3f colours %u bytes %zu %.0f ms\n", s.name.c_str(), e,p,g.result, q, g.image?kmc_image_colors(g.image.get()):0, g.image?Write(g.image.get()).size():0,g.ms);
  }
}
TEST(Probe, Bytes) {
  for (auto& s : SampleImages(160,120)) for (uint32_t e : {1u,5u,9u}) for (double p : {150.,300.,600.,1200.,2500.,5000.,10000.,1e7}) {
    Got g=To(s,KMC_GOAL_BYTES,p,QuantizeTo(4096,e));
    double q=-1; if(g.image) kmc_image_quality(g.image.get(), s.rgba.data(), s.stride(), &q);
    std::printf("%s e%u bytes %g: %d q %.3f colours %u bytes %zu %.0f ms\n", s.name.c_str(), e,p,g.result, q, g.image?kmc_image_colors(g.image.get()):0, g.image?Write(g.image.get()).size():0,g.ms);
  }
}
}}
