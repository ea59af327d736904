#include "engine/diagnostics.hpp"

#include <regex>
#include <sstream>

namespace gradus::engine {
namespace {

// g++ quotes with typographic marks in a UTF-8 locale.
std::string plain_quotes(std::string text) {
  for (const char* mark : {"‘", "’"}) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
      text.replace(at, 3, "'");
    }
  }
  return text;
}

std::string escaped(const std::string& name) {
  return std::regex_replace(name, std::regex(R"([.+])"), R"(\$&)");
}

}  // namespace

std::vector<Diagnostic> read_diagnostics(const std::string& output, const std::string& file) {
  const std::string here = "(?:^|/|from )" + escaped(file) + ":([0-9]+)";
  const std::regex mentions(here);
  const std::regex diagnostic(
      R"(^(.*?):([0-9]+):(?:[0-9]+:)? (fatal error|error|warning): (.*?)(?: \[(-W[^\]]+)\])?$)");
  std::vector<Diagnostic> found;
  std::size_t led_here_from = 0;  // the last line of the file that was mentioned on the way
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    if (line.size() > 2000) line.resize(2000);  // the expressions take time with the length
    line = plain_quotes(line);
    std::smatch match;
    if (std::regex_match(line, match, diagnostic)) {
      const std::string where = match[1];
      const bool in_file = where == file || where.ends_with("/" + file);
      found.push_back({.line = in_file ? std::stoul(match[2].str().substr(0, 9)) : led_here_from,
                       .error = match[3] != "warning",
                       .message = match[4],
                       .option = match[5]});
      led_here_from = 0;
    } else if (line.find(": note: ") == std::string::npos &&
               std::regex_search(line, match, mentions)) {
      led_here_from = std::stoul(match[1].str().substr(0, 9));
    }
  }
  return found;
}

}  // namespace gradus::engine
