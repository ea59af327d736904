#include "gradebook/inner_path.hpp"

#include <algorithm>
#include <cstddef>

#include "gradebook/guess.hpp"

namespace gradus::gradebook {

InnerPath::InnerPath(const std::string& text) {
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t end = std::min(text.find_first_of("/\\", start), text.size());
    const std::string part = text.substr(start, end - start);
    start = end + 1;
    if (part.empty() || part == ".") continue;
    climbs = climbs || part == "..";
    hidden = hidden || (part != ".." && is_hidden(part));
    passed_over = passed_over || (end < text.size() && is_passed_over(part));
    parts.push_back(part);
  }
}

std::string InnerPath::text() const {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : "/") + part;
  return joined;
}

}  // namespace gradus::gradebook
