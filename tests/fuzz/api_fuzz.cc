// The public interface, called in any order with any values: every call ends in
// a result that its header names, and an image stays an image.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "tests/fuzz/whole_file.h"

namespace kmc::fuzz {
namespace {

constexpr size_t kMostCalls = 40;

class Caller {
 public:
  explicit Caller(FuzzInput& input) : input_(input) {}

  void CallAll() {
    for (size_t call = 0; call < kMostCalls && !input_.empty(); ++call) CallOne();
  }

 private:
  void CallOne() {
    switch (input_.Byte() % 11) {
      case 0:
        return Create();
      case 1:
        return SetMetadata();
      case 2:
        return LookAtMetadata();
      case 3:
        return LookAtPixels();
      case 4:
        return Write();
      case 5:
        return Read();
      case 6:
        return Damage();
      case 7:
        return Quantize();
      case 8:
        return QuantizeMany();
      case 9:
        return MeasureCurve();
      default:
        image_ = std::move(other_);
    }
  }

  // ---- values, most of them sensible ----

  // A small extent, or any number.
  uint32_t Extent(uint32_t most) {
    const uint32_t extent = input_.Byte();
    return extent < 250 ? extent % (most + 1) : extent < 253 ? input_.Word() : UINT32_MAX - input_.Byte();
  }
  template <class Enum>
  Enum AnyOf(uint32_t valid) {
    const uint32_t value = input_.Byte();
    return static_cast<Enum>(value < 250 ? value % valid : value - 253);
  }
  // As callers of older headers know a struct; none of them ends within a field.
  size_t StructSize(size_t whole, size_t least = sizeof(size_t)) {
    const uint32_t part = input_.Byte();
    return part < 200 ? whole : std::max(least, part % (whole / sizeof(size_t) + 1) * sizeof(size_t));
  }
  Bytes Rgba(uint32_t width, uint32_t height) {
    Bytes rgba = input_.Take(size_t{4} * (input_.Byte() % 64));
    const size_t given = rgba.size();
    rgba.resize(size_t{4} * width * height);
    for (size_t i = given; i < rgba.size(); ++i) rgba[i] = given ? rgba[i - given] : static_cast<uint8_t>(i);
    return rgba;
  }

  static int Tell(void* user, double done) {
    KMC_PROMISE(done >= 0 && done <= 1);
    return user && (*static_cast<int*>(user))-- == 0;
  }
  // Cancels after a while, or never.
  kmc_work Work() {
    kmc_work work = *small_.get();
    work.struct_size = StructSize(sizeof(work), offsetof(kmc_work, progress));  // with the limits
    work.threads = input_.Byte() % 4;
    calls_left_ = static_cast<int8_t>(input_.Byte());
    work.progress = calls_left_ < 0 ? nullptr : Tell;
    work.user = &calls_left_;
    return work;
  }
  kmc_quantize_options QuantizeOptions() {
    kmc_quantize_options options;
    kmc_quantize_options_init(&options);
    options.struct_size = StructSize(sizeof(options));
    options.colors = Extent(40);
    options.effort = input_.Byte() < 250 ? 1 + input_.Byte() % 3 : input_.Byte();
    options.restarts = input_.Byte() % 3;
    options.iterations = input_.Byte() % 5;
    options.seeding = AnyOf<kmc_seeding>(2);
    options.lossless = input_.Byte() % 8 == 0;
    options.dither = AnyOf<kmc_dither>(3);
    options.dither_strength = input_.Word();
    options.color_space = AnyOf<kmc_color_space>(3);
    if (input_.Flag()) options.levels[input_.Byte() % 4] = static_cast<uint16_t>(input_.Word());
    return options;
  }

  static void Expect(kmc_result result) { KMC_PROMISE(result != KMC_INTERNAL && result != KMC_MEMORY); }
  static void Expect(kmc_result result, const Image& made, const Image& before) {
    Expect(result);
    KMC_PROMISE(result == KMC_OK || made == before);
    KMC_PROMISE(kmc_result_text(result) && *kmc_result_text(result));
  }

  // ---- calls ----

