// Work that may crash, in a process of its own.
//
// matio reads a good file well. On a damaged one it may read outside its memory, loop, or ask for
// all the memory there is; so it runs in a child process, and only plain bytes come back.
#pragma once

#include <functional>
#include <string>

namespace nn::datasets {

struct IsolationLimits {
  double seconds = 30;
  std::size_t memory = std::size_t{2} << 30;  // bytes, beyond what this process has
  std::size_t answer = std::size_t{1} << 30;  // bytes
};

struct Isolated {
  bool finished = false;  // work returned, and `answer` is what it returned
  std::string answer;     // otherwise: what became of it, "crashed", "did not end in 30 s", or
                          // the message of the exception that it threw
};

/// Runs `work` in a child process.
Isolated run_isolated(const std::function<std::string()>& work, const IsolationLimits& limits = {});

}  // namespace nn::datasets
