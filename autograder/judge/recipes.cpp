#include "judge/recipes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "judge/expression.hpp"
#include "judge/mask.hpp"

namespace gradus::judge {
namespace {

constexpr std::size_t longest_expression = 300;  // bytes; in a longer one nothing is checked
constexpr std::size_t most_checked = 200;        // statements of a file
constexpr std::size_t longest_function = 5000;   // tokens; of a longer one no return is checked
constexpr std::string_view mark_auto = "gradus:auto ";
constexpr std::string_view mark_return = "gradus:return";

constexpr std::array<std::string_view, 6> storage = {"const",     "static", "constexpr",
                                                     "constinit", "inline", "volatile"};
constexpr std::array<std::string_view, 5> control = {"if", "for", "while", "switch", "catch"};
constexpr std::array<std::string_view, 4> behind_head = {"mutable", "noexcept", "const",
                                                         "constexpr"};
constexpr std::array<std::string_view, 14> by_value = {"mat",  "vec",  "colvec", "rowvec", "dmat",
                                                       "dvec", "umat", "uvec",   "imat",   "ivec",
                                                       "auto", "fmat", "fvec",   "urowvec"};

/// What a pair of braces is: whether `return` in it returns a recipe as it is.
struct Block {
  bool deduced = false;   // of a function or lambda whose type is auto
  std::size_t start = 0;  // the token at which the function starts
};

class Checker {
 public:
  Checker(const std::string& text, const std::set<std::size_t>& not_in)
      : text_(text), not_in_(not_in), masked_(mask(text)) {
    for (const LogicalLine& line : logical_lines(masked_.code)) {
      const bool directive = line.code.starts_with('#');
      for (std::size_t i = line.start; directive && i < line.end; ++i) {
        if (masked_.code[i] != '\n') masked_.code[i] = ' ';
      }
    }
    tokens_ = tokens_of(masked_.code);
  }

  Recipes run() {
    std::vector<Block> blocks = {{}};
    std::size_t brackets = 0;
    std::vector<std::size_t> outer;  // brackets that are open around each block
    for (std::size_t i = 1; i < tokens_.size(); ++i) {
      const std::string& text = tokens_[i].text;
      if (text == "(" || text == "[") ++brackets;
      if ((text == ")" || text == "]") && brackets > 0) --brackets;
      if (text == "{") {
        blocks.push_back(block_at(i, blocks.back()));
        outer.push_back(std::exchange(brackets, 0));
      }
      if (text == "}" && !outer.empty()) {
        blocks.pop_back();
        brackets = outer.back();
        outer.pop_back();
      }
      if (brackets > 0) continue;
      if (text == "auto") variable(i);
      if (text == "return" && blocks.back().deduced) returned(i, blocks.back());
    }
    return finished();
  }

 private:
  bool is(std::size_t i, std::string_view text) const {
    return i < tokens_.size() && tokens_[i].text == text;
  }
  bool starts_statement(std::size_t i) const { return is(i, ";") || is(i, "{") || is(i, "}"); }

  Block block_at(std::size_t brace, const Block& around) const {
    std::size_t before = brace - 1;
    while (is_one_of(tokens_[before].text, behind_head)) --before;
    if (is(before, "]")) return {.deduced = true, .start = before};
    if (!is(before, ")") || tokens_[before].match == 0) {
      for (std::size_t i = before; i > 0 && i + 20 > before && !starts_statement(i); --i) {
        if (is(i, "->")) return {};
        if (is(i, ")") || is(i, "=")) break;
      }
      return around;
    }
    const std::size_t open = tokens_[before].match;
    const std::size_t name = open - 1;
    if (is(name, "]")) return {.deduced = true, .start = open};
    if (is_one_of(tokens_[name].text, control) || is(name, "constexpr")) return around;
    bool deduced = false;
    for (std::size_t i = name; i > 0 && name - i < 12 && !starts_statement(i); --i) {
      if (is(i, "auto")) deduced = true;
    }
    return {.deduced = deduced, .start = open};
  }

  /// The token of the ';' that ends what starts at `i`; 0: there is a brace or nothing before it.
  std::size_t semicolon(std::size_t i) const {
    for (; i < tokens_.size() && !is(i, "{") && !is(i, "}"); ++i) {
      if (is(i, ";")) return i;
      if (tokens_[i].match > i) i = tokens_[i].match;
    }
    return 0;
  }

