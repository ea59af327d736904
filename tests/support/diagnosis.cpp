#include "support/diagnosis.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

namespace support {
namespace {

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

/// Two numbers that must look different, although they may agree in their first six digits.
std::pair<std::string, std::string> numbers(double got, double expected) {
  if (number(got) != number(expected)) return {number(got), number(expected)};
  char first[32];
  char second[32];
  std::snprintf(first, sizeof first, "%.17g", got);
  std::snprintf(second, sizeof second, "%.17g", expected);
  return {first, second};
}

std::string place_in(const arma::mat& matrix, arma::uword i) {
  return place(matrix.n_rows, matrix.n_cols, i);
}

bool same_shape(const arma::mat& a, const arma::mat& b) {
  return a.n_rows == b.n_rows && a.n_cols == b.n_cols;
}

bool entry_agrees(double actual, double expected, double tolerance) {
  if (!std::isfinite(actual) || !std::isfinite(expected)) return false;
  return std::abs(actual - expected) <= tolerance * std::max(1.0, std::abs(expected));
}

using Sentences = std::vector<std::string>;

constexpr double loosest = 1e-5;  // the tolerance up to which a relation is called exact

// ---- is it chance? ----------------------------------------------------------------------------

/// How many digits of a number would have to agree by chance. A round number (a fraction p/q with a
/// small q, such as 2 or 3/4) has few, and a measured one has as many as the tolerance leaves.
double digits(double value, double tolerance) {
  const double size = std::abs(value);
  tolerance = std::max(tolerance, 1e-12);
  if (size <= tolerance) return 0.0;
  for (int q = 1; q <= 64; ++q) {
    const double p = std::round(size * q);
    if (std::abs(size * q - p) > 1e-9 * q * std::max(1.0, size)) continue;
    return p < 1.0 ? 0.0 : 0.3 + std::log10(p * q);
  }
  return std::clamp(std::log10(size / tolerance), 0.0, 9.0);
}

/// Whether so many digits are at stake that a relation which holds for all these numbers is no
/// accident. Equal numbers count once: {1, 1, 1} tells no more than {1}.
constexpr double enough = 1.5;

bool telling(const arma::mat& values, double tolerance, double needed = enough) {
  const arma::vec sizes = arma::sort(arma::abs(arma::vectorise(values)));
  double total = 0.0;
  for (arma::uword i = 0; i < sizes.n_elem && total < needed; ++i) {
    if (i > 0 && sizes(i) - sizes(i - 1) <= 1e-9 * std::max(1.0, sizes(i))) continue;
    total += digits(sizes(i), tolerance);
  }
  return total >= needed;
}

/// The entries of `values` for which `keep` is not 0.
arma::mat chosen(const arma::mat& values, const arma::umat& keep) {
  return values.elem(arma::find(keep));
}

/// Two values at least, further apart than rounding.
bool varies(const arma::mat& values, double tolerance) {
  return values.max() - values.min() > std::max(1e3 * tolerance, 1e-9);
}

// ---- the detectors: each adds its sentence when its mistake fits ------------------------------

void detect_transposed(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  if (actual.is_vec() && wanted.expected.is_vec() && same_shape(actual, wanted.expected)) return;
  if (!agrees(actual.t(), wanted.expected, wanted.tolerance)) return;
  said.push_back(actual.n_elem > 1 && varies(wanted.expected, wanted.tolerance)
                     ? "The numbers are right but transposed: rows and columns are swapped."
                     : "The shape is transposed: rows and columns are swapped.");
}

/// Whether a double holds what memory holds in which nothing was set: eight times the byte that a
/// worker fills it with (1.78389e+127 on the heap, -5.31401e+303 on the stack), or on Linux an
/// address, which reads as about 6e-310.
bool looks_unset(double value) {
  const auto bytes = std::bit_cast<std::array<unsigned char, sizeof value>>(value);
  const bool filled =
      std::ranges::all_of(bytes, [&](unsigned char byte) { return byte == bytes.front(); });
  return (filled && value != 0.0 && std::isfinite(value)) ||
         (std::abs(value) > 4.6e-310 && std::abs(value) < 7e-310);
}

void detect_unset(const arma::mat& actual, Sentences& said) {
  for (arma::uword i = 0; i < actual.n_elem; ++i) {
    if (!looks_unset(actual(i))) continue;
    said.push_back("Entry " + place_in(actual, i) + " is " + number(actual(i)) +
                   ": such a number mostly comes from memory that nothing was written to. Is every "
                   "entry set?");
    return;
  }
}

void detect_not_finite(const arma::mat& actual, Sentences& said) {
  arma::uword count = 0;
  arma::uword first = 0;
  for (arma::uword i = actual.n_elem; i-- > 0;) {
    if (std::isfinite(actual(i))) continue;
    ++count;
    first = i;
  }
  if (count == 0) return;
  const std::string where = place_in(actual, first);
  const std::string which =
      actual.n_elem == 1
          ? "The result"
          : "Entry " + where +
                (count > 1 ? ", the first of " + std::to_string(count) + " such entries," : "");
  said.push_back(
      which + " is " + number(actual(first)) +
      (std::isnan(actual(first))
           ? ": look for 0/0, 0 * inf, inf/inf, inf - inf, or the logarithm or root of a negative "
             "number."
           : ": look for a division by 0, the logarithm of 0, or an exp that overflows."));
}

void detect_zero(const arma::mat& actual, Sentences& said) {
  if (actual.n_elem < 2 || !actual.is_zero()) return;
  said.push_back(
      "Every entry is 0: is the result filled in, and not only given its size? And is no factor "
      "0, as 1 / 2 is in C++?");
}

/// A factor that has a meaning of its own. No two of a list are equal.
struct Factor {
  double value;
  std::string sentence;
  double needed = enough;  // see telling()
};

std::vector<Factor> plain_factors(arma::uword samples) {
  // In a batch of 2, a stray m cannot be told from another 2.
  const auto in_two = [&](const std::string& more) {
    return samples == 2 ? " There are 2 samples, so perhaps " + more : "";
  };
  return {{2.0,
           "The result is exactly twice what is expected: look for a factor 2 too many, or a count "
           "of 1 that should be 2." +
               in_two("1/m is missing.")},
          {0.5,
           "The result is exactly half of what is expected: look for a missing factor 2, or a "
           "count of 2 that should be 1." +
               in_two("it was divided by m once too often.")},
          {-1.0, "The sign is wrong, and nothing else: the result is -1 times what is expected."}};
}

/// Those that the number of samples, m, makes likely.
std::vector<Factor> sample_factors(arma::uword samples) {
  if (samples < 3) return {};
  constexpr double fewer = 1.2;  // they are to be expected
  const double m = static_cast<double>(samples);
  const std::string count = std::to_string(samples);
  const std::string known = " what is expected, and " + count + " is the number of samples: ";
  std::vector<Factor> all = {
      {m,
       "The result is exactly " + count + " times" + known +
           "perhaps 1/m is missing, or something is added once for each sample.",
       fewer},
      {1.0 / m,
       "The result is exactly 1/" + count + " of" + known +
           "perhaps it was divided by m once too often.",
       fewer}};
  const std::string less = std::to_string(samples - 1);
  for (const bool more : {true, false}) {
    const double value = more ? m / (m - 1.0) : (m - 1.0) / m;
    const std::string fraction = more ? count + "/" + less : less + "/" + count;
    const std::string end = known + "was a sum divided by m, or by m - 1?";
    all.push_back({value, "The result is exactly " + fraction + " of" + end, fewer});
    all.push_back(
        {std::sqrt(value), "The result is the root of " + fraction + " times" + end, fewer});
  }
  return all;
}

void detect_factor(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  const arma::mat& expected = wanted.expected;
  const double tolerance = wanted.tolerance;
  const auto fits = [&](double factor) { return agrees(actual, factor * expected, tolerance); };
  std::vector<Factor> known = plain_factors(wanted.samples);
  for (const Factor& one : sample_factors(wanted.samples)) known.push_back(one);
  for (const Factor& one : known) {
    if (!fits(one.value) || !telling(expected, tolerance, one.needed)) continue;
    said.push_back(one.sentence);
    return;
  }
  // Any other factor. It is read off one entry, so only the others tell anything.
  const arma::uword largest = arma::abs(expected).index_max();
  const double factor = actual(largest) / expected(largest);
  const arma::umat others = arma::abs(expected) < 0.999 * std::abs(expected(largest));
  if (!said.empty() || factor == 0.0 || !fits(factor) || !telling(expected, tolerance)) return;
  if (!telling(chosen(expected, others), tolerance)) return;
  if (!telling(chosen(actual, others), tolerance)) return;
  if (std::abs(factor - 1.0) < 1e-3) {
    said.push_back("Every entry is off by the same small part, " + number(factor - 1.0) +
                   " of it: look for a small number that is added somewhere, or a constant with "
                   "few digits.");
    return;
  }
  said.push_back("Every entry is " + number(factor) +
                 " times what is expected: look for a factor that is missing, wrong, or one too "
                 "many.");
}

void detect_offset(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  if (actual.n_elem < 3 || !varies(wanted.expected, wanted.tolerance)) return;
  const double offset = actual(0) - wanted.expected(0);
  if (std::abs(offset) <= 1e3 * wanted.tolerance) return;
  if (!agrees(actual, wanted.expected + offset, wanted.tolerance)) return;
  said.push_back("Every entry is too " + std::string(offset > 0 ? "large" : "small") +
                 " by the same amount, " + number(std::abs(offset)) + ".");
}

void detect_truncation(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  const arma::mat whole = arma::trunc(wanted.expected);
  if (!agrees(actual, whole, wanted.tolerance)) return;
  // Two different fractions must be lost, and what is left must be more than zeros and ones.
  const arma::mat fractions = arma::abs(wanted.expected - whole);
  const arma::mat lost = chosen(fractions, fractions > 1e-3);
  if (lost.n_elem < 2 || !varies(lost, wanted.tolerance)) return;
  if (!telling(actual, wanted.tolerance, 1.2)) return;
  said.push_back(
      "Every entry is the expected one with its fraction cut off: look for whole numbers that are "
      "divided, or a number that is kept in an int. In C++, 1 / 2 is 0 and 1.0 / 2 is 0.5.");
}

/// A function of each entry that was forgotten, or applied once too often.
void detect_entrywise(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  const arma::mat& expected = wanted.expected;
  const double tolerance = wanted.tolerance;
  const arma::mat negative = chosen(expected, expected < -tolerance);
  if (negative.n_elem < expected.n_elem && telling(negative, tolerance) &&
      agrees(actual, arma::abs(expected), tolerance)) {
    said.push_back("Every entry has the right size, but none is negative: is a sign lost?");
  }
  const arma::umat changed = arma::abs(expected - 1.0) > 1e-6;  // 1 is its own square and root
  if (!telling(chosen(expected, changed), tolerance)) return;
  if (!telling(chosen(actual, changed), tolerance)) return;
  if (agrees(actual, arma::square(expected), tolerance)) {
    said.push_back(
        "The result is the square of what is expected: is a root missing, or one square too many?");
  }
  if (expected.min() >= 0.0 && agrees(actual, arma::sqrt(expected), tolerance)) {
    said.push_back(
        "The result is the root of what is expected: is a square missing, or one root too many?");
  }
}

/// The only column for which `right` differs from all others; of a few it is mostly chance.
std::optional<arma::uword> odd_one_out(const arma::urowvec& right, bool which) {
  constexpr arma::uword fewest = 4;
  const arma::uvec found = arma::find(right == (which ? 1U : 0U));
  if (right.n_elem < fewest || found.n_elem != 1) return std::nullopt;
  return found(0);
}

/// A line of `expected` that is right, while nearly all of the others is wrong. Zeros are left out:
/// they are often right by accident.
bool stands_out(const arma::umat& right, const arma::mat& expected, arma::uword line) {
  arma::umat others = expected != 0.0;
  others.col(line).zeros();
  const arma::uword count = arma::accu(others);
  return count > 0 && 10 * arma::accu(others % right) <= count;
}

void detect_single_line(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  if (actual.is_vec()) return;
  arma::umat right(arma::size(actual));
  for (arma::uword i = 0; i < actual.n_elem; ++i) {
    right(i) = entry_agrees(actual(i), wanted.expected(i), wanted.tolerance) ? 1 : 0;
  }
  // A small error everywhere may be hidden in one line of small numbers.
  const double worst = arma::abs(actual - wanted.expected).max();
  if (worst < 1e-3 * arma::abs(wanted.expected).max()) return;
  const arma::uword wrong_entries = actual.n_elem - arma::accu(right);
  const auto look = [&](const arma::umat& good, const arma::mat& expected, const char* line) {
    const arma::urowvec whole = arma::min(good, 0);
    const auto one = odd_one_out(whole, true);
    if (one && varies(expected.col(*one), wanted.tolerance) && stands_out(good, expected, *one)) {
      said.push_back(std::string("Only ") + line + " " + std::to_string(*one) +
                     " is right: are the others treated in the same way?");
    }
    const auto other = odd_one_out(whole, false);
    if (other && wrong_entries > 1) {
      said.push_back(std::string("Only ") + line + " " + std::to_string(*other) +
                     " is wrong: is it treated in the same way as the others?");
    }
  };
  look(right, wanted.expected, "column");
  look(right.t(), wanted.expected.t(), "row");
}

/// True when `to` holds the columns of `from`, moved on by one, and this is no accident.
bool moved_by_one(const arma::mat& from, const arma::mat& to, double tolerance) {
  const arma::uword n = from.n_cols;
  if (n < 3) return false;
  const arma::mat kept = from.head_cols(n - 1);
  if (!agrees(to.tail_cols(n - 1), kept, tolerance)) return false;
  // Where neighbours are equal, nothing can be seen of a shift.
  const arma::umat moves = arma::abs(kept - from.tail_cols(n - 1)) > 1e-6;
  return arma::accu(moves) > 1 && telling(chosen(kept, moves), tolerance);
}

void detect_shift(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  const auto look = [&](const arma::mat& got, const arma::mat& due, const char* lines) {
    const bool late = moved_by_one(due, got, wanted.tolerance);
    if (!late && !moved_by_one(got, due, wanted.tolerance)) return;
    const arma::uword last = due.n_cols - 1;
    const bool round = late ? agrees(got.col(0), due.col(last), wanted.tolerance)
                            : agrees(got.col(last), due.col(0), wanted.tolerance);
    said.push_back(std::string("The ") + lines + " are shifted by one: each stands one place too " +
                   (late ? "late" : "early") +
                   (round ? ", and the one at the end came round. Look for an index that is off by "
                            "one, or parts that are put together in another order."
                          : ". Look for an index or a count that is off by one."));
  };
  const char* entries = actual.is_vec() ? "entries" : nullptr;
  look(actual, wanted.expected, entries ? entries : "columns");
  look(actual.t(), wanted.expected.t(), entries ? entries : "rows");
}

void detect_order(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  constexpr double more = 2.0;  // small numbers often come in another order
  if (actual.n_elem < 3 || !telling(wanted.expected, wanted.tolerance, more)) return;
  const arma::vec got = arma::sort(arma::vectorise(actual));
  const arma::vec due = arma::sort(arma::vectorise(wanted.expected));
  if (!agrees(got, due, wanted.tolerance)) return;
  const bool reversed =
      actual.is_vec() && agrees(arma::reverse(arma::vectorise(actual)),
                                arma::vectorise(wanted.expected), wanted.tolerance);
  said.push_back(reversed ? "The numbers are the right ones, but in reverse order."
                          : "The numbers are the right ones, but they stand in the wrong places.");
}

Origins& origins() {
  static Origins since_asked;
  return since_asked;
}

/// A mistake that would give the right answer here cannot be told from it, and is not named.
bool can_be_told(const KnownMistake& mistake, const Comparison& wanted) {
  return !agrees(mistake.value, wanted.expected, wanted.tolerance);
}

/// "by_rows" of "by_rows, misconceptions.hpp:31".
std::string name_of(const KnownMistake& mistake) {
  return mistake.origin.substr(0, mistake.origin.find(','));
}

void detect_known(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  for (const KnownMistake& mistake : wanted.mistakes) {
    if (!can_be_told(mistake, wanted)) continue;
    if (!agrees(actual, mistake.value, wanted.tolerance)) continue;
    if (std::ranges::find(said, mistake.sentence) == said.end()) said.push_back(mistake.sentence);
    if (!mistake.origin.empty()) origins().named.insert(mistake.origin);
  }
}

// ---- the numbers below the diagnosis -----------------------------------------------------------

std::string print(const arma::mat& matrix) {
  std::string text;
  for (arma::uword row = 0; row < matrix.n_rows; ++row) {
    text += "   ";
    for (arma::uword col = 0; col < matrix.n_cols; ++col) {
      char cell[32];
      std::snprintf(cell, sizeof cell, " %11s", number(matrix(row, col)).c_str());
      text += cell;
    }
    text += "\n";
  }
  return text;
}

std::string worst_entry(const arma::mat& actual, const arma::mat& expected, double tolerance) {
  arma::uword worst = 0;
  double worst_error = -1.0;
  arma::uword wrong = 0;
  for (arma::uword i = 0; i < actual.n_elem; ++i) {
    if (entry_agrees(actual(i), expected(i), tolerance)) continue;
    ++wrong;
    const double error = std::abs(actual(i) - expected(i)) / std::max(1.0, std::abs(expected(i)));
    if (std::isnan(error) ? worst_error < 0 : error > worst_error) {
      worst = i;
      worst_error = std::isnan(error) ? 0.0 : error;
    }
  }
  const auto [got, due] = numbers(actual(worst), expected(worst));
  if (actual.n_elem == 1) return "Got " + got + ", expected " + due + ".\n";
  return std::to_string(wrong) + " of " + std::to_string(actual.n_elem) +
         " entries are wrong. The worst is " + (actual.is_vec() ? "entry " : "") +
         place_in(actual, worst) + ": got " + got + ", expected " + due + ".\n";
}

/// "Wrong: w2 of A (got 1, expected 2), and 3 more."
std::string wrong_names(const arma::mat& actual, const Comparison& wanted) {
  constexpr int most = 6;
  std::string text;
  int wrong = 0;
  for (arma::uword i = 0; i < actual.n_elem; ++i) {
    if (entry_agrees(actual(i), wanted.expected(i), wanted.tolerance)) continue;
    if (++wrong > most) continue;
    const auto [got, due] = numbers(actual(i), wanted.expected(i));
    text += (text.empty() ? "Wrong: " : ", ") + wanted.names[i] + " (got " + got + ", expected " +
            due + ")";
  }
  return text + (wrong > most ? ", and " + std::to_string(wrong - most) + " more.\n" : ".\n");
}

std::optional<Explanation>& last_explanation() {
  static std::optional<Explanation> last;
  return last;
}

}  // namespace

std::string place(arma::uword rows, arma::uword cols, arma::uword i) {
  if (rows == 1 || cols == 1) return std::to_string(i);
  return "(" + std::to_string(i % rows) + ", " + std::to_string(i / rows) + ")";
}

bool agrees(const arma::mat& actual, const arma::mat& expected, double tolerance) {
  // An empty matrix proves nothing: a test that expects one could not fail.
  if (!same_shape(actual, expected) || expected.is_empty()) return false;
  for (arma::uword i = 0; i < actual.n_elem; ++i) {
    if (!entry_agrees(actual(i), expected(i), tolerance)) return false;
  }
  return true;
}

namespace {

Sentences general_sentences(const arma::mat& actual, const Comparison& comparison) {
  Sentences said;
  if (!actual.is_empty()) {
    detect_transposed(actual, comparison, said);
    detect_not_finite(actual, said);
    detect_unset(actual, said);
  }
  if (!same_shape(actual, comparison.expected) || actual.is_empty() || !actual.is_finite() ||
      !comparison.expected.is_finite()) {
    return said;
  }
  detect_zero(actual, said);
  // "Exactly twice" can be told from "about twice" only where the comparison is a close one.
  if (comparison.tolerance > loosest) return said;
  detect_single_line(actual, comparison, said);
  detect_factor(actual, comparison, said);
  detect_offset(actual, comparison, said);
  detect_truncation(actual, comparison, said);
  detect_entrywise(actual, comparison, said);
  detect_shift(actual, comparison, said);
  if (said.empty()) detect_order(actual, comparison, said);
  return said;
}

std::string size_of(const arma::mat& matrix) {
  return std::to_string(matrix.n_rows) + "x" + std::to_string(matrix.n_cols);
}

std::string numbers_of(const arma::mat& actual, const Comparison& comparison) {
  const arma::mat& expected = comparison.expected;
  if (!same_shape(actual, expected) || expected.is_empty()) {
    return "The result is " + size_of(actual) + ", expected " + size_of(expected) + ".\n";
  }
  if (comparison.names.size() == actual.n_elem) return wrong_names(actual, comparison);
  std::string text = worst_entry(actual, expected, comparison.tolerance);
  if (actual.n_elem > 1 && actual.n_rows <= 6 && actual.n_cols <= 5) {
    text += "got:\n" + print(actual) + "expected:\n" + print(expected);
  }
  return text;
}

}  // namespace

Diagnosis diagnose(const arma::mat& actual, const Comparison& comparison,
                   const std::vector<std::string>& noticed) {
  Diagnosis found;
  if (agrees(actual, comparison.expected, comparison.tolerance)) return found;
  detect_known(actual, comparison, found.named);
  if (!found.named.empty()) return found;
  found.general = noticed;
  if (noticed.empty() && !comparison.derived) found.general = general_sentences(actual, comparison);
  return found;
}

Explanation explain(const arma::mat& actual, const Comparison& comparison,
                    const std::vector<std::string>& noticed) {
  last_explanation() = {.diagnosis = diagnose(actual, comparison, noticed),
                        .numbers = numbers_of(actual, comparison)};
  return *last_explanation();
}

std::string Explanation::text() const {
  std::string text;
  for (const std::string& sentence : diagnosis.named) text += sentence + "\n";
  for (const std::string& sentence : diagnosis.general) text += sentence + "\n";
  return text + numbers;
}

void note_offers(const Comparison& comparison) {
  for (const KnownMistake& mistake : comparison.mistakes) {
    if (mistake.origin.empty() || !can_be_told(mistake, comparison)) continue;
    origins().offered.insert(mistake.origin);
    for (const KnownMistake& other : comparison.mistakes) {
      const bool before = name_of(mistake) < name_of(other);
      if (!before || !agrees(mistake.value, other.value, comparison.tolerance)) continue;
      origins().alike.insert(name_of(mistake) + " and " + name_of(other));
    }
  }
}

Origins take_origins() {
  return std::exchange(origins(), {});
}

std::optional<Explanation> take_explanation() {
  return std::exchange(last_explanation(), std::nullopt);
}

}  // namespace support
