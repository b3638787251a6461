// The range coder: every sequence of bits comes back, at about the price that
// its probabilities say, and only from the bytes that were written.
#include "format/range_coder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "codec/random.h"

namespace kmc {
namespace {

struct Decision {
  uint32_t bit = 0, probability = 0;
};

std::vector<uint8_t> Encode(const std::vector<Decision>& decisions) {
  std::vector<uint8_t> data;
  RangeEncoder encoder(data);
  for (const Decision& decision : decisions) encoder.Encode(decision.bit, decision.probability);
  encoder.Finish();
  return {data.begin(), data.end()};  // without spare capacity
}

// How many of the bits come back; *ends_exactly as the decoder says behind the last.
size_t CountEqual(const std::vector<Decision>& decisions, const std::vector<uint8_t>& data, bool* ends_exactly) {
  RangeDecoder decoder(data);
  size_t equal = 0;
  for (const Decision& decision : decisions) equal += decoder.Decode(decision.probability) == decision.bit;
  *ends_exactly = decoder.EndsExactly();
  return equal;
}

void ExpectComesBack(const std::vector<Decision>& decisions) {
  bool ends_exactly = false;
  EXPECT_EQ(decisions.size(), CountEqual(decisions, Encode(decisions), &ends_exactly));
  EXPECT_TRUE(ends_exactly);
}

uint32_t RandomProbability(Random& random) {
  constexpr uint32_t kExtreme[] = {1, 2, 255, 256, 32768, 65280, 65534, 65535};
  return random.Below(2) ? kExtreme[random.Below(8)] : 1 + static_cast<uint32_t>(random.Below(65535));
}

TEST(RangeCoder, NothingEncodedIsNothingStored) {
  EXPECT_TRUE(Encode({}).empty());
  ExpectComesBack({});
}

TEST(RangeCoder, RandomBitsComeBackAtAnyProbability) {
  Random random(1);
  for (size_t size = 1; size < 400; ++size) {
    std::vector<Decision> likely, unlikely, any;
    for (size_t i = 0; i < size; ++i) {
      const uint32_t probability = RandomProbability(random);
      likely.push_back({random.Below(65536u) < probability, probability});
      unlikely.push_back({probability < 32768, probability});
      any.push_back({static_cast<uint32_t>(random.Below(2)), probability});
    }
    ExpectComesBack(likely);
    ExpectComesBack(unlikely);
    ExpectComesBack(any);
  }
}

TEST(RangeCoder, EveryShortSequenceComesBack) {
  for (const uint32_t probability : {1u, 300u, 32768u, 65535u}) {
    for (uint32_t bits = 0; bits < 1u << 12; ++bits) {
      std::vector<Decision> decisions;
      for (uint32_t i = 0; i < 12; ++i) decisions.push_back({bits >> i & 1, probability});
      ExpectComesBack(decisions);
    }
  }
}

TEST(RangeCoder, DataThatNoEncoderBeginsWithDoNotEnd) {
  // Eight bytes 255 lie above the first interval; what is read later looks sane.
  const std::vector<Decision> bits(97, {0, 32768});
  for (const int last : {0x00, 0x80, 0xFF}) {
    std::vector<uint8_t> data(12, 0xFF);
    if (last) data.push_back(static_cast<uint8_t>(last));
    bool ends_exactly = true;
    CountEqual(bits, data, &ends_exactly);
    EXPECT_FALSE(ends_exactly);
  }
}

TEST(RangeCoder, SizeIsCloseToTheEntropy) {
  for (const uint32_t probability : {20u, 700u, 6554u, 32768u, 60000u, 65500u}) {
    Random random(probability);
    std::vector<Decision> decisions;
    double bits = 0;
    for (int i = 0; i < 200000; ++i) {
      const uint32_t bit = random.Below(65536u) < probability;
      decisions.push_back({bit, probability});
      bits -= std::log2((bit ? probability : 65536 - probability) / 65536.0);
    }
    EXPECT_LT(static_cast<double>(Encode(decisions).size()), bits / 8 * 1.005 + 4) << probability;
  }
}

TEST(RangeCoder, CertaintyCostsNextToNothing) {
  EXPECT_LE(Encode(std::vector<Decision>(100000, {1, 65535})).size(), 2u);
  EXPECT_LE(Encode(std::vector<Decision>(100000, {0, 1})).size(), 2u);
}

TEST(RangeCoder, OnlyTheBytesWrittenEndExactly) {
  Random random(2);
  for (int round = 0; round < 300; ++round) {
    std::vector<Decision> decisions;
    for (int i = 0; i < 40; ++i)
      decisions.push_back({static_cast<uint32_t>(random.Below(2)), RandomProbability(random)});
    const std::vector<uint8_t> data = Encode(decisions);
    const auto is_taken_for_them = [&](const std::vector<uint8_t>& other) {
      bool ends_exactly = false;
      const size_t equal = CountEqual(decisions, other, &ends_exactly);
      return ends_exactly && equal == decisions.size();
    };
    std::vector<uint8_t> longer = data;
    longer.push_back(static_cast<uint8_t>(random.Below(2) * random.Below(256)));
    EXPECT_FALSE(is_taken_for_them(longer));
    for (size_t at = 0; at < data.size(); ++at) {
      EXPECT_FALSE(is_taken_for_them({data.begin(), data.begin() + static_cast<ptrdiff_t>(at)}));
      std::vector<uint8_t> damaged = data;
      damaged[at] = static_cast<uint8_t>(damaged[at] + 1 + random.Below(255));
      EXPECT_FALSE(is_taken_for_them(damaged));
    }
  }
}

TEST(AdaptiveBit, ProbabilityStaysBetweenTheBounds) {
  Random random(3);
  AdaptiveBit zeros, ones, any;
  for (int i = 0; i < 100000; ++i) {
    zeros.Update(0);
    ones.Update(1);
    any.Update(random.Below(1000) < 999);
    for (const AdaptiveBit* bit : {&zeros, &ones, &any}) {
      ASSERT_GE(bit->probability(), 1u);
      ASSERT_LE(bit->probability(), 65535u);
    }
  }
  EXPECT_LT(zeros.probability(), 100u);
  EXPECT_GT(ones.probability(), 65436u);
  EXPECT_GT(any.probability(), 62000u);
}

TEST(AdaptiveBit, CodedBitsComeBackAndAreLearned) {
  Random random(4);
  std::vector<uint32_t> bits;
  for (int i = 0; i < 20000; ++i) bits.push_back(random.Below(100) < 3);
  std::vector<uint8_t> data;
  RangeEncoder encoder(data);
  AdaptiveBit written;
  for (const uint32_t bit : bits) encoder.Encode(bit, written);
  encoder.Finish();
  EXPECT_LT(data.size(), 20000 / 8 * 0.25);  // the entropy of 3% is 0.194 bits

  RangeDecoder decoder(data);
  AdaptiveBit read;
  for (const uint32_t bit : bits) ASSERT_EQ(bit, decoder.Decode(read));
  EXPECT_TRUE(decoder.EndsExactly());
  EXPECT_EQ(written.probability(), read.probability());
}

}  // namespace
}  // namespace kmc
