#include "engine/scratch.hpp"

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "engine/course.hpp"

namespace gradus::engine {

namespace fs = std::filesystem;

Scratch::Scratch() {
  std::string name = (fs::temp_directory_path() / "gradus-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw CannotJudge("cannot make a temporary folder " + name + ": " + std::strerror(errno));
  }
  folder_ = name;
}

Scratch::~Scratch() {
  std::error_code ignored;  // what cannot be removed is left to the system
  fs::remove_all(folder_, ignored);
}

}  // namespace gradus::engine
