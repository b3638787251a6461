// kmc_salvage: whatever happens to a file, pixels are right or reported as lost, and no tile that is intact is lost.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "codec/random.h"
#include "format/byte_writer.h"
#include "format/part_crcs.h"
#include "tests/unit/crc_work.h"
#include "tests/unit/file_parts.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

struct Sample {
  FileBytes file;
  std::vector<Rgba> palette;
  std::vector<uint16_t> indices;
  uint32_t width = 0, height = 0, tile = 0;
};

constexpr uint32_t kTile = 32;

// 3 x 2 tiles with metadata before and behind; or one tile.
Sample SampleOf(uint32_t colors, kmc_coding coding, uint32_t tile, bool keep_order = false) {
  const SampleImage picture = tile ? Photo(70, 40) : Photo(20, 15);
  const Quantized quantized = QuantizeSample(picture, QuantizeTo(colors));
  const Image image = CreateImage(picture.width, picture.height, PaletteOf(quantized.image.get()),
                                  IndicesOf(quantized.image.get()), keep_order);
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_ICC, "profile", 7));
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_TEXT, "Title\0text", 10));
  const FileBytes file = Write(image.get(), coding, tile);
  const Image read = Read(file);
  return {file, PaletteOf(read.get()), IndicesOf(read.get()), picture.width, picture.height, tile};
}

std::vector<Sample> Samples() {
  return {SampleOf(9, KMC_CODING_PACKED, kTile), SampleOf(16, KMC_CODING_DEFLATE, kTile, true),
          SampleOf(60, KMC_CODING_FAST, kTile), SampleOf(5, KMC_CODING_MAX, kTile), SampleOf(7, KMC_CODING_FAST, 0)};
}

// ---- the file in parts ----

enum Part : size_t { kHead, kProfile, kPaletteSection, kFirstTile, kTextSection = kFirstTile + 6, kEndSection };

// ---- salvaging ----

struct Salvaged {
  kmc_result result = KMC_INTERNAL;
  Image image;
  Loss loss;
};

Salvaged Salvage(const FileBytes& given, uint32_t threads = 1) {
  const FileBytes file(given.begin(), given.end());  // without spare capacity
  const kmc_work work = WorkOn(threads);
  Salvaged salvaged;
  salvaged.result = kmc_salvage(file.data(), file.size(), &work, Out(salvaged.image), Out(salvaged.loss));
  return salvaged;
}

kmc_result ResultOfRead(const FileBytes& file) {
  const kmc_work work = WorkOn(1);
  Image image;
  return kmc_read(file.data(), file.size(), &work, Out(image));
}

// Numbers of lost tiles in the grid.
std::vector<uint32_t> LostTiles(const Sample& sample, const Salvaged& salvaged) {
  const uint32_t columns = sample.tile ? (sample.width - 1) / sample.tile + 1 : 1;
  std::vector<uint32_t> lost;
  for (uint32_t n = 0, x = 0, y = 0; kmc_loss_tile(salvaged.loss.get(), n, &x, &y, nullptr, nullptr); ++n) {
    lost.push_back(sample.tile ? y / sample.tile * columns + x / sample.tile : 0);
  }
  return lost;
}

// That every pixel is as it was or marked, that those marked are those reported, and that failures are kmc_read's.
void ExpectRightPixels(const Sample& sample, const FileBytes& file, const Salvaged& salvaged) {
  if (salvaged.result != KMC_OK) {
    ASSERT_EQ(ResultOfRead(file), salvaged.result);
    ASSERT_FALSE(salvaged.image || salvaged.loss);
    return;
  }
  std::vector<uint16_t> expected = sample.indices;
  std::vector<Rgba> palette = sample.palette;
  const auto mark = static_cast<uint16_t>(palette.size());
  uint64_t pixels = 0;
  uint32_t x = 0, y = 0, width = 0, height = 0;
  for (uint32_t n = 0; kmc_loss_tile(salvaged.loss.get(), n, &x, &y, &width, &height); ++n) {
    for (uint32_t row = y; row < y + height; ++row) std::fill_n(&expected[row * sample.width + x], width, mark);
    pixels += uint64_t{width} * height;
  }
  if (pixels > 0) palette.push_back({0, 0, 0, 0});
  ASSERT_EQ(pixels, kmc_loss_pixels(salvaged.loss.get()));
  ASSERT_EQ(palette, PaletteOf(salvaged.image.get()));
  ASSERT_TRUE(expected == IndicesOf(salvaged.image.get()));
}

