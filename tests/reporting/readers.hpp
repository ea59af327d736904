// Readers of the formats, written from what the systems say of them and sharing nothing with what
// writes them. Each throws where the system would refuse the file.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace reporting_test {

using Rows = std::vector<std::vector<std::string>>;

/// RFC 4180, strictly: a quote stands around a whole cell or nowhere, and all rows have one length.
inline Rows read_csv(const std::string& text, char delimiter = ',') {
  Rows rows;
  std::size_t at = 0;
  while (at < text.size()) {
    rows.emplace_back();
    for (bool more = true; more;) {
      std::string cell;
      if (text.at(at) == '"') {
        for (++at;; ++at) {
          if (text.at(at) == '"') {
            if (at + 1 < text.size() && text[at + 1] == '"') {
              ++at;
            } else {
              break;
            }
          }
          cell += text.at(at);
        }
        ++at;
      } else {
        for (; at < text.size() && text[at] != delimiter && text[at] != '\n'; ++at) {
          if (text[at] == '"' || text[at] == '\r') throw std::runtime_error("a bare quote");
          cell += text[at];
        }
      }
      rows.back().push_back(cell);
      if (at >= text.size() || (text[at] != delimiter && text[at] != '\n')) {
        throw std::runtime_error("something behind a quoted cell, or no line end");
      }
      more = text[at++] == delimiter;
    }
    if (rows.back().size() != rows.front().size()) throw std::runtime_error("a row's length");
  }
  return rows;
}

/// The first row that has this cell. Throws where there is none.
inline std::vector<std::string> row_with(const Rows& rows, const std::string& text) {
  for (const std::vector<std::string>& row : rows) {
    if (std::find(row.begin(), row.end(), text) != row.end()) return row;
  }
  throw std::runtime_error("no row with " + text);
}

/// What a spreadsheet would compute.
inline bool is_formula(const std::string& cell) {
  return !cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos;
}

/// UTF-16 with the mark of a little-endian file, as Blackboard has it.
inline std::string from_utf16(const std::string& bytes) {
  if (!bytes.starts_with("\xff\xfe") || bytes.size() % 2 != 0)
    throw std::runtime_error("no UTF-16");
  std::string text;
  const auto unit = [&](std::size_t i) {
    return static_cast<unsigned>(static_cast<unsigned char>(bytes.at(i)) |
                                 static_cast<unsigned char>(bytes.at(i + 1)) << 8);
  };
  for (std::size_t i = 2; i < bytes.size(); i += 2) {
    unsigned code = unit(i);
    if (code >= 0xd800 && code < 0xdc00) {
      i += 2;
      code = 0x10000 + ((code - 0xd800) << 10) + (unit(i) - 0xdc00);
    }
    const auto add = [&](unsigned byte) { text += static_cast<char>(byte); };
    if (code < 0x80) {
      add(code);
    } else if (code < 0x800) {
      add(0xc0 | code >> 6);
      add(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      add(0xe0 | code >> 12);
      add(0x80 | (code >> 6 & 0x3f));
      add(0x80 | (code & 0x3f));
    } else {
      add(0xf0 | code >> 18);
      add(0x80 | (code >> 12 & 0x3f));
      add(0x80 | (code >> 6 & 0x3f));
      add(0x80 | (code & 0x3f));
    }
  }
  return text;
}

struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  // of its own, together
  std::vector<Element> children;

  std::vector<const Element*> all(const std::string& wanted) const {
    std::vector<const Element*> found;
    for (const Element& child : children) {
      if (child.name == wanted) found.push_back(&child);
      for (const Element* deeper : child.all(wanted)) found.push_back(deeper);
    }
    return found;
  }
  const std::string& at(const std::string& attribute) const { return attributes.at(attribute); }
};

/// As much of XML as the formats use, strictly.
class Xml {
 public:
  static Element read(const std::string& text) {
    for (const char letter : text) {
      const auto code = static_cast<unsigned char>(letter);
      if (code < 0x20 && letter != '\n' && letter != '\t' && letter != '\r') {
        throw std::runtime_error("a control character");
      }
    }
    Xml xml(text);
    while (xml.rest().starts_with("<?")) {
      xml.at_ = text.find("?>", xml.at_) + 2;
      xml.skip_blanks();
    }
    Element root = xml.element();
    xml.skip_blanks();
    if (!xml.rest().empty()) throw std::runtime_error("something behind the root");
    return root;
  }

