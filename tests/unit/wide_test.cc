// Products and quotients of 128 bits are those of schoolbooks.
#include "codec/wide.h"

#include <gtest/gtest.h>

#include "codec/random.h"

namespace kmc {
namespace {

TEST(Wide, ProductsOfKnownNumbers) {
  EXPECT_EQ(Product(UINT64_MAX, UINT64_MAX).high, UINT64_MAX - 1);
  EXPECT_EQ(Product(UINT64_MAX, UINT64_MAX).low, 1u);
  EXPECT_EQ(Product(uint64_t{1} << 40, uint64_t{1} << 40).high, uint64_t{1} << 16);
  EXPECT_EQ(Product(uint64_t{1} << 40, uint64_t{1} << 40).low, 0u);
  EXPECT_EQ(Product(0x123456789ABCDEF0u, 0xFEDCBA9876543210u).high, 0x121FA00AD77D7422u);
  EXPECT_EQ(Product(0x123456789ABCDEF0u, 0xFEDCBA9876543210u).low, 0x236D88FE5618CF00u);
}

TEST(Wide, SumsCarry) {
  Wide sum{1, UINT64_MAX};
  sum += {2, 1};
  EXPECT_EQ(sum.high, 4u);
  EXPECT_EQ(sum.low, 0u);
}

TEST(Wide, QuotientsTakeProductsBack) {
  Random random(1);
  for (int i = 0; i < 100000; ++i) {
    const uint64_t divisor = (random.Next() >> (32 + random.Below(32))) + 1;  // 1..2^32
    const uint64_t quotient = random.Next() >> random.Below(64);
    Wide dividend = Product(quotient, divisor);
    dividend += {0, random.Below(divisor)};
    ASSERT_EQ(Quotient(dividend, divisor), quotient) << divisor;
  }
}

}  // namespace
}  // namespace kmc