void ExpectLost(const Sample& sample, const FileBytes& file, const std::vector<uint32_t>& tiles,
                const std::string& what) {
  const Salvaged salvaged = Salvage(file);
  ASSERT_EQ(KMC_OK, salvaged.result) << what;
  ASSERT_NO_FATAL_FAILURE(ExpectRightPixels(sample, file, salvaged)) << what;
  EXPECT_EQ(tiles, LostTiles(sample, salvaged)) << what;
}

// ---- intact files ----

TEST(Salvage, OfAnIntactFileIsTheFile) {
  for (const Sample& sample : Samples()) {
    const Salvaged salvaged = Salvage(sample.file);
    const Image read = Read(sample.file);
    ASSERT_EQ(KMC_OK, salvaged.result);
    EXPECT_EQ(IndicesOf(read.get()), IndicesOf(salvaged.image.get()));
    EXPECT_EQ(PaletteOf(read.get()), PaletteOf(salvaged.image.get()));
    EXPECT_EQ(kmc_image_keeps_order(read.get()), kmc_image_keeps_order(salvaged.image.get()));
    EXPECT_EQ(MetadataOf(read.get(), KMC_ICC), MetadataOf(salvaged.image.get(), KMC_ICC));
    EXPECT_EQ(MetadataOf(read.get(), KMC_TEXT), MetadataOf(salvaged.image.get(), KMC_TEXT));
    EXPECT_EQ(0u, kmc_loss_tiles(salvaged.loss.get()));
    EXPECT_EQ(0u, kmc_loss_pixels(salvaged.loss.get()));
    EXPECT_EQ(0u, kmc_loss_skipped_bytes(salvaged.loss.get()));
    EXPECT_EQ(0u, kmc_loss_dropped_metadata(salvaged.loss.get()));
    EXPECT_EQ(0, kmc_loss_ends_early(salvaged.loss.get()));
    EXPECT_EQ(0, kmc_loss_tile(salvaged.loss.get(), 0, nullptr, nullptr, nullptr, nullptr));
  }
}

TEST(Salvage, IgnoresWhatStandsBehindTheEnd) {
  const Sample sample = Samples()[0];
  FileBytes twice = sample.file;
  twice.insert(twice.end(), sample.file.begin(), sample.file.end());
  ExpectLost(sample, twice, {}, "twice");

  FileParts parts = PartsOf(sample.file);
  const FileBytes second = parts[kFirstTile + 1];
  parts.erase(parts.begin() + kFirstTile + 1);
  parts.push_back(second);
  ExpectLost(sample, Joined(parts), {1}, "a tile behind the end");
}

// ---- damage of every kind ----

TEST(Salvage, EveryFlippedBitOfATileCostsThatTileAlone) {
  for (const Sample& sample : Samples()) {
    if (!sample.tile) continue;
    const FileParts parts = PartsOf(sample.file);
    for (size_t part = kFirstTile; part < kTextSection; ++part) {
      for (size_t bit = 0; bit < parts[part].size() * 8; ++bit) {
        FileParts damaged = parts;
        damaged[part][bit / 8] = static_cast<uint8_t>(damaged[part][bit / 8] ^ 1u << bit % 8);
        ExpectLost(sample, Joined(damaged), {static_cast<uint32_t>(part - kFirstTile)}, std::to_string(bit));
      }
    }
  }
}

