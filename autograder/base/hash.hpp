// A number or a word that stands for a text.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gradus::base {

/// SHA-256 over a sequence of texts. Each goes in with its length, so that ("ab", "c") and
/// ("a", "bc") differ: a submission must not be able to pass for another one. Throws
/// std::runtime_error where libgcrypt has none.
class Sha256 {
 public:
  Sha256();
  Sha256& add(std::string_view text);
  std::string bytes();     // 32; nothing can be added any more
  std::string hex();       // the same as 64 digits
  std::uint64_t number();  // the first 64 bits

 private:
  struct State;
  std::unique_ptr<State, void (*)(State*)> state_;
};

/// Bytes as hexadecimal digits ("\x0f" is "0f"), and back.
std::string to_hex(std::string_view bytes);
std::string from_hex(std::string_view digits);

/// FNV-1a: the same number for the same text on every machine. Whoever wants can find two texts
/// with one number.
constexpr std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325U;
  for (const char letter : text) {
    value = (value ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
  }
  return value;
}

}  // namespace gradus::base
