// A file's bytes as text: editors save C++ in UTF-16, with a mark at the beginning, with the line
// ends of another system; and some files with a lesson's name are no text at all.
#pragma once

#include <string>

namespace gradus::gradebook {

struct Text {
  std::string text;     // UTF-8 or another superset of ASCII; lines end in \n
  std::string why_not;  // "it is a PDF"; empty when it is text
};
Text as_text(const std::string& bytes);

}  // namespace gradus::gradebook
