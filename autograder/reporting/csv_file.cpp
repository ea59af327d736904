#include "reporting/csv_file.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "gradebook/text.hpp"
#include "judge/course.hpp"

namespace gradus::reporting {
namespace {

constexpr std::size_t longest_cell = 30000;

char delimiter_of(const std::string& text) {
  const std::string first = text.substr(0, text.find('\n'));
  char best = ',';
  for (const char one : {';', '\t'}) {
    if (std::ranges::count(first, one) > std::ranges::count(first, best)) best = one;
  }
  return best;
}

}  // namespace

Table parse_csv(const std::string& bytes) {
  const gradebook::Text read = gradebook::as_text(bytes);  // UTF-16, marks, ends of lines
  if (!read.why_not.empty()) throw judge::CannotJudge("this is no table: " + read.why_not);
  const std::string& text = read.text;
  const char delimiter = delimiter_of(text);
  Table table;
  std::vector<std::string> row;
  std::string cell;
  bool quoted = false;
  bool begun = false;  // something of this row
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    if (quoted) {
      if (letter != '"') {
        cell += letter;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        cell += text[++i];
      } else {
        quoted = false;
      }
      continue;
    }
    begun = begun || letter != '\n';
    if (letter == '"' && cell.empty()) {
      quoted = true;
    } else if (letter == delimiter) {
      row.push_back(std::move(cell));
      cell.clear();
    } else if (letter == '\n') {
      if (begun) {
        row.push_back(std::move(cell));
        table.push_back(std::move(row));
      }
      cell.clear();
      row.clear();
      begun = false;
    } else {
      cell += letter;
    }
  }
  if (quoted) throw judge::CannotJudge("this is no whole table: a quote is not closed");
  if (begun) {
    row.push_back(std::move(cell));
    table.push_back(std::move(row));
  }
  return table;
}

std::string csv_text(const Table& table, char delimiter) {
  std::string text;
  for (const std::vector<std::string>& row : table) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += delimiter;
      std::string cell = base::csv_cell(row[i]);
      if (delimiter != ',' && cell == row[i] && cell.find(delimiter) != std::string::npos) {
        cell = '"' + cell + '"';  // it holds no quote, or it would be quoted
      }
      text += cell;
    }
    text += '\n';
  }
  return text;
}

std::string text_cell(const std::string& text) {
  return base::never_formula(text, base::clean(text, longest_cell));
}

std::string exact_cell(const std::string& text) {
  return base::one_line(text);
}

}  // namespace gradus::reporting
