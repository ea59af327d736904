#include "reporting/spreadsheet.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <xlsxwriter.h>

#include <algorithm>

#include "base/files.hpp"
#include "base/text.hpp"
#include "reporting/feedback.hpp"
#include "reporting/gradebooks.hpp"

namespace gradus::reporting {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_excel_cell = 8000;  // bytes; Excel takes 32,767 characters

/// A sheet with a first line that stays in view, and columns that can be filtered.
class Sheet {
 public:
  Sheet(lxw_workbook* book, const char* name, lxw_format* bold,
        const std::vector<std::pair<std::string, double>>& columns)
      : sheet_(workbook_add_worksheet(book, name)), width_(columns.size()) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      worksheet_set_column(sheet_, column, column, columns[i].second, nullptr);
      worksheet_write_string(sheet_, 0, column, columns[i].first.c_str(), bold);
    }
    worksheet_freeze_panes(sheet_, 1, 1);
  }
  void text(const std::string& text) {
    worksheet_write_string(sheet_, row_, column_++, base::clean(text, longest_excel_cell).c_str(),
                           nullptr);
  }
  void number(const std::optional<double>& number, lxw_format* format = nullptr) {
    if (number) worksheet_write_number(sheet_, row_, column_, *number, format);
    ++column_;
  }
  void end_row() {
    ++row_;
    column_ = 0;
  }
  void finish() {
    if (row_ > 1) {
      worksheet_autofilter(sheet_, 0, 0, row_ - 1, static_cast<lxw_col_t>(width_ - 1));
    }
  }

 private:
  lxw_worksheet* sheet_;
  std::size_t width_;
  lxw_row_t row_ = 1;
  lxw_col_t column_ = 0;
};

std::string joined(const std::vector<std::string>& lines) {
  return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace

void write_spreadsheet(const ClassBook& book, const KnownSentences& sentences,
                       const fs::path& file) {
  base::Draft draft(file, 0600);
  lxw_workbook_options options{};
  options.constant_memory = LXW_FALSE;  // the sheets are filled side by side
  std::string folder = base::temporary_folder();
  options.tmpdir = folder.data();
  lxw_workbook* workbook = workbook_new_opt(draft.path().c_str(), &options);
  lxw_format* bold = workbook_add_format(workbook);
  format_set_bold(bold);
  lxw_format* points = workbook_add_format(workbook);
  format_set_num_format(points, "0.##");

  std::vector<std::pair<std::string, double>> columns{{"submission", 28}, {"name", 24},
                                                      {"e-mail", 24},     {"login", 14},
                                                      {"student ID", 14}, {"section", 10}};
  for (const judge::Lesson* lesson : book.lessons())
    columns.emplace_back(column_title(*lesson), 14);
  columns.emplace_back("total", 10);
  columns.emplace_back("maximum", 10);
  columns.emplace_back("remarks", 50);
  Sheet grades(workbook, "Grades", bold, columns);
  Sheet tasks(workbook, "Tasks", bold,
              {{"submission", 28},
               {"lesson", 16},
               {"task", 8},
               {"functions", 30},
               {"points", 8},
               {"possible", 8},
               {"state", 24},
               {"what is wrong", 80},
               {"seconds", 8}});
  Sheet notes(workbook, "Notes", bold, {{"submission", 28}, {"note", 120}});
  book.for_each([&](const Person& person) {
    grades.text(person.name);
    for (const std::string* one :
         {&person.full_name, &person.email, &person.login, &person.student_id, &person.section}) {
      grades.text(*one);
    }
    std::vector<std::string> remarks;
    for (std::size_t i = 0; i < person.works.size(); ++i) {
      const Work& work = person.works[i];
      const judge::Lesson& lesson = *book.lessons()[i];
      grades.number(work.points, points);
      if (!work.remark.empty()) remarks.push_back(lesson.id + ": " + work.explained());
      if (!work.not_judged.empty()) remarks.push_back(lesson.id + ": " + work.not_judged);
      const ToldLesson told = tell(lesson, work.result, sentences);
      for (std::size_t k = 0; k < told.tasks.size(); ++k) {
        const ToldTask& task = told.tasks[k];
        tasks.text(person.name);
        tasks.text(lesson.folder);
        tasks.text(task.id);
        tasks.text(task.functions);
        tasks.number(task.earned, points);
        tasks.number(task.possible, points);
        tasks.text(work.handed_in ? task.state : "not handed in");
        tasks.text(joined(task.misconceptions));
        tasks.number(work.result.tasks[k].seconds());
        tasks.end_row();
      }
    }
    grades.number(person.total, points);
    grades.number(person.maximum, points);
    grades.text(joined(remarks));
    grades.end_row();
    for (const std::string& note : person.notes) {
      notes.text(person.name);
      notes.text(note);
      notes.end_row();
    }
  });
  for (Sheet* sheet : {&grades, &tasks, &notes}) sheet->finish();
  const lxw_error error = workbook_close(workbook);
  if (error != LXW_NO_ERROR) {
    throw judge::CannotJudge(
        fmt::format("{}: cannot be written: {}", file.string(), lxw_strerror(error)));
  }
  draft.commit();
}

}  // namespace gradus::reporting
