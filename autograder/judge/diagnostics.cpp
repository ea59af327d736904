#include "judge/diagnostics.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "judge/mask.hpp"

namespace gradus::judge {
namespace {

// g++ quotes with typographic marks in a UTF-8 locale.
std::string plain_quotes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view mark = text.substr(i, 3);
    const bool quote = mark == "‘" || mark == "’";
    plain += quote ? '\'' : text[i];
    if (quote) i += 2;
  }
  return plain;
}

/// Calls `read` with each line, as far as lines are read at all.
template <typename Read>
void for_each_line(std::string_view output, Read read) {
  for (std::size_t count = 0; !output.empty() && count < most_lines; ++count) {
    const std::size_t end = std::min(output.find('\n'), output.size());
    std::string_view line = output.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    read(line.substr(0, longest_said));
    output.remove_prefix(std::min(end + 1, output.size()));
  }
}

/// Reads ":12" at `at` and moves behind it.
std::optional<std::size_t> colon_number(std::string_view text, std::size_t& at) {
  std::size_t i = at + 1;
  std::size_t number = 0;
  for (; i < text.size() && is_digit(text[i]); ++i) {
    number = std::min<std::size_t>(10 * number + (text[i] - '0'), 999'999'999);
  }
  if (at >= text.size() || text[at] != ':' || i == at + 1) return std::nullopt;
  at = i;
  return number;
}

/// "file:12:5: error: " taken apart: where it stands, and what follows.
struct Head {
  std::string_view where;
  std::size_t line = 0;
  std::size_t column = 0;
  bool error = false;
  bool fatal = false;
  bool note = false;
  std::string_view rest;
};

/// The head whose place ends at the colon `at`, if one does.
std::optional<Head> head_at(std::string_view text, std::size_t at) {
  Head head;
  head.where = text.substr(0, at);
  const std::optional<std::size_t> line = colon_number(text, at);
  if (!line) return std::nullopt;
  head.line = *line;
  head.column = colon_number(text, at).value_or(0);
  const std::string_view tail = text.substr(at);
  for (const std::string_view kind : {": fatal error: ", ": error: ", ": warning: ", ": note: "}) {
    if (!tail.starts_with(kind)) continue;
    head.note = kind == ": note: ";
    head.error = kind.ends_with("error: ");
    head.fatal = kind == ": fatal error: ";
    head.rest = tail.substr(kind.size());
    return head;
  }
  return std::nullopt;
}

std::optional<Head> head_of(std::string_view text) {
  for (std::size_t at = text.find(':'); at != std::string::npos; at = text.find(':', at + 1)) {
    if (const std::optional<Head> head = head_at(text, at)) return head;
  }
  return std::nullopt;
}

/// The line of `file` that "In file included from file:12:" or "file:12:5:   required from here"
/// speaks of.
std::optional<std::size_t> mention(std::string_view text, std::string_view file) {
  for (std::size_t at = text.find(file); at != std::string::npos; at = text.find(file, at + 1)) {
    std::size_t end = at + file.size();
    const std::string_view before = text.substr(0, at);
    if (!before.empty() && !before.ends_with('/') && !before.ends_with("from ")) continue;
    if (const std::optional<std::size_t> line = colon_number(text, end)) return line;
  }
  return std::nullopt;
}

/// Moves "[-Wunused-variable]" from the end of a message to where the option belongs.
void take_option(Diagnostic& diagnostic) {
  std::string& message = diagnostic.message;
  const std::size_t start = message.rfind(" [-W");
  if (start == std::string::npos || !message.ends_with(']')) return;
  const std::string option = message.substr(start + 2, message.size() - start - 3);
  if (option.find(']') != std::string::npos) return;
  diagnostic.option = option;
  message.resize(start);
}

bool is_in(std::string_view where, const std::string& file) {
  return where == file || where.ends_with("/" + file);
}

std::string name_of_file(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

void add_note(Diagnostic& diagnostic, const Head& note, const std::string& file) {
  // With a compiled header, clang++ says of all of it that line 1 includes it.
  const bool made_here = diagnostic.column == 0 && note.rest.starts_with("in instantiation of ");
  if ((diagnostic.line == 0 || made_here) && is_in(note.where, file)) diagnostic.line = note.line;
  if (diagnostic.notes.size() == most_added) return;
  diagnostic.notes.push_back(plain_quotes(note.rest.substr(0, longest_added)));
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result) letter = std::tolower(static_cast<unsigned char>(letter));
  return result;
}

}  // namespace

