#include "datasets/originals/read_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "base/text.hpp"
#include "datasets/originals/decimal.hpp"

namespace nn::datasets {
namespace {

using namespace gradus::base;

using Cells = std::vector<std::string>;

/// A line of the file, and which one it is.
struct Line {
  std::string text;
  arma::uword number;
};

struct Lines {
  std::vector<Line> rows;
  std::string last_comment;  // before the first row: NumPy writes the names of columns there
  char separator = 0;        // as Excel may say it in a first line: sep=;
};

bool is_blank(char letter) {
  return letter == ' ' || letter == '\t';
}

Lines lines_in(std::string text) {
  replace_all(text, "\r\n", "\n");
  replace_all(text, "\r", "\n");       // old spreadsheets
  replace_all(text, "\xC2\xA0", " ");  // blanks at which no line may break
  replace_all(text, "\xE2\x80\xAF", " ");
  Lines lines;
  arma::uword number = 0;
  for (const std::string& whole : lines_of(text)) {
    ++number;
    const std::string line = trimmed(whole);
    const bool first = lines.rows.empty();
    if (line.empty()) continue;
    if (first && line.size() == 5 && line.starts_with("sep=")) {
      lines.separator = line[4];
    } else if (line[0] == '#' || line[0] == '%') {
      if (first) lines.last_comment = trimmed(line.substr(line.find_first_not_of("#% ")));
    } else {
      lines.rows.push_back({whole, number});
    }
  }
  return lines;
}

// Columns between blanks, and commas within numbers alone: "19 female 27,9".
bool has_decimal_commas(const std::string& line) {
  const auto is_digit = [&](std::size_t at) {
    return at < line.size() && line[at] >= '0' && line[at] <= '9';
  };
  for (std::size_t at = line.find(','); at != line.npos; at = line.find(',', at + 1)) {
    if (at == 0 || !is_digit(at - 1) || !is_digit(at + 1)) return false;
  }
  return trimmed(line).find(' ') != std::string::npos;
}

// The separator, chosen by a line that is neither title nor last: ; before a tab before | before ,
// (a decimal comma goes with the others). ' ' stands for any number of blanks.
char separator_of(const Lines& lines) {
  if (lines.separator != 0) return lines.separator;
  const std::string& line = lines.rows[lines.rows.size() / 2].text;
  for (const char separator : {';', '\t', '|'}) {
    if (line.find(separator) != std::string::npos) return separator;
  }
  return line.find(',') != std::string::npos && !has_decimal_commas(line) ? ',' : ' ';
}

// One line's cells. In quotes, a separator is a letter, and "" is one quote.
Cells cells_of(const std::string& text, char separator) {
  const std::string line = separator == '\t' ? text : trimmed(text);
  Cells cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char letter = line[i];
    const bool separates = separator == ' ' ? is_blank(letter) : letter == separator;
    if (letter == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"')
        cells.back() += line[i++];
      else
        quoted = !quoted;
    } else if (separates && !quoted) {
      if (separator != ' ' || !cells.back().empty()) cells.emplace_back();
    } else {
      cells.back() += letter;
    }
  }
  if (separator == ' ' && cells.back().empty()) cells.pop_back();
  for (std::string& cell : cells) {
    cell = trimmed(cell);
    if (cell.size() > 1 && cell.front() == '\'' && cell.back() == '\'') {
      cell = cell.substr(1, cell.size() - 2);
    }
  }
  return cells;
}

bool are_empty(const Cells& cells) {
  return std::ranges::all_of(cells, &std::string::empty);
}

std::size_t without_empty_end(const Cells& row) {
  const auto last = std::find_if(row.rbegin(), row.rend(), [](auto& cell) { return cell != ""; });
  return static_cast<std::size_t>(row.rend() - last);
}

// One cell above a table of three columns or more.
void drop_title(TextTable& table) {
  while (table.rows.size() > 1 && without_empty_end(table.rows[0]) == 1 &&
         without_empty_end(table.rows[1]) > 2) {
    table.rows.erase(table.rows.begin());
    table.lines.erase(table.lines.begin());
  }
}

// The decimal mark for which more speaks; "1,234" alone speaks for neither.
char decimal_mark(const TextTable& table) {
  bool point = false;
  bool comma = false;
  std::string either;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    for (const std::string& cell : table.rows[row]) {
      const std::optional<std::string> with_point = plain_number(cell, '.');
      const std::optional<std::string> with_comma = plain_number(cell, ',');
      point = point || (with_point && !with_comma);
      comma = comma || (with_comma && !with_point);
      const bool differ = with_point && with_comma && *with_point != *with_comma;
      if (!differ || !either.empty() || cell.find(',') == std::string::npos) continue;
      either = fmt::format(
          "line {} holds \"{}\", which may be {} or {}: write numbers with a "
          "decimal point, and nothing between thousands",
          table.lines[row], shorten(one_line(cell), 30), *with_point, *with_comma);
    }
  }
  if (point == comma && !either.empty()) throw std::runtime_error(either);
  return comma && !point ? ',' : '.';
}

