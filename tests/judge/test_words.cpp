// The exceptions of Armadillo and the standard library, as they are really thrown, have a sentence.
#include "judge/words.hpp"

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

using gradus::judge::meaning_of_exception;

/// The sentence about what `mistake` throws.
std::string meaning(const std::function<void()>& mistake) {
  try {
    mistake();
  } catch (const std::exception& error) {
    INFO(error.what());
    return meaning_of_exception(error.what());
  }
  return "nothing was thrown";
}

void use(double) {}

struct Mistake {
  const char* begins;
  std::function<void()> run;
};

}  // namespace

TEST_CASE("what Armadillo throws has a sentence that says what to look at", "[judge]") {
  const arma::mat A(2, 3, arma::fill::ones);
  const arma::mat B(2, 4, arma::fill::ones);
  const arma::vec v(3, arma::fill::ones);
  const arma::mat none;
  const std::vector<Mistake> mistakes = {
      {"In A * B, A must have as many columns as B has rows. Both have the same",
       [&] { arma::mat C = A * A; }},
      {"In A * B, A must have as many columns", [&] { arma::mat C = A * B; }},
      {"Two matrices of different shapes were added", [&] { arma::mat C = A + B; }},
      {"Two matrices of different shapes were subtracted", [&] { arma::mat C = A - B; }},
      {"Two matrices of different shapes were multiplied", [&] { arma::mat C = A % B; }},
      {"Two matrices of different shapes were divided", [&] { arma::mat C = A / B; }},
      {"Two matrices of different shapes were", [&] { arma::umat C = A == B; }},
      {"A row or a matrix was stored in an arma::vec", [&] { arma::vec m = arma::mean(A); }},
      {"A column or a matrix was stored in an arma::rowvec",
       [&] { arma::rowvec m = arma::mean(A, 1); }},
      {"each_col() needs a column vector",
       [&] {
         arma::mat C = A;
         C.each_col() += v;
       }},
      {"each_row() needs a row vector",
       [&] {
         arma::mat C = A;
         C.each_row() += arma::rowvec(4, arma::fill::ones);
       }},
      {"The part that is written to has another shape",
       [&] {
         arma::mat C = A;
         C.col(0) = v;
       }},
      {"as_scalar() wants exactly one entry", [&] { use(arma::as_scalar(A)); }},
      {"dot() wants two vectors", [&] { use(arma::dot(v, arma::vec(2))); }},
      {"join_rows() puts matrices side by side", [&] { arma::mat C = arma::join_rows(A, v); }},
      {"join_cols() puts matrices one below", [&] { arma::mat C = arma::join_cols(A, B); }},
      {"The largest, least or mean of nothing", [&] { use(none.max()); }},
      {"The largest, least or mean of nothing", [&] { use(none.index_max()); }},
      {"The direction or the kind of norm", [&] { arma::mat C = arma::mean(A, 2); }},
      {"The direction or the kind of norm", [&] { arma::mat C = arma::stddev(A, 2); }},
      {"solve(A, B) wants as many rows", [&] { arma::mat C = arma::solve(A, v); }},
      {"Only a matrix with as many rows as columns", [&] { arma::mat C = arma::inv(A); }},
      {"This matrix has no inverse",
       [&] { arma::mat C = arma::inv(arma::mat(2, 2, arma::fill::zeros)); }},
      {"This cannot be taken apart", [&] { arma::mat C = arma::chol(-arma::eye(2, 2)); }},
      {"clamp(X, low, high)", [&] { arma::mat C = arma::clamp(A, 1.0, 0.0); }},
      {"The part that was asked for reaches beyond the vector",
       [&] { arma::vec w = v.subvec(2, 3); }},
      {"The part that was asked for reaches beyond", [&] { arma::mat C = A.cols(1, 3); }},
      {"The part that was asked for reaches beyond", [&] { arma::mat C = A.submat(0, 0, 2, 2); }},
      {"An index is beyond the last row", [&] { use(A(2, 0)); }},
      {"An index is beyond the last row", [&] { use(v(3)); }},
      {"An index is beyond the last row", [&] { arma::vec c = A.col(3); }},
      {"An index is beyond the last row", [&] { arma::vec c = v.elem(arma::uvec{5}); }},
      {"More was asked for than there is", [&] { arma::vec c = v.head(4); }},
      {"A size came out negative", [&] { arma::mat C(arma::uword(0) - 1, 2); }},
  };
  for (const Mistake& mistake : mistakes) {
    INFO(mistake.begins);
    CHECK(meaning(mistake.run).substr(0, std::string(mistake.begins).size()) == mistake.begins);
  }
}

TEST_CASE("what the standard library throws has a sentence, too", "[judge]") {
  const std::vector<int> list(3);
  std::vector<double> numbers;
  const std::vector<Mistake> mistakes = {
      {"An index is beyond the last entry of a std::vector", [&] { use(list.at(3)); }},
      {"An index is beyond the last entry of a std::array",
       [&] {
         std::array<int, 2> two{};
         volatile std::size_t i = 2;
         use(two.at(i));
       }},
      {"A std::map was asked", [] { use(std::map<int, int>().at(1)); }},
      {"A std::optional was empty", [] { use(std::optional<int>().value()); }},
      {"A std::function was called", [] { std::function<void()>()(); }},
      {"A text that is no number", [] { use(std::stoi("x")); }},
      {"A text that is no number", [] { use(std::stod("x")); }},
      {"A std::string was used beyond", [] { use(std::string("a").at(3)); }},
      {"A std::string was used beyond", [] { use(std::string("a").substr(3).size()); }},
      {"The size of a std::vector came out negative", [&] { numbers.resize(numbers.size() - 1); }},
      {"The size of a std::vector came out negative",
       [&] { std::vector<double> other(numbers.size() - 1); }},
  };
  for (const Mistake& mistake : mistakes) {
    INFO(mistake.begins);
    CHECK(meaning(mistake.run).substr(0, std::string(mistake.begins).size()) == mistake.begins);
  }
  CHECK_FALSE(meaning_of_exception("out of memory (std::bad_alloc)").empty());
  CHECK(meaning_of_exception("dense_forward: X is 5x4, expected 3x4").empty());
}
