#include "class_of/answers.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <regex>
#include <stdexcept>

#include "base/files.hpp"
#include "base/text.hpp"

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

bool have_one(const std::set<std::string>& words, const std::set<std::string>& names) {
  return std::ranges::any_of(names, [&](const auto& name) { return words.contains(name); });
}

/// What begins in the first column, and all below it up to the next: a function, a test case.
std::vector<std::string> blocks_of(const std::string& text) {
  std::vector<std::string> blocks(1);
  for (const std::string& line : gradus::base::lines_of(text)) {
    if (!line.empty() && std::isalpha(static_cast<unsigned char>(line.front())) != 0) {
      blocks.emplace_back();
    }
    blocks.back() += line + "\n";
  }
  return blocks;
}

/// The task of TEST_CASE("12.5 the sum of each column", ...; "" for what is none.
std::string task_of_case(const std::string& block) {
  static const std::string start = "TEST_CASE(\"";
  return block.starts_with(start)
             ? block.substr(start.size(), block.find(' ', start.size()) - start.size())
             : "";
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
  for (const Part& part : Parts(solution_).tasks) {
    Block block{part.task, defined_in(part.text), words_of(part.text)};
    const std::vector<std::string>& functions = lesson.find_task(part.task)->functions;
    block.defines.insert(functions.begin(), functions.end());
    code_.push_back(std::move(block));
  }
  for (const auto& file :
       std::filesystem::directory_iterator(course.root / "tests" / lesson.folder)) {
    const std::string name = file.path().filename().string();
    const bool has_tests = name.starts_with("test_") || name.starts_with("graded_");
    if (!has_tests && file.path().extension() != ".hpp") continue;
    for (const std::string& text : blocks_of(gradus::base::read_file(file))) {
      const std::string task = task_of_case(text);
      Block block{task, task.empty() ? defined_in(text) : std::set<std::string>(), words_of(text)};
      (task.empty() ? code_ : cases_).push_back(std::move(block));
    }
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

/// These tasks, and those that lose points with them: they call one, or a helper that stands there
/// or calls one, or a test case of theirs does.
std::set<std::string> Maker::touched_by(const std::vector<std::string>& broken) const {
  std::set<std::string> touched(broken.begin(), broken.end());
  std::set<std::string> names;  // of what may not do what it should
  for (bool grows = true; grows;) {
    const std::size_t before = touched.size() + names.size();
    for (const Block& block : code_) {
      if (!touched.contains(block.task) && !have_one(block.words, names)) continue;
      if (!block.task.empty()) touched.insert(block.task);
      names.insert(block.defines.begin(), block.defines.end());
    }
    grows = touched.size() + names.size() > before;
  }
  for (const Block& block : cases_) {
    if (have_one(block.words, names)) touched.insert(block.task);
  }
  return touched;
}

void Maker::set_worth(const std::vector<std::string>& broken, Answer& answer) const {
  const std::set<std::string> touched = touched_by(broken);
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
