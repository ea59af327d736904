#include "judge/compiler_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "judge/compiler_kinds.hpp"
#include "judge/plain_types.hpp"

namespace gradus::judge {
namespace {

constexpr std::size_t longest_line = 110;   // of the compiler's words below a sentence
constexpr std::size_t longest_name = 120;   // in a sentence
constexpr std::size_t longest_alone = 230;  // ... where there is none

/// Does `pattern` fit the start of `text`? In linear time: each part is looked for once.
bool fits(std::string_view pattern, std::string_view text) {
  bool first = true;
  for (;;) {
    const std::size_t star = pattern.find('*');
    const std::string_view part = pattern.substr(0, star);
    const std::size_t at = text.find(part);
    if (at == std::string_view::npos || (first && at != 0)) return false;
    if (star == std::string_view::npos) return true;
    text.remove_prefix(at + part.size());
    pattern.remove_prefix(star + 1);
    first = false;
  }
}

bool is_said(const Diagnostic& diagnostic, std::string_view pattern) {
  const std::size_t note = pattern.find('~');
  if (!fits(pattern.substr(0, note), diagnostic.message)) return false;
  if (note == std::string_view::npos) return true;
  const std::string_view wanted = pattern.substr(note + 1);
  return std::ranges::any_of(diagnostic.notes, [&](std::string_view one) {
    while (one.starts_with(' ')) one.remove_prefix(1);
    return fits(wanted, one);
  });
}

bool any_is_said(const Diagnostic& diagnostic, std::string_view patterns) {
  for (;;) {
    const std::size_t bar = patterns.find('|');
    if (is_said(diagnostic, patterns.substr(0, bar))) return true;
    if (bar == std::string_view::npos) return false;
    patterns.remove_prefix(bar + 1);
  }
}

// ---- what is filled in -------------------------------------------------------------------------

using Names = std::vector<std::string_view>;

const Names of_armadillo = {
    "mat",       "vec",      "rowvec",       "colvec",   "umat",     "uvec",  "urowvec",
    "uword",     "cube",     "zeros",        "ones",     "eye",      "fill",  "span",
    "accu",      "linspace", "datum",        "conv_to",  "randn",    "randu", "join_rows",
    "join_cols", "repmat",   "approx_equal", "regspace", "as_scalar"};
const Names of_standard = {
    "vector",        "string",    "cout",      "cerr",     "endl",           "function",
    "map",           "pair",      "array",     "optional", "numeric_limits", "invalid_argument",
    "runtime_error", "to_string", "make_pair", "iota",     "isnan",          "isfinite",
    "swap",          "size_t",    "sort"};
const Names of_enumerations = {"identity",     "xavier",          "he",
                               "small_normal", "one_over_n",      "adam",
                               "adamw",        "rms_prop",        "gradient_descent",
                               "suspicious",   "fine_with_kinks", "no_difference"};
const Names of_python = {"np",  "True",   "False", "None",   "print", "len", "range", "elif",
                         "def", "lambda", "self",  "import", "in",    "is",  "numpy"};

bool is_among(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// What stands in quotes, in plain types.
std::vector<std::string> quoted(const std::string& text) {
  std::vector<std::string> found;
  for (std::size_t open = text.find('\''); open != std::string::npos;) {
    const std::size_t close = text.find('\'', open + 1);
    if (close == std::string::npos) break;
    found.push_back(text.substr(open + 1, close - open - 1));
    open = text.find('\'', close + 1);
  }
  return found;
}

/// About a name that the compiler does not know.
std::string about_name(const std::vector<std::string>& names, const std::string& message) {
  if (names.empty()) return "";
  const std::string& name = names.front();
  if (is_among(of_python, name)) return fmt::format("{} is Python's: C++ says it otherwise.", name);
  if (is_among(of_armadillo, name))
    return fmt::format("{0} is Armadillo's: write arma::{0}.", name);
  if (is_among(of_standard, name)) {
    return fmt::format("{0} is the standard library's: write std::{0}.", name);
  }
  if (is_among(of_enumerations, name)) {
    return fmt::format("{0} belongs to an enumeration: write its name and :: before {0}.", name);
  }
  if (names.size() > 1 && message.find("did you mean '") != std::string::npos) {
    return fmt::format("There is no {} above this line: is {} meant?", name, names[1]);
  }
  return fmt::format(
      "There is no {} here: is it declared above this line, in the same braces, and spelled so?",
      name);
}

/// "void f(...)" of "template<class T> void f(...)".
std::string without_template(const std::string& signature) {
  if (!signature.starts_with("template<")) return signature;
  return signature.substr(std::min(signature.find("> ") + 2, signature.size()));
}

/// The function that did not fit, as far as the compiler tells.
std::string candidate_of(const Diagnostic& diagnostic) {
  for (const std::string& note : diagnostic.notes) {
    if (note.starts_with("candidate") && note.find(": '") != std::string::npos) {
      const std::vector<std::string> names = quoted(in_plain_types(note));
      if (!names.empty()) return ". The function is " + without_template(names.front());
    }
    const std::size_t requires_at = note.find("requires ");
    if (requires_at != std::string::npos) return ": the function " + note.substr(requires_at);
  }
  return "";
}

std::string include_of(const Diagnostic& diagnostic) {
  for (const std::string& note : diagnostic.notes) {
    const std::size_t include = note.find("#include <");
    if (include == std::string::npos) continue;
    return note.substr(include, note.find('>', include) + 1 - include);
  }
  const std::vector<std::string> names = quoted(diagnostic.message);  // clang++ names no header
  return names.empty() ? "" : "#include <" + names.front() + ">";
}

void fill_in(std::string& sentence, std::string_view place, const std::string& words) {
  const std::size_t at = sentence.find(place);
  if (at != std::string::npos) sentence.replace(at, place.size(), words);
}

std::string place(const Diagnostic& diagnostic) {
  return fmt::format("line {}: {}", diagnostic.line, diagnostic.error ? "" : "warning: ");
}

}  // namespace

std::string meaning_of_complaint(const Diagnostic& diagnostic) {
  if (diagnostic.recipe) return "";
  const auto kind = std::ranges::find_if(
      kinds(), [&](const ErrorKind& one) { return any_is_said(diagnostic, one.said); });
  if (kind == kinds().end()) return "";
  std::string sentence = kind->sentence;
  const std::vector<std::string> names = quoted(in_plain_types(diagnostic.message));
  const bool member_first = diagnostic.message.starts_with("no member") ||
                            diagnostic.message.find("is not a member") != std::string::npos;
  fill_in(sentence, "{known}", about_name(names, diagnostic.message));
  fill_in(sentence, "{candidate}", candidate_of(diagnostic));
  fill_in(sentence, "{include}", include_of(diagnostic));
  fill_in(sentence, "{member}", names.size() < 2 ? "such member" : names[member_first ? 0 : 1]);
  for (const std::size_t i : {0u, 1u}) {
    const bool short_enough = i < names.size() && names[i].size() <= longest_name;
    fill_in(sentence, i == 0 ? "{1}" : "{2}", short_enough ? names[i] : "it");
  }
  return sentence;
}

std::string told(const Diagnostic& diagnostic) {
  const std::string words =
      diagnostic.recipe ? diagnostic.message : in_plain_types(diagnostic.message);
  const std::string meaning = meaning_of_complaint(diagnostic);
  if (meaning.empty()) return place(diagnostic) + base::shorten(words, longest_alone);
  return meaning + "\n" + place(diagnostic) + base::shorten(words, longest_line);
}

std::string told_in_full(const Diagnostic& diagnostic) {
  std::string text = place(diagnostic) + diagnostic.message;
  for (const std::string& note : diagnostic.notes) text += "\n" + note;
  return text;
}

}  // namespace gradus::judge
