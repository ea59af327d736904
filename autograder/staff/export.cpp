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
#include "reporting/spreadsheet.hpp"
#include "reporting/verdicts.hpp"
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

constexpr std::array formats{
    Format{
        "canvas", "Canvas's gradebook (CSV)",
        [](const Work& w) { write_table(w, "canvas.csv", reporting::canvas(w.book, w.theirs)); }},
    Format{"moodle", "Moodle's import of grades (CSV)",
           [](const Work& w) {
             write_table(w, "moodle.csv", reporting::moodle(w.book, w.sentences));
           }},
    Format{"moodle-worksheet", "Moodle's offline grading worksheet, of one assignment",
           [](const Work& w) {
             write_table(w, "worksheet.csv",
                         reporting::moodle_worksheet(w.book, w.sentences, w.theirs));
           }},
    Format{"blackboard", "Blackboard's Grade Center (tabs, UTF-16)",
           [](const Work& w) {
             write_table(w, "blackboard.xls", reporting::blackboard(w.book, w.theirs));
           }},
    Format{"gradescope", "Gradescope's results.json, a file each",
           [](const Work& w) {
             write_each(w, "gradescope", ".json", [&](const Person& person) {
               return reporting::gradescope(w.book, person, w.sentences);
             });
           }},
    Format{"prairielearn", "PrairieLearn's results.json, a file each",
           [](const Work& w) {
             write_each(w, "prairielearn", ".json", [&](const Person& person) {
               return reporting::prairielearn(w.book, person, w.sentences);
             });
           }},
    Format{"github", "`result` of a grader of GitHub Classroom (JSON), a file each",
           [](const Work& w) {
             write_each(w, "github", ".json", [&](const Person& person) {
               return reporting::github(w.book, person, w.sentences);
             });
           }},
    Format{"github-output", "the same as the line for $GITHUB_OUTPUT, a file each",
           [](const Work& w) {
             write_each(w, "github", ".txt", [&](const Person& person) {
               return reporting::github_output(reporting::github(w.book, person, w.sentences));
             });
           }},
    Format{"classroom50", "Classroom 50's result (JSON), a file each",
           [](const Work& w) {
             write_each(w, "classroom50", ".json", [&](const Person& person) {
               return reporting::classroom50(w.book, person, w.sentences);
             });
           }},
    Format{"junit", "JUnit XML",
           [](const Work& w) {
             write_table(
                 w, "junit.xml",
                 {.text = reporting::junit(w.book, w.sentences), .rows = w.book.names().size()});
           }},
    Format{"spreadsheet", "everything, for a spreadsheet (.xlsx)",
           [](const Work& w) {
             const fs::path to =
                 w.options.to.empty() ? w.options.folder / "grades.xlsx" : w.options.to;
             reporting::write_spreadsheet(w.book, w.sentences, to);
             say(to, w.book.names().size(), {});
           }},
    Format{"jsonl", "every verdict with every test, a line of JSON each", write_verdicts},
    Format{"feedback", "what is wrong, in words, a page each (HTML and Markdown)", write_feedback},
    Format{"report", "what the class did not understand: one page, for you",
           [](const Work& w) {
             write_table(w, "report.html",
                         {.text = reporting::class_report(w.book), .rows = w.book.names().size()});
           }},
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