void write_numbers_plainly(TextTable& table) {
  const char mark = decimal_mark(table);
  for (Cells& row : table.rows) {
    for (std::string& cell : row) cell = plain_number(cell, mark).value_or(cell);
  }
}

bool has_a_number(const Cells& cells) {
  return std::ranges::any_of(cells,
                             [](const std::string& cell) { return to_number(cell).has_value(); });
}

// pandas numbers columns without names 0, 1, 2 ...; a row would not be just that.
bool counts_from_0(const Cells& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i] != std::to_string(i)) return false;
  }
  return cells.size() > 1;
}

// A first line without any number names the columns, or the comment before it.
void take_header(TextTable& table, const Cells& comment) {
  const Cells first = table.rows.front();
  const Cells after_index(first.begin() + (first[0].empty() ? 1 : 0), first.end());
  const bool in_table = !has_a_number(first) || counts_from_0(after_index);
  if (in_table) {
    table.header = first;
    table.rows.erase(table.rows.begin());
    table.lines.erase(table.lines.begin());
  } else if (comment.size() == first.size() && !has_a_number(comment)) {
    table.header = comment;
  }
  for (std::string& name : table.header) name = lower(name);
}

// R gives each row a name, and none to the column of these names.
void drop_names_of_rows(TextTable& table) {
  const std::size_t columns = without_empty_end(table.header);
  const bool named = columns > 0 && std::ranges::all_of(table.rows, [&](const Cells& row) {
                       return without_empty_end(row) == columns + 1;
                     });
  if (!named) return;
  for (Cells& row : table.rows) row.erase(row.begin());
}

void require_equal_lengths(TextTable& table) {
  const Cells& first = table.header.empty() ? table.rows.front() : table.header;
  std::size_t used = without_empty_end(first);
  for (const Cells& row : table.rows) used = std::max(used, without_empty_end(row));
  const std::size_t columns = std::min(first.size(), used);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    Cells& row = table.rows[i];
    if (row.size() >= columns) row.resize(std::max(columns, without_empty_end(row)));
    if (row.size() == columns) continue;
    throw std::runtime_error(fmt::format(
        "line {} has {} columns, expected {} as in the lines above it; mend it, or leave "
        "it out",
        table.lines[i], row.size(), columns));
  }
  if (!table.header.empty()) table.header.resize(columns);
}

// A first column without a name numbers the rows, as R and pandas write it.
void drop_index(TextTable& table) {
  Cells& header = table.header;
  while (header.size() > 1 && (header[0].empty() || header[0].starts_with("unnamed: 0"))) {
    header.erase(header.begin());
    for (Cells& row : table.rows) row.erase(row.begin());
  }
}

}  // namespace

std::string lower(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

TextTable read_text(std::string text) {
  const Lines lines = lines_in(std::move(text));
  const std::runtime_error nothing("there is no row of numbers in it");
  if (lines.rows.empty()) throw nothing;
  const char separator = separator_of(lines);
  TextTable table;
  for (const Line& line : lines.rows) {
    const Cells cells = cells_of(line.text, separator);
    if (are_empty(cells)) continue;
    table.rows.push_back(cells);
    table.lines.push_back(line.number);
  }
  if (table.rows.empty()) throw nothing;
  drop_title(table);
  write_numbers_plainly(table);
  take_header(table, cells_of(lines.last_comment, separator));
  if (table.rows.empty()) throw nothing;
  drop_names_of_rows(table);
  require_equal_lengths(table);
  drop_index(table);
  if (counts_from_0(table.header)) table.header.clear();
  return table;
}

}  // namespace nn::datasets
