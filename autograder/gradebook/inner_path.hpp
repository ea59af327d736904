// A path inside a submission, as names. Folders in an archive that Windows made may be separated
// by backslashes. Nothing is ever looked up or created by such a path.
#pragma once

#include <string>
#include <vector>

namespace gradus::gradebook {

struct InnerPath {
  explicit InnerPath(const std::string& text);

  std::vector<std::string> parts;
  bool climbs = false;       // it has a part ".."
  bool hidden = false;       // it has a part that is_hidden()
  bool passed_over = false;  // it leads into a folder that is_passed_over()

  std::string text() const;  // the parts, joined by '/'
};

}  // namespace gradus::gradebook
