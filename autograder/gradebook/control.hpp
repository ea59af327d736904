// Control answers: the proof that this machine can judge. A full disk, a compiler that is killed or
// a processor that stands still fails a right answer as well; so the reference solution, which must
// get full points, and the unfinished stub, which must get none, are judged the same way as a
// submission: before the first one, and whenever something fails that a machine could have caused.
#pragma once

#include <functional>
#include <string>

#include "judge/course.hpp"
#include "judge/judge.hpp"
#include "judge/result.hpp"

namespace gradus::gradebook {

class Control {
 public:
  using Judge = std::function<judge::LessonResult(const judge::Lesson&, const judge::Answers&,
                                                  const judge::JudgeOptions&)>;

  Control(const judge::Course& course, Judge judge) : course_(course), judge_(std::move(judge)) {}

  /// Judges the control answers of a lesson. Throws CannotJudge, with the cause in one line, when
  /// they do not get what they deserve. In a course without solutions the stub alone is judged.
  void prove(const judge::Lesson& lesson, const judge::JudgeOptions& options) const;

  /// Judges a submission, and settles the doubts: what the reference shares is no verdict
  /// (CannotJudge); what may have been a fault of a moment is judged once more.
  judge::LessonResult judge(const judge::Lesson& lesson, const judge::Answers& answers,
                            const judge::JudgeOptions& options) const;

 private:
  judge::LessonResult judge_in(const std::string& folder, const judge::Lesson& lesson,
                               const judge::Answers& answers, judge::JudgeOptions options) const;
  void prove_reference(const judge::Lesson& lesson, const judge::JudgeOptions& options) const;
  void prove_stub(const judge::Lesson& lesson, const judge::JudgeOptions& options) const;
  void settle(const judge::Lesson& lesson, const judge::JudgeOptions& options) const;

  const judge::Course& course_;
  Judge judge_;
};

}  // namespace gradus::gradebook
