// reporting/: what is told of the grades.
//
//   class_book.hpp   the grades of a class, read from the folder that `grade` wrote
//   told.hpp         what a person may be told of a verdict: never what a graded test expects
//   feedback.hpp     that, as a page for each person
//   gradebooks.hpp   the tables that Canvas, Moodle and Blackboard take in, a file each;
//                    their_table.hpp: what these share
//   graders.hpp      one person's verdict as Gradescope, PrairieLearn, JUnit and GitHub read it
//   spreadsheet.hpp  everything, as an .xlsx
//   class_report.hpp what the class did not understand, as a page
//   similar.hpp      which answers are alike
//   desk.hpp         the page of `serve`, where grades are looked at and overridden
//   csv_file.hpp, page.hpp: what these are written with
//
// This file: who has what. Everything else asks it, and nothing else knows how results are kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gradebook/results.hpp"
#include "judge/course.hpp"
#include "judge/result.hpp"

namespace gradus::reporting {

/// One lesson of one person.
struct Work {
  std::optional<double> earned;  // by the tests; nothing: not judged
  std::optional<double> points;  // what counts
  double possible = 0.0;
  std::string not_judged;  // why
  bool handed_in = false;
  std::string remark;           // why `points` are not `earned`, in a sentence for the person
  std::string override_reason;  // empty: the mark was not set by hand
  std::int64_t verdict = 0;     // where the result is kept; 0: nowhere
  double points_off = 0.0;      // for a hand-in that was late
  double weight = 1.0;          // in the total
  judge::LessonResult result;   // no tasks: no verdict is kept

  /// The remark, with what the tests say; "" if that is what counts.
  std::string explained() const;
};

struct Person {
  std::string name;  // the row of grades.csv
  std::vector<std::string> notes;
  // As other systems know them; empty: nobody has said so.
  std::string full_name;
  std::string email;
  std::string login;       // SIS Login ID of Canvas, user name of Moodle and Blackboard
  std::string student_id;  // SIS User ID of Canvas, ID number of Moodle
  std::string canvas_id;
  std::string moodle_id;  // in "Participant 1234567"
  std::string section;
  std::string group;
  std::vector<Work> works;      // one a lesson, as in ClassBook::lessons()
  std::optional<double> total;  // nothing when something is not judged
  double maximum = 0.0;

  std::string shown() const { return full_name.empty() ? name : full_name; }
};

class ClassBook {
 public:
  /// Opens the results in `folder`; they may still be growing. With `only`, these lessons alone
  /// (as Course::lesson() takes them). Throws CannotJudge when there are none.
  ClassBook(const judge::Course& course, const std::filesystem::path& folder,
            const std::vector<std::string>& only = {});

  const judge::Course& course() const { return course_; }
  const std::vector<const judge::Lesson*>& lessons() const { return lessons_; }
  const std::vector<std::string>& names() const { return names_; }

  Person person(const std::string& name) const;
  /// The same without what the tests said: no Work has a result.
  Person marks(const std::string& name) const;
  /// What was handed in, as it was judged; nothing if it was not, or is not kept.
  std::optional<std::string> answer(const std::string& name, const judge::Lesson& lesson) const;
  /// The mark counts from now on, whatever the tests say; nothing takes that back.
  void override_mark(const std::string& name, const judge::Lesson& lesson,
                     std::optional<double> points, const std::string& reason) const;
  /// Each in turn: of a large class, one person is in memory at a time.
  void for_each(const std::function<void(const Person&)>& visit) const;

 private:
  const judge::Course& course_;
  std::filesystem::path folder_;
  std::shared_ptr<gradebook::Results> results_;
  std::vector<const judge::Lesson*> lessons_;
  std::vector<std::string> names_;
};

}  // namespace gradus::reporting
