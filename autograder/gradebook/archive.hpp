// Reads an archive, inside of gradus-archive: see unpack.hpp.
#pragma once

#include <vector>

#include "gradebook/guess.hpp"
#include "gradebook/limits.hpp"

namespace gradus::gradebook {

/// Reads the archive that the file `descriptor` holds, and says in messages (message.hpp) to `pipe`
/// what is in it.
void read_archive(int descriptor, int pipe, const std::vector<LessonFile>& files,
                  const Limits& limits, Holds holds);

}  // namespace gradus::gradebook
