// For which lambda a trade (trade.h) comes out as asked. What comes out falls as
// lambda grows, nearly in proportion to its logarithm, but for noise and for the
// palette that gets better from trade to trade. So new estimates lie on a line
// between the newest results on either side, or as long as there are none on one
// side, on a line from the nearest.
#ifndef KMC_CODEC_LAMBDA_SEARCH_H_
#define KMC_CODEC_LAMBDA_SEARCH_H_

#include <array>
#include <cstdint>
#include <optional>

namespace kmc {

// Logarithms are those of lambda, to base 2 and in 1/65536 (log2.h). An excess
// says by how much a result exceeds what is asked, in any unit.
class LambdaSearch {
 public:
  // `start`: a first guess of the logarithm. `slope`: how much of excess an
  // octave of lambda takes off, as long as nothing is known; above 0. Results
  // are aimed at `aim`, on the side of 0 on which they satisfy.
  LambdaSearch(int64_t start, int64_t slope, int64_t aim) : center_(start), slope_(slope), aim_(aim) {}

  // Two logarithms to be tried together, the lower first: far apart at the beginning, then as
  // near to each other as makes a quarter of the aim's difference.
  std::array<int64_t, 2> Next() const;
  // What came of them.
  void Learn(const std::array<int64_t, 2>& logs, const std::array<int64_t, 2>& excesses);
  // Where the logarithm is now believed to lie.
  int64_t center() const { return center_; }
  // How much of excess an octave of lambda is believed to take off; above 0.
  int64_t slope() const { return slope_; }
  // Another palette: what was learned of results holds no more, but for how they fall.
  void Forget() { above_ = below_ = before_ = std::nullopt; }

 private:
  struct Point {
    int64_t log, excess;
  };

  int64_t center_;
  int64_t slope_;
  int64_t aim_;
  bool begun_ = false;
  int misses_ = 0;  // times in a row that no result satisfied
  std::optional<Point> above_, below_;  // the newest of which the excess is above 0, and not
  std::optional<Point> before_;         // the last one that an estimate was drawn from alone
};

}  // namespace kmc

#endif  // KMC_CODEC_LAMBDA_SEARCH_H_
