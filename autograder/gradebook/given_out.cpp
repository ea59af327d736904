#include "gradebook/given_out.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/files.hpp"
#include "base/text.hpp"
#include "gradebook/text.hpp"

namespace gradus::gradebook {
namespace {

namespace fs = std::filesystem;

}  // namespace

GivenOut::GivenOut(const judge::Course& course) {
  std::error_code error;
  for (const auto& folder : fs::directory_iterator(course.root / "lessons", error)) {
    for (const auto& file : fs::directory_iterator(folder.path(), error)) {
      if (!file.is_regular_file(error)) continue;
      names_.emplace(folder.path().filename(), file.path().filename());
      if (!is_source(file.path().filename().string())) continue;
      const auto lesson = std::ranges::find_if(course.lessons, [&](const judge::Lesson& one) {
        return folder.path().filename() == one.folder && file.path().filename() == one.file_name();
      });
      // An editor may change the white space at its ends without anybody's doing.
      const std::string text = base::trimmed(as_text(base::read_file(file.path())).text);
      if (lesson != course.lessons.end()) {
        stubs_.emplace(lesson->id, text);
      } else if (!text.empty()) {
        texts_.insert(text);
      }
    }
  }
}

bool GivenOut::is_given(const std::string& text) const {
  return texts_.contains(base::trimmed(text));
}

bool GivenOut::is_stub(const std::string& lesson, const std::string& text) const {
  return stubs_.contains({lesson, base::trimmed(text)});
}

bool GivenOut::has(const InnerPath& path) const {
  const std::size_t depth = path.parts.size();
  return depth > 1 && names_.contains({path.parts[depth - 2], path.parts[depth - 1]});
}

}  // namespace gradus::gradebook
