#include "sandbox/helper/fail.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace gradus::sandbox::helper {

void fail(std::string_view what, std::string_view got, std::string_view expected,
          std::string_view advice, int status) {
  std::string line = "gradus-sandbox: ";
  line.append(what).append(": got ").append(got).append(", expected ").append(expected);
  line.append("; ").append(advice).append("\n");
  std::fputs(line.c_str(), stderr);
  _exit(status);
}

std::string last_error() {
  return std::strerror(errno);
}

}  // namespace gradus::sandbox::helper
