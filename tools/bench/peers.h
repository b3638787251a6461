// The programs that kmcbench measures kmc against: what they are called, how
// each is asked, and which are there.
#ifndef KMC_TOOLS_BENCH_PEERS_H_
#define KMC_TOOLS_BENCH_PEERS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/bench/options.h"

namespace kmc::tools {

// A way to write a picture. In commands, {in} and {out} are files, {q} is the
// quality or number of colours, {j} the number of threads.
struct PeerCommand {
  std::vector<std::string> encode;  // {in} is a PNG file, or PPM for a peer that takes no PNG
  int least = 0, most = 0;          // of {q}; a larger one never looks worse
};

struct Peer {
  std::string name;       // of the codec
  std::string program;    // that encodes
  std::string extension;  // of its files
  std::vector<std::string> version_command;
  std::optional<PeerCommand> lossless = {};  // keeps every pixel
  std::optional<PeerCommand> colors = {};    // makes colours of its own, {q} of them
  std::optional<PeerCommand> lossy = {};     // for a PSNR
  std::vector<std::string> decode = {};      // empty: PNG or JPEG, which are read here
  std::string decoded = ".png";              // extension of what that writes
  bool takes_ppm = false;                    // and so no alpha
  uint32_t max_colors = UINT32_MAX;
  bool has_soft_alpha = true;  // can keep translucent pixels
};

const std::vector<Peer>& AllPeers();

// A peer whose programs are all there.
struct InstalledPeer {
  const Peer* peer;
  std::string version;
};

struct PeerSearch {
  std::vector<InstalledPeer> found;
  std::vector<std::string> missing;  // "optipng", "oxipng", ..
};

// Looks for the programs of those that are wanted; all if `wanted` is empty.
PeerSearch FindPeers(const std::vector<std::string>& wanted);

// How a peer is asked for a target; none if it cannot do that.
const PeerCommand* CommandFor(const Peer& peer, BenchTarget::Kind kind);

// The command with its placeholders filled in, to be run.
std::vector<std::string> FilledIn(const std::vector<std::string>& command, const std::string& in,
                                  const std::string& out, int quality, uint32_t threads);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_BENCH_PEERS_H_
