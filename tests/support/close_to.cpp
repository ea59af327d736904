#include "support/close_to.hpp"

#include <utility>

namespace support {
namespace {

bool judge(const arma::mat& actual, const Comparison& comparison, std::string& verdict,
           const std::vector<std::string>& noticed = {}) {
  note_offers(comparison);
  const bool passes = agrees(actual, comparison.expected, comparison.tolerance);
  verdict = passes ? "is as expected"
                   : "is not as expected:\n" + explain(actual, comparison, noticed).text();
  return passes;
}

KnownMistake known(const Misconception& misconception, arma::mat wrong_value, const Place& place) {
  remember(misconception);
  return {.sentence = misconception.sentence,
          .value = std::move(wrong_value),
          .origin = std::string(misconception.name) + ", " + place.text};
}

arma::mat one_number(double value) {
  return arma::mat(1, 1, arma::fill::value(value));
}

}  // namespace

Place::Place(const char* file, int line) : text(file) {
  text = text.substr(text.find_last_of('/') + 1) + ":" + std::to_string(line);
}

std::string brief(arma::uword rows, arma::uword cols) {
  return std::to_string(rows) + "x" + std::to_string(cols) + " matrix";
}

std::string brief_list(const std::vector<std::string>& first, std::size_t size) {
  std::string text = "{ ";
  for (const std::string& one : first) text += (text.size() > 2 ? ", " : "") + one;
  if (size > first.size()) text += ", and " + std::to_string(size - first.size()) + " more";
  return text == "{ " ? "{  }" : text + " }";
}

CloseTo::CloseTo(arma::mat expected, double tolerance)
    : comparison_{.expected = std::move(expected), .tolerance = tolerance} {}

CloseTo& CloseTo::samples(arma::uword count) {
  comparison_.samples = count;
  return *this;
}

CloseTo& CloseTo::names(std::vector<std::string> all) {
  comparison_.names = std::move(all);
  return *this;
}

CloseTo& CloseTo::derived() {
  comparison_.derived = true;
  return *this;
}

CloseTo& CloseTo::mistake(const Misconception& misconception, arma::mat wrong_value, Place place) {
  comparison_.mistakes.push_back(known(misconception, std::move(wrong_value), place));
  return *this;
}

bool CloseTo::match(const arma::mat& actual) const {
  return judge(actual, comparison_, verdict_);
}

std::string CloseTo::describe() const {
  return verdict_;
}

CloseToNumber::CloseToNumber(double expected, double tolerance)
    : comparison_{.expected = one_number(expected), .tolerance = tolerance} {}

CloseToNumber& CloseToNumber::samples(arma::uword count) {
  comparison_.samples = count;
  return *this;
}

CloseToNumber& CloseToNumber::derived() {
  comparison_.derived = true;
  return *this;
}

CloseToNumber& CloseToNumber::mistake(const Misconception& misconception, double wrong_value,
                                      Place place) {
  comparison_.mistakes.push_back(known(misconception, one_number(wrong_value), place));
  return *this;
}

bool CloseToNumber::match(const double& actual) const {
  return judge(one_number(actual), comparison_, verdict_);
}

std::string CloseToNumber::describe() const {
  return verdict_;
}

namespace {

constexpr arma::uword huge = 1ULL << 53;  // whole numbers below it are exact as doubles

arma::mat as_doubles(const arma::umat& numbers) {
  return arma::conv_to<arma::mat>::from(numbers);
}

/// What is expected. A number that is not exact as a double is made infinite, and never matches.
arma::mat exact_doubles(const arma::umat& numbers) {
  arma::mat doubles = as_doubles(numbers);
  doubles.elem(arma::find(numbers >= huge)).fill(arma::datum::inf);
  return doubles;
}

/// Nobody counts that far: such a number comes from elsewhere.
std::vector<std::string> notice_huge(const arma::umat& numbers) {
  const arma::uvec found = arma::find(numbers >= huge, 1);
  if (found.is_empty()) return {};
  const arma::uword i = found(0);
  return {"Entry " + place(numbers.n_rows, numbers.n_cols, i) + " is " +
          std::to_string(numbers(i)) +
          ": was it ever set, or did an unsigned number go below 0, as 0 - 1 does?"};
}

}  // namespace

SameAs::SameAs(arma::umat expected) : comparison_{.expected = exact_doubles(expected)} {}

SameAs& SameAs::mistake(const Misconception& misconception, arma::umat wrong_value, Place place) {
  comparison_.mistakes.push_back(known(misconception, exact_doubles(wrong_value), place));
  return *this;
}

bool SameAs::match(const arma::umat& actual) const {
  return judge(as_doubles(actual), comparison_, verdict_, notice_huge(actual));
}

std::string SameAs::describe() const {
  return verdict_;
}

CloseTo close_to(arma::mat expected, double tolerance) {
  return CloseTo(std::move(expected), tolerance);
}

CloseToNumber close_to(double expected, double tolerance) {
  return CloseToNumber(expected, tolerance);
}

SameAs same_as(arma::umat expected) {
  return SameAs(std::move(expected));
}

Says::Says(std::vector<std::string> parts) : parts_(std::move(parts)) {}

bool Says::match(const std::exception& error) const {
  const std::string message = error.what();
  for (const std::string& part : parts_) {
    if (message.find(part) != std::string::npos) continue;
    verdict_ = "should say: " + part + "\nbut it says: " + message;
    return false;
  }
  verdict_ = "says what it should";
  return true;
}

std::string Says::describe() const {
  return verdict_;
}

}  // namespace support
