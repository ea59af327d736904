// Which of the student's functions do what their contracts say: each is tried on a small input, for
// which the answer is known by hand. A page shows what is there, and names what is missing.
#pragma once

#include "lab/play/link.hpp"

namespace nn::play {

/// A message of kind "tasks": for each task that the page builds on, its functions and its state:
/// "works", "unwritten" (and which task it waits for, where), "wrong", "threw", "crashed", "hung".
/// Each task is tried in a process of its own.
json probe_tasks();

}  // namespace nn::play
