// The page of ./gradus serve: how far grading is, the rows, one person's answer beside what was
// found in it, and a mark that is set by hand, with its reason.
//
// The page itself stands in desk/ (page.html, desk.css, desk.js). It asks for JSON, and sets what a
// submission wrote as text alone.
//
//   rows                          lessons, people with a mark for each lesson, how far grading is
//   work?person=..&lesson=01      the answer and the verdict
//   override (POST: person, lesson, points, reason)
#pragma once

#include <filesystem>

#include "base/loopback.hpp"
#include "judge/course.hpp"

namespace gradus::reporting {

class Desk {
 public:
  /// `folder` is what grade wrote, and may still write. Throws CannotJudge when there is nothing.
  Desk(const judge::Course& course, const std::filesystem::path& folder);

  /// Several threads may call this at once.
  base::PageAnswer answer(const base::PageRequest& request) const;

 private:
  std::string rows() const;
  std::string work(const std::string& person, const std::string& lesson) const;
  base::PageAnswer file(const std::string& name, const std::string& type) const;

  const judge::Course& course_;
  std::filesystem::path folder_;
};

}  // namespace gradus::reporting
