// What a person may be told of a verdict.
//
// Of a public test, everything: it can be run and read at home. Of a graded test, that it failed,
// how (a wrong value, a crash, ...), and the misconception that was recognised: the sentence, as
// it stands in the course's sources. A sentence with a number that came in when the test ran is
// not told; nor is the name of a graded test, its message, or what the submission printed, which
// may be what it was given.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "judge/course.hpp"
#include "judge/result.hpp"

namespace gradus::reporting {

/// The sentences that stand in the sources of the tests.
class KnownSentences {
 public:
  explicit KnownSentences(const judge::Course& course);

  /// Whether a sentence of this lesson's graded tests holds nothing but what was written by an
  /// author: it has no digit, or stands in the sources as it is.
  bool may_be_told(const std::string& lesson, const std::string& sentence) const;

 private:
  std::map<std::string, std::set<std::string>> of_lesson_;
  std::set<std::string> of_all_;
};

/// A public test that failed.
struct ToldCase {
  std::string name;
  std::vector<std::string> diagnosis;
  std::string message;
};

struct ToldTask {
  std::string id;
  std::string functions;  // "dense_forward"
  double earned = 0.0;
  double possible = 0.0;
  bool passed = false;
  std::string state;                        // "not written yet", "2 of 5 tests fail"
  std::vector<std::string> misconceptions;  // of public and graded tests, each once
  std::vector<std::string> compiler;        // why it was left out
  std::vector<ToldCase> failing;            // public ones
  std::size_t hidden = 0;                   // graded cases
  std::vector<std::string> hidden_failed;   // how each failed: "gives a wrong result"
};

struct ToldLesson {
  std::string id;
  std::string title;
  bool handed_in = false;
  std::vector<ToldTask> tasks;
  std::vector<std::string> notes;
};

ToldLesson tell(const judge::Lesson& lesson, const judge::LessonResult& result,
                const KnownSentences& sentences);

/// "crashes", "gives a wrong result": what a category means to the person.
std::string in_words(judge::Category category);

/// The texts in the string literals of C++ source, those that stand next to each other as one.
std::set<std::string> literals_of(const std::string& source);

}  // namespace gradus::reporting
