#include "support/seed.hpp"

#include <cstdlib>
#include <string>

#include "base/hash.hpp"
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

}  // namespace

void set_secret(const std::string& text) {
  secret() = text;
}

nn::Rng test_rng(const std::string& purpose) {
  return nn::Rng(gradus::base::Sha256()
                     .add(secret())
                     .add(Catch::getResultCapture().getCurrentTestName())
                     .add(purpose)
                     .number());
}

}  // namespace support
