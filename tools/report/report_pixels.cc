#include "tools/report/report_pixels.h"

#include <algorithm>
#include <cmath>

#include "codec/kmc.hpp"
#include "tools/exit_code.h"
#include "tools/page/html_page.h"
#include "tools/png_memory.h"

namespace kmc::tools {
namespace {

constexpr uint64_t kMaxPixels = 3'000'000;
constexpr size_t kMaxPoints = 1'000'000;

// The bits of red, green and blue in turn, the highest first.
uint64_t ZOrder(const uint8_t* rgb) {
  uint64_t order = 0;
  for (int bit = 7; bit >= 0; --bit) {
    for (int channel = 0; channel < 3; ++channel) order = order << 1 | (rgb[channel] >> bit & 1);
  }
  return order;
}

}  // namespace

ReportPixels::ReportPixels(const Picture& picture) : full_width_(picture.width), full_height_(picture.height) {
  const auto parts = [this](uint32_t length) { return (length + step_ - 1) / step_; };
  while (uint64_t{parts(full_width_)} * parts(full_height_) > kMaxPixels) ++step_;
  width_ = parts(full_width_);
  height_ = parts(full_height_);
  rgba_.reserve(size_t{4} * width_ * height_);
  for (uint32_t y = 0; y < full_height_; y += step_) {
    const uint8_t* row = picture.rgba.get() + size_t{4} * y * full_width_;
    for (uint32_t x = 0; x < full_width_; x += step_)
      rgba_.insert(rgba_.end(), row + size_t{4} * x, row + size_t{4} * (x + 1));
  }
  FindPoints();
}

void ReportPixels::FindPoints() {
  std::vector<uint64_t> keys;  // colour, then pixel
  for (uint32_t i = 0; i < rgba_.size() / 4; ++i) {
    const uint8_t* pixel = &rgba_[size_t{4} * i];
    if (pixel[3] > 0) keys.push_back(ZOrder(pixel) << 32 | i);  // what is transparent has no colour
  }
  std::sort(keys.begin(), keys.end());
  for (size_t i = 0, end = 0; i < keys.size(); i = end) {
    while (end < keys.size() && keys[end] >> 32 == keys[i] >> 32) ++end;
    points_.push_back({static_cast<uint32_t>(keys[i]), static_cast<uint32_t>(end - i)});
  }
  colors_ = points_.size();
  const size_t stride = (points_.size() + kMaxPoints - 1) / kMaxPoints;
  if (stride <= 1) return;
  size_t kept = 0;
  for (size_t i = 0; i < points_.size(); i += stride) points_[kept++] = points_[i];
  points_.resize(kept);
}

std::vector<uint8_t> ReportPixels::OriginalPicture() const { return EncodePng(width_, height_, rgba_.data()); }

std::vector<uint16_t> ReportPixels::IndicesOf(const kmc_image* image) const {
  std::vector<uint16_t> indices, row(full_width_);
  indices.reserve(size_t{width_} * height_);
  for (uint32_t y = 0; y < full_height_; y += step_) {
    Check(kmc_image_indices16(image, 0, y, full_width_, 1, row.data(), 2 * row.size()));
    for (uint32_t x = 0; x < full_width_; x += step_) indices.push_back(row[x]);
  }
  return indices;
}

std::vector<uint8_t> ReportPixels::PictureOf(const kmc_image* image) const {
  const std::vector<uint16_t> indices = IndicesOf(image);
  const uint8_t* palette = kmc_image_palette(image);
  const uint32_t colors = kmc_image_colors(image);
  if (colors <= 256) {
    const std::vector<uint8_t> narrow(indices.begin(), indices.end());
    return EncodePng(width_, height_, {palette, size_t{4} * colors}, narrow.data());
  }
  std::vector<uint8_t> rgba;
  rgba.reserve(4 * indices.size());
  for (const uint16_t index : indices)
    rgba.insert(rgba.end(), palette + size_t{4} * index, palette + size_t{4} * (index + 1));
  return EncodePng(width_, height_, rgba.data());
}

Json ReportPixels::Points() const {
  std::vector<uint8_t> colors, logarithms;
  for (const Point& point : points_) {
    const uint8_t* pixel = &rgba_[size_t{4} * point.pixel];
    colors.insert(colors.end(), pixel, pixel + 3);
    logarithms.push_back(static_cast<uint8_t>(8 * std::log2(point.count)));
  }
  return {{"shown", points_.size()},
          {"all", colors_},
          {"colors", PackedText(colors)},
          {"pixels_log2", {{"scale", 8}, {"values", PackedText(logarithms)}}}};
}

Json ReportPixels::LabelsOf(const kmc_image* image) const {
  const std::vector<uint16_t> indices = IndicesOf(image);
  const bool wide = kmc_image_colors(image) > 256;
  std::vector<uint8_t> labels;
  for (const Point& point : points_) {
    labels.push_back(static_cast<uint8_t>(indices[point.pixel]));
    if (wide) labels.push_back(static_cast<uint8_t>(indices[point.pixel] >> 8));
  }
  return {{"bytes", wide ? 2 : 1}, {"values", PackedText(labels)}};
}

std::vector<uint32_t> ReportPixels::SharesOf(const kmc_image* image) const {
  std::vector<uint32_t> shares(kmc_image_colors(image));
  std::vector<uint16_t> row(full_width_);
  for (uint32_t y = 0; y < full_height_; ++y) {
    Check(kmc_image_indices16(image, 0, y, full_width_, 1, row.data(), 2 * row.size()));
    for (const uint16_t index : row) ++shares[index];
  }
  return shares;
}

Json ReportPixels::BitsOf(const kmc_bytes* file, const kmc_work& work) const {
  constexpr float kScale = 16;
  std::vector<float> bits(size_t{full_width_} * full_height_);
  Check(kmc_read_pixel_bits(kmc_bytes_data(file), kmc_bytes_size(file), &work, bits.data(), bits.size()));
  std::vector<uint8_t> shown;
  for (uint32_t y = 0; y < full_height_; y += step_) {
    for (uint32_t x = 0; x < full_width_; x += step_) {
      const float scaled = std::round(bits[size_t{y} * full_width_ + x] * kScale);
      shown.push_back(static_cast<uint8_t>(std::min(scaled, 255.0f)));
    }
  }
  return {{"scale", kScale}, {"values", PackedText(shown)}};
}

}  // namespace kmc::tools
