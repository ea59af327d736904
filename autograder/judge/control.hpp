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

namespace gradus::judge {

class Control {
 public:
  using Judge = std::function<LessonResult(const Lesson&, const Answers&, const JudgeOptions&)>;

  Control(const Course& course, Judge judge) : course_(course), judge_(std::move(judge)) {}

  /// Judges the control answers of a lesson. Throws CannotJudge, with the cause in one line, when
  /// they do not get what they deserve. In a course without solutions the stub alone is judged.
  void prove(const Lesson& lesson, const JudgeOptions& options) const;

  /// Judges a submission, and settles the doubts: what the reference shares is no verdict
  /// (CannotJudge); what may have been a fault of a moment is judged once more.
  LessonResult judge(const Lesson& lesson, const Answers& answers,
                     const JudgeOptions& options) const;

 private:
  LessonResult judge_in(const std::string& folder, const Lesson& lesson, const Answers& answers,
                        JudgeOptions options) const;
  void prove_reference(const Lesson& lesson, const JudgeOptions& options) const;
  void prove_stub(const Lesson& lesson, const JudgeOptions& options) const;
  void settle(const Lesson& lesson, const JudgeOptions& options) const;

  const Course& course_;
  Judge judge_;
};

}  // namespace gradus::judge
