#include "tests/spec/sha256.h"

#include <gtest/gtest.h>

#include "tests/spec/file_builder.h"

namespace kmc::spec {
namespace {

// The examples of FIPS 180-4's companion, one of each number of blocks.
TEST(Sha256Test, GivesThePublishedDigests) {
  EXPECT_EQ(Sha256({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256(FromText("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256(FromText("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

}  // namespace
}  // namespace kmc::spec
