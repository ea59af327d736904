#include "lab/play/link.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <exception>

#include "base/files.hpp"
#include "common/contract.hpp"

namespace nn::play {

std::optional<json> Link::next(int milliseconds) {
  while (true) {
    if (const std::size_t end = received_.find('\n'); end != std::string::npos) {
      const std::string line = received_.substr(0, end);
      received_.erase(0, end + 1);
      json message = json::parse(line, nullptr, false);
      if (message.is_object()) return message;
      continue;
    }
    pollfd door{.fd = channel_, .events = POLLIN, .revents = 0};
    if (::poll(&door, 1, milliseconds) <= 0) return std::nullopt;
    std::array<char, 65536> bytes;
    const ssize_t count = ::read(channel_, bytes.data(), bytes.size());
    if (count <= 0) std::_Exit(0);  // the server is gone
    received_.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

void Link::send(const json& message) {
  const std::string line = message.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
  if (!gradus::base::write_all(channel_, line)) std::_Exit(0);
}

namespace {

void set_words(Place& place, std::string_view words) {
  const std::size_t length = std::min(words.size(), sizeof place.words - 1);
  std::memcpy(place.words, words.data(), length);
  place.words[length] = '\0';
}

}  // namespace

Link::In::In(Link& link, std::string_view words)
    : link_(link), exceptions_(std::uncaught_exceptions()) {
  std::memcpy(before_.data(), link.place_.words, before_.size());
  set_words(link.place_, words);
  link.failed_.clear();
  link.beat();
}

Link::In::~In() {
  if (std::uncaught_exceptions() > exceptions_ && link_.failed_.empty()) {
    link_.failed_ = link_.place_.words;
  }
  std::memcpy(link_.place_.words, before_.data(), before_.size());
}

json trouble(const std::string& where) {
  try {
    throw;
  } catch (const NotImplemented& error) {
    const std::string name = error.task();
    const std::size_t blank = name.find(' ');
    return {{"kind", "trouble"},
            {"state", "unwritten"},
            {"task", name.substr(0, blank)},
            {"function", blank == std::string::npos ? "" : name.substr(blank + 1)},
            {"file", error.file()},
            {"line", error.line()}};
  } catch (const std::exception& error) {
    return {{"kind", "trouble"}, {"state", "threw"}, {"in", where}, {"says", error.what()}};
  } catch (...) {
    return {{"kind", "trouble"},
            {"state", "threw"},
            {"in", where},
            {"says", "something that is no std::exception"}};
  }
}

json number_of(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "∞" : "-∞";
  return value;
}

namespace {
constexpr std::string_view letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

std::string base64(const std::vector<unsigned char>& bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t there = std::min<std::size_t>(3, bytes.size() - i);
    unsigned block = 0;
    for (std::size_t k = 0; k < 3; ++k) block = block << 8 | (k < there ? bytes[i + k] : 0u);
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= there ? letters[block >> (18 - 6 * k) & 63] : '=';
    }
  }
  return text;
}

std::vector<unsigned char> from_base64(const std::string& text) {
  std::vector<unsigned char> bytes;
  unsigned block = 0;
  int bits = 0;
  for (char letter : text) {
    if (letter == '-') letter = '+';  // as addresses write it
    if (letter == '_') letter = '/';
    const std::size_t value = letters.find(letter);
    if (value == std::string_view::npos) continue;
    block = block << 6 | static_cast<unsigned>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<unsigned char>(block >> bits & 255));
  }
  return bytes;
}

}  // namespace nn::play