  /// `[const] auto [const] [&] NAME = EXPRESSION;`, the `auto` at `i`.
  void variable(std::size_t i) {
    std::size_t before = i - 1;
    while (is_one_of(tokens_[before].text, storage)) --before;
    if (!starts_statement(before) || ++tried_ > most_checked) return;
    std::size_t name = i + 1;
    while (is(name, "const") || is(name, "&")) ++name;
    if (name + 1 >= tokens_.size() || !tokens_[name].is_word() || !is(name + 1, "=")) return;
    const std::size_t end = semicolon(name + 2);
    const std::string type = "decltype(" + tokens_[name].text + ")";
    add(name + 2, end, type, std::string(mark_auto) + tokens_[name].text, {});
  }

  void returned(std::size_t i, const Block& block) {
    if (++tried_ > most_checked || i - block.start > longest_function) return;
    const std::size_t end = semicolon(i + 1);
    if (end <= i + 1) return;
    const std::size_t start = tokens_[i + 1].at;
    std::string expression = text_.substr(start, tokens_[end].at - start);
    std::ranges::replace(expression, '\n', ' ');
    add(i + 1, end, "decltype((" + expression + "))", std::string(mark_return),
        locals(block.start, i));
  }

  /// Matrices that a function holds by value, its parameters among them.
  std::set<std::string> locals(std::size_t begin, std::size_t end) const {
    std::set<std::string> names;
    for (std::size_t i = begin; i + 2 < end; ++i) {
      if (!is_one_of(tokens_[i].text, by_value) || !tokens_[i + 1].is_word()) continue;
      const bool ends =
          std::string_view("=;({,)").find(tokens_[i + 2].text) != std::string_view::npos;
      if (ends) names.insert(tokens_[i + 1].text);
    }
    return names;
  }

  /// Is the expression one that can be written down again, in one line and without literals?
  bool is_plain(std::size_t begin, std::size_t end) const {
    const std::size_t first = tokens_[begin].at;
    const std::size_t last = tokens_[end].at;
    if (last - first > longest_expression) return false;
    for (std::size_t i = first; i < last; ++i) {
      if (masked_.kinds[i] != Kind::code || masked_.code[i] == '\\') return false;
    }
    return true;
  }

  void add(std::size_t begin, std::size_t end, const std::string& type, const std::string& mark,
           const std::set<std::string>& locals) {
    if (end == 0 || begin >= end || is(end + 1, "else")) return;
    if (!is_plain(begin, end)) return;
    const std::optional<std::string> named = count_named(text_, tokens_, begin, end, locals);
    if (!named || named->size() > 20 * longest_expression) return;
    added_.emplace_back(
        tokens_[end].end(),
        fmt::format(" static_assert(::gradus_recipes::refers_to<{}> <= {}, \"{}\");", type, *named,
                    mark));
  }

  Recipes finished() {
    std::ranges::sort(added_);
    Recipes result;
    std::size_t line = 1;
    std::size_t from = 0;
    for (const auto& [at, assertion] : added_) {
      line += std::ranges::count(std::string_view(text_).substr(from, at - from), '\n');
      result.text.append(text_, from, at - from);
      from = at;
      if (not_in_.contains(line)) continue;
      result.text += assertion;
      result.lines.insert(line);
    }
    result.text.append(text_, from);
    return result;
  }

  const std::string& text_;
  const std::set<std::size_t>& not_in_;
  Masked masked_;
  Tokens tokens_;
  std::size_t tried_ = 0;                                   // statements
  std::vector<std::pair<std::size_t, std::string>> added_;  // where, and what
};

}  // namespace

Recipes with_recipes_checked(const std::string& text, const std::set<std::size_t>& not_in) {
  if (text.find("auto") == std::string::npos && text.find('[') == std::string::npos) {
    return {.text = text, .lines = {}};
  }
  return Checker(text, not_in).run();
}

std::string recipe_sentence(std::string_view message) {
  if (message.find(mark_return) != std::string_view::npos) {
    return "what is returned here is a recipe that refers to results which are gone when the "
           "function ends: let it return arma::mat or arma::vec (a lambda: -> arma::mat)";
  }
  const std::size_t found = message.find(mark_auto);
  if (found == std::string_view::npos) return "";
  std::string_view name = message.substr(found + mark_auto.size());
  name = name.substr(
      0, std::min(name.size(), static_cast<std::size_t>(std::ranges::find_if_not(name, is_word) -
                                                        name.begin())));
  return fmt::format(
      "{} holds a recipe that refers to results which are gone at the semicolon: write arma::mat "
      "{} (or arma::vec, arma::rowvec ...), not auto",
      name, name);
}

}  // namespace gradus::judge
