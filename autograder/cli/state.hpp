// What ./gradus remembers between two calls, in .gradus/state.json of the project's folder: which
// lessons are finished, the task that the student is at, and the hints seen. Losing it loses
// nothing else.
#pragma once

#include <map>
#include <string>

#include "judge/course.hpp"

namespace gradus::cli {

struct State {
  std::map<std::string, std::string> finished;  // lesson id: fingerprint of what passed
  std::string task;                             // the first task that failed in the last check
  std::map<std::string, int> hints;             // task id: how many hints were shown
};

/// An absent or damaged file is an empty state.
State read_state(const judge::Course& course);

/// A folder that cannot be written is no error: nothing is remembered then.
void write_state(const judge::Course& course, const State& state);

/// Changes whenever the student's file or the lesson's tests do.
std::string fingerprint(const judge::Course& course, const judge::Lesson& lesson);

}  // namespace gradus::cli
