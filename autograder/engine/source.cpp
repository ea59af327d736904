#include "engine/source.hpp"

#include <algorithm>
#include <cctype>

namespace gradus::engine {
namespace {

bool is_word(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) || letter == '_';
}

/// Replaces comments, strings and character literals by spaces, so that every brace that is left is
/// a brace. One instance masks one region.
class Mask {
 public:
  /// Masks the next line.
  std::string line(const std::string& text) {
    std::string masked(text.size(), ' ');
    for (std::size_t i = 0; i < text.size();) i = step(text, i, masked);
    return masked;
  }

  /// Inside a comment or raw string that a line before has opened?
  bool inside() const { return in_comment_ || !raw_end_.empty(); }

 private:
  /// Deals with what starts at `i`, and returns where to go on.
  std::size_t step(const std::string& text, std::size_t i, std::string& masked) {
    if (in_comment_) return skip_to(text, i, "*/", [&] { in_comment_ = false; });
    if (!raw_end_.empty()) return skip_to(text, i, raw_end_, [&] { raw_end_.clear(); });
    if (text.compare(i, 2, "//") == 0) return text.size();
    if (text.compare(i, 2, "/*") == 0) {
      in_comment_ = true;
      return i + 2;
    }
    if (text[i] == '"') return string(text, i);
    const bool separates_digits = i > 0 && std::isxdigit(static_cast<unsigned char>(text[i - 1]));
    if (text[i] == '\'' && !separates_digits) return quoted(text, i, '\'');
    masked[i] = text[i];
    return i + 1;
  }

  template <typename Found>
  static std::size_t skip_to(const std::string& text, std::size_t i, const std::string& end,
                             Found found) {
    const std::size_t place = text.find(end, i);
    if (place == std::string::npos) return text.size();
    const std::size_t next = place + end.size();  // before found(), which may change `end`
    found();
    return next;
  }

  std::size_t string(const std::string& text, std::size_t i) {
    const std::size_t open = text.find('(', i);
    if (i == 0 || text[i - 1] != 'R' || open == std::string::npos) return quoted(text, i, '"');
    raw_end_ = ")" + text.substr(i + 1, open - i - 1) + "\"";
    return open + 1;
  }

  /// A literal ends with its line at the latest.
  static std::size_t quoted(const std::string& text, std::size_t i, char quote) {
    for (++i; i < text.size() && text[i] != quote; ++i) {
      if (text[i] == '\\') ++i;
    }
    return std::min(i + 1, text.size());
  }

  bool in_comment_ = false;
  std::string raw_end_;  // what ends the raw string that is open, such as )x"
};

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool has_word(const std::string& text, const std::string& word) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const bool starts = at == 0 || !is_word(text[at - 1]);
    const std::size_t end = at + word.size();
    if (starts && (end == text.size() || !is_word(text[end]))) return true;
  }
  return false;
}

/// The name before the first parenthesis: the function's, if the item is one.
std::string function_name(const std::string& head) {
  std::size_t end = head.find('(');
  if (end == std::string::npos) return "";
  while (end > 0 && head[end - 1] == ' ') --end;
  std::size_t start = end;
  while (start > 0 && is_word(head[start - 1])) --start;
  return head.substr(start, end - start);
}

/// Finds the items of one region in its masked lines.
class Scanner {
 public:
  Scanner(const Region& region, std::vector<Item>& items) : region_(region), items_(items) {}

  void line(const std::string& masked, std::size_t number) {
    const std::string text = trimmed(masked);
    if (continues_directive_ || (text.starts_with('#') && depth_ == 0 && head_.empty())) {
      directive(text, number);
      return;
    }
    for (const char letter : masked) take(letter, number);
    take(' ', number);
  }

  /// Has something been opened and not closed, or closed and not opened, when the region ends?
  bool unbalanced() const {
    // The file's first part opens one namespace, which the file's last line closes.
    const bool left_open = namespaces_ > (region_.first_line == 1 ? 1 : 0);
    return depth_ != 0 || !head_.empty() || closed_too_many_ || left_open || conditions_ != 0;
  }

 private:
  void directive(const std::string& text, std::size_t number) {
    if (text.starts_with("#if")) ++conditions_;
    if (text.starts_with("#endif")) --conditions_;
    const bool conditional =
        text.starts_with("#if") || text.starts_with("#el") || text.starts_with("#endif");
    if (!conditional) items_.push_back({number, number, region_.task, ""});
    continues_directive_ = text.ends_with('\\');
  }