TEST(Salvage, EveryFlippedBitElsewhereLeavesRightPixels) {
  for (const Sample& sample : Samples()) {
    const FileParts parts = PartsOf(sample.file);
    for (size_t part = 0; part < parts.size(); ++part) {
      if (sample.tile && part >= kFirstTile && part < kTextSection) continue;
      for (size_t bit = 0; bit < parts[part].size() * 8; ++bit) {
        FileParts damaged = parts;
        damaged[part][bit / 8] = static_cast<uint8_t>(damaged[part][bit / 8] ^ 1u << bit % 8);
        const FileBytes file = Joined(damaged);
        ASSERT_NO_FATAL_FAILURE(ExpectRightPixels(sample, file, Salvage(file))) << part << " " << bit;
      }
    }
  }
}

TEST(Salvage, MetadataAndEndCostNoPixels) {
  const Sample sample = Samples()[0];
  const FileParts parts = PartsOf(sample.file);
  for (const size_t part : {size_t{kTextSection}, size_t{kEndSection}}) {
    for (size_t bit = 0; bit < parts[part].size() * 8; ++bit) {
      FileParts damaged = parts;
      damaged[part][bit / 8] = static_cast<uint8_t>(damaged[part][bit / 8] ^ 1u << bit % 8);
      ExpectLost(sample, Joined(damaged), {}, std::to_string(bit));
    }
  }
}

TEST(Salvage, EveryTruncationKeepsTheWholeTilesBeforeIt) {
  for (const Sample& sample : Samples()) {
    const FileParts parts = PartsOf(sample.file);
    for (size_t size = 1; size < sample.file.size(); ++size) {
      const FileBytes cut(sample.file.begin(), sample.file.begin() + static_cast<ptrdiff_t>(size));
      const Salvaged salvaged = Salvage(cut);
      ASSERT_NO_FATAL_FAILURE(ExpectRightPixels(sample, cut, salvaged)) << size;
      uint32_t whole = 0;
      size_t end = parts[kHead].size() + parts[kProfile].size() + parts[kPaletteSection].size();
      const uint32_t tiles = sample.tile ? 6 : 1;
      while (whole < tiles && end + parts[kFirstTile + whole].size() <= size) end += parts[kFirstTile + whole++].size();
      ASSERT_EQ(whole > 0, salvaged.result == KMC_OK) << size;
      if (whole == 0) continue;
      EXPECT_EQ(tiles - whole, kmc_loss_tiles(salvaged.loss.get())) << size;
      EXPECT_EQ(1, kmc_loss_ends_early(salvaged.loss.get())) << size;
    }
  }
}

TEST(Salvage, CutAndInsertedBytesCostTheTilesThatTheyAreIn) {
  for (const Sample& sample : Samples()) {
    if (!sample.tile) continue;
    const FileParts parts = PartsOf(sample.file);
    for (size_t part = kFirstTile; part < kTextSection; ++part) {
      for (size_t at = 0; at < parts[part].size(); ++at) {
        FileParts cut = parts, grown = parts;
        cut[part].erase(cut[part].begin() + static_cast<ptrdiff_t>(at));
        if (at + 1 == parts[part].size() && parts[part][at] == parts[part + 1][0])
          continue;  // it may be the next one's
        ExpectLost(sample, Joined(cut), {static_cast<uint32_t>(part - kFirstTile)}, "cut at " + std::to_string(at));
        if (at == 0) continue;  // that is garbage before the tile
        grown[part].insert(grown[part].begin() + static_cast<ptrdiff_t>(at), 0x5A);
        ExpectLost(sample, Joined(grown), {static_cast<uint32_t>(part - kFirstTile)}, "more at " + std::to_string(at));
      }
    }
  }
}

TEST(Salvage, GarbageBetweenSectionsCostsNothing) {
  const Sample sample = Samples()[2];
  Random random(1);
  for (int round = 0; round < 300; ++round) {
    FileParts parts = PartsOf(sample.file);
    FileBytes garbage(1 + random.Below(200));
    for (uint8_t& byte : garbage) byte = static_cast<uint8_t>(round % 2 ? random.Next() : random.Below(4));
    const size_t place = kFirstTile + random.Below(kEndSection - kFirstTile);
    if (garbage.size() >= 2 && garbage[0] == 0 && garbage[1] == 0) garbage[0] = 1;  // that is an end
    parts.insert(parts.begin() + static_cast<ptrdiff_t>(place), garbage);
    const FileBytes file = Joined(parts);
    if (ResultOfRead(file) == KMC_OK) continue;  // as unknown metadata
    ExpectLost(sample, file, {}, std::to_string(round));
    EXPECT_EQ(garbage.size(), kmc_loss_skipped_bytes(Salvage(file).loss.get())) << round;
    EXPECT_EQ(0, kmc_loss_ends_early(Salvage(file).loss.get())) << round;
  }
}

