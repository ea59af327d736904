// Which of a submission's files is the answer to which lesson. A file is known by its name,
// wherever it lies. Of several, the one handed in last is taken; then the one whose name fits best
// (guess.hpp), one that is no untouched stub, the one in the lesson's own folder, the one that lies
// highest, the first in the alphabet. What cannot be read is never passed over in silence: where it
// could be the answer, the lesson is not judged.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gradebook/contents.hpp"
#include "gradebook/given_out.hpp"
#include "judge/judge.hpp"

namespace gradus::gradebook {

struct Choice {
  judge::Answers answers;
  std::map<std::string, std::string> unreadable;  // lesson -> why it cannot be judged
  std::map<std::string, When> when;               // lesson -> when the answer was handed in
  std::vector<std::string> notes;
};

Choice choose(Contents contents, const std::vector<LessonFile>& files, const GivenOut& given);

}  // namespace gradus::gradebook
