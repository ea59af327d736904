// A dangling `auto`. What Armadillo's operators return is a recipe that refers to its operands:
//
//   auto E = 1.0 + arma::exp(-Z);   // refers to the results of exp() and of -, which are gone
//   arma::mat A = 1.0 / E;          // at the semicolon, so that this reads what is no more
//
// Without optimisation the dead results still lie where they were, and no test notices. So the
// compiler is asked: behind each `auto NAME = EXPRESSION;`, and behind each `return EXPRESSION;` of
// a function whose type is auto, in the same line, goes a static_assert that compares what the type
// refers to with what EXPRESSION names (tests/support/recipes.hpp counts both).
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

namespace gradus::judge {

struct Recipes {
  std::string text;             // with the assertions; every line keeps its number
  std::set<std::size_t> lines;  // that hold one
};

/// Adds the assertions, except in the lines `not_in`. Statements that this is too simple to read
/// are left as they are: what is not understood is not accused.
Recipes with_recipes_checked(const std::string& text, const std::set<std::size_t>& not_in = {});

/// What the compiler says of a failed assertion: the sentence for the student, or nothing when
/// `message` is about something else.
std::string recipe_sentence(std::string_view message);

}  // namespace gradus::judge
