#include "format/deflate_coding.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "format/packed_coding.h"

namespace kmc {
namespace {

constexpr size_t kOutputStep = size_t{1} << 16;

// zlib counts in uInt: larger buffers are handed over in pieces.
uInt Piece(size_t size) { return static_cast<uInt>(std::min<size_t>(size, std::numeric_limits<uInt>::max())); }

struct DeflateState {
  z_stream stream = {};
  ~DeflateState() { deflateEnd(&stream); }
};

struct InflateState {
  z_stream stream = {};
  ~InflateState() { inflateEnd(&stream); }
};

}  // namespace

Status Deflate(std::span<const uint8_t> bytes, std::vector<uint8_t>& out) {
  DeflateState state;
  z_stream& z = state.stream;
  if (deflateInit(&z, Z_BEST_COMPRESSION) != Z_OK) return Status::kMemory;
  z.next_in = const_cast<Bytef*>(bytes.data());  // zlib's interface predates const
  size_t unread = bytes.size();
  for (int result = Z_OK; result != Z_STREAM_END;) {
    if (z.avail_in == 0) {
      z.avail_in = Piece(unread);
      unread -= z.avail_in;
    }
    const size_t written = out.size();
    out.resize(written + kOutputStep);
    z.next_out = out.data() + written;
    z.avail_out = kOutputStep;
    result = deflate(&z, unread == 0 ? Z_FINISH : Z_NO_FLUSH);
    if (result == Z_STREAM_ERROR) return Status::kInternal;
    out.resize(out.size() - z.avail_out);
  }
  return Status::kOk;
}

bool MayInflateTo(size_t data_size, uint64_t size) {
  // RFC 1951: at best a match of 258 bytes takes two bits.
  constexpr uint64_t kMaxExpansion = 1032;
  return size <= kMaxExpansion * data_size;
}

Status Inflate(std::span<const uint8_t> data, std::span<uint8_t> out) {
  InflateState state;
  z_stream& z = state.stream;
  if (inflateInit(&z) != Z_OK) return Status::kMemory;
  z.next_in = const_cast<Bytef*>(data.data());
  Bytef nothing = 0;  // zlib wants a place to write even where nothing is written
  z.next_out = out.empty() ? &nothing : out.data();
  size_t unread = data.size();
  size_t unwritten = out.size();
  for (;;) {
    if (z.avail_in == 0) {
      z.avail_in = Piece(unread);
      unread -= z.avail_in;
    }
    if (z.avail_out == 0) {
      z.avail_out = Piece(unwritten);
      unwritten -= z.avail_out;
    }
    // Without progress inflate answers Z_BUF_ERROR: the stream is cut short or yields too much.
    const int result = inflate(&z, Z_NO_FLUSH);
    if (result == Z_MEM_ERROR) return Status::kMemory;
    if (result == Z_STREAM_END) break;
    if (result != Z_OK) return Status::kInvalid;
  }
  const bool exact = unread + z.avail_in == 0 && unwritten + z.avail_out == 0;
  return exact ? Status::kOk : Status::kInvalid;
}

template <class T>
Status EncodeDeflate(IndexView<const T> view, uint32_t colors, std::vector<uint8_t>& out) {
  std::vector<uint8_t> packed;
  packed.reserve(static_cast<size_t>(PackedSize(view.width, view.height, colors)));
  EncodePacked(view, colors, packed);
  return Deflate(packed, out);
}

template <class T>
Status DecodeDeflate(std::span<const uint8_t> data, uint32_t colors, IndexView<T> view) {
  const uint64_t size = PackedSize(view.width, view.height, colors);
  if (!MayInflateTo(data.size(), size)) return Status::kInvalid;
  std::vector<uint8_t> packed(static_cast<size_t>(size));
  KMC_RETURN_IF_ERROR(Inflate(data, packed));
  return DecodePacked<T>(packed, colors, view);
}

template Status EncodeDeflate(IndexView<const uint8_t>, uint32_t, std::vector<uint8_t>&);
template Status EncodeDeflate(IndexView<const uint16_t>, uint32_t, std::vector<uint8_t>&);
template Status DecodeDeflate(std::span<const uint8_t>, uint32_t, IndexView<uint8_t>);
template Status DecodeDeflate(std::span<const uint8_t>, uint32_t, IndexView<uint16_t>);

}  // namespace kmc
