// Where the engine is, in memory that the server sees as well: when a student's function crashes or
// does not return, the server knows which one it was.
#pragma once

#include <atomic>
#include <cstddef>

namespace nn::play {

struct Place {
  std::atomic<unsigned> beats;  // counts up while something is going on
  char words[128];              // "7.5 train"; empty: the engine waits for a message
};

}  // namespace nn::play
