#include "class_of/answers.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <stdexcept>

#include "base/files.hpp"

namespace class_of {
namespace {

using gradus::authoring::Change;

/// Less than a task's points, where it is not known how much less.
constexpr double anything = 0.001;

/// The task as the stub has it, with this in place of todo().
std::string unfinished(const std::string& part, const std::string& instead) {
  static const std::regex todo(R"(todo\("[^;]*\);)");
  return std::regex_replace(part, todo, instead);
}

std::string ending_of(Kind kind, Dice& dice) {
  if (kind == Kind::crash) return "*static_cast<volatile int*>(nullptr) = 1; std::abort();";
  if (kind == Kind::endless) return "for (volatile int i = 0;; i = i + 1) {}";
  return dice.one_in(2) ? "std::exit(0);" : "throw 42;";
}

/// A semicolon too few, a brace too few, or a name that nobody knows.
std::string not_compiling(std::string part, Dice& dice) {
  const std::size_t body = part.find("{\n");
  if (body == std::string::npos) throw std::runtime_error("a task without a function");
  const std::size_t semicolon = part.find(";\n", body);
  switch (semicolon == std::string::npos ? 1 : dice.below(3)) {
    case 0:
      return part.erase(semicolon, 1);
    case 1:
      return part.insert(body + 2, "  undeclared += 1;\n");
    default:
      return part.erase(part.rfind('}'), 1);
  }
}

/// The task under whose marker line this character of the text stands.
std::string task_at(const std::string& text, std::size_t place) {
  const Parts parts(text);
  std::size_t end = parts.top.size();
  std::string task;
  for (const Part& part : parts.tasks) {
    if (place >= end) task = part.task;
    end += part.text.size();
  }
  return task;
}

bool names_one(const std::string& text, const std::set<std::string>& names) {
  return std::ranges::any_of(words_of(text),
                             [&](const std::string& word) { return names.contains(word); });
}

}  // namespace

std::string name_of(Kind kind) {
  constexpr std::array names{"right", "unusual", "mistake", "half", "not_compiled",
                             "crash", "endless", "leaves",  "stub", "missing"};
  return names.at(static_cast<std::size_t>(kind));
}

Maker::Maker(const judge::Course& course, const judge::Lesson& lesson)
    : lesson_(lesson),
      catalogue_(gradus::authoring::read_catalogue(course, lesson)),
      solution_(gradus::base::read_file(course.solution_file(lesson))),
      stub_(gradus::base::read_file(course.student_file(lesson))) {
  const auto header = course.headers / lesson.folder / (lesson.name + ".hpp");
  public_words_ = words_of(gradus::base::read_file(header));
  for (Change& one : catalogue_.mistakes) {
    const std::size_t place =
        gradus::authoring::find_replaced(solution_, one.replace, one.name).begin;
    if (one.task.empty()) one.task = task_at(solution_, place);
  }
}

std::string Maker::with_mistake(const std::string& text, const std::string& task,
                                Dice& dice) const {
  std::vector<const Change*> fitting;
  for (const Change& one : catalogue_.mistakes) {
    if (one.task == task) fitting.push_back(&one);
  }
  return gradus::authoring::apply_change(text, *dice.pick(fitting));
}

/// The reference with one of the catalogue's other ways in it, if there is one.
std::string Maker::unusual(Dice& dice) const {
  if (catalogue_.alternatives.empty()) return solution_;
  return gradus::authoring::apply_change(solution_, dice.pick(catalogue_.alternatives));
}

/// Which tasks an answer of this kind fails.
std::vector<std::string> Maker::some_tasks(Kind kind, Dice& dice) const {
  std::vector<std::string> tasks;
  if (kind == Kind::right || kind == Kind::unusual) return tasks;
  for (const judge::Task& task : lesson_.tasks) {
    const bool has_mistakes =
        std::ranges::find(catalogue_.mistakes, task.id, &Change::task) != catalogue_.mistakes.end();
    if (kind != Kind::mistake || has_mistakes) tasks.push_back(task.id);
  }
  if (kind == Kind::stub || kind == Kind::missing) return tasks;
  if (kind == Kind::half) {
    std::erase_if(tasks, [&](const std::string&) { return dice.one_in(2); });
  } else {
    tasks = {dice.pick(tasks)};
  }
  return tasks;
}

std::string Maker::text_of(Kind kind, const std::vector<std::string>& tasks, Dice& dice) const {
  if (kind == Kind::unusual) return unusual(dice);
  if (kind == Kind::mistake) return with_mistake(solution_, tasks.front(), dice);
  Parts parts(solution_);
  Parts stub(stub_);
  for (const std::string& task : tasks) {
    std::string& text = parts.part(task).text;
    if (kind == Kind::not_compiled) {
      text = not_compiling(text, dice);
    } else if (kind == Kind::half) {
      text = stub.part(task).text;
    } else {
      text = unfinished(stub.part(task).text, ending_of(kind, dice));
    }
  }
  parts.top = "#include <cstdlib>\n" + parts.top;
  return parts.text();
}

/// What does not call a broken task, or a helper that stands there, keeps its points; what does may
/// lose some.
void Maker::set_worth(const std::vector<std::string>& broken, Answer& answer) const {
  Parts parts(solution_);
  std::set<std::string> touched(broken.begin(), broken.end());
  for (std::size_t before = 0; before != touched.size();) {
    before = touched.size();
    std::set<std::string> names;
    for (const std::string& task : touched) {
      names.merge(defined_in(parts.part(task).text));
      const std::vector<std::string>& functions = lesson_.find_task(task)->functions;
      names.insert(functions.begin(), functions.end());
    }
    for (const judge::Task& task : lesson_.tasks) {
      if (names_one(parts.part(task.id).text, names)) touched.insert(task.id);
    }
  }
  const bool gets_some = answer.kind == Kind::mistake || answer.kind == Kind::not_compiled;
  for (const judge::Task& task : lesson_.tasks) {
    const bool is_broken = std::ranges::find(broken, task.id) != broken.end();
    if (!touched.contains(task.id)) answer.least += task.points;
    if (!is_broken) answer.most += task.points;
    if (is_broken && gets_some) answer.most += task.points - anything;
  }
}

Answer Maker::make(Kind kind, Dice& dice) const {
  Answer answer{.kind = kind};
  const std::vector<std::string> broken = some_tasks(kind, dice);
  set_worth(broken, answer);
  if (kind == Kind::missing) return answer;
  answer.text = kind == Kind::stub ? stub_ : with_own_helpers(text_of(kind, broken, dice), dice);
  return answer;
}

Answer Maker::copied(const Answer& answer, Dice& dice) const {
  Answer copy = answer;
  if (answer.text.empty() || answer.kind == Kind::stub) return copy;
  std::set<std::string> keep = public_words_;
  for (const judge::Task& task : lesson_.tasks) {
    keep.insert(task.functions.begin(), task.functions.end());
  }
  const std::string text = answer.kind == Kind::not_compiled ? answer.text : reordered(answer.text);
  copy.text = renamed(text, keep, dice.one_in(2) ? "_mine" : "2");
  return copy;
}

}  // namespace class_of
