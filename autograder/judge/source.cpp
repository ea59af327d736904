#include "judge/source.hpp"

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "judge/mask.hpp"

namespace gradus::judge {
namespace {

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
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
    const std::string text = base::trimmed(masked);
    if (continues_directive_ || (text.starts_with('#') && !continues_)) {
      directive(text, number);
    } else {
      for (const char letter : masked) take(letter == '\\' ? ' ' : letter, number);
      take(' ', number);
    }
    continues_ = text.ends_with('\\');
    continues_directive_ = continues_directive_ && continues_;
  }

  /// Has something been opened and not closed, or closed and not opened, when the region ends?
  bool unbalanced() const {
    // The file's first part opens one namespace, which the file's last line closes.
    const bool left_open = namespaces_ > (region_.first_line == 1 ? 1 : 0);
    return depth_ != 0 || !head_.empty() || closed_too_many_ || left_open || conditions_ != 0;
  }

 private:
  /// Inside an item, a directive is a part of it; its braces are the preprocessor's matter.
  void directive(const std::string& text, std::size_t number) {
    const std::string word = continues_directive_ ? "" : base::trimmed(text.substr(1));
    if (word.starts_with("if")) ++conditions_;
    if (word.starts_with("endif") && --conditions_ < 0) closed_too_many_ = true;
    const bool conditional =
        word.starts_with("if") || word.starts_with("el") || word.starts_with("endif");
    const bool outside = depth_ == 0 && head_.empty();
    if (!conditional && outside) items_.push_back({number, number, region_.task, ""});
    continues_directive_ = true;
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
    // Only the first brace is looked at: reading the head again at each would take too long.
    const bool first_brace = letter == '{' && depth_ == 0 && !wants_semicolon_;
    if (first_brace && opens_namespace()) {
      ++namespaces_;
      head_.clear();
      return;
    }
    if (first_brace) wants_semicolon_ = is_declaration();
    if (letter == '{') ++depth_;
    if (depth_ == 0) head_ += letter;
    const bool closed = letter == '}' && --depth_ == 0;
    const bool ended = letter == ';' && depth_ == 0 && brackets_ <= 0;
    if (ended || (closed && !wants_semicolon_)) finish(number);
  }

  bool opens_namespace() const {
    const std::string head = base::trimmed(head_);
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
    // `int f() try {...} catch (...) {...}` is one function.
    if (base::trimmed(head_).starts_with("catch") && !items_.empty()) {
      items_.back().last_line = number;
    } else {
      items_.push_back({first_line_, number, region_.task, function_name(head_)});
    }
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
  bool continues_ = false;            // a backslash ends the line
  bool continues_directive_ = false;  // ... of a directive
};

/// The line that closes the namespace: the last one that holds nothing but a brace at its start.
/// Returns the number of lines if there is none, or no namespace to be closed.
std::size_t closing_line(const std::vector<std::string>& lines) {
  const auto opens = [](const std::string& line) { return line.starts_with("namespace"); };
  if (std::ranges::none_of(lines, opens)) return lines.size();
  for (std::size_t i = lines.size(); i-- > 0;) {
    if (lines[i].starts_with('}') && base::trimmed(mask(lines[i]).code) == "}") return i;
  }
  return lines.size();
}

}  // namespace

std::string marker(const std::string& line) {
  const std::string start = "// Task ";
  if (!line.starts_with(start)) return "";
  std::size_t end = start.size();
  while (end < line.size() && (is_digit(line[end]) || line[end] == '.')) ++end;
  std::string id = line.substr(start.size(), end - start.size());
  while (id.ends_with('.')) id.pop_back();
  return id.find('.') == std::string::npos ? "" : id;
}

Source::Source(const std::string& text) : lines_(split(text)) {
  take_apart();
}

void Source::take_apart() {
  code_.resize(lines_.size());
  const std::size_t closing = closing_line(lines_);
  Region region{.first_line = 1};
  for (std::size_t i = 0; i <= lines_.size(); ++i) {
    const std::string id = i < lines_.size() ? marker(lines_[i]) : "";
    if (i == closing || i == lines_.size() || !id.empty()) {
      region.last_line = i;
      regions_.push_back(region);
      region = {.first_line = i + 1, .task = id};
      if (i >= closing) break;
    }
  }
  for (Region& one : regions_) {
    std::string text;
    for (std::size_t i = one.first_line; i <= one.last_line; ++i) text += lines_[i - 1] + "\n";
    const Masked masked = mask(text);
    Scanner scanner(one, items_);
    const std::vector<std::string> code = split(masked.code);
    for (std::size_t i = 0; i < code.size(); ++i) {
      scanner.line(code[i], one.first_line + i);
      code_.at(one.first_line + i - 1) = code[i];
    }
    one.open = masked.open;
    one.broken = masked.open || scanner.unbalanced();
    if (!one.task.empty()) whole_regions_.push_back({one.first_line, one.last_line, one.task, ""});
  }
}

namespace {

/// Both first and last lines only grow along the list.
const Item* find_line(const std::vector<Item>& items, std::size_t line) {
  const auto found =
      std::ranges::partition_point(items, [&](const Item& item) { return item.last_line < line; });
  return found == items.end() || found->first_line > line ? nullptr : &*found;
}

}  // namespace

std::string Source::lines(std::size_t first, std::size_t last) const {
  std::string text;
  for (std::size_t number = first; number <= last; ++number) text += line(number) + "\n";
  return text;
}

const Item* Source::item_at(std::size_t line) const {
  return find_line(items_, line);
}

const Item* Source::region_at(std::size_t line) const {
  return find_line(whole_regions_, line);
}

std::string Source::code(const Item& item) const {
  std::string text;
  for (std::size_t i = item.first_line; i <= item.last_line; ++i) text += code_.at(i - 1) + "\n";
  return text;
}

std::string Source::without(const std::set<std::size_t>& lines) const {
  std::string text;
  for (std::size_t number = 1; number <= lines_.size(); ++number) {
    if (!lines.contains(number)) text += lines_[number - 1];
    text += "\n";
  }
  return text;
}

}  // namespace gradus::judge
