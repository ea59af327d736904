// The main program of every lesson's experiments.
#include <iostream>

#include "lab/experiment.hpp"
#include "lab/memory.hpp"

int main(int count, char** arguments) {
  nn::keep_freed_memory();
  return nn::run_experiments(nn::experiments, {arguments + 1, arguments + count}, std::cout,
                             std::cerr);
}
