#include "judge/plain_types.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "judge/mask.hpp"

namespace gradus::judge {
namespace {

using Shorter = std::pair<std::string_view, std::string_view>;

constexpr std::string_view expression = "an Armadillo expression";
constexpr std::size_t deepest = 40;  // pairs of < > in one another

/// A template with its arguments, in plain types, and what people write.
constexpr std::array<Shorter, 24> spelled{{
    {"Mat<double>", "arma::mat"},
    {"Col<double>", "arma::vec"},
    {"Row<double>", "arma::rowvec"},
    {"Mat<float>", "arma::fmat"},
    {"Col<float>", "arma::fvec"},
    {"Row<float>", "arma::frowvec"},
    {"Mat<arma::uword>", "arma::umat"},
    {"Col<arma::uword>", "arma::uvec"},
    {"Row<arma::uword>", "arma::urowvec"},
    {"Mat<arma::sword>", "arma::imat"},
    {"Col<arma::sword>", "arma::ivec"},
    {"Row<arma::sword>", "arma::irowvec"},
    {"subview", "a part of a matrix"},
    {"subview_row", "a row of a matrix"},
    {"subview_col", "a column of a matrix"},
    {"subview_cols", "columns of a matrix"},
    {"subview_elem1", "entries chosen by elem()"},
    {"subview_elem2", "chosen rows or columns"},
    {"subview_each1", "each_col() or each_row()"},
    {"subview_each2", "each_col() or each_row()"},
    {"diagview", "the diagonal of a matrix"},
    {"Base", "a matrix"},
    {"basic_string", "std::string"},
    {"basic_ostream", "std::ostream"},
}};

constexpr std::array<std::string_view, 14> recipes = {
    "Op",      "eOp",    "mtOp",     "Glue", "eGlue",           "mtGlue", "CubeToMatOp",
    "SpToDOp", "OpCube", "mtOpCube", "Gen",  "op_internal_equ", "SpOp",   "SpGlue"};

/// Words that stand for something shorter wherever they are; the longer ones first.
constexpr std::array<Shorter, 14> shorter{{
    {"std::__cxx11::basic_string<char>", "std::string"},
    {"std::__cxx11::", "std::"},
    {"long long unsigned int", "arma::uword"},
    {"unsigned long long", "arma::uword"},
    {"long unsigned int", "size_t"},
    {"long long int", "arma::sword"},
    {"std::size_t", "size_t"},
    {"typename ", ""},
    {"const class ", "const "},
    {"const struct ", "const "},
    {"'class ", "'"},
    {"'struct ", "'"},
    {"{anonymous}::", ""},
    {"(anonymous namespace)::", ""},
}};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// The end of the bracket that opens at `at`, or nothing.
std::optional<std::size_t> end_of_bracket(std::string_view text, std::size_t at) {
  const char opens = text[at];
  const char closes = opens == '(' ? ')' : opens == '[' ? ']' : opens == '{' ? '}' : '>';
  std::size_t depth = 0;
  for (std::size_t i = at; i < text.size(); ++i) {
    const bool arrow = closes == '>' && i > 0 && (text[i - 1] == '-' || text[i - 1] == '(');
    if (text[i] == opens) ++depth;
    if (text[i] == closes && !arrow && --depth == 0) return i + 1;
  }
  return std::nullopt;
}

/// Takes out every bracket that begins with `start`: " {aka ...}", " [with ...]".
void take_out(std::string& text, std::string_view start) {
  std::string kept;
  std::size_t from = 0;
  for (std::size_t at = text.find(start); at != std::string::npos; at = text.find(start, from)) {
    const std::size_t bracket = start.front() == ' ' ? at + 1 : at;
    const std::size_t end = end_of_bracket(text, bracket).value_or(text.size());
    kept.append(text, from, at - from);
    from = end;
  }
  text = kept.append(text, from);
}

/// The arguments of a template, between its < and >, cut at the commas of the outermost level.
std::vector<std::string_view> arguments_of(std::string_view text) {
  std::vector<std::string_view> arguments;
  std::size_t depth = 0;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool ends = i == text.size() || (text[i] == ',' && depth == 0);
    if (!ends) {
      if (text[i] == '<' || text[i] == '(') ++depth;
      if ((text[i] == '>' || text[i] == ')') && depth > 0) --depth;
      continue;
    }
    std::string_view one = text.substr(from, i - from);
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    arguments.push_back(one);
    from = i + 1;
  }
  return arguments;
}

std::string plain(std::string_view text, std::size_t depth);

/// NAME<ARGUMENTS> as people write it.
std::string plain_template(std::string_view whole_name, std::string_view inside,
                           std::size_t depth) {
  const std::size_t scope = whole_name.rfind("::");
  const std::string_view name =
      scope == std::string_view::npos ? whole_name : whole_name.substr(scope + 2);
  if (std::ranges::find(recipes, name) != recipes.end()) return std::string(expression);
  const std::vector<std::string_view> arguments = arguments_of(inside);
  if (name.starts_with("enable_if")) return plain(arguments.back(), depth + 1);
  const std::string first = plain(arguments.front(), depth + 1);
  const std::string full = std::string(name) + "<" + first + ">";
  for (const Shorter& one : spelled) {
    if (one.first == full || one.first == name) return std::string(one.second);
  }
  std::string written = std::string(whole_name) + "<" + first;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (arguments[i].find("allocator<") != std::string_view::npos) continue;
    written += ", " + plain(arguments[i], depth + 1);
  }
  return written + ">";
}

