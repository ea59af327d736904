#include "reporting/class_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "gradebook/journal.hpp"
#include "gradebook/names.hpp"
#include "reporting/csv_file.hpp"

namespace gradus::reporting {

namespace fs = std::filesystem;
using judge::CannotJudge;
using judge::Category;

ClassBook::ClassBook(const judge::Course& course, const fs::path& folder,
                     const std::vector<std::string>& only)
    : course_(course), folder_(folder) {
  const fs::path journal = folder / "results.jsonl";
  std::ifstream file(journal, std::ios::binary);
  if (!file) {
    throw CannotJudge(fmt::format(
        "{}: holds no results. Name the folder that was given to ./gradus grade as --out",
        folder.string()));
  }
  std::set<std::string> found;
  std::set<std::string> ids;
  std::size_t offset = 0;
  for (std::string line; std::getline(file, line); offset += line.size() + 1) {
    const std::optional<gradebook::Entry> entry = gradebook::from_line(line);
    if (!entry) continue;
    const std::pair place{entry->submission, entry->lesson};
    // grades.csv has the verdicts on the reference's earlier lessons, if there are both.
    const auto known = lines_.find(place);
    if (known != lines_.end() && entry->stack == "own") continue;
    lines_[place] = {offset, line.size()};
    found.insert(entry->submission);
    ids.insert(entry->lesson);
  }
  const fs::path grades = folder / "grades.csv";
  std::vector<std::vector<std::string>> rows;
  if (fs::exists(grades)) rows = parse_csv(base::read_file(grades));
  for (std::size_t row = 1; row < rows.size(); ++row) {
    std::string name = rows[row].at(0);
    if (!found.contains(name) && name.starts_with('\'')) name.erase(0, 1);
    names_.push_back(name);
    for (std::size_t column = 1; column < rows[row].size(); ++column) {
      cells_[name][rows[0].at(column)] = rows[row][column];
    }
  }
  if (rows.empty()) {  // grading goes on
    names_.assign(found.begin(), found.end());
    std::ranges::sort(names_, gradebook::natural_less);
  }
  std::set<std::string> wanted;
  for (const std::string& called : only) wanted.insert(course.lesson(called).id);
  for (const judge::Lesson& lesson : course.lessons) {
    if (!wanted.empty() && !wanted.contains(lesson.id)) continue;
    const bool graded = rows.empty() ? ids.contains(lesson.id)
                                     : std::ranges::find(rows[0], lesson.folder) != rows[0].end();
    if (graded) lessons_.push_back(&lesson);
  }
}

Person ClassBook::person(const std::string& name) const {
  if (std::ranges::find(names_, name) == names_.end()) {
    throw CannotJudge(fmt::format("nobody in {} is called {}", folder_.string(), name));
  }
  Person person{.name = name, .total = 0.0};
  learn_from_name(person);
  std::ifstream file(folder_ / "results.jsonl", std::ios::binary);
  for (const judge::Lesson* lesson : lessons_) {
    Work work{.possible = static_cast<double>(lesson->points())};
    if (const auto at = lines_.find({name, lesson->id}); at != lines_.end()) {
      std::string line(at->second.second, '\0');
      file.seekg(static_cast<std::streamoff>(at->second.first));
      file.read(line.data(), static_cast<std::streamsize>(line.size()));
      if (std::optional<gradebook::Entry> entry = gradebook::from_line(line)) {
        work.result = std::move(entry->result);
        work.earned = work.points = work.result.earned();
        // What was not handed in is `missing` in each case.
        work.handed_in = std::ranges::any_of(work.result.tasks, [](const judge::TaskResult& task) {
          return std::ranges::any_of(task.cases, [](const judge::CaseResult& one) {
            return one.category != Category::missing;
          });
        });
      }
    }
    if (const auto row = cells_.find(name); row != cells_.end()) {
      const auto cell = row->second.find(lesson->folder);
      if (cell != row->second.end()) work.points = base::to_number(cell->second);
    }
    person.maximum += work.possible;
    if (person.total) {
      person.total = work.points ? std::optional(*person.total + *work.points) : std::nullopt;
    }
    person.works.push_back(std::move(work));
  }
  return person;
}

std::optional<std::string> ClassBook::answer(const std::string&, const judge::Lesson&) const {
  return std::nullopt;
}

void ClassBook::for_each(const std::function<void(const Person&)>& visit) const {
  for (const std::string& name : names_) visit(person(name));
}

void learn_from_name(Person& person) {
  static const std::regex moodle(R"(^(.+)_([0-9]+)_assignsubmission_(?:file|onlinetext)_?$)");
  static const std::regex canvas(R"(^[^ ]+_([0-9]+)$)");
  std::smatch found;
  if (std::regex_match(person.name, found, moodle)) {
    if (person.full_name.empty()) person.full_name = found[1];
    if (person.moodle_id.empty()) person.moodle_id = found[2];
  } else if (person.canvas_id.empty() && std::regex_match(person.name, found, canvas)) {
    person.canvas_id = found[1];
  }
}

}  // namespace gradus::reporting
