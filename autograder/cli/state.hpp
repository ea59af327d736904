// What ./gradus remembers between two calls, in .gradus/state.json of the project's folder: the
// task that the student is at, and the hints seen. What passes is never remembered: it is looked
// at.
#pragma once

#include <map>
#include <string>

#include "judge/course.hpp"

namespace gradus::cli {

struct State {
  std::string task;                  // the first task that failed in the last check
  std::map<std::string, int> hints;  // task id: how many hints were shown
};

/// An absent or damaged file is an empty state.
State read_state(const judge::Course& course);

/// A folder that cannot be written is no error: nothing is remembered then.
void write_state(const judge::Course& course, const State& state);

}  // namespace gradus::cli
