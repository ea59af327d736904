#include "judge/read_toml.hpp"

#include <fmt/format.h>

#include "judge/course.hpp"

namespace gradus::judge {

toml::table read_toml(const std::filesystem::path& path, const std::string& where) {
  try {
    return toml::parse_file(path.string());
  } catch (const toml::parse_error& error) {
    throw CannotJudge(
        fmt::format("{}: line {}: {}", where, error.source().begin.line, error.description()));
  }
}

}  // namespace gradus::judge
