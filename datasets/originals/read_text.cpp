#include "datasets/originals/read_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"

namespace nn::datasets {
namespace {

using namespace gradus::base;

using Cells = std::vector<std::string>;

bool is_blank(char letter) {
  return letter == ' ' || letter == '\t';
}

// The separator, chosen by the first line: ; before a tab before , (a decimal comma goes with ;).
// ' ' stands for any number of blanks.
char separator_of(const std::string& line) {
  for (const char separator : {';', '\t', ','}) {
    if (line.find(separator) != std::string::npos) return separator;
  }
  return ' ';
}

// "27,9" as some countries write it; other texts stay.
std::string with_decimal_point(const std::string& cell) {
  std::string changed = cell;
  replace_all(changed, ",", ".");
  return to_number(changed) ? changed : cell;
}

// One line's cells. In quotes, a separator is a letter, and "" is one quote.
Cells cells_of(const std::string& line, char separator) {
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
    if (cell.starts_with('+')) cell.erase(0, 1);
    if (separator == ';') cell = with_decimal_point(cell);
  }
  return cells;
}

// A first line without any number names the columns.
bool is_header(const Cells& cells) {
  return std::none_of(cells.begin(), cells.end(),
                      [](const std::string& cell) { return to_number(cell).has_value(); });
}

// pandas writes the number of each row into a first column without a name.
void drop_index(TextTable& table) {
  Cells& header = table.header;
  if (header.size() < 2 || (!header[0].empty() && header[0] != "unnamed: 0")) return;
  header.erase(header.begin());
  for (Cells& row : table.rows) row.erase(row.begin());
}

}  // namespace

bool is_text(const std::string& bytes) {
  return std::ranges::none_of(bytes, [](char letter) {
    const unsigned char code = static_cast<unsigned char>(letter);
    return code < 0x20 && letter != '\n' && letter != '\r' && letter != '\t';
  });
}

std::string lower(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

TextTable read_text(std::string text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);  // so Windows' editors begin a text
  replace_all(text, "\r\n", "\n");
  replace_all(text, "\r", "\n");  // old spreadsheets
  const std::vector<std::string> lines = lines_of(text);
  TextTable table;
  char separator = 0;
  std::size_t columns = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string line = trimmed(lines[i]);
    if (line.empty()) continue;
    if (separator == 0) separator = separator_of(line);
    const Cells cells = cells_of(separator == '\t' ? lines[i] : line, separator);
    const bool first = columns == 0;
    if (first) columns = cells.size();
    if (cells.size() != columns) {
      throw std::runtime_error(
          fmt::format("line {} has {} columns, expected {} as in the lines above it", i + 1,
                      cells.size(), columns));
    }
    if (first && is_header(cells)) {
      for (const std::string& cell : cells) table.header.push_back(lower(cell));
    } else {
      table.rows.push_back(cells);
      table.lines.push_back(i + 1);
    }
  }
  if (table.rows.empty()) throw std::runtime_error("there is no row of numbers in it");
  drop_index(table);
  return table;
}

}  // namespace nn::datasets
