#include "support/seed.hpp"

#include <gcrypt.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "support/catch.hpp"

namespace support {
namespace {

std::string& secret() {
  static std::string text = [] {
    const char* given = std::getenv("GRADUS_SEED");
    return std::string(given ? given : "1");
  }();
  return text;
}

std::array<unsigned char, 32> sha256(const std::string& text) {
  static const bool is_ready = gcry_check_version(nullptr) != nullptr;
  if (!is_ready) throw std::runtime_error("libgcrypt cannot be used");
  std::array<unsigned char, 32> digest{};
  gcry_md_hash_buffer(GCRY_MD_SHA256, digest.data(), text.data(), text.size());
  return digest;
}

}  // namespace

void set_secret(const std::string& text) {
  secret() = text;
}

nn::Rng test_rng(const std::string& purpose) {
  std::string text;
  for (const std::string& part :
       {secret(), std::string(Catch::getResultCapture().getCurrentTestName()), purpose}) {
    text += std::to_string(part.size()) + ":" + part;  // "1:23" and "12:3" are two texts
  }
  const std::array<unsigned char, 32> digest = sha256(text);
  std::uint64_t seed = 0;
  std::memcpy(&seed, digest.data(), sizeof seed);
  return nn::Rng(seed);
}

}  // namespace support
