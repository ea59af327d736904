// gradus-archive: reads the archive on stdin, and says on stdout what is in it. The grader starts
// it in the sandbox; where that is switched off, its own limits are all that holds it.
//   gradus-archive submission|people FILE_BYTES ENTRIES DEPTH KEPT UNPACKED SECONDS {ID FOLDER
//   FILE}
#include <sys/resource.h>
#include <unistd.h>

#include <clocale>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "gradebook/archive.hpp"

namespace {

using namespace gradus::gradebook;

void limit(__rlimit_resource what, rlim_t value) {
  const rlimit both{value, value};
  ::setrlimit(what, &both);
}

}  // namespace

int main(int count, char** values) try {
  const std::vector<std::string> words(values + 1, values + count);
  if (words.size() < 7 || words.size() % 3 != 1) throw std::invalid_argument("arguments");
  const Limits limits{.file_bytes = std::stoull(words[1]),
                      .entries = std::stoull(words[2]),
                      .depth = std::stoull(words[3]),
                      .kept_bytes = std::stoull(words[4]),
                      .unpacked_bytes = std::stoull(words[5]),
                      .seconds = std::stod(words[6])};
  std::vector<LessonFile> files;
  for (std::size_t i = 7; i < words.size(); i += 3) {
    files.push_back({.lesson = words[i], .folder = words[i + 1], .name = words[i + 2]});
  }
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NPROC, 0);
  limit(RLIMIT_AS, rlim_t{2} << 30);
  std::setlocale(LC_CTYPE, "C.UTF-8");  // what the names in an archive are converted to
  read_archive(STDIN_FILENO, STDOUT_FILENO, files, limits,
               words[0] == "people" ? Holds::people : Holds::submission);
  return 0;
} catch (const std::exception& error) {  // no memory, or nobody listens: the missing end tells
  std::fprintf(stderr, "gradus-archive: %s\n", error.what());
  return 1;
}