TEST(Salvage, UnknownCriticalSectionsAreSkippedAndTold) {
  const Sample sample = Samples()[1];
  FileParts parts = PartsOf(sample.file);
  const FileBytes unknown = {0x33, 3, 1, 2, 3};
  parts.insert(parts.begin() + kFirstTile + 2, unknown);
  const FileBytes file = Joined(parts);
  ASSERT_EQ(KMC_UNSUPPORTED, ResultOfRead(file));
  ExpectLost(sample, file, {}, "");
  EXPECT_EQ(unknown.size(), kmc_loss_skipped_bytes(Salvage(file).loss.get()));
}

TEST(Salvage, TilesMayBeMissingRepeatedOrOutOfOrder) {
  const Sample sample = Samples()[0];
  const FileParts parts = PartsOf(sample.file);
  FileParts missing = parts;
  missing.erase(missing.begin() + kFirstTile + 4);
  ExpectLost(sample, Joined(missing), {4}, "missing");
  FileParts repeated = parts;
  repeated.insert(repeated.begin() + kFirstTile + 3, parts[kFirstTile + 1]);
  ExpectLost(sample, Joined(repeated), {}, "repeated");
  EXPECT_EQ(parts[kFirstTile + 1].size(), kmc_loss_skipped_bytes(Salvage(Joined(repeated)).loss.get()));
  FileParts exchanged = parts;
  std::swap(exchanged[kFirstTile + 1], exchanged[kFirstTile + 4]);
  ExpectLost(sample, Joined(exchanged), {}, "exchanged");
}

TEST(Salvage, MetadataBehindTheDamageAreKept) {
  const Sample sample = Samples()[0];
  FileParts parts = PartsOf(sample.file);
  parts[kFirstTile + 5][1] ^= 1;  // a length
  const Salvaged salvaged = Salvage(Joined(parts));
  ASSERT_EQ(KMC_OK, salvaged.result);
  EXPECT_FALSE(MetadataOf(salvaged.image.get(), KMC_ICC).empty());
  EXPECT_FALSE(MetadataOf(salvaged.image.get(), KMC_TEXT).empty());
  EXPECT_EQ(parts[kFirstTile + 5].size(), kmc_loss_skipped_bytes(salvaged.loss.get()));

  parts[kTextSection].back() ^= 1;
  const Salvaged dropped = Salvage(Joined(parts));
  ASSERT_EQ(KMC_OK, dropped.result);
  EXPECT_TRUE(MetadataOf(dropped.image.get(), KMC_TEXT).empty());
}

TEST(Salvage, UnknownMetadataAreStillSteppedOver) {
  const Sample sample = Samples()[0];
  FileParts parts = PartsOf(sample.file);
  parts[kFirstTile][1] ^= 1;
  FileBytes unknown = {0xF0, 4 + 4, 9, 9, 9, 9};
  WriteU32(static_cast<uint32_t>(crc32_z(0, unknown.data(), unknown.size())), unknown);
  parts.insert(parts.begin() + kFirstTile + 2, unknown);
  const Salvaged salvaged = Salvage(Joined(parts));
  ASSERT_EQ(KMC_OK, salvaged.result);
  EXPECT_EQ(parts[kFirstTile].size(), kmc_loss_skipped_bytes(salvaged.loss.get()));
}