  void Create() {
    const uint32_t width = Extent(20), height = Extent(20), colors = Extent(40);
    const bool is_small = width <= 64 && height <= 64 && colors <= 70000;
    const Bytes palette(is_small ? size_t{4} * colors : 4, input_.Byte());
    std::vector<uint16_t> indices(is_small ? size_t{width} * height : 1);
    for (uint16_t& index : indices) index = input_.Byte();
    if (!is_small && uint64_t{width} * height > 0 && colors > 0 && colors <= 65536) return;  // would have to be there
    Image image;
    const kmc_result result =
        kmc_image_create(width, height, palette.data(), colors, indices.data(), input_.Flag(), Out(image));
    Expect(result, image, nullptr);
    if (image) Keep(std::move(image));
  }

  void SetMetadata() {
    if (!image_) return;
    if (input_.Flag()) {
      const uint32_t x = Extent(100), y = Extent(100);
      Expect(kmc_image_set_resolution(image_.get(), x, y, input_.Flag()));
    } else {
      const auto kind = AnyOf<kmc_metadata_kind>(8);
      const Bytes content = input_.Take(input_.Byte() % 100);
      Expect(kmc_image_set_metadata(image_.get(), kind, content.data(), content.size()));
    }
  }

  void LookAtMetadata() {
    if (!image_) return;
    size_t size = 12345;
    const auto kind = AnyOf<kmc_metadata_kind>(8);
    const auto* content = static_cast<const uint8_t*>(kmc_image_metadata(image_.get(), kind, Extent(3), &size));
    if (content) KMC_PROMISE(size > 0 && content[0] + content[size - 1] >= 0);
    uint32_t x = 0, y = 0;
    int metric = 0;
    if (kmc_image_resolution(image_.get(), &x, &y, &metric)) KMC_PROMISE(x > 0 && y > 0);
  }

  void LookAtPixels() {
    if (!image_) return;
    const uint32_t x = Extent(20), y = Extent(20), width = Extent(20), height = Extent(20);
    const bool within =
        uint64_t{x} + width <= kmc_image_width(image_.get()) && uint64_t{y} + height <= kmc_image_height(image_.get());
    Bytes out(within ? size_t{4} * width * height : 0);
    const size_t pixel_bytes[] = {1, 2, 4};
    const uint32_t form = input_.Byte() % 3;
    const size_t stride = pixel_bytes[form] * width;
    kmc_result result;
    if (form == 0)
      result = kmc_image_indices8(image_.get(), x, y, width, height, out.data(), stride);
    else if (form == 1)
      result = IndicesTo(out, x, y, width, height, stride);
    else
      result = kmc_image_rgba(image_.get(), x, y, width, height, out.data(), stride);
    Expect(result);
    if (!within) KMC_PROMISE(result == KMC_ARGUMENT);
  }
  kmc_result IndicesTo(Bytes& out, uint32_t x, uint32_t y, uint32_t width, uint32_t height, size_t stride) {
    std::vector<uint16_t> indices(out.size() / 2);
    return kmc_image_indices16(image_.get(), x, y, width, height, indices.data(), stride);
  }

  void Write() {
    if (!image_) return;
    kmc_write_options options;
    kmc_write_options_init(&options);
    options.struct_size = StructSize(sizeof(options));
    options.coding = AnyOf<kmc_coding>(5);
    options.tile = input_.Flag() ? 0 : input_.Byte();
    const kmc_work work = Work();
    kmc::Bytes bytes;
    const kmc_result result = kmc_write(image_.get(), &options, &work, Out(bytes));
    Expect(result);
    KMC_PROMISE((result == KMC_OK) == (bytes != nullptr));
    if (bytes) file_ = CopyOf(bytes.get());
  }

  void Read() {
    const kmc_work work = Work();
    Image image;
    kmc_result result;
    if (input_.Flag()) {
      const uint32_t x = Extent(20), y = Extent(20), width = Extent(20);
      result = kmc_read_region(file_.data(), file_.size(), x, y, width, Extent(20), &work, Out(image));
    } else if (input_.Flag()) {
      result = kmc_read_head(file_.data(), file_.size(), &work, Out(image));
    } else {
      result = kmc_read(file_.data(), file_.size(), &work, Out(image));
    }
    Expect(result, image, nullptr);
    if (image) Keep(std::move(image));
  }

