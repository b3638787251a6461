// Salvage: an intact file gives what reading gives; of any other, every pixel that
// is not reported as lost is one of the file's, and the report adds up.
#include <algorithm>

#include "tests/fuzz/checksums.h"
#include "tests/fuzz/whole_file.h"

namespace kmc::fuzz {
namespace {

// Counts what is lost, which becomes transparent. True for pixels that are not.
std::vector<bool> Kept(const kmc_image* image, const kmc_loss* loss) {
  const uint32_t image_width = kmc_image_width(image), image_height = kmc_image_height(image);
  std::vector<bool> kept(size_t{image_width} * image_height, true);
  const Bytes rgba = RgbaOf(image);
  uint64_t pixels = 0;
  uint32_t x, y, width, height;
  for (uint32_t n = 0; kmc_loss_tile(loss, n, &x, &y, &width, &height); ++n) {
    KMC_PROMISE(n < kmc_loss_tiles(loss) && width > 0 && height > 0);
    KMC_PROMISE(x + width <= image_width && y + height <= image_height);
    pixels += uint64_t{width} * height;
    for (uint32_t row = y; row < y + height; ++row) {
      for (uint32_t column = x; column < x + width; ++column) {
        const size_t place = size_t{row} * image_width + column;
        KMC_PROMISE(kept[place]);
        kept[place] = false;
        KMC_PROMISE(rgba[4 * place + 3] == 0 || kmc_image_colors(image) == 65536);
      }
    }
  }
  KMC_PROMISE(pixels == kmc_loss_pixels(loss));
  return kept;
}

struct Salvaged {
  kmc_result result;
  Image image;
  Loss loss;
};

Salvaged Salvage(const Bytes& file, uint32_t threads) {
  const SmallWork work(threads);
  Salvaged salvaged;
  salvaged.result = kmc_salvage(file.data(), file.size(), work.get(), Out(salvaged.image), Out(salvaged.loss));
  ExpectAnswer(salvaged.result);
  KMC_PROMISE((salvaged.result == KMC_OK) == (salvaged.image && salvaged.loss));
  return salvaged;
}

void ReadAndSalvage(const Bytes& file) {
  const SmallWork work;
  Image image;
  const kmc_result read = kmc_read(file.data(), file.size(), work.get(), Out(image));
  const Salvaged salvaged = Salvage(file, 1);
  if (read == KMC_OK) {
    KMC_PROMISE(salvaged.result == KMC_OK && kmc_loss_tiles(salvaged.loss.get()) == 0);
    KMC_PROMISE(RgbaOf(image.get()) == RgbaOf(salvaged.image.get()));
  }
  if (salvaged.result != KMC_OK) return;
  Kept(salvaged.image.get(), salvaged.loss.get());
  KMC_PROMISE(RgbaOf(Salvage(file, 3).image.get()) == RgbaOf(salvaged.image.get()));
}

// Damages a file that could be read; what salvage keeps of it is what it was.
void DamageAndSalvage(FuzzInput& input, Bytes file) {
  const SmallWork work;
  Image image;
  if (kmc_read(file.data(), file.size(), work.get(), Out(image)) != KMC_OK) return;
  const size_t at = input.Word() % file.size();
  const auto place = file.begin() + static_cast<ptrdiff_t>(at);
  switch (input.Byte() % 4) {
    case 0:
      file[at] = input.Byte();
      break;
    case 1:
      file.insert(place, input.Byte());
      break;
    case 2:
      file.erase(place);
      break;
    default:
      file.resize(at);
  }
  const Salvaged salvaged = Salvage(file, 1);
  if (salvaged.result != KMC_OK) return;
  const std::vector<bool> kept = Kept(salvaged.image.get(), salvaged.loss.get());
  const Bytes before = RgbaOf(image.get()), after = RgbaOf(salvaged.image.get());
  KMC_PROMISE(before.size() == after.size());
  for (size_t i = 0; i < kept.size(); ++i) {
    KMC_PROMISE(!kept[i] || std::equal(&before[4 * i], &before[4 * i] + 4, &after[4 * i]));
  }
}

}  // namespace
}  // namespace kmc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace kmc::fuzz;
  FuzzInput input(data, size);
  FuzzInput damage(data, std::min<size_t>(size, 4));
  input.Take(4);
  Bytes file = input.TakeAll();
  AsItIsAndRepaired(file, ReadAndSalvage);
  RepairChecksums(file);
  DamageAndSalvage(damage, file);
  return 0;
}