TEST(Salvage, DamagedPalettesAndHeadersAreRefusedAsByRead) {
  const Sample sample = Samples()[0];
  const FileParts parts = PartsOf(sample.file);
  const size_t head = parts[kHead].size() + parts[kProfile].size() + parts[kPaletteSection].size();
  for (size_t bit = 0; bit < head * 8; ++bit) {
    if (bit / 8 >= parts[kHead].size() && bit / 8 < parts[kHead].size() + parts[kProfile].size()) continue;
    FileBytes file = sample.file;
    file[bit / 8] = static_cast<uint8_t>(file[bit / 8] ^ 1u << bit % 8);
    const Salvaged salvaged = Salvage(file);
    EXPECT_NE(KMC_OK, salvaged.result) << bit;
    EXPECT_EQ(ResultOfRead(file), salvaged.result) << bit;
  }
}

TEST(Salvage, AnyDamageLeavesRightPixels) {
  Random random(1);
  for (const Sample& sample : Samples()) {
    for (int round = 0; round < 2000; ++round) {
      FileBytes file = sample.file;
      for (uint64_t changes = 1 + random.Below(6); changes-- > 0;) {
        const auto at = static_cast<ptrdiff_t>(random.Below(file.size()));
        const auto size =
            static_cast<ptrdiff_t>(random.Below(std::min<size_t>(40, file.size() - static_cast<size_t>(at))));
        switch (random.Below(4)) {
          case 0:
            file[static_cast<size_t>(at)] = static_cast<uint8_t>(random.Next());
            break;
          case 1:
            file.insert(file.begin() + at, static_cast<uint8_t>(random.Next()));
            break;
          case 2:
            std::fill_n(file.begin() + at, size, 0);
            break;
          default:
            if (file.size() > 50) file.erase(file.begin() + at, file.begin() + at + size);
        }
      }
      ASSERT_NO_FATAL_FAILURE(ExpectRightPixels(sample, file, Salvage(file))) << round;
    }
  }
}

// ---- the mark ----

TEST(Salvage, MarksGetAnEntryOfTheirOwnUnlessThereIsNoRoom) {
  for (const uint32_t colors : {1u, 255u, 256u, 257u, 65535u, 65536u}) {
    std::vector<Rgba> palette;
    for (uint32_t i = 0; i < colors; ++i) {
      palette.push_back({static_cast<uint8_t>(i), static_cast<uint8_t>(i >> 8), 7, 255});
    }
    std::vector<uint16_t> indices(300 * 300);
    for (size_t i = 0; i < indices.size(); ++i) indices[i] = static_cast<uint16_t>((1 + i * 7919) % colors);
    for (const kmc_coding coding : {KMC_CODING_PACKED, KMC_CODING_DEFLATE, KMC_CODING_FAST}) {
      FileBytes file = Write(CreateImage(300, 300, palette, indices, true).get(), coding, 256);
      const kmc_info info = InfoOf(file);
      ASSERT_EQ(4u, info.tiles);
      file[static_cast<size_t>(info.header_bytes - 2 + info.palette_bytes) + 1] ^= 1;  // the first tile's length
      const Salvaged salvaged = Salvage(file, 2);
      ASSERT_EQ(KMC_OK, salvaged.result) << colors;
      const Image& image = salvaged.image;
      EXPECT_EQ(uint64_t{256} * 256, kmc_loss_pixels(salvaged.loss.get()));
      EXPECT_EQ(std::min(colors + 1, 65536u), kmc_image_colors(image.get()));
      const std::vector<uint16_t> found = IndicesOf(image.get());
      const uint16_t mark = colors == 65536 ? 0 : static_cast<uint16_t>(colors);
      for (size_t i = 0; i < found.size(); ++i) {
        const bool lost = i % 300 < 256 && i / 300 < 256;
        ASSERT_EQ(lost ? mark : indices[i], found[i]) << colors << " " << i;
      }
      if (colors < 65536) {
        EXPECT_EQ((Rgba{0, 0, 0, 0}), PaletteOf(image.get())[mark]);
      }
      EXPECT_EQ(found, IndicesOf(Read(Write(image.get())).get()));
    }
  }
}

TEST(Salvage, GivesTheSameWithAnyNumberOfThreads) {
  const Sample sample = Samples()[3];
  FileParts parts = PartsOf(sample.file);
  parts[kFirstTile + 2].back() ^= 1;
  const Salvaged one = Salvage(Joined(parts), 1), many = Salvage(Joined(parts), 5);
  EXPECT_EQ(IndicesOf(one.image.get()), IndicesOf(many.image.get()));
  EXPECT_EQ(LostTiles(sample, one), LostTiles(sample, many));
}

