#include "judge/scratch.hpp"

#include <stdlib.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "judge/course.hpp"

namespace gradus::judge {

namespace fs = std::filesystem;

fs::path temporary_folder() {
  std::error_code error;
  const fs::path folder = fs::temp_directory_path(error);
  if (!error) return fs::absolute(folder);
  const char* given = std::getenv("TMPDIR");
  throw CannotJudge(std::string("TMPDIR is ") + (given == nullptr ? "not set" : given) +
                    ", expected a folder for temporary files: " + error.message());
}

Scratch::Scratch() {
  std::string name = (temporary_folder() / "gradus-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw CannotJudge("cannot make a temporary folder " + name + ": " + std::strerror(errno));
  }
  folder_ = name;
}

Scratch::~Scratch() {
  std::error_code ignored;  // what cannot be removed is left to the system
  fs::remove_all(folder_, ignored);
}

}  // namespace gradus::judge
