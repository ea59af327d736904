#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <string_view>

#include "base/files.hpp"
#include "base/text.hpp"
#include "gradebook/lines.hpp"
#include "gradebook/results.hpp"
#include "reporting/class_report.hpp"
#include "reporting/feedback.hpp"
#include "reporting/gradebooks.hpp"
#include "reporting/graders.hpp"
#include "reporting/spreadsheet.hpp"
#include "staff/commands.hpp"

namespace gradus::staff {
namespace {

namespace fs = std::filesystem;
using judge::CannotJudge;
using reporting::ClassBook;
using reporting::KnownSentences;
using reporting::Person;

constexpr unsigned only_mine = 0600;

/// What an export works with.
struct Work {
  const ClassBook& book;
  const KnownSentences& sentences;
  const ExportCommand& options;
  std::string theirs;  // --gradebook
};

void say(const fs::path& written, std::size_t rows, const std::vector<std::string>& notes) {
  for (const std::string& note : notes) fmt::print("  ! {}\n", base::one_line(note));
  fmt::print("{}: {} {}\n", written.string(), rows, rows == 1 ? "person" : "people");
}

/// One file for the whole class.
void write_table(const Work& work, const std::string& file, const reporting::Filled& filled) {
  const fs::path to = work.options.to.empty() ? work.options.folder / file : work.options.to;
  base::write_atomically(to, filled.text, only_mine);
  say(to, filled.rows, filled.notes);
}

/// A file for each person (--only: one), in a folder.
void write_each(const Work& work, const std::string& folder, const std::string& ending,
                const std::function<std::string(const Person&)>& text_for) {
  const std::vector<std::string>& names = work.book.names();
  if (!work.options.only.empty()) {
    const Person person = work.book.person(work.options.only);
    const fs::path to =
        work.options.to.empty()
            ? work.options.folder / (reporting::file_names({person.name})[0] + ending)
            : work.options.to;
    base::write_atomically(to, text_for(person), only_mine);
    return say(to, 1, {});
  }
  const fs::path to = work.options.to.empty() ? work.options.folder / folder : work.options.to;
  fs::create_directories(to);
  fs::permissions(to, fs::perms::owner_all);
  const std::vector<std::string> files = reporting::file_names(names);
  std::vector<std::string> notes;
  std::size_t written = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    try {
      base::write_atomically(to / (files[i] + ending), text_for(work.book.person(names[i])),
                             only_mine);
      ++written;
    } catch (const CannotJudge& error) {
      notes.emplace_back(error.what());
    }
  }
  say(to, written, notes);
}

void write_verdicts(const Work& work) {
  const fs::path to =
      work.options.to.empty() ? work.options.folder / "results.jsonl" : work.options.to;
  base::Draft draft(to, only_mine);
  std::ofstream lines(draft.path());
  gradebook::write_lines(gradebook::Results(work.options.folder),
                         [&](const std::string& line) { lines << line; });
  lines.close();
  if (!lines) throw CannotJudge(to.string() + ": cannot be written");
  draft.commit();
  say(to, work.book.names().size(), {});
}

void write_feedback(const Work& work) {
  write_each(work, "feedback", ".html", [&](const Person& person) {
    return reporting::as_html(reporting::feedback_for(work.book, person, work.sentences));
  });
  if (!work.options.only.empty()) return;
  write_each(work, "feedback", ".md", [&](const Person& person) {
    return reporting::as_markdown(reporting::feedback_for(work.book, person, work.sentences));
  });
}

struct Format {
  std::string_view name;
  std::string_view about;
  void (*write)(const Work& work);
};

using MadeByBook = reporting::Filled (*)(const ClassBook& book, const std::string& theirs);
using MadeForPerson = std::string (*)(const ClassBook& book, const Person& person,
                                      const KnownSentences& sentences);

/// A table of people and lessons, in the file of this name.
template <MadeByBook make, const char* file>
void table(const Work& work) {
  write_table(work, file, make(work.book, work.theirs));
}

/// A file of JSON for each person, in the folder of this name.
template <MadeForPerson make, const char* folder>
void each(const Work& work) {
  write_each(work, folder, ".json",
             [&](const Person& person) { return make(work.book, person, work.sentences); });
}

/// One text on the whole class.
void whole(const Work& work, const std::string& file, const std::string& text) {
  write_table(work, file, {.text = text, .rows = work.book.names().size()});
}

void write_moodle(const Work& work) {
  write_table(work, "moodle.csv", reporting::moodle(work.book, work.sentences));
}

void write_worksheet(const Work& work) {
  write_table(work, "worksheet.csv",
              reporting::moodle_worksheet(work.book, work.sentences, work.theirs));
}

void write_github_output(const Work& work) {
  write_each(work, "github", ".txt", [&](const Person& person) {
    return reporting::github_output(reporting::github(work.book, person, work.sentences));
  });
}

void write_junit(const Work& work) {
  whole(work, "junit.xml", reporting::junit(work.book, work.sentences));
}

void write_report(const Work& work) {
  whole(work, "report.html", reporting::class_report(work.book));
}

void write_sheets(const Work& work) {
  const fs::path to =
      work.options.to.empty() ? work.options.folder / "grades.xlsx" : work.options.to;
  reporting::write_spreadsheet(work.book, work.sentences, to);
  say(to, work.book.names().size(), {});
}

constexpr char canvas_file[] = "canvas.csv";
constexpr char blackboard_file[] = "blackboard.xls";
constexpr char gradescope_folder[] = "gradescope";
constexpr char prairielearn_folder[] = "prairielearn";
constexpr char github_folder[] = "github";
constexpr char classroom50_folder[] = "classroom50";

constexpr std::array formats{
    Format{"canvas", "Canvas's gradebook (CSV)", table<reporting::canvas, canvas_file>},
    Format{"moodle", "Moodle's import of grades (CSV)", write_moodle},
    Format{"moodle-worksheet", "Moodle's offline grading worksheet, of one assignment",
           write_worksheet},
    Format{"blackboard", "Blackboard's Grade Center (tabs, UTF-16)",
           table<reporting::blackboard, blackboard_file>},
    Format{"gradescope", "Gradescope's results.json, a file each",
           each<reporting::gradescope, gradescope_folder>},
    Format{"prairielearn", "PrairieLearn's results.json, a file each",
           each<reporting::prairielearn, prairielearn_folder>},
    Format{"github", "`result` of a grader of GitHub Classroom (JSON), a file each",
           each<reporting::github, github_folder>},
    Format{"github-output", "the same as the line for $GITHUB_OUTPUT, a file each",
           write_github_output},
    Format{"classroom50", "Classroom 50's result (JSON), a file each",
           each<reporting::classroom50, classroom50_folder>},
    Format{"junit", "JUnit XML", write_junit},
    Format{"spreadsheet", "everything, for a spreadsheet (.xlsx)", write_sheets},
    Format{"jsonl", "every verdict with every test, a line of JSON each", write_verdicts},
    Format{"feedback", "what is wrong, in words, a page each (HTML and Markdown)", write_feedback},
    Format{"report", "what the class did not understand: one page, for you", write_report},
};

}  // namespace

std::string export_formats() {
  std::string text;
  for (const Format& one : formats) text += fmt::format("  {:<17} {}\n", one.name, one.about);
  return text;
}

int export_grades(const judge::Course& course, const ExportCommand& options) {
  const auto format = std::ranges::find(formats, options.format, &Format::name);
  if (format == formats.end()) {
    throw CannotJudge("there is no format " + options.format + ", only\n" + export_formats());
  }
  const ClassBook book(course, options.folder, options.lessons);
  const KnownSentences sentences(course);
  const std::string theirs = options.gradebook.empty() ? "" : base::read_file(options.gradebook);
  format->write({book, sentences, options, theirs});
  return 0;
}

}  // namespace gradus::staff
