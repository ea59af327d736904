// The detectors name the mistake that was made, and are silent over right answers, over noise, and
// where the test itself knows the mistake.
#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/seed.hpp"

namespace {

using support::Comparison;
using support::diagnose;

const arma::mat expected = {{1.5, -2, 4}, {0.25, 3, -7}};

std::vector<std::string> sentences(const arma::mat& actual, const Comparison& comparison) {
  const support::Diagnosis found = diagnose(actual, comparison);
  std::vector<std::string> all = found.named;
  all.insert(all.end(), found.general.begin(), found.general.end());
  return all;
}

std::string said(const arma::mat& actual, const Comparison& comparison) {
  std::string text;
  for (const std::string& sentence : sentences(actual, comparison)) text += sentence + "\n";
  return text;
}

Comparison wanted(arma::uword samples = 0) {
  return {.expected = expected, .tolerance = 1e-10, .samples = samples};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("each general mistake is named", "[support]") {
  CHECK(contains(said(32.0 * expected, wanted(32)), "1/m is missing"));
  CHECK(contains(said(expected / 32.0, wanted(32)), "divided by m once too often"));
  CHECK(contains(said(expected * 5 / 4, wanted(5)), "exactly 5/4 of what is expected"));
  CHECK(contains(said(expected * std::sqrt(0.8), wanted(5)), "the root of 4/5 times"));
  CHECK(contains(said(2.0 * expected, wanted()), "exactly twice"));
  CHECK(contains(said(0.5 * expected, wanted()), "exactly half"));
  CHECK(contains(said(-expected, wanted()), "The sign is wrong"));
  CHECK(contains(said(0.1 * expected, wanted()), "Every entry is 0.1 times what is expected"));
  CHECK(contains(said(expected * (1 - 1e-6), wanted()), "the same small part, -1e-06 of it"));
  CHECK(contains(said(expected.t(), wanted()), "transposed: rows and columns are swapped"));
  CHECK(contains(said(expected + 3.0, wanted()), "too large by the same amount, 3"));
  CHECK(contains(said(arma::trunc(expected), wanted()), "with its fraction cut off"));
  CHECK(contains(said(arma::zeros(2, 3), wanted()), "Every entry is 0"));
  CHECK(contains(said(arma::abs(expected), wanted()), "is a sign lost?"));
  CHECK(contains(said(arma::square(expected), wanted()), "is a root missing, or one square"));
  const arma::mat elsewhere = {{-7, 0.25, 1.5}, {4, -2, 3}};
  CHECK(contains(said(elsewhere, wanted()), "wrong places"));
  const Comparison positive{.expected = arma::abs(expected), .tolerance = 1e-10};
  CHECK(contains(said(arma::sqrt(arma::abs(expected)), positive), "one root too many"));
}

TEST_CASE("one right line, or one wrong line, is named where there are four", "[support]") {
  const arma::mat rows = {{1, 2}, {3, 4}, {5, 7}, {9, 8}};
  arma::mat one_right = {{2, 4}, {3, 4}, {4, 5}, {8, 6}};
  arma::mat one_wrong = rows;
  one_wrong.row(1) += arma::rowvec{1, 2};
  const Comparison by_rows{.expected = rows, .tolerance = 1e-10};
  const Comparison by_cols{.expected = rows.t(), .tolerance = 1e-10};
  CHECK(contains(said(one_right, by_rows), "Only row 1 is right"));
  CHECK(contains(said(one_right.t(), by_cols), "Only column 1 is right"));
  CHECK(said(one_wrong, by_rows) ==
        "Only row 1 is wrong: is it treated in the same way as the others?\n");
  CHECK(contains(said(one_wrong.t(), by_cols), "Only column 1 is wrong"));
  // One of three may be right by chance.
  const Comparison three{.expected = rows.head_rows(3), .tolerance = 1e-10};
  CHECK_FALSE(contains(said(one_right.head_rows(3), three), "Only row"));
  CHECK_FALSE(contains(said(one_wrong.head_rows(3), three), "Only row"));
}

TEST_CASE("a shift is named, and told from parts in another order", "[support]") {
  const arma::mat shifted = {{9.5, 1.5, -2}, {9, 0.25, 3}};
  CHECK(contains(said(shifted, wanted()), "The columns are shifted by one: each stands one place"));
  CHECK(contains(said(shifted, wanted()), "late. Look for an index or a count"));
  CHECK(contains(said(arma::shift(expected, -1, 1), wanted()), "one place too early, and the one"));
  // A layer's bias before its weights.
  const arma::vec flat = {0.5, -1.25, 3, 0.7, 2.1};
  const Comparison comparison{.expected = flat, .tolerance = 1e-10};
  CHECK(contains(said(arma::shift(flat, 1), comparison), "parts that are put together in another"));
  CHECK(contains(said(arma::reverse(flat), comparison), "in reverse order"));
}

TEST_CASE("what is not a number, or was never set, is named with its place", "[support]") {
  arma::mat not_finite = expected;
  not_finite(1, 2) = arma::datum::nan;
  CHECK(contains(said(not_finite, wanted()), "Entry (1, 2) is NaN"));
  not_finite(0, 1) = arma::datum::inf;
  CHECK(contains(said(not_finite, wanted()), "Entry (0, 1), the first of 2 such entries, is inf"));
  arma::mat unset = expected;
  unset(1, 0) = 6.9e-310;  // the address 0x7f...
  CHECK(
      contains(said(unset, wanted()), "Entry (1, 0) is 6.9e-310: such a number mostly comes from"));
  unset(1, 0) = std::bit_cast<double>(0x5A5A5A5A5A5A5A5A);
  CHECK(contains(said(unset, wanted()), "Entry (1, 0) is 1.78389e+127: such a number"));
}

TEST_CASE("a count that was never set is no overflowing exp", "[support]") {
  const auto counts = same_as({{3, 1}, {0, 2}});
  arma::umat actual = {{3, 1}, {0, 2}};
  actual(0, 1) = 0 - arma::uword{1};
  CHECK_FALSE(counts.match(actual));
  CHECK(contains(counts.describe(),
                 "Entry (0, 1) is 18446744073709551615: was it ever set, or did an unsigned number "
                 "go below 0"));
  CHECK_FALSE(contains(counts.describe(), "inf"));
  CHECK_FALSE(contains(counts.describe(), "exp that"));
  CHECK_FALSE(same_as(arma::umat{1ULL << 60}).match(arma::umat{(1ULL << 60) + 1}));
}

TEST_CASE("a sentence on a matrix is true whatever its rows and columns are", "[support]") {
  const auto confusion = same_as({{3, 1, 0}, {0, 2, 5}, {4, 0, 7}});
  CHECK_FALSE(confusion.match({{3, 0, 4}, {1, 2, 0}, {0, 5, 7}}));
  CHECK(contains(confusion.describe(), "transposed: rows and columns are swapped."));
  for (const char* word : {"eature", "ample"}) CHECK_FALSE(contains(confusion.describe(), word));
  // Of equal entries only the shape can be seen.
  const Comparison zeros{.expected = arma::zeros(2, 3), .tolerance = 1e-10};
  CHECK(contains(said(arma::zeros(3, 2), zeros), "The shape is transposed"));
}

TEST_CASE("one factor has one sentence", "[support]") {
  CHECK(contains(said(2.0 * expected, wanted(2)),
                 "1 that should be 2. There are 2 samples, so perhaps 1/m is missing."));
  CHECK(contains(said(0.5 * expected, wanted(2)),
                 "There are 2 samples, so perhaps it was divided by m once too often."));
  for (const arma::uword m : {1, 2, 3, 4, 5, 8}) {
    for (const double factor : {2.0, 0.5, -1.0, 3.0, 1.0 / 3, 1.5, 2.0 / 3, 4.0, 0.25, 0.75}) {
      INFO(m << " samples, factor " << factor);
      CHECK(sentences(factor * expected, wanted(m)).size() == 1);
    }
  }
  // "2/1, was a sum divided by m, or by m - 1?" would make no sense.
  CHECK_FALSE(contains(said(std::sqrt(2.0) * expected, wanted(2)), "m - 1"));
}

TEST_CASE("of two different mistakes that fit, both are named", "[support]") {
  // 0.1, 0.05, 0.025 ...: one step late is twice as large.
  const arma::vec rates = {0.1, 0.05, 0.025, 0.0125};
  const Comparison steps{.expected = rates, .tolerance = 1e-10};
  CHECK(contains(said(2.0 * rates, steps), "exactly twice"));
  CHECK(contains(said(2.0 * rates, steps), "shifted by one"));
}

TEST_CASE("where the test knows the mistake, nothing general is said", "[support]") {
  const std::string known = "the derivative at A";
  for (const arma::mat& wrong :
       {arma::mat(2.0 * expected), arma::mat(expected + 3.0), arma::mat(arma::zeros(2, 3)),
        arma::mat(expected.t()), arma::mat(arma::abs(expected))}) {
    Comparison comparison = wanted();
    CHECK(diagnose(wrong, comparison).general.size() >= 1);
    comparison.mistakes = {{known, wrong, ""}};
    CHECK(diagnose(wrong, comparison).named == std::vector<std::string>{known});
    CHECK(diagnose(wrong, comparison).general.empty());
  }
}

TEST_CASE("of a number that the test derived nothing general is said", "[support]") {
  for (const double got : {4.0, 1.0, -2.0, std::nan(""), HUGE_VAL}) {
    const auto correlation = close_to(2.0).derived();
    CHECK_FALSE(correlation.match(got));
    const auto explanation = support::take_explanation();
    REQUIRE(explanation);
    CHECK(explanation->text() == explanation->numbers);
  }
  auto derived = close_to(expected).derived();
  CHECK_FALSE(derived.match(2.0 * expected));
  CHECK(support::take_explanation()->diagnosis.general.empty());
  // What the test knows is said.
  static constexpr Misconception twice{"twice", "Everything was added twice."};
  derived.mistake(twice, 2.0 * expected);
  CHECK_FALSE(derived.match(2.0 * expected));
  CHECK(support::take_explanation()->diagnosis.named.size() == 1);
}

TEST_CASE("what may be chance is not named", "[support]") {
  struct Chance {
    arma::mat actual;
    arma::mat expected;
  };
  const std::vector<Chance> chances = {
      {{2}, {1}},                // a count of 2 for 1 is not "twice"
      {{1}, {2}},                // ... and not "half"
      {{1}, {-1}},               // a class, a direction
      {{1.0 / 3}, {2.0 / 3}},    // one of three for two of three
      {{0.25}, {0.5}},           // half, and the square
      {{0}, {0.4}},              // a single 0
      {{2}, {2.5}},              // a median, not a cut-off fraction
      {{1, 0, 0}, {1, 0.5, 0}},  // one fraction in three entries
      {{0, 1, 1}, {0.3, 1, 1}},  // the same
      {{50, 50, 50, 49}, {50, 50, 50, 50}},
      {{0, 1, 1, 1}, {1, 1, 1, 2}},                      // neighbours alike: no shift to be seen
      {{0, 0, 1}, {0, 1, 0}},                            // a class in the wrong place
      {{1, 0, 0}, {0, 0, 1}},                            // the same
      {{{0, 1, 0}, {1, 0, 1}}, {{1, 0, 1}, {0, 1, 0}}},  // one-hot, both wrong
      {{2, 2, 2}, {1, 1, 1}},                            // too large, twice, ...: one number
      {{3, 3}, {1, 1}},                                  // the same
      {{1, 0}, {0, 1}},                                  // labels swapped
      {{1, 2}, {2, 1}},                                  // two numbers swapped
      {{2, 1}, {1, 0}},                                  // two labels
      {{{0, 0, 5}, {0, 0, 6}}, {{0, 1, 5}, {0, 2, 7}}},  // a column of zeros is right
  };
  for (const Chance& chance : chances) {
    for (const arma::uword samples : {0, 2, 3, 4}) {
      INFO(chance.actual << "for\n" << chance.expected << samples << " samples");
      const Comparison comparison{
          .expected = chance.expected, .tolerance = 1e-10, .samples = samples};
      CHECK(said(chance.actual, comparison).empty());
      CHECK(said(chance.actual.t(), {.expected = chance.expected.t(),
                                     .tolerance = 1e-10,
                                     .samples = samples,
                                     .mistakes = {}})
                .empty());
    }
  }
}

TEST_CASE("nothing is called exact where the comparison is a loose one", "[support]") {
  const Comparison loose{.expected = {{0.5, 0.25}}, .tolerance = 0.05};
  CHECK(said({{0.98, 0.52}}, loose).empty());
  const Comparison small{.expected = {{3e-8, 5e-8}}, .tolerance = 1e-8};
  CHECK(said({{6e-8, 1e-7}}, small).empty());
}

TEST_CASE("a test's own mistake is named, unless it would be right here", "[support]") {
  Comparison comparison = wanted();
  const arma::mat another = arma::cos(expected);
  comparison.mistakes = {{"the derivative at A", another}, {"right after all", expected}};
  CHECK(said(another, comparison) == "the derivative at A\n");
  CHECK(said(expected, comparison).empty());
}

namespace {

/// Matrices of the kinds that lessons compare, many of them so small that chance has a say.
arma::mat random_matrix(arma::uword kind, arma::uword rows, arma::uword cols, nn::Rng& rng) {
  arma::mat numbers(rows, cols);
  const double all = nn::normal(rng);
  for (double& entry : numbers) {
    switch (kind) {
      case 0:
        entry = nn::normal(rng);
        break;
      case 1:
        entry = nn::uniform(rng);
        break;
      case 2:  // counts, labels
        entry = static_cast<double>(nn::uniform_index(4, rng));
        break;
      case 3:  // by-hand numbers
        entry = static_cast<double>(nn::uniform_index(41, rng)) / 4.0 - 5.0;
        break;
      case 4:  // masks
        entry = static_cast<double>(nn::uniform_index(2, rng));
        break;
      case 5:
        entry = all;
        break;
      case 6:
        entry = 0.0;
        break;
      default:  // far apart, as gradients are
        entry = std::pow(10.0, nn::uniform(-12.0, 3.0, rng)) * (nn::uniform(rng) < 0.5 ? -1 : 1);
        break;
    }
  }
  return numbers;
}

constexpr arma::uword kinds = 8;

/// Whether the fact that a sentence begins with holds, found out by other means than its detector.
bool literally_true(const std::string& sentence, const arma::mat& actual,
                    const Comparison& wanted) {
  const arma::mat& due = wanted.expected;
  const auto all = [&](auto holds) {
    for (arma::uword i = 0; i < due.n_elem; ++i) {
      if (!holds(actual(i), due(i))) return false;
    }
    return true;
  };
  const auto near = [](double a, double b) {
    return std::abs(a - b) <= 2e-10 * std::max({1.0, std::abs(a), std::abs(b)});
  };
  const auto times = [&](double factor) {
    return all([&](double a, double b) { return near(a, factor * b); });
  };
  const double m = static_cast<double>(wanted.samples);
  const auto begins = [&](const std::string& start) { return sentence.starts_with(start); };
  const auto sorted_alike = [&] {
    std::vector<double> a(actual.begin(), actual.end());
    std::vector<double> b(due.begin(), due.end());
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return std::equal(a.begin(), a.end(), b.begin(), near);
  };
  const auto line_agrees = [&](bool column, arma::uword line) {
    for (arma::uword i = 0; i < (column ? due.n_rows : due.n_cols); ++i) {
      if (column ? !near(actual(i, line), due(i, line)) : !near(actual(line, i), due(line, i))) {
        return false;
      }
    }
    return true;
  };
  if (begins("The numbers are right but transposed") || begins("The shape is transposed")) {
    return arma::approx_equal(actual.t(), due, "absdiff", 1e-9);
  }
  if (begins("Every entry is 0:")) return all([](double a, double) { return a == 0; });
  if (begins("The result is exactly twice")) return times(2);
  if (begins("The result is exactly half")) return times(0.5);
  if (begins("The sign is wrong")) return times(-1);
  if (contains(sentence, "once for each sample")) return times(m);
  if (contains(sentence, "divided by m once")) return times(1 / m);
  if (contains(sentence, "or by m - 1")) {
    const double ratio = m / (m - 1);
    const double root = std::sqrt(ratio);
    return times(ratio) || times(1 / ratio) || times(root) || times(1 / root);
  }
  if (contains(sentence, "times what is expected") || contains(sentence, "same small part"))
    return times(actual(due.index_max()) / due.max());
  if (begins("Every entry is too")) {
    return all([&](double a, double b) { return near(a - b, actual(0) - due(0)); });
  }
  if (contains(sentence, "fraction cut off")) {
    return all([&](double a, double b) { return near(a, std::trunc(b)); });
  }
  if (contains(sentence, "sign lost")) {
    return all([&](double a, double b) { return near(a, std::abs(b)); });
  }
  if (begins("The result is the square of")) {
    return all([&](double a, double b) { return near(a, b * b); });
  }
  if (begins("The result is the root of what")) {
    return all([&](double a, double b) { return near(a * a, b); });
  }
  if (begins("Only column ") || begins("Only row ")) {
    const bool column = begins("Only column ");
    const bool right = contains(sentence, "is right");
    const arma::uword named = std::stoul(sentence.substr(column ? 12 : 9));
    for (arma::uword line = 0; line < (column ? due.n_cols : due.n_rows); ++line) {
      if (line_agrees(column, line) != (line == named ? right : !right)) return false;
    }
    return true;
  }
  if (contains(sentence, "are shifted by one")) {
    const bool rows = contains(sentence, "The rows") || due.n_cols == 1;
    const arma::mat a = rows ? arma::mat(actual.t()) : actual;
    const arma::mat b = rows ? arma::mat(due.t()) : due;
    const bool late = contains(sentence, "too late");
    for (arma::uword j = 1; j < b.n_cols; ++j) {
      for (arma::uword i = 0; i < b.n_rows; ++i) {
        if (late ? !near(a(i, j), b(i, j - 1)) : !near(a(i, j - 1), b(i, j))) return false;
      }
    }
    return true;
  }
  if (begins("The numbers are the right ones")) return sorted_alike();
  return false;  // a sentence that this test does not know
}

}  // namespace

TEST_CASE("over right answers every detector is silent", "[support]") {
  nn::Rng rng = test_rng("right answers");
  for (int round = 0; round < 20000; ++round) {
    const arma::uword rows = 1 + nn::uniform_index(4, rng);
    const arma::uword cols = 1 + nn::uniform_index(4, rng);
    const arma::mat right = random_matrix(nn::uniform_index(kinds, rng), rows, cols, rng);
    const Comparison comparison{.expected = right,
                                .tolerance = 1e-10,
                                .samples = cols,
                                .mistakes = {{"another", nn::normal_matrix(rows, cols, rng)}}};
    REQUIRE(said(right, comparison).empty());
    // Rounding in the last digits is no mistake, and is not diagnosed.
    const arma::mat noise = nn::normal_matrix(rows, cols, rng);
    REQUIRE(said(right % (1.0 + 1e-15 * noise), comparison).empty());
    REQUIRE(said(right % (1.0 + 1e-12 * noise), comparison).empty());
  }
}

TEST_CASE("over noise every detector is silent", "[support]") {
  nn::Rng rng = test_rng("noise");
  for (int round = 0; round < 20000; ++round) {
    const arma::uword rows = 1 + nn::uniform_index(4, rng);
    const arma::uword cols = 1 + nn::uniform_index(4, rng);
    // One of both is without any pattern: nothing can fit, whatever the other is. (Of zeros it is
    // true that they are zeros.)
    const arma::mat noise = random_matrix(nn::uniform_index(2, rng), rows, cols, rng);
    arma::uword kind = nn::uniform_index(kinds, rng);
    const arma::mat other = random_matrix(kind, rows, cols, rng);
    const Comparison comparison{.expected = noise,
                                .tolerance = 1e-10,
                                .samples = 1 + nn::uniform_index(5, rng),
                                .mistakes = {{"another", nn::normal_matrix(rows, cols, rng)}}};
    Comparison reverse = comparison;
    reverse.expected = other;
    INFO(other << "for\n" << noise << said(other, comparison) << "or\n" << said(noise, reverse));
    if (!other.is_zero()) REQUIRE(said(other, comparison).empty());
    REQUIRE(said(noise, reverse).empty());
  }
}

TEST_CASE("whatever is said is true, and little is said by chance", "[support]") {
  nn::Rng rng = test_rng("small numbers");
  int spoken = 0;
  const int rounds = 60000;
  for (int round = 0; round < rounds; ++round) {
    const arma::uword rows = 1 + nn::uniform_index(3, rng);
    const arma::uword cols = 1 + nn::uniform_index(3, rng);
    const arma::uword kind = nn::uniform_index(kinds, rng);
    const arma::mat due = random_matrix(kind, rows, cols, rng);
    const arma::mat got = random_matrix(kind, rows, cols, rng);
    const Comparison comparison{.expected = due,
                                .tolerance = 1e-10,
                                .samples = 1 + nn::uniform_index(5, rng),
                                .mistakes = {}};
    for (const std::string& sentence : sentences(got, comparison)) {
      INFO(got << "for\n" << due << sentence);
      REQUIRE(literally_true(sentence, got, comparison));
      // Facts that are plain to see are no guess at a cause.
      if (!sentence.starts_with("Only ") && !sentence.starts_with("Every entry is 0")) ++spoken;
    }
  }
  INFO(spoken << " of " << rounds);
  CHECK(spoken < rounds / 500);
}

TEST_CASE("a NaN, an infinity, an empty matrix or another shape never passes", "[support]") {
  CHECK_FALSE(close_to(expected).match(expected * arma::datum::nan));
  CHECK_FALSE(close_to(expected).match(arma::mat()));
  CHECK_FALSE(close_to(expected).match(expected.cols(0, 1)));
  CHECK_FALSE(close_to(arma::mat()).match(arma::mat()));
  CHECK_FALSE(close_to(arma::mat{arma::datum::nan}).match(arma::mat{arma::datum::nan}));
  CHECK_FALSE(close_to(arma::datum::inf).match(arma::datum::inf));
  CHECK_FALSE(same_as(arma::umat()).match(arma::umat()));
  CHECK(close_to(expected).match(expected));
}

TEST_CASE("a failing comparison says the worst entry with enough digits to see the difference",
          "[support]") {
  const auto comparison = close_to(1.0);
  CHECK_FALSE(comparison.match(1.0 + 1e-9));
  CHECK(contains(comparison.describe(), "1.0000000010000001"));
}

TEST_CASE("an entry of a list is told by its number, or its name", "[support]") {
  auto list = close_to(arma::vec{1, 2, 3});
  CHECK_FALSE(list.match(arma::vec{1, 2, 5}));
  CHECK(contains(list.describe(), "The worst is entry 2: got 5, expected 3."));
  list.names({"w1 of A", "w2 of A", "b of A"});
  CHECK_FALSE(list.match(arma::vec{1, 7, 5}));
  CHECK(support::take_explanation()->numbers ==
        "Wrong: w2 of A (got 7, expected 2), b of A (got 5, expected 3).\n");
  CHECK_FALSE(list.match(arma::vec{arma::datum::nan, 2, 3}));
  CHECK(contains(list.describe(), "Entry 0 is NaN"));
}

TEST_CASE("a misconception is told by its name, and from where", "[support]") {
  static constexpr Misconception by_rows{"by_rows", "It was divided by the number of rows."};
  const auto matcher =
      close_to(4.0).mistake(by_rows, 6.0).mistake({"the_same", "This is nothing new."}, 4.0);
  support::take_origins();
  CHECK_FALSE(matcher.match(6.0));
  const support::Origins origins = support::take_origins();
  REQUIRE(origins.offered.size() == 1);  // what gives the right answer cannot be told from it
  CHECK(origins.named == origins.offered);
  CHECK(origins.named.begin()->starts_with("by_rows, test_diagnosis.cpp:"));
  CHECK(support::named_in("x\nIt was divided by the number of rows.\ny") ==
        std::vector<std::string>{"by_rows"});
  CHECK(support::named_in("It was divided.").empty());
  const auto explanation = support::take_explanation();
  REQUIRE(explanation);
  CHECK(explanation->numbers == "Got 6, expected 4.\n");
  CHECK_FALSE(support::take_explanation());
}

TEST_CASE("two misconceptions that give a comparison the same value are told to the audit",
          "[diagnosis]") {
  support::take_origins();
  const auto check = close_to(2.0)
                         .mistake({"half", "This is half of it."}, 1.0)
                         .mistake({"one", "This is always one."}, 1.0)
                         .mistake({"three", "This is three."}, 3.0)
                         .mistake({"half", "This is half of it."}, 1.0);
  CHECK(check.match(2.0));
  CHECK(support::take_origins().alike == std::set<std::string>{"half and one"});
}
