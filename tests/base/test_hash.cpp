#include "base/hash.hpp"

#include "support/catch.hpp"

using namespace gradus::base;

TEST_CASE("SHA-256 tells apart what is put together differently", "[base]") {
  INFO("SHA-256 of '3:abc', by sha256sum.");
  CHECK(Sha256().add("abc").hex() ==
        "aab5f9ae99b2e38fb462025c8f72f570c9c811705d2a4277dc855d7fa293fe97");
  CHECK(Sha256().add("ab").add("c").hex() != Sha256().add("a").add("bc").hex());
  CHECK(Sha256().add("").hex() != Sha256().hex());
  CHECK(Sha256().add("abc").number() == 0x8fe3b299aef9b5aaU);  // the same bytes, lowest first
}

TEST_CASE("bytes are two digits each, and come back", "[base]") {
  const std::string bytes("\0\x0f\xff", 3);
  CHECK(to_hex(bytes) == "000fff");
  CHECK(from_hex("000fff") == bytes);
  CHECK(to_hex(Sha256().add("abc").bytes()) == Sha256().add("abc").hex());
}

TEST_CASE("FNV-1a gives the numbers of its authors", "[base]") {
  CHECK(fnv1a("") == 0xcbf29ce484222325U);
  CHECK(fnv1a("a") == 0xaf63dc4c8601ec8cU);
  CHECK(fnv1a("foobar") == 0x85944171f73967e8U);
}
