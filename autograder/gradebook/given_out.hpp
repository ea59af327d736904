// What the course gives out beside the stubs. A hand-in of the whole course holds all of it, and
// what nobody changed is nobody's answer.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gradebook/guess.hpp"
#include "gradebook/inner_path.hpp"
#include "judge/course.hpp"

namespace gradus::gradebook {

class GivenOut {
 public:
  GivenOut() = default;
  explicit GivenOut(const judge::Course& course);

  /// Is this text one of the course's files that are no stub?
  bool is_given(const std::string& text) const;
  /// Is this text the stub of the lesson, as it was given out?
  bool is_stub(const std::string& lesson, const std::string& text) const;
  /// Does the course give out a file of this name in this folder, 03_losses/experiments.cpp?
  bool has(const InnerPath& path) const;

 private:
  std::set<std::string> texts_;
  std::set<std::pair<std::string, std::string>> stubs_;  // lesson and text
  std::set<std::pair<std::string, std::string>> names_;  // folder and name
};

}  // namespace gradus::gradebook
