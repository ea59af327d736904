// The main program of every lesson's experiments.
#include <iostream>

#include "base/memory.hpp"
#include "lab/experiment.hpp"

int main(int count, char** arguments) {
  gradus::base::keep_freed_memory();
  return nn::run_experiments(nn::experiments, {arguments + 1, arguments + count}, std::cout,
                             std::cerr);
}