bool is_of_name(char letter) {
  return is_word(letter) || letter == ':';
}

std::string plain(std::string_view text, std::size_t depth) {
  std::string result;
  if (depth > deepest) return "...";
  for (std::size_t i = 0; i < text.size();) {
    if (!is_of_name(text[i])) {
      result += text[i++];
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_of_name(text[end])) ++end;
    const std::string_view name = text.substr(i, end - i);
    const bool template_follows =
        end < text.size() && text[end] == '<' && name.find("operator") == std::string_view::npos;
    const std::optional<std::size_t> close =
        template_follows ? end_of_bracket(text, end) : std::nullopt;
    if (template_follows && !close && name.find("enable_if") != std::string_view::npos) {
      return result + std::string(expression) + " ...";  // the message was cut in the middle of it
    }
    if (!close) {
      result += name;
      i = end;
      continue;
    }
    const std::string written = plain_template(name, text.substr(end + 1, *close - end - 2), depth);
    i = *close;
    if (text.substr(i).starts_with("::result")) i += std::string_view("::result").size();
    // "const an Armadillo expression" is no English.
    const bool words = written.find(' ') != std::string::npos && written.find('<') == written.npos;
    if (words && result.ends_with("const ")) result.resize(result.size() - 6);
    result += written;
  }
  return result;
}

}  // namespace

std::string in_plain_types(const std::string& message) {
  std::string text = message;
  for (const std::string_view start : {" {aka ", " (aka ", " [with "}) take_out(text, start);
  for (const Shorter& one : shorter) replace_all(text, one.first, one.second);
  text = plain(text, 0);
  replace_all(text, "const an Armadillo", "an Armadillo");
  // What g++ makes of an expression is longer than the student's line, which is there to be read.
  const std::size_t in = text.find(" in '");
  const std::size_t types = text.find(" (operand type");
  if (in != std::string::npos && types != std::string::npos && in < types) {
    text.erase(in, types - in);
  }
  text.resize(std::min(text.size(), text.find(", declared with attribute")));
  const std::string_view convert = "could not convert '";
  const std::size_t from = text.find("' from '");
  if (text.starts_with(convert) && from != std::string::npos && from > convert.size() + 30) {
    text.erase(convert.size() - 2, from + 1 - (convert.size() - 2));
  }
  return text;
}

}  // namespace gradus::judge
