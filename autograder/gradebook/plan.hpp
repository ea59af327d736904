// What is due: a verdict on each lesson of each submission, and which of them are known already.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "gradebook/collect.hpp"
#include "gradebook/grade.hpp"
#include "gradebook/rules.hpp"
#include "gradebook/store.hpp"
#include "judge/course.hpp"

namespace gradus::gradebook {

/// What all steps of grading look at.
struct Grading {
  const judge::Course& course;
  const GradeOptions& options;
  const std::vector<const judge::Lesson*>& lessons;  // to be graded, in the order of the course
  const Collection& collection;
  const std::string& seed;
  const Rules& rules;
};

/// One verdict.
struct Item {
  std::size_t grades;  // index into GradeReport::grades
  std::size_t row;     // of the submission
  std::size_t column;  // of the lesson
  std::string key;
};

struct Plan {
  std::vector<std::string> lesson_hashes;  // one a lesson; empty where nobody has handed in
  std::vector<Item> items;
  std::vector<std::int64_t> people;  // one a row: who it is, in the store
  // What the store does not know, as indices of items: what is to be judged, equal answers
  // together and in the order of the class, and what was not handed in.
  std::vector<std::vector<std::size_t>> groups;
  std::vector<std::size_t> missing;

  /// The lessons of which something is to be judged.
  std::vector<std::size_t> columns_to_judge() const;
};

/// Gives the report its rows and cells, with the verdicts that the store knows, and counts those
/// that cannot be judged because a file could not be read. The store then has the same marks.
Plan make_plan(const Grading& grading, Store& store, GradeReport& report);

/// What the store is to have of this item.
MarkRow mark_of(const Grading& grading, const Plan& plan, const GradeReport& report,
                const Item& item);

/// On which stacks everybody is judged; grades.csv stands on the first.
std::vector<judge::Stack> chosen_stacks(Stacks stacks);

}  // namespace gradus::gradebook
