// One person's answer to one lesson, and what it is worth.
#pragma once

#include <string>
#include <vector>

#include "authoring/catalogue.hpp"
#include "class_of/rewrite.hpp"
#include "judge/course.hpp"

namespace class_of {

namespace judge = gradus::judge;

enum class Kind {
  right,
  unusual,
  mistake,
  half,
  not_compiled,
  crash,
  endless,
  leaves,
  stub,
  missing
};

std::string name_of(Kind kind);

struct Answer {
  Kind kind = Kind::missing;
  std::string text;    // empty: not handed in
  double least = 0.0;  // points that it gets at least, and at most: equal where they are known
  double most = 0.0;
};

/// Makes answers to one lesson, of the reference, the stub and the catalogue of mistakes.
class Maker {
 public:
  Maker(const judge::Course& course, const judge::Lesson& lesson);

  /// No two are equal letter by letter, but for untouched stubs.
  Answer make(Kind kind, Dice& dice) const;

  /// The same with other names and another order, as somebody hands it in who did not write it.
  Answer copied(const Answer& answer, Dice& dice) const;

  const judge::Lesson& lesson() const { return lesson_; }

 private:
  std::string unusual(Dice& dice) const;
  std::string text_of(Kind kind, const std::vector<std::string>& tasks, Dice& dice) const;
  std::string with_mistake(const std::string& text, const std::string& task, Dice& dice) const;
  std::vector<std::string> some_tasks(Kind kind, Dice& dice) const;
  std::set<std::string> touched_by(const std::vector<std::string>& broken) const;
  void set_worth(const std::vector<std::string>& broken, Answer& answer) const;

  const judge::Lesson& lesson_;
  gradus::authoring::Catalogue catalogue_;
  std::string solution_;
  std::string stub_;
  /// A piece of code: of a task's solution, a helper of the tests (task ""), or a test case.
  struct Block {
    std::string task;
    std::set<std::string> defines;
    std::set<std::string> words;
  };
  std::vector<Block> code_;
  std::vector<Block> cases_;
  std::set<std::string> public_words_;  // of the header: no name in it may change
};

}  // namespace class_of
