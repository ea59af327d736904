#include "base/hash.hpp"

#include <gcrypt.h>

#include <cstring>
#include <stdexcept>

namespace gradus::base {
namespace {

constexpr std::size_t digest_bytes = 32;

bool library_is_ready() {
  static const bool ready = [] {
    if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P) != 0) return true;
    if (gcry_check_version(nullptr) == nullptr) return false;
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);  // nothing is kept there
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    return true;
  }();
  return ready;
}

}  // namespace

struct Sha256::State {
  gcry_md_hd_t handle = nullptr;
};

Sha256::Sha256()
    : state_(new State, [](State* state) {
        gcry_md_close(state->handle);
        delete state;
      }) {
  if (!library_is_ready() || gcry_md_open(&state_->handle, GCRY_MD_SHA256, 0) != 0) {
    throw std::runtime_error("libgcrypt offers no SHA-256: reinstall libgcrypt20");
  }
}

Sha256& Sha256::add(std::string_view text) {
  const std::string length = std::to_string(text.size()) + ":";
  gcry_md_write(state_->handle, length.data(), length.size());
  gcry_md_write(state_->handle, text.data(), text.size());
  return *this;
}

std::string Sha256::bytes() {
  const unsigned char* digest = gcry_md_read(state_->handle, GCRY_MD_SHA256);
  return {digest, digest + digest_bytes};
}

std::string Sha256::hex() {
  return to_hex(bytes());
}

std::uint64_t Sha256::number() {
  std::uint64_t value = 0;
  std::memcpy(&value, gcry_md_read(state_->handle, GCRY_MD_SHA256), sizeof value);
  return value;
}

std::string to_hex(std::string_view bytes) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += {digits[value / 16], digits[value % 16]};
  }
  return text;
}

std::string from_hex(std::string_view digits) {
  const auto value = [](char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(16 * value(digits[i]) + value(digits[i + 1]));
  }
  return bytes;
}

}  // namespace gradus::base