std::vector<Diagnostic> read_diagnostics(std::string_view output, const std::string& file) {
  std::vector<Diagnostic> found;
  std::array<std::size_t, 2> kept = {0, 0};  // warnings, errors
  bool last_is_kept = false;
  std::size_t led_here_from = 0;  // the last line of the file that was mentioned on the way
  std::size_t outermost = 0;      // the same in what is told of #include lines
  for_each_line(output, [&](std::string_view line) {
    const std::optional<Head> head = head_of(line);
    if (head && head->note) {
      // clang++ tells behind an error inside a header which line of the file led there.
      if (last_is_kept) add_note(found.back(), *head, file);
    } else if (head) {
      // In a file that includes itself, the line that does so is to blame, and not the one that is
      // reached too deep. The way there is told once for all that is reached on it.
      const bool too_deep = head->rest.starts_with("#include nested depth") && outermost > 0;
      const std::size_t here = too_deep ? outermost : head->line;
      Diagnostic diagnostic{.line = is_in(head->where, file) ? here : led_here_from,
                            .error = head->error,
                            .message = plain_quotes(head->rest),
                            .column = is_in(head->where, file) ? head->column : 0,
                            .notes = {},
                            .option = {}};
      if (!is_in(head->where, file)) diagnostic.notes.push_back("in " + name_of_file(head->where));
      take_option(diagnostic);
      last_is_kept = kept.at(head->error)++ < most_said;
      if (last_is_kept) found.push_back(diagnostic);
      led_here_from = 0;
    } else {
      led_here_from = mention(line, file).value_or(led_here_from);
      if (line.find(" from ") != std::string::npos) outermost = led_here_from;
    }
  });
  return found;
}

void say_what_stands_there(std::vector<Diagnostic>& diagnostics, std::string_view text) {
  static constexpr std::array<std::string_view, 4> too_short = {
      "expected expression", "expected ';'", "expected '(' for function-style cast",
      "invalid operands to binary expression"};
  static constexpr std::size_t longest_word = 30;
  if (diagnostics.empty()) return;
  std::vector<std::string_view> lines;
  for_each_line(text, [&](std::string_view line) { lines.push_back(line); });
  for (Diagnostic& one : diagnostics) {
    const bool short_words = std::ranges::any_of(
        too_short, [&](std::string_view words) { return one.message.starts_with(words); });
    if (!short_words || one.line == 0 || one.line > lines.size()) continue;
    std::string_view rest = lines[one.line - 1];
    if (one.column == 0 || one.column > rest.size()) continue;
    rest.remove_prefix(one.column - 1);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (rest.empty() || rest[0] <= ' ' || rest[0] > '~') continue;
    const std::size_t end = std::min(rest.size(), longest_word);
    std::size_t length = 0;
    while (length < end && is_word(rest[length])) ++length;
    const std::string there(rest.substr(0, std::max<std::size_t>(length, 1)));
    one.message += there == "'" ? " at a quote" : " at '" + there + "'";
  }
}

std::string words_of_the_machine(std::string_view output) {
  static constexpr std::string_view missing = "no such file or directory";
  static constexpr std::array<std::string_view, 18> telling = {
      "no space left on device", "virtual memory exhausted",
      "out of memory",           "cannot allocate",
      "cannot execute",          "file too large",
      "signal terminated",       "read-only file system",
      "permission denied",       "input/output error",
      "too many open files",     "temporarily unavailable",
      "quota exceeded",          "internal compiler error",
      "cannot open shared",      "pch file",
      "cannot create temporary", "error writing"};
  std::string words;
  for_each_line(output, [&](std::string_view line) {
    // A full disk is a fatal error at the line that was read last.
    const std::optional<Head> head = head_of(line);
    if (!words.empty() || (head && !head->fatal)) return;
    const std::string text = lower(line);
    const bool tells = std::ranges::any_of(
        telling, [&](std::string_view one) { return text.find(one) != std::string::npos; });
    if (tells || (!head && text.find(missing) != std::string::npos)) words = plain_quotes(line);
  });
  return words;
}

}  // namespace gradus::judge
