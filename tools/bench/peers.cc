#include "tools/bench/peers.h"

#include <algorithm>
#include <array>

#include "fmt/format.h"
#include "tools/bench/child_process.h"

namespace kmc::tools {
namespace {

// The first number with a dot in it, of what a program says of its version.
std::string VersionIn(const std::string& text) {
  constexpr char kDigits[] = "0123456789";
  for (size_t at = text.find_first_of(kDigits); at != std::string::npos; at = text.find_first_of(kDigits, at)) {
    const size_t end = std::min(text.find_first_not_of("0123456789.-", at), text.size());
    std::string version = text.substr(at, end - at);
    version.erase(version.find_last_of(kDigits) + 1);
    if (version.find('.') != std::string::npos) return version;
    at = end;
  }
  return "of unknown version";
}

bool IsInstalled(const Peer& peer) {
  return FindProgram(peer.program) && (peer.decode.empty() || FindProgram(peer.decode[0]));
}

}  // namespace

const std::vector<Peer>& AllPeers() {
  static const std::vector<Peer> peers = {
      {.name = "optipng",
       .program = "optipng",
       .extension = ".png",
       .version_command = {"optipng", "-v"},
       .lossless = PeerCommand{{"optipng", "-quiet", "-o2", "-out", "{out}", "{in}"}}},
      {.name = "oxipng",
       .program = "oxipng",
       .extension = ".png",
       .version_command = {"oxipng", "--version"},
       .lossless = PeerCommand{{"oxipng", "-q", "-o", "4", "-t", "{j}", "--out", "{out}", "{in}"}}},
      {.name = "zopflipng",
       .program = "zopflipng",
       .extension = ".png",
       .version_command = {"zopflipng"},
       .lossless = PeerCommand{{"zopflipng", "-y", "{in}", "{out}"}}},
      {.name = "pngquant",
       .program = "pngquant",
       .extension = ".png",
       .version_command = {"pngquant", "--version"},
       .colors = PeerCommand{{"pngquant", "--force", "--nofs", "--output", "{out}", "{q}", "--", "{in}"}, 2, 256},
       .lossy = PeerCommand{{"pngquant", "--force", "--nofs", "--output", "{out}", "{q}", "--", "{in}"}, 2, 256}},
      {.name = "webp",
       .program = "cwebp",
       .extension = ".webp",
       .version_command = {"cwebp", "-version"},
       .lossless = PeerCommand{{"cwebp", "-quiet", "-lossless", "-z", "9", "{in}", "-o", "{out}"}},
       .lossy = PeerCommand{{"cwebp", "-quiet", "-m", "6", "-q", "{q}", "{in}", "-o", "{out}"}, 0, 100},
       .decode = {"dwebp", "-quiet", "-pam", "{in}", "-o", "{out}"},
       .decoded = ".pam"},
      {.name = "jxl",
       .program = "cjxl",
       .extension = ".jxl",
       .version_command = {"cjxl", "--version"},
       .lossless = PeerCommand{{"cjxl", "--quiet", "-d", "0", "-e", "7", "--num_threads={j}", "{in}", "{out}"}},
       .lossy = PeerCommand{{"cjxl", "--quiet", "-q", "{q}", "-e", "7", "--num_threads={j}", "{in}", "{out}"}, 1, 99},
       .decode = {"djxl", "{in}", "{out}", "--quiet", "--num_threads={j}"}},
      {.name = "jpeg",
       .program = "cjpeg",
       .extension = ".jpg",
       .version_command = {"cjpeg", "-version"},
       .lossy = PeerCommand{{"cjpeg", "-quality", "{q}", "-optimize", "-outfile", "{out}", "{in}"}, 1, 100},
       .takes_ppm = true},
      {.name = "gif",
       .program = "convert",
       .extension = ".gif",
       .version_command = {"convert", "-version"},
       .lossless = PeerCommand{{"convert", "{in}", "+dither", "{out}"}},
       .decode = {"convert", "{in}", "-depth", "8", "{out}"},
       .max_colors = 256,
       .has_soft_alpha = false},
  };
  return peers;
}

PeerSearch FindPeers(const std::vector<std::string>& wanted) {
  PeerSearch search;
  for (const Peer& peer : AllPeers()) {
    if (!wanted.empty() && std::ranges::count(wanted, peer.name) == 0) continue;
    if (!IsInstalled(peer)) {
      search.missing.push_back(peer.program == peer.name ? peer.name : fmt::format("{} ({})", peer.name, peer.program));
      continue;
    }
    std::vector<std::string> command = peer.version_command;
    command[0] = *FindProgram(command[0]);
    search.found.push_back({&peer, VersionIn(RunProgram(command).output)});
  }
  return search;
}

const PeerCommand* CommandFor(const Peer& peer, BenchTarget::Kind kind) {
  const auto get = [](const std::optional<PeerCommand>& command) { return command ? &*command : nullptr; };
  if (kind == BenchTarget::kPsnr) return get(peer.lossy);
  if (kind == BenchTarget::kColors && peer.colors) return get(peer.colors);
  return get(peer.lossless);
}

std::vector<std::string> FilledIn(const std::vector<std::string>& command, const std::string& in,
                                  const std::string& out, int quality, uint32_t threads) {
  const std::array<std::pair<std::string, std::string>, 4> values = {
      {{"{in}", in}, {"{out}", out}, {"{q}", std::to_string(quality)}, {"{j}", std::to_string(threads)}}};
  std::vector<std::string> filled = command;
  filled[0] = FindProgram(filled[0]).value_or(filled[0]);
  for (size_t i = 1; i < filled.size(); ++i) {
    for (const auto& [name, value] : values) {
      const size_t at = filled[i].find(name);
      if (at != std::string::npos) filled[i].replace(at, name.size(), value);
    }
  }
  return filled;
}

}  // namespace kmc::tools
