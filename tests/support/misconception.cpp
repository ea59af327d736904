#include "support/misconception.hpp"

#include <map>

namespace support {
namespace {

/// Sentence by sentence, the names that have it.
std::map<std::string, std::string>& used() {
  static std::map<std::string, std::string> names;
  return names;
}

}  // namespace

void remember(const Misconception& misconception) {
  used().emplace(misconception.sentence, misconception.name);
}

std::ostream& operator<<(std::ostream& out, const Misconception& misconception) {
  remember(misconception);
  return out << misconception.sentence;
}

std::vector<std::string> named_in(const std::string& text) {
  std::vector<std::string> names;
  for (const auto& [sentence, name] : used()) {
    if (text.find(sentence) != std::string::npos) names.push_back(name);
  }
  return names;
}

}  // namespace support
