#include "judge/words.hpp"

#include <fmt/format.h>

#include <array>

#include "sandbox/sandbox.hpp"

namespace gradus::judge {
namespace {

struct Meaning {
  const char* part;  // of the exception's message
  const char* sentence;
};

// Armadillo's messages name its own functions; a beginner needs to know what to look for. The first
// part that is found counts, so what is special stands before what is general.
constexpr std::array<Meaning, 60> meanings{{
    {"matrix multiplication: incompatible matrix dimensions",
     "In A * B, A must have as many columns as B has rows: print both shapes."},
    {"element-wise division: incompatible",
     "Two matrices of different shapes were divided entry by entry: print both shapes."},
    {"addition: incompatible",
     "Two matrices of different shapes were added: print both shapes. A vector is added to every "
     "column by each_col()."},
    {"subtraction: incompatible",
     "Two matrices of different shapes were subtracted: print both shapes. A vector is subtracted "
     "from every column by each_col()."},
    {"element-wise multiplication: incompatible",
     "Two matrices of different shapes were multiplied entry by entry (%): print both shapes."},
    {"relational operator: incompatible",
     "Two matrices of different shapes were compared: print both shapes."},
    {"copy into submatrix: incompatible",
     "The part that is written to has another shape than what is written."},
    {"copy into matrix: incompatible",
     "The part that is written to has another shape than what is written."},
    {"incompatible matrix dimensions",
     "Two matrices of different shapes were brought together entry by entry: print both shapes."},
    {"each_col(): incompatible size",
     "each_col() needs a column vector with one entry for each row."},
    {"each_row(): incompatible size",
     "each_row() needs a row vector with one entry for each column."},
    {"not compatible with column vector layout",
     "A row or a matrix was stored in an arma::vec, a column: does the direction fit (0 down the "
     "columns, 1 along the rows), or is .t() missing?"},
    {"not compatible with row vector layout",
     "A column or a matrix was stored in an arma::rowvec: does the direction fit (0 down the "
     "columns, 1 along the rows), or is .t() missing?"},
    {"fixed size", "A matrix of a fixed size was given another one."},
    {"requested size is too large",
     "A size came out negative: unsigned numbers wrap around below 0."},
    {"requested size is not compatible",
     "A matrix or vector was given a size that its type cannot have."},
    {"incompatible size",
     "The vector or matrix that is asked for has another size than its type allows."},
    {"matrix initialisation: incompatible dimensions",
     "The rows in the braces are not of one length."},
    {"as_scalar(): ",
     "as_scalar() wants exactly one entry, and this has more or none: print its shape."},
    {"doesn't have exactly one element",
     "This was to become one number, and has more entries or none: print its shape."},
    {"dot(): objects must have the same number",
     "dot() wants two vectors of the same length: print both."},
    {"join_rows() / join_horiz()",
     "join_rows() puts matrices side by side, so they need the same number of rows."},
    {"join_cols() / join_vert()",
     "join_cols() puts matrices one below the other, so they need the same number of columns."},
    {"object has no elements",
     "The largest, least or mean of nothing was asked for: this matrix is empty. Was it ever "
     "filled?"},
    {"must be 0 or 1",
     "The direction or the kind of norm is 0 or 1: which argument stands in this place?"},
    {"solve(): number of rows", "solve(A, B) wants as many rows in B as in A: print both shapes."},
    {"solve(): solution not found",
     "The equations have no single solution: are two rows or columns of the matrix the same, or "
     "NaN in it?"},
    {"matrix is singular",
     "This matrix has no inverse: are two rows or columns the same, or is a whole one 0 or NaN?"},
    {"must be square sized",
     "Only a matrix with as many rows as columns has this: print its shape."},
    {"decomposition failed",
     "This cannot be taken apart: look for NaN and infinity in the matrix. (chol() wants it "
     "symmetric and positive.)"},
    {"svd(): ", "This cannot be taken apart: look for NaN and infinity in the matrix."},
    {"detected NaN", "There is a NaN among the entries: print them."},
    {"incorrect distribution parameters",
     "The bounds of the random numbers are the wrong way round."},
    {"min_val must be less", "clamp(X, low, high): low is above high."},
    {"size mismatch",
     "As many entries must be chosen as are written: print how many there are on both sides."},
    {"conv_to(): ", "conv_to cannot make a vector of this: print its shape."},
    {"reshape", "reshape() was asked for a shape that this cannot have."},
    {"submat(): indices out of bounds",
     "The part that was asked for reaches beyond the matrix, or its end is before its begin: the "
     "last index counts, and indices start at 0."},
    {"subvec(): ",
     "The part that was asked for reaches beyond the vector, or its end is before its begin: the "
     "last index counts, so nothing cannot be asked for so."},
    {"indices out of bounds",
     "The part that was asked for reaches beyond the matrix, or its end is before its begin: the "
     "last index counts, and indices start at 0."},
    {"size out of bounds", "More was asked for than there is: print the size."},
    {"index out of bounds",
     "An index is beyond the last row, column or entry: indices start at 0."},
    {"out of bounds", "An index is beyond the last row, column or entry: indices start at 0."},
    {"index out of range", "An index is beyond the last entry: indices start at 0."},
    {"larger than max_size",
     "The size of a std::vector came out negative: unsigned numbers wrap around below 0."},
    {"_M_default_append",
     "The size of a std::vector came out negative: unsigned numbers wrap around below 0."},
    {"vector::reserve",
     "The size of a std::vector came out negative: unsigned numbers wrap around below 0."},
    {"out of memory",
     "More memory was asked for than there is: a size may have wrapped around below 0."},
    {"bad_alloc",
     "More memory was asked for than there is: a size may have wrapped around below 0."},
    {"_M_range_check",
     "An index is beyond the last entry of a std::vector or std::array: indices start at 0."},
    {"array::at", "An index is beyond the last entry of a std::array: indices start at 0."},
    {"map::at", "A std::map was asked for a key that it does not have."},
    {"bad optional access",
     "A std::optional was empty, and its value was asked for: look at has_value() first."},
    {"bad_optional_access",
     "A std::optional was empty, and its value was asked for: look at has_value() first."},
    {"bad_function_call", "A std::function was called that is empty: was it ever set?"},
    {"bad_variant_access", "A std::variant holds another type than the one that was asked for."},
    {"stoi", "A text that is no number was to become one."},
    {"stod", "A text that is no number was to become one."},
    {"basic_string", "A std::string was used beyond its end, or made of nothing."},
    {"regex", "The pattern of a std::regex is none."},
}};

/// "incompatible matrix dimensions: 2x4 and 2x4": are they the same?
bool has_equal_shapes(const std::string& message) {
  const std::string before = "incompatible matrix dimensions: ";
  const std::size_t start = message.find(before);
  const std::size_t both = message.find(" and ", start);
  if (start == std::string::npos || both == std::string::npos) return false;
  const std::size_t first = start + before.size();
  const std::string shape = message.substr(first, both - first);
  return message.compare(both + 5, std::string::npos, shape) == 0;
}

}  // namespace

std::string meaning_of_exception(const std::string& message) {
  if (message.find("matrix multiplication") != std::string::npos && has_equal_shapes(message)) {
    return "In A * B, A must have as many columns as B has rows. Both have the same shape here: is "
           "% meant, entry by entry?";
  }
  for (const Meaning& meaning : meanings) {
    if (message.find(meaning.part) != std::string::npos) return meaning.sentence;
  }
  return "";
}

std::string describe_ending(const remote::Ending& ending, int seconds) {
  using Kind = remote::Ending::Kind;
  switch (ending.kind) {
    case Kind::crashed:
      if (!ending.detail.empty()) return fmt::format("{} {}.", ending.function, ending.detail);
      return fmt::format("{} {}.", ending.function, sandbox::describe_end(ending.signal, -1));
    case Kind::exited:
      return fmt::format("{} ended the whole program (exit status {}) and never returned a result.",
                         ending.function, ending.exit_status);
    case Kind::time_limit:
      if (!ending.waited) {
        return fmt::format("{} did not return within {} s: look for a loop that never ends.",
                           ending.function, seconds);
      }
      return fmt::format(
          "{} waited for {} s and more, and computed nothing meanwhile: nothing in "
          "this exercise has to be waited for.",
          ending.function, seconds);
    case Kind::test_broke:
      return fmt::format("What came back cannot even be looked at: the test itself {}.",
                         sandbox::describe_end(ending.signal, -1));
    case Kind::protocol:
      return fmt::format("{} gave no readable answer ({}): memory was overwritten, perhaps.",
                         ending.function, ending.detail);
    case Kind::none:
      break;
  }
  return "";
}

}  // namespace gradus::judge