// ---- rules and limits ----

TEST(Salvage, KeepsLimits) {
  const Sample sample = Samples()[0];
  FileBytes file = sample.file;
  file.erase(file.end() - 40, file.end());
  for (const uint64_t pixels : {uint64_t{70 * 40}, uint64_t{70 * 40 - 1}}) {
    kmc_limits limits;
    kmc_limits_init(&limits);
    limits.max_pixels = pixels;
    kmc_work work = WorkOn(1);
    work.limits = &limits;
    Image image;
    EXPECT_EQ(pixels == 70 * 40 ? KMC_OK : KMC_LIMIT,
              kmc_salvage(file.data(), file.size(), &work, Out(image), nullptr));
  }
}

TEST(Salvage, RefusesWhatIsNoFile) {
  Image image;
  EXPECT_EQ(KMC_ARGUMENT, kmc_salvage(nullptr, 1, nullptr, Out(image), nullptr));
  EXPECT_EQ(KMC_ARGUMENT, kmc_salvage("x", 1, nullptr, nullptr, nullptr));
  EXPECT_EQ(KMC_TRUNCATED, kmc_salvage(nullptr, 0, nullptr, Out(image), nullptr));
  EXPECT_EQ(KMC_FOREIGN, kmc_salvage("nonsense", 8, nullptr, Out(image), nullptr));
  EXPECT_EQ(KMC_VERSION, kmc_salvage("\x8BKMC\2", 5, nullptr, Out(image), nullptr));
  EXPECT_EQ(KMC_TRUNCATED, kmc_salvage("\x8BKMC\1", 5, nullptr, Out(image), nullptr));
}

// ---- the work of the search ----

TEST(PartCrcs, AreThoseOfTheParts) {
  Random random(1);
  FileBytes bytes(1000);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.Next());
  const FileBytes before = {1, 2, 3};
  const auto before_crc = static_cast<uint32_t>(crc32_z(0, before.data(), before.size()));
  for (const size_t size : {size_t{0}, size_t{1}, size_t{31}, size_t{32}, size_t{33}, size_t{64}, bytes.size()}) {
    const PartCrcs crcs{std::span(bytes).first(size)};
    for (int round = 0; round < 200; ++round) {
      const size_t end = random.Below(size + 1), begin = random.Below(end + 1);
      const auto expected = static_cast<uint32_t>(crc32_z(before_crc, bytes.data() + begin, end - begin));
      EXPECT_EQ(expected, crcs.Behind(before_crc, begin, end)) << begin << ".." << end << " of " << size;
    }
  }
}

// Behind a good head, every few bytes the beginning of a tile that reaches as far as the file.
FileBytes HostileFile(size_t size) {
  const Sample sample = Samples()[0];
  const FileParts parts = PartsOf(sample.file);
  FileBytes file = Joined({parts[kHead], parts[kProfile], parts[kPaletteSection], parts[kFirstTile]});
  while (file.size() < size) {
    file.push_back(2);
    WriteVarint(static_cast<uint32_t>(size - std::min(size, file.size() + 20)), file);
    file.push_back(5);  // a tile that is missing
  }
  return file;
}

TEST(Salvage, WorkGrowsWithTheFileAndNotWithItsSquare) {
  const auto work_per_byte = [](size_t size) {
    const FileBytes file = HostileFile(size);
    const CrcWork before = CrcWorkSoFar();
    EXPECT_EQ(KMC_OK, Salvage(file).result);
    const CrcWork after = CrcWorkSoFar();
    EXPECT_GT(after.combined - before.combined, size / 10) << "the search was not provoked";
    return static_cast<double>(after.bytes - before.bytes + after.combined - before.combined) /
           static_cast<double>(file.size());
  };
  const double small = work_per_byte(20'000), large = work_per_byte(400'000);
  EXPECT_LT(large, 1.1 * small);
}

}  // namespace
}  // namespace kmc