 private:
  explicit Xml(const std::string& text) : text_(text) {}
  std::string_view rest() const { return std::string_view(text_).substr(at_); }
  void skip_blanks() {
    while (at_ < text_.size() &&
           std::string_view(" \n\t\r").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }
  void expect(std::string_view words) {
    if (!rest().starts_with(words)) {
      throw std::runtime_error("expected " + std::string(words) + " at " +
                               std::string(rest().substr(0, 40)));
    }
    at_ += words.size();
  }
  std::string name() {
    const std::size_t begin = at_;
    at_ = text_.find_first_of(" \n\t/>=", at_);
    return text_.substr(begin, at_ - begin);
  }
  std::string plain(char end) {
    std::string words;
    for (; text_.at(at_) != end; ++at_) {
      if (text_[at_] == '<') throw std::runtime_error("a bare <");
      if (text_[at_] != '&') {
        words += text_[at_];
        continue;
      }
      bool known = false;
      for (const auto& [entity, letter] : std::map<std::string, char>{{"&lt;", '<'},
                                                                      {"&gt;", '>'},
                                                                      {"&amp;", '&'},
                                                                      {"&quot;", '"'},
                                                                      {"&#39;", '\''},
                                                                      {"&apos;", '\''}}) {
        if (!rest().starts_with(entity)) continue;
        words += letter;
        at_ += entity.size() - 1;
        known = true;
        break;
      }
      if (!known) throw std::runtime_error("a bare &");
    }
    return words;
  }
  Element element() {
    expect("<");
    Element one{.name = name()};
    for (skip_blanks(); !rest().starts_with(">"); skip_blanks()) {
      if (rest().starts_with("/>")) {
        at_ += 2;
        return one;
      }
      const std::string attribute = name();
      expect("=\"");
      one.attributes[attribute] = plain('"');
      expect("\"");
    }
    expect(">");
    while (!rest().starts_with("</")) {
      if (rest().starts_with("<")) {
        one.children.push_back(element());
      } else {
        one.text += plain('<');
      }
    }
    expect("</" + one.name + ">");
    return one;
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

/// The files in a zip, by name.
inline std::map<std::string, std::string> read_zip(const std::filesystem::path& file) {
  const std::unique_ptr<archive, int (*)(archive*)> opened(archive_read_new(), archive_read_free);
  archive_read_support_format_zip(opened.get());
  if (archive_read_open_filename(opened.get(), file.c_str(), 1 << 16) != ARCHIVE_OK) {
    throw std::runtime_error("no zip");
  }
  std::map<std::string, std::string> files;
  for (archive_entry* entry; archive_read_next_header(opened.get(), &entry) == ARCHIVE_OK;) {
    std::string& text = files[archive_entry_pathname(entry)];
    char part[4096];
    for (la_ssize_t got; (got = archive_read_data(opened.get(), part, sizeof part)) > 0;) {
      text.append(part, static_cast<std::size_t>(got));
    }
  }
  return files;
}

/// The cells of a sheet of an .xlsx as texts; a formula is refused.
inline std::vector<std::map<std::string, std::string>> read_sheet(
    const std::map<std::string, std::string>& files, const std::string& sheet) {
  const Element strings = Xml::read(files.at("xl/sharedStrings.xml"));
  std::vector<std::string> shared;
  for (const Element* one : strings.all("t")) shared.push_back(one->text);
  const Element root = Xml::read(files.at("xl/worksheets/" + sheet + ".xml"));
  std::vector<std::map<std::string, std::string>> rows;
  for (const Element* row : root.all("row")) {
    rows.emplace_back();
    for (const Element* cell : row->all("c")) {
      if (!cell->all("f").empty()) throw std::runtime_error("a formula");
      const std::vector<const Element*> value = cell->all("v");
      if (value.empty()) continue;
      const std::string column = cell->at("r").substr(0, cell->at("r").find_first_of("0123456789"));
      const bool text = cell->attributes.contains("t") && cell->at("t") == "s";
      rows.back()[column] = text ? shared.at(std::stoul(value[0]->text)) : value[0]->text;
    }
  }
  return rows;
}

inline std::string from_base64(const std::string& coded) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (coded.size() % 4 != 0) throw std::runtime_error("no base64");
  std::string text;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char letter : coded) {
    if (letter == '=') break;
    const std::size_t digit = digits.find(letter);
    if (digit == std::string_view::npos) throw std::runtime_error("no base64");
    bits = bits << 6 | static_cast<unsigned>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      text += static_cast<char>(bits >> count & 0xffU);
    }
  }
  return text;
}

}  // namespace reporting_test
