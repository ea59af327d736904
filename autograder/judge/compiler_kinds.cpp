#include "judge/compiler_kinds.hpp"

#include <array>

namespace gradus::judge {
namespace {

constexpr std::array<ErrorKind, 101> table{{
    // ---- comparisons and conditions
    {"no match for 'operator=' in 'arma::Mat<eT>::elem(|no match for 'operator=' *subview_e|no "
     "viable overloaded '='*~*subview_elem|no viable overloaded '='*~*subview_each",
     "Chosen entries are not set by =: .fill(number) sets all of them, .ones() and .zeros() are "
     "short for 1 and 0. (each_col() wants a vector.)"},
    {"could not convert 'arma::operator<(*~in stl_algobase.h|value of type *arma::mt*~in "
     "stl_algobase.h|value of type *enable_if2<*~in stl_algobase.h",
     "std::max and std::min compare whole matrices: arma::max(A, B) and arma::min(A, B) go entry "
     "by entry."},
    {"could not convert *arma::mt* to 'bool'|cannot convert *arma::mt* to 'bool'|no match for "
     "'operator!' *arma::mt|no match for 'operator&&' *arma::mt|value of type *arma::mt* is not "
     "contextually convertible to 'bool'|no viable conversion from *arma::mt* to 'bool'|invalid "
     "argument type *arma::mt*",
     "A comparison of matrices gives one 0 or 1 for each entry. A condition needs one answer: "
     "arma::all, arma::any, arma::approx_equal."},
    {"could not convert * from *arma::* to 'bool'|value of type *arma::* is not contextually "
     "convertible to 'bool'",
     "A whole matrix is no condition: which question does it stand for?"},
    {"cannot convert *_rel_* to 'double'|no viable conversion from *_rel_* to 'double'|no viable "
     "conversion from *_rel_* return type 'double'",
     "A comparison of matrices gives one 0 or 1 for each entry, and a number is wanted: "
     "arma::accu counts the ones."},
    {"conversion from *_rel_* to non-scalar type 'arma::|could not convert *_rel_* to 'arma::|no "
     "match for 'operator=' *_rel_|no viable conversion from *_rel_* to 'arma::|no viable "
     "conversion from *_rel_* return type 'arma::|no viable overloaded '='*~candidate * no known "
     "conversion from *_rel_",
     "A comparison gives a matrix of whole numbers, 0 or 1 (arma::umat): "
     "arma::conv_to<arma::mat>::from(...) makes doubles of it."},
    {"suggest parentheses around assignment used as truth value|using the result of an "
     "assignment as a condition",
     "= stores a value, == compares two."},
    {"comparison of unsigned expression in '>= 0' is always true|result of comparison of unsigned "
     "expression >= 0 is always true",
     "A number without a sign (size_t, arma::uword) is never below 0: a loop that waits for it "
     "never ends. Count up, and use n - 1 - i."},
    {"comparison of unsigned expression in '< 0' is always false|result of comparison of unsigned "
     "expression < 0 is always false",
     "A number without a sign (size_t, arma::uword) is never below 0: compare before you "
     "subtract."},
    {"comparison of integer*different signedness|comparison of integers of different signs",
     "An int is compared with a size: let the counter be a size_t or an arma::uword."},
    // ---- text
    {"no match for 'operator<<' *|invalid operands to binary expression ('std::ostream'|invalid "
     "operands to binary expression ('ostream'",
     "std::cout cannot print this as a whole: print its parts."},
    {"invalid operands of types 'const char* to binary 'operator+'|invalid operands of types * "
     "and 'const char *operator+'|no match for 'operator+' *std::string|no match for 'operator+' "
     "*basic_string|invalid operands to binary expression ('const char|invalid operands to "
     "binary expression (*basic_string|adding * to a string does not append",
     "+ joins texts only where one of the two is a std::string: std::string(\"...\") + ..., and "
     "std::to_string or nn::number makes text of a number."},
    {"no matching function for call to 'std::*_error::*|no matching function for call to "
     "'std::*_argument::*|no matching constructor for initialization of 'std::*_argument'|no "
     "matching constructor for initialization of 'std::*_error'|no matching conversion for "
     "functional-style cast from 'int' to 'std::*|invalid conversion from 'int' to 'const char*'|"
     "conversion from 'int' to non-scalar type 'std::string'|no viable conversion from 'int' to "
     "'std::string'",
     "One text in double quotes belongs here, or several joined by +: "
     "std::invalid_argument(\"...\")."},
    {"missing terminating ' character|expected ';' * at a quote|expected expression at a quote",
     "In C++, ' transposes nothing: Z.t() does. (A text stands in double quotes.)"},
    {"missing terminating|expected expression at '\"'",
     "A text begins here and does not end in this line: a quote is missing."},
    {"multi-character character constant|character constant too long",
     "Text stands in double quotes; single ones are for one character."},
    // ---- std::vector
    {"*class std::vector<*' has no member named '*|no member named '*' in 'std::vector<",
     "A std::vector has no {member}. It has size(), push_back(x), front(), back(), and its "
     "entries list[i], which have members of their own."},
    {"no match for call to '(*std::vector<*|type '*std::vector<* does not provide a call operator",
     "The entries of a std::vector stand in square brackets: list[i]."},
    {"conversion from *std::vector<double* to non-scalar type 'arma::|conversion from "
     "*std::vector<int* to non-scalar type 'arma::|conversion from *std::vector<unsigned* to "
     "non-scalar type 'arma::|conversion from *std::vector<long* to non-scalar type 'arma::|"
     "could not convert * from *std::vector<double* to 'arma::|could not convert * from "
     "*std::vector<int* to 'arma::|could not convert * from *std::vector<unsigned* to 'arma::|"
     "could not convert * from *std::vector<long* to 'arma::|conversion from *arma::* to "
     "non-scalar type 'std::vector<double|could not convert * from *arma::* to "
     "'std::vector<double|no viable conversion from *std::vector<double*arma::|no viable "
     "conversion from *std::vector<int*arma::|no viable conversion from "
     "*arma::*'std::vector<double",
     "A std::vector is no vector of Armadillo's: arma::conv_to<TYPE>::from(...) makes one of the "
     "other."},
    {"no match for 'operator* *operand types are *std::vector<|invalid operands to binary "
     "expression (*std::vector<|no viable overloaded '*=' *~*std::vector<",
     "A std::vector cannot be calculated with: take its entries one by one, or make an arma::vec "
     "of it."},
    {"cannot convert 'std::optional<|no match for *std::optional<|no viable conversion from "
     "'std::optional<|invalid operands to binary expression ('std::optional<",
     "A std::optional may be empty: ask has_value(), then take value()."},
    {"*'operator^'|invalid operands to binary expression * at '^'",
     "^ is no power in C++: x * x or std::pow for numbers, arma::square or arma::pow for "
     "matrices."},
    {"invalid type argument of unary|indirection requires pointer operand",
     "** and a * before a number are no C++: a power is x * x, std::pow or arma::pow."},
    {"right hand operand to .*|* cannot be used as a member pointer",
     ".* is MATLAB's: entry by entry, % multiplies and / divides two matrices."},
    {"expected variable name or 'this' in lambda capture list|expected identifier before numeric "
     "constant",
     "Numbers are listed in braces, a row each: arma::mat Z = {{1, 2}, {3, 4}}."},
    {"*'operator%'|invalid operands to binary expression * at '%'",
     "% multiplies two matrices entry by entry, or gives the rest of whole numbers. Numbers are "
     "multiplied by *."},
    // ---- auto, and what was not computed yet
    {"*Op<*' has no member named '*|*Glue<*' has no member named '*|*Op<*} has no member named "
     "'*|*Glue<*} has no member named '*|no match for call to '(arma::eOp<|no match for call to "
     "'(arma::eGlue<|no match for call to '(arma::Op<|no match for call to '(arma::Glue<|no "
     "match for call to '(arma::mt|no match for call to '(arma::enable_if2<|no match for "
     "'operator* (operand types are 'arma::*Op<|no match for 'operator* (operand types are "
     "'arma::*Glue<|no member named '*' in 'arma::*Op<|no member named '*' in 'arma::*Glue<|type "
     "'*Op<* does not provide a call operator|type '*Glue<* does not provide a call operator",
     "This is a recipe of Armadillo's that is not computed yet: store it in an arma::mat (not in "
     "auto), and go on with that."},
    {"no viable overloaded '+='|no viable overloaded '-='|no viable overloaded '*='|no viable "
     "overloaded '/='|no viable overloaded '%='",
     "What stands left cannot be changed so: an arma::mat can. (In auto, a formula of Armadillo's "
     "is not computed yet; a std::vector has no arithmetic.)"},
    {"operands to '?:' have different types|incompatible operand types (",
     "Both sides of ? : must have one type: if and else store each in the same arma::mat."},
    // ---- what is set
    {"assignment of member 'arma::*n_*' in read-only|assignment of read-only member 'arma::*n_|"
     "cannot assign to non-static data member 'n_",
     "n_rows, n_cols and n_elem only tell the size: set_size, resize or zeros(rows, cols) "
     "changes it."},
    {"lvalue required as left operand of assignment|expression is not assignable|no match for "
     "'operator=' *::t() const|invalid lvalue",
     "Left of = stands a variable, an entry or a part of a matrix. (== compares.)"},
    {"no matching function for call to 'arma::*::elem(|no matching function for call to "
     "'arma::*::cols(|no matching function for call to 'arma::*::rows(|no matching member "
     "function for call to 'elem'|no matching member function for call to 'cols'|no matching "
     "member function for call to 'rows'",
     "elem, cols and rows take places, as whole numbers or an arma::uvec. (How many there are: "
     "n_rows, n_cols.)"},
    {"passing 'const * as 'this' argument discards qualifiers|assignment of read-only|increment "
     "of read-only|decrement of read-only|assignment of member * in read-only object|binding "
     "reference of type * discards qualifiers|no matching function for call to '*::fill(*) "
     "const'|no matching function for call to 'swap(const |cannot assign to return value because "
     "function * returns a const value|cannot assign to variable * with const-qualified type|"
     "cannot assign to a variable captured by copy|binding reference of type * drops 'const' "
     "qualifier|no matching member function for call to *~*'this' argument has type 'const|no "
     "viable overloaded '*='*~*'this' argument has type 'const|'this' argument to member "
     "function * has type 'const|no matching function for call to *~* would lose const qualifier|"
     "no match for 'operator=' *(operand types are 'const arma|no match for 'operator+=' "
     "*(operand types are 'const arma|no match for 'operator-=' *(operand types are 'const arma|"
     "no match for 'operator/=' *(operand types are 'const arma|no match for 'operator%=' "
     "*(operand types are 'const arma",
     "This is const: whoever calls relies on its staying as it is. Copy it into a variable of "
     "your own, and change the copy."},
    {"cannot bind non-const lvalue reference of type|non-const lvalue reference to type * cannot "
     "bind|no matching function for call to *~*expects an lvalue",
     "The function changes this argument, so a variable must stand here, and no result or number."},
    {"invalid types '*[*]' for array subscript|subscripted value is not an array",
     "A matrix has one pair of round brackets: Z(i, j). Z[i] is one entry already."},
    {"top-level comma expression in array subscript",
     "In [i, j] only the j counts: an entry of a matrix is Z(i, j)."},
    {"expected primary-expression before ':'|expected expression at ':'",
     "There is no slice Z(:, j) in C++: see col, row, cols, rows and arma::span."},
    // ---- operators
    // ---- functions
    {"invalid use of non-static member function|invalid use of member function|cannot resolve "
     "overloaded function * based on conversion|cannot convert '*' from type '* (*::)(*|"
     "statement cannot resolve address of overloaded function|reference to non-static member "
     "function must be called|address of overloaded function",
     "The brackets of a function are missing: X.t(), list.size(). (n_rows, n_cols and n_elem of "
     "a matrix have none.)"},
    {"*n_rows' cannot be used as a function|*n_cols' cannot be used as a function|*n_elem' "
     "cannot be used as a function|called object type 'arma::uword'|called object type 'uword'",
     "n_rows, n_cols and n_elem are numbers: no brackets behind them."},
    {"'*' cannot be used as a function|called object type '*' is not a function|no match for "
     "call to '(*arma::|no matching function for call to object of type '*arma::",
     "What stands before the bracket is no function: is a * missing there, or has a variable the "
     "name of a function?"},
    {"unable to find numeric literal operator|invalid suffix '*' on |no matching literal operator",
     "A number is followed by a name: is a * missing between them?"},
    {"no matching function for call to 'max(*arma::mat|no matching function for call to "
     "'max(*arma::vec|no matching function for call to 'max(*arma::rowvec|no matching function "
     "for call to 'max(*arma::enable_if2<|no matching function for call to 'max(*arma::subview|"
     "no matching function for call to 'min(*arma::mat|no matching function for call to "
     "'min(*arma::vec|no matching function for call to 'min(*arma::rowvec|no matching function "
     "for call to 'min(*arma::enable_if2<|no matching function for call to 'min(*arma::subview|"
     "no matching function for call to 'max'*~*conflicting types*Mat<|no matching function for "
     "call to 'min'*~*conflicting types*Mat<",
     "This max or min goes by rows or columns, or compares two matrices of one shape. "
     "arma::clamp keeps entries within bounds."},
    {"no matching function for call to 'max(*~*conflicting|no matching function for call to "
     "'min(*~*conflicting|no matching function for call to 'clamp(*~*conflicting|no matching "
     "function for call to 'max'*~*conflicting|no matching function for call to "
     "'min'*~*conflicting|no matching function for call to 'clamp'*~*conflicting",
     "std::max, std::min and std::clamp want numbers of one type: write 0.0 for 0, or "
     "std::max<double>(...)."},
    {"no matching function for call to 'max'|no matching function for call to 'min'",
     "This max or min goes by rows or columns, or compares two matrices of one shape. "
     "arma::clamp keeps entries within bounds."},
    {"no matching function for call to 'exp(*arma::|no matching function for call to "
     "'log(*arma::|no matching function for call to 'sqrt(*arma::|no matching function for call "
     "to 'pow(*arma::|no matching function for call to 'tanh(*arma::|no matching function for "
     "call to 'abs(*arma::|no matching function for call to 'isnan(*arma::|no matching function "
     "for call to 'exp'|no matching function for call to 'log'|no matching function for call to "
     "'sqrt'|no matching function for call to 'tanh'|no matching function for call to 'abs'|no "
     "matching function for call to 'pow'*~*Mat<|no matching function for call to 'isnan'",
     "std:: has this function for one number. For each entry of a matrix it is Armadillo's, with "
     "arma:: before it."},
    {"too few arguments to function '*|too many arguments to function '*",
     "The number of arguments does not fit. The function is {1}."},
    {"no matching function for call to *~no known conversion",
     "An argument has another type than the function takes: is the order that of the header?"},
    {"no matching function for call to *~candidate expects|no matching function for call to "
     "*~*requires|no matching constructor*~*requires",
     "The number of arguments does not fit{candidate}."},
    {"invalid initialization of *reference of type",
     "An argument has another type than the function takes: is the order that of the header?"},
    {"cannot convert 'const arma::mat' *to 'nn::|cannot convert *arma::* to 'arma::uword'|no "
     "matching function for call to *~*no known conversion",
     "An argument has another type than the function takes: is the order that of the header?"},
    {"expected '(' for function-style cast or type construction at ';'",
     "A type stands here, and no value of it: its name is followed by ( ), and what it is made "
     "of."},
    {"expected primary-expression before '*const'|expected expression at 'const'|expected "
     "primary-expression before 'double'|"
     "expected primary-expression before 'int'|expected '(' for function-style cast",
     "In a call only the values stand, without their types: f(X), not f(const arma::mat& X)."},
    {"'*' is not captured|variable '*' cannot be implicitly captured",
     "A lambda sees {1} only when its square brackets say so: [&] shows it all that is around it."},
    {"class template argument deduction failed|wrong number of template arguments|missing "
     "template arguments|no viable constructor or deduction guide|too few template arguments",
     "Say of what, in < >: std::vector<double>, std::function<double(double)>."},
    {"conversion from 'arma::mat(*|conversion from 'arma::mat (*|no viable conversion from "
     "'arma::mat (|arithmetic on a pointer to the function|ordered comparison *pointer*",
     "A function's name stands here without its arguments."},
    // ---- conversions
    {"cannot convert *arma::* to 'double'|cannot convert *arma::* to 'int'|no viable conversion "
     "from *arma::* to 'double'|no viable conversion from *arma::* return type 'double'|"
     "assigning to 'double' from incompatible type *arma::|no viable conversion from 'const "
     "subview",
     "This is a matrix, even with one entry, and a number is wanted: arma::accu, arma::dot, "
     "arma::as_scalar, or an index."},
    {"conversion from 'arma::uword'* to non-scalar type 'arma::|could not convert * from "
     "'arma::uword'* to 'arma::|conversion from *'double'* to non-scalar type 'arma::|could not "
     "convert * from *'double'* to 'arma::|conversion from 'double' to non-scalar type 'arma::|"
     "could not convert * from 'int' to 'arma::|no viable conversion from 'arma::uword' *arma::|"
     "no viable conversion from returned value of type 'arma::uword' *arma::|no viable "
     "conversion from *'double'*arma::|no viable conversion from 'int' to 'arma::",
     "One number stands where a matrix or vector is wanted. For one number a row or column, name "
     "the direction: 0 down the columns, 1 along the rows."},
    {"conversion from 'Col<|could not convert '*' from 'Col<|no viable conversion from 'Col<|no "
     "viable conversion from 'const Col<|no viable conversion from returned value of type 'const "
     "Col<|conversion from 'Mat<|could not convert '*' from 'Mat<|no viable conversion from "
     "'Mat<|no viable conversion from 'const Mat<|no viable conversion from returned value of "
     "type 'const Mat<|conversion from 'Row<|could not convert '*' from 'Row<|no viable "
     "conversion from 'Row<|no viable conversion from 'const Row<|no viable conversion from "
     "returned value of type 'const Row<|conversion from *arma::* to non-scalar type 'arma::u|"
     "could not convert *arma::*to 'arma::u|no viable conversion from *arma::* to 'arma::u",
     "The entries are of another type (arma::uvec holds whole numbers, arma::vec doubles): "
     "arma::conv_to<TYPE>::from(...) makes one of the other."},
    // ---- enumerations and structs
    {"cannot convert '*to 'nn::Activation'|cannot convert '*to 'nn::Initialiser'|cannot convert "
     "'*to 'nn::LossFunction'|cannot convert '*to 'nn::Method'|could not convert * to 'const "
     "nn::|no match for 'operator==' *nn::Activation' and|no match for 'operator==' "
     "*nn::Initialiser' and|no match for 'operator==' *nn::Method' and|* was not declared in "
     "this scope; did you mean 'nn::*::*'?|cannot initialize * of type 'nn::|"
     "cannot initialize * of type 'Activation'|cannot initialize * of type 'Initialiser'|cannot "
     "initialize * of type 'LossFunction'|cannot initialize * of type 'Method'|value of type "
     "'arma::mat (*not implicitly convertible to '|invalid operands to binary expression "
     "(*nn::Activation' and |invalid operands to binary expression (*nn::Initialiser' and |"
     "invalid operands to binary expression (*nn::Method' and ",
     "The value of an enumeration is written with the enumeration before it, as in "
     "Activation::identity."},
    {"too many initializers for 'arma::conv_to|no matching conversion for functional-style cast "
     "* to 'arma::conv_to",
     "conv_to is written arma::conv_to<TYPE>::from(...)."},
    {"could not convert '{*}' from '<brace|too many initializers for|excess elements in|'nn::*' "
     "has no non-static data member named|field designator '*' does not refer to any field|"
     "either all initializer clauses should be designated|mixture of designated and "
     "non-designated",
     "What stands in the braces does not fit the members of the struct: look at their names, "
     "types and order in the header."},
    {"designator order for field '*'|ISO C++ requires field designators",
     "Members are given in the order in which the struct declares them."},
    {"narrowing conversion of '*' from '*' to '*'|*cannot be narrowed",
     "In braces no number may lose anything: use the type that is wanted, or "
     "static_cast<...>(...)."},
    {"'class nn::Rng' has no member named|no member named '*' in 'nn::Rng'",
     "A generator is drawn from by functions: uniform(rng), normal(rng) and others of "
     "common/random.hpp."},
    {"*arma::*' has no member named '*|*class arma::*} has no member named '*|no member named "
     "'*' in 'arma::",
     "Matrices have no {member}. Much is a function, arma::mean(X); .t() transposes; sizes are "
     "n_rows, n_cols, n_elem."},
    {"'*nn::*' has no member named '*'|no member named '*' in 'nn::|'*' is not a member of "
     "'nn::*'",
     "There is no {member} in it: look at its declaration in the header."},
    {"request for member '*' in '*', which is of pointer type|*is a pointer; did you mean to use "
     "'->'|base operand of '->'|*is not a pointer; did you mean to use '.'",
     "-> stands behind a pointer, and a point behind everything else."},
    {"request for member '*' in '*', which is of non-class type '*'",
     "{2} is a plain number and has no {1}."},
    {"member reference base type *is not a structure",
     "This is a plain number and has no members."},
    {"'*' is private within this context|'*' is a private member",
     "This member is closed to everybody else: use the functions that its header offers."},
    {"no matching function for call to '*::*(*)'|no matching constructor for initialization of "
     "'*'|static assertion failed: error: type mismatch|static assertion failed due to requirement "
     "'!((is_cx<",
     "Nothing of this type can be made of these values: look up in its header what it is made of."},
    // ---- names
    {"'*' is not a member of 'std'*~'std::*' is defined in header|"
     "no * named 'any' in namespace 'std'|no * named 'array' in namespace 'std'|no * named "
     "'bitset' in namespace 'std'|no * named 'deque' in namespace 'std'|no * named 'list' in "
     "namespace 'std'|no * named 'map' in namespace 'std'|no * named 'optional' in namespace "
     "'std'|no * named 'queue' in namespace 'std'|no * named 'regex' in namespace 'std'|no * named "
     "'set' in namespace 'std'|no * named 'span' in namespace 'std'|no * named 'stack' in "
     "namespace 'std'|no * named 'tuple' in namespace 'std'|no * named 'unordered_map' in "
     "namespace 'std'|no * named 'unordered_set' in namespace 'std'|no * named 'variant' in "
     "namespace 'std'",
     "{1} needs one line more at the top of the file: {include}"},
    {"'*' is not a member of '*'|no member named '*' in namespace '*'|no type named '*' in "
     "namespace '*'",
     "{2} has no {1}. Armadillo's names stand behind arma::, the standard library's behind "
     "std::, the course's own behind neither."},
    {"expected primary-expression before '.'|unexpected namespace name '*'|'*' does not refer to "
     "a value",
     "A namespace or an enumeration is followed by ::, not by a point."},
    {"'begin' was not declared in this scope|invalid range expression",
     "for (x : list) walks over a list. To count, write for (std::size_t i = 0; i < n; ++i)."},
    {"*declaration* shadows a parameter|redeclaration of|conflicting declaration|redefinition of",
     "This name is taken already, by a parameter or above: choose another, or leave its type out."},
    {"ambiguating new declaration of|functions that differ only in their return type",
     "The header declares this function with another type before its name: both must be the same."},
    {"'*' was not declared in this scope|'*' does not name a type|'*' has not been declared|use "
     "of undeclared identifier '*'|unknown type name '*'|no template named '*'",
     "{known}"},
    // ---- signs
    {"stray '*' in program|extended character|unexpected character <U+|character <U+|expected "
     "expression at '@'|expected expression at '`'|expected ';' * at '@'",
     "C++ does not know this character. Quotes, dashes and blanks copied from a page are others "
     "than the keyboard's: type them anew."},
    {"'else' without a previous 'if'",
     "This else has no if: between the two stands one statement or one block { }, and no ; "
     "behind if (...)."},
    {"expected ',' or ';' before|expected ';'|expected initializer before",
     "A semicolon is missing here or at the end of the line above, or what stands here does not "
     "belong there."},
    {"expected ')'|expected '('|expected ']'|expected primary-expression before ')'|extraneous "
     "')'",
     "Brackets do not come in pairs, or something is missing between them: count ( and )."},
    {"expected primary-expression before ';'|expected expression",
     "Something is missing here: a value, or one side of an operator."},
    {"expected '}'|expected declaration before '}'|extraneous closing brace|a "
     "function-definition is not allowed here|function definition is not allowed here",
     "Braces do not come in pairs: count { and } in this function and in the one above."},
    {"expected unqualified-id|expected nested-name-specifier",
     "This stands outside of every function: is there a } too many above, or a ; behind the "
     "function's first line?"},
    {"*No such file or directory|'*' file not found",
     "There is no file of this name to include: compare with the #include lines of the stub."},
    {"ISO C++ forbids declaration of '*' with no type|C++ requires a type specifier|a type "
     "specifier is required",
     "Before the name of a function stands the type that it returns, before that of a variable "
     "its own."},
    // ---- control
    {"no return statement in function returning non-void|control reaches end of non-void|"
     "non-void function does not return|return-statement with no value|non-void function * "
     "should return",
     "The function promises a result: each way through it must end in return RESULT;."},
    {"return-statement with a value, in function returning 'void'|void function * should not "
     "return",
     "A void function returns nothing: what it makes goes into an argument that is a reference."},
    {"enumeration value*not handled in switch|* enumeration values not handled",
     "A case is missing in this switch."},
    {"jump to case label|cannot jump from switch statement",
     "A variable that is declared in a case needs braces around it: case ...: { ... }."},
    {"duplicate case value", "The same case stands twice in this switch."},
    {"switch quantity not an integer|statement requires expression of integer type",
     "switch takes whole numbers and enumerations: use if and else."},
    {"break statement not within|continue statement not within|'break' statement not in|"
     "'continue' statement not in",
     "break and continue stand inside a loop (break in a switch, too): is a } too many above?"},
    // ---- what has no use
    {"ignoring return value of",
     "The result is not stored: this function returns a new value, and changes none of its "
     "arguments."},
    {"statement has no effect|value computed is not used|*result unused|expression result unused|"
     "left operand of comma operator has no effect|right operand of comma operator has no effect",
     "This line computes something and keeps nothing of it."},
    {"unused variable '*'|variable '*' set but not used|unused parameter '*'",
     "{1} is never used: was it forgotten below?"},
    {"'*' is used uninitialized|'*' may be used uninitialized|variable '*' is uninitialized",
     "{1} has no first value: give it one where it is declared."},
    {"*in return|no viable conversion from returned value|cannot initialize return object",
     "What is returned has another type than the function's first line says."},
    {"no match for 'operator|invalid operands of types|invalid operands to binary expression|no "
     "viable overloaded|invalid argument type * to unary",
     "This operator does not exist between these two types: is one of them another than you "
     "think?"},
    {"could not convert|cannot convert|conversion from|no viable conversion|cannot initialize|"
     "invalid conversion|invalid argument type",
     "This has another type than what is wanted in its place: compare the two."},
}};

}  // namespace

std::span<const ErrorKind> kinds() {
  return table;
}

}  // namespace gradus::judge