  void take(char letter, std::size_t number) {
    if (head_.empty() && depth_ == 0) {
      if (letter == ' ' || letter == '\t' || letter == '\r' || letter == ';') return;
      if (letter == '}') {
        // The end of a namespace that the file's first part has opened; elsewhere one too many.
        if (namespaces_ == 0)
          closed_too_many_ = true;
        else
          --namespaces_;
        return;
      }
      first_line_ = number;
    }
    if (letter == '(' || letter == '[') ++brackets_;
    if (letter == ')' || letter == ']') --brackets_;
    if (letter == '{' && depth_ == 0 && opens_namespace()) {
      ++namespaces_;
      head_.clear();
      return;
    }
    if (letter == '{' && depth_++ == 0) wants_semicolon_ = is_declaration();
    if (depth_ == 0) head_ += letter;
    const bool closed = letter == '}' && --depth_ == 0;
    const bool ended = letter == ';' && depth_ == 0 && brackets_ <= 0;
    if (ended || (closed && !wants_semicolon_)) finish(number);
  }

  bool opens_namespace() const {
    const std::string head = trimmed(head_);
    return head.starts_with("namespace") || head.starts_with("inline namespace") ||
           head.starts_with("extern ");  // extern "C": its quotes are masked
  }

  /// `struct X {...};` and `auto f = [] {...};` go on to their semicolon, a function ends with its
  /// brace.
  bool is_declaration() const {
    if (head_.find('=') != std::string::npos && head_.find("operator") == std::string::npos) {
      return head_.find('=') < head_.find('(') || head_.find('(') == std::string::npos;
    }
    const bool is_type = has_word(head_, "struct") || has_word(head_, "class") ||
                         has_word(head_, "enum") || has_word(head_, "union");
    return is_type && head_.find('(') == std::string::npos;
  }

  void finish(std::size_t number) {
    items_.push_back({first_line_, number, region_.task, function_name(head_)});
    head_.clear();
    brackets_ = 0;
    wants_semicolon_ = false;
  }

  const Region& region_;
  std::vector<Item>& items_;
  std::string head_;  // the item's text outside braces
  std::size_t first_line_ = 0;
  int depth_ = 0;       // of braces inside an item
  int brackets_ = 0;    // of ( and [ inside an item
  int namespaces_ = 0;  // opened in this region and still open
  int conditions_ = 0;  // #if without its #endif
  bool closed_too_many_ = false;
  bool wants_semicolon_ = false;
  bool continues_directive_ = false;
};

/// The line that closes the namespace: the last one that holds nothing but a brace at its start.
/// Returns the number of lines if there is none, or no namespace to be closed.
std::size_t closing_line(const std::vector<std::string>& lines) {
  const auto opens = [](const std::string& line) { return line.starts_with("namespace"); };
  if (std::ranges::none_of(lines, opens)) return lines.size();
  for (std::size_t i = lines.size(); i-- > 0;) {
    if (lines[i].starts_with('}') && trimmed(Mask().line(lines[i])) == "}") return i;
  }
  return lines.size();
}

}  // namespace

std::string code_only(const std::string& text) {
  Mask mask;
  std::string code;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    code += mask.line(text.substr(start, end - start)) + "\n";
    start = end + 1;
  }
  return code;
}

std::string marker(const std::string& line) {
  const std::string start = "// Task ";
  if (!line.starts_with(start)) return "";
  std::size_t end = start.size();
  while (end < line.size() &&
         (std::isdigit(static_cast<unsigned char>(line[end])) || line[end] == '.'))
    ++end;
  std::string id = line.substr(start.size(), end - start.size());
  while (id.ends_with('.')) id.pop_back();
  return id.find('.') == std::string::npos ? "" : id;
}

Source::Source(const std::string& text) {
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines_.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  take_apart();
}

void Source::take_apart() {
  const std::size_t closing = closing_line(lines_);
  Region region{.first_line = 1, .last_line = 0, .task = "", .broken = false};
  for (std::size_t i = 0; i <= lines_.size(); ++i) {
    const std::string id = i < lines_.size() ? marker(lines_[i]) : "";
    if (i == closing || i == lines_.size() || !id.empty()) {
      region.last_line = i;
      regions_.push_back(region);
      region = {.first_line = i + 1, .last_line = 0, .task = id, .broken = false};
      if (i >= closing) break;
    }
  }
  for (Region& one : regions_) {
    Mask mask;
    Scanner scanner(one, items_);
    for (std::size_t number = one.first_line; number <= one.last_line; ++number) {
      scanner.line(mask.line(lines_[number - 1]), number);
    }
    one.broken = mask.inside() || scanner.unbalanced();
    if (!one.task.empty()) whole_regions_.push_back({one.first_line, one.last_line, one.task, ""});
  }
}

namespace {

const Item* find_line(const std::vector<Item>& items, std::size_t line) {
  const auto found = std::ranges::find_if(
      items, [&](const Item& item) { return item.first_line <= line && line <= item.last_line; });
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

const Item* Source::item_at(std::size_t line) const {
  return find_line(items_, line);
}

const Item* Source::region_at(std::size_t line) const {
  return find_line(whole_regions_, line);
}

std::string Source::without(const std::set<std::size_t>& lines) const {
  std::string text;
  for (std::size_t number = 1; number <= lines_.size(); ++number) {
    if (!lines.contains(number)) text += lines_[number - 1];
    text += "\n";
  }
  return text;
}

}  // namespace gradus::engine
