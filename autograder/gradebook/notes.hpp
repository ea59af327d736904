// What is worth saying about a submission. A submission can give cause for thousands of remarks, so
// remarks of one kind become one note: "a link is not followed: a.cpp (and 17 more)".
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gradus::gradebook {

class Notes {
 public:
  /// `what` is the kind, in the grader's own words; `where` comes from the submission, and is
  /// cleaned.
  void add(const std::string& what, const std::string& where = "");
  std::vector<std::string> all() const;

 private:
  struct Kind {
    std::string what;
    std::string first;  // where it was first seen
    std::size_t times = 0;
  };
  std::vector<Kind> kinds_;  // in the order of their first occurrence
};

}  // namespace gradus::gradebook