  void Damage() {
    if (file_.empty()) return;
    const size_t at = input_.Word() % file_.size();
    if (input_.Flag())
      file_.resize(at);
    else
      file_[at] = input_.Byte();
  }

  void Quantize() {
    const uint32_t width = 1 + input_.Byte() % 24, height = 1 + input_.Byte() % 24;
    const kmc_quantize_options options = QuantizeOptions();
    const kmc_work work = Work();
    const Bytes rgba = Rgba(width, height);
    const bool has_target = input_.Byte() % 4 == 0;
    kmc_target target;
    kmc_target_init(&target);
    target.struct_size = StructSize(sizeof(target));
    target.goal = AnyOf<kmc_goal>(3);
    target.value = input_.Byte() < 240 ? input_.Word() / 100.0 : input_.Flag() ? NAN : -INFINITY;
    Image image;
    Report report;
    const size_t stride = size_t{4} * width - (input_.Byte() == 77);
    const kmc_result result =
        has_target ? kmc_quantize_to(rgba.data(), stride, width, height, &target, &options, nullptr, &work, Out(image),
                                     Out(report))
                   : kmc_quantize(rgba.data(), stride, width, height, &options, &work, Out(image), Out(report));
    Expect(result, image, nullptr);
    KMC_PROMISE((result == KMC_OK) == (report != nullptr));
    if (!image) return;
    KMC_PROMISE(kmc_report_squared_error(report.get()) >= 0);
    for (uint32_t run = 0; run < kmc_report_runs(report.get()); ++run) kmc_report_run_cost(report.get(), run);
    double quality = 0;
    KMC_PROMISE(kmc_image_quality(image.get(), rgba.data(), stride, &quality) == KMC_OK && quality <= 100);
    Keep(std::move(image));
  }

  void QuantizeMany() {
    const uint32_t count = input_.Byte() % 4;
    std::vector<Bytes> pixels;
    std::vector<kmc_pixels> images;
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t width = 1 + input_.Byte() % 12, height = 1 + input_.Byte() % 12;
      pixels.push_back(Rgba(width, height));
      images.push_back({pixels.back().data(), size_t{4} * width, width, height});
    }
    const kmc_quantize_options options = QuantizeOptions();
    const kmc_work work = Work();
    std::vector<kmc_image*> out(count);
    const kmc_result result = kmc_quantize_many(images.data(), count, &options, &work, out.data(), nullptr);
    Expect(result);
    for (kmc_image* image : out) {
      KMC_PROMISE((result == KMC_OK) == (image != nullptr));
      kmc_image_free(image);
    }
  }

  void MeasureCurve() {
    const uint32_t width = 1 + input_.Byte() % 12, height = 1 + input_.Byte() % 12;
    const Bytes rgba = Rgba(width, height);
    const kmc_pixels image = {rgba.data(), size_t{4} * width, width, height};
    const kmc_quantize_options options = QuantizeOptions();
    const kmc_work work = Work();
    constexpr uint32_t kDefaultColors = 256;
    const bool has_colors = options.struct_size > offsetof(kmc_quantize_options, colors);
    const uint32_t colors = has_colors ? options.colors : kDefaultColors;
    std::vector<double> errors(colors <= 4096 ? colors : 0);  // more are refused
    const kmc_result result = kmc_error_curve(&image, 1, &options, &work, errors.data());
    Expect(result);
    if (result != KMC_OK) return;
    const auto count = static_cast<uint32_t>(errors.size());
    for (uint32_t k = 1; k < count; ++k) KMC_PROMISE(errors[k] <= errors[k - 1] && errors[k] >= 0);
    const uint32_t elbow = kmc_elbow(errors.data(), count);
    KMC_PROMISE(elbow >= 1 && elbow <= count);
  }

  void Keep(Image image) {
    other_ = std::move(image_);
    image_ = std::move(image);
  }

  FuzzInput& input_;
  const SmallWork small_;
  int calls_left_ = 0;
  Image image_, other_;
  Bytes file_;
};

}  // namespace
}  // namespace kmc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  kmc::fuzz::FuzzInput input(data, size);
  kmc::fuzz::Caller(input).CallAll();
  return 0;
}
