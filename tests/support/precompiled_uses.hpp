// What answers often make of Armadillo's templates and of the standard library's. clang++ works it
// out once, when it compiles the header of students' files, and keeps the code in an object of the
// header's own (-fpch-codegen): an answer then costs two thirds of the time. Nothing here is
// called. What is not here, and should be: see with `nm -C` which weak symbols (W) an answer's
// object still has.
#pragma once
#ifdef __clang__  // g++ would work it out at the end of each file, and not once

#include <algorithm>
#include <armadillo>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace gradus_uses {

using arma::mat;
using arma::uword;

inline void entries(mat A, const mat& B, const mat& D, const mat& E, double s) {
  A = A + B, A = A - B, A = A % B, A = A / B;
  A = -A, A = s * A, A = A * s, A = A / s, A = A + s, A = s + A, A = A - s, A = s - A, A = s / A;
  A += B, A -= B, A %= B, A /= B, A *= s, A /= s, A += s, A -= s;
  A += s * B, A -= s * B, A += B % D, A -= B % D, A += B * D, A += B.t() * D, A += B * D.t(),
      A -= B * s, A -= B / s;
  A += s * arma::sign(B), A += s * arma::square(B), A -= s * B / D, A += B * s, A += B - D,
      A += B / s;
  A = s * A + s * B, A = s * A - s * B, A = A + s * B, A = A - s * B, A = B + D + E, A = A - B / s,
  A = (B - D) / s;
  A = B % D % E, A = B % (D - E), A = (B - D) % E, A = s * (B - D), A = B % (s - D),
  A = D % (s - B % B);
  A = s * B % D, A = B % D * s, A = s - B % B, A = s - arma::square(B), A = B % D / s,
  A = B % (s - B) / s;
  A = arma::exp(A), A = arma::exp(-A), A = arma::log(A), A = arma::abs(A), A = arma::sqrt(A),
  A = arma::square(A);
  A = arma::tanh(A), A = arma::sign(A), A = arma::pow(A, s), A = arma::round(A),
  A = arma::clamp(A, s, s);
  A = 1.0 / (1.0 + arma::exp(-A)), A = s / (s + A), A = s / arma::square(A),
  A = arma::exp(-arma::abs(A));
  A = arma::log(s + arma::exp(-arma::abs(B))), A = arma::log1p(arma::exp(-arma::abs(B))),
  A = arma::log1p(A);
  A = arma::max(A, B), A = arma::min(A, B), A = arma::sqrt(B + s), A = arma::sqrt(B) + s;
  A = B / (arma::sqrt(D) + s), A = s * B / (arma::sqrt(D) + s), A = s * B + s * arma::square(D),
  A = s * B / D;
  A = (B / s) / (arma::sqrt(D / s) + s), A = s * (B / s) / (arma::sqrt(D / s) + s),
  A -= s * B / (arma::sqrt(D) + s);
  A -= s * (B / s) / (arma::sqrt(D / s) + s), A = s * B + s * (D % D), A = arma::square(B - D),
                                              A = arma::abs(B - D);
  A = arma::conv_to<mat>::from(B > s), A = arma::conv_to<mat>::from(B > D),
  A = arma::conv_to<mat>::from(B >= s);
  A.transform([](double x) { return x; });
  A.for_each([](double& x) { x = 0; });
  A.elem(arma::find(B > s)).zeros(), A.elem(arma::find(B < s)) *= s,
      A.elem(arma::find(B <= s)).fill(s);
  A(0, 0) = B(0) + B(0, 1) + B.at(0, 0) + A.min() + A.max() + double(A.index_max()) +
            double(A.index_min());
}

inline void products(mat A, const mat& B, const mat& D, const mat& E, const arma::vec& v,
                     double s) {
  A = B * D, A = B.t() * D, A = B * D.t(), A = B.t() * D.t(), A = s * B * D, A = B * D / s,
  A = B * D * s, A = B * D * E;
  A = B * v, A = B.t() * v, A = v * v.t(), A = B * D + E, A = B * D - E, A = B * D.t() / s,
  A = B.t() * (D - E);
  A = A.t(), A = B.t(), A = B.t() * B, A = B * B.t(), A = (B - D) * E.t();
  A = arma::solve(B, D), A = arma::inv(B), A = arma::diagmat(v), A = arma::eye(2, 2);
  s += arma::dot(B, D) + arma::dot(v, v) + arma::as_scalar(v.t() * v) +
       arma::as_scalar(v.t() * B * v);
}

inline double sums(const mat& B, const mat& D, const arma::vec& v, const arma::rowvec& r,
                   double s) {
  mat A = arma::sum(B, 0);
  arma::vec c = arma::sum(B, 1);
  arma::rowvec w = arma::sum(B, 0);
  A = arma::sum(B, 1), A = arma::mean(B, 0), A = arma::mean(B, 1), c = arma::mean(B, 1),
  w = arma::mean(B, 0);
  A = arma::max(B, 0), w = arma::max(B, 0), c = arma::max(B, 1), w = arma::min(B, 0),
  c = arma::min(B, 1);
  A = arma::stddev(B, 0, 1), c = arma::stddev(B, 0, 1), c = arma::stddev(B, 1, 1),
  c = arma::var(B, 0, 1);
  A = arma::sum(B % D, 0), w = arma::sum(B % D, 0), w = arma::sum(arma::exp(B), 0),
  w = arma::sum(arma::square(B), 0);
  w = arma::log(arma::sum(arma::exp(B), 0)), w = r + s, w = arma::log(r), c = v / s, c = v - s * v,
  c = v + s * v;
  c = v - v, c = v + v, c = s * v, c = -v, c = arma::square(v), c += v, c -= s * v, c += s * v,
  c *= s, c = arma::sqrt(v);
  c = arma::sum(B, 1) / s, c = v % v, c = arma::abs(v), w = r / s, w = r - r, w = r + r, w = r % r,
  w = s * r;
  c(0) = v(0) + c.at(0), w(0) = r(0) + w.at(0), c = arma::abs(v - v), c = (v - v) / s,
  w = r.t().t(), w = v.t(), c = r.t();
  const arma::urowvec most = arma::index_max(B, 0);
  const arma::ucolvec most_of_row = arma::index_max(B, 1);
  const arma::uvec found = arma::find(v > s), order = arma::sort_index(v),
                   stable = arma::stable_sort_index(v);
  const arma::uvec range = arma::regspace<arma::uvec>(0, 3), of_entries = arma::find(B > s);
  c = v.elem(found), A = B.cols(found), A = B.rows(found), c = arma::sort(v),
  c = arma::linspace(0, 1, 3);
  s += double(most(0)) + double(most_of_row(0)) +
       double(order(0) + stable(0) + range(0) + of_entries(0));
  s += arma::accu(B) + arma::accu(B % D) + arma::accu(arma::square(B)) + arma::accu(arma::abs(B)) +
       arma::accu(v);
  s += arma::accu(arma::square(B - D)) + arma::accu(arma::abs(B - D)) +
       arma::accu(B % arma::log(D)) + arma::accu(r);
  s += arma::accu(arma::square(v)) + arma::accu(arma::square(v - v)) + arma::accu(arma::log(B)) +
       arma::accu(B == D);
  s += arma::accu(most == most) + arma::accu(v % v) + arma::accu(B > s) +
       arma::accu(arma::abs(v - v)) + arma::sum(v);
  s += arma::norm(B, "fro") + arma::norm(v) + arma::norm(v - v) + arma::norm(B - D, "fro") +
       arma::mean(v) + arma::mean(r);
  s += arma::max(v) + arma::min(v) + arma::stddev(v) + arma::var(v) + arma::max(r) + arma::sum(r) +
       arma::median(v);
  s += B.is_finite() + v.is_finite() + B.has_nan() + arma::any(arma::vectorise(B) > s) +
       arma::all(v > s) + B.is_empty();
  s += arma::mean(arma::vectorise(B)) + arma::accu(arma::abs(B) > s) + v.max() + r.max() + v.min() +
       r.min();
  return s;
}

inline void parts(mat A, const mat& B, arma::vec v, arma::rowvec r, const arma::uvec& of, double s,
                  uword i) {
  A.each_col() += v, A.each_col() -= v, A.each_col() /= v, A.each_col() %= v;
  A.each_row() += r, A.each_row() -= r, A.each_row() /= r, A.each_row() %= r;
  A = B.each_col() + v, A = B.each_col() - v, A = B.each_col() % v, A = B.each_row() - r,
  A = B.each_row() / r;
  A = B.each_col() / v, A = B.each_row() + r, A = B.each_row() % r;
  A.col(i) = v, A.col(i) = B.col(i), A.row(i) = r, A.row(i) = B.row(i), A.col(i) += v,
  A.col(i) += B.col(i), A.row(i) *= s;
  A.col(i) *= s, A.col(i).zeros(), A.row(i).zeros(), A.col(i) /= s, A.row(i) /= s, A.col(i).fill(s),
      A.col(i) -= s;
  A.cols(i, i) = B, A.rows(i, i) = B, A.cols(i, i) += B, A.submat(i, i, i, i) = B,
            A.rows(i, i) += B;
  A = B.cols(i, i), A = B.rows(i, i), A = B.submat(i, i, i, i), A = B.cols(of), A = B.rows(of),
  A = B.head_cols(i);
  A = B.tail_cols(i), A = B.head_rows(i), A = B.tail_rows(i), v = v.subvec(i, i),
  v.subvec(i, i) = arma::vectorise(B);
  v = B.col(i), r = B.row(i), v = v.head(i), v = v.tail(i), v.subvec(i, i) = v, v.head(i) = v,
  v.tail(i) = v;
  v = arma::vectorise(B), v = arma::join_cols(v, v), A = arma::join_cols(A, B),
  A = arma::join_rows(A, B);
  A = arma::join_vert(A, B), A = arma::join_horiz(A, B), A = arma::reshape(B, i, i),
  A = arma::reshape(v.subvec(i, i), i, i);
  A = arma::reshape(v, i, i), A = arma::repmat(v, 1, i), A = arma::repmat(B, i, i),
  A = arma::repmat(r, i, 1);
  A = arma::zeros(i, i), A = arma::ones(i, i), A = arma::zeros<mat>(i, i),
  A = arma::ones<mat>(i, i), v = arma::zeros(i);
  A = arma::zeros<mat>(arma::size(B)), A = arma::zeros(arma::size(B)),
  A = arma::ones(arma::size(B)), v = arma::ones(i);
  A = mat(arma::size(B)), A = mat(arma::size(B), arma::fill::zeros),
  A = mat(i, i, arma::fill::zeros), A = mat(i, i);
  A = mat(i, i, arma::fill::ones), v = arma::vec(i), v = arma::vec(i, arma::fill::zeros),
  r = arma::rowvec(i);
  A = mat(i, i, arma::fill::value(s)), A = mat(i, i, arma::fill::eye),
  v = arma::vec(i, arma::fill::ones), A = mat{{1, 2}};
  v = arma::vec{1, 2}, r = arma::rowvec{1, 2}, r = arma::rowvec(i, arma::fill::zeros),
  v = arma::vec(arma::size(v));
  A = arma::zeros<mat>(i, i) + s, A = mat(v), v = arma::vec(v.memptr(), i), A.set_size(i, i),
  A.zeros(), A.ones(), A.fill(s);
  A = arma::shuffle(A), A.reshape(i, i), A.resize(i, i), A.insert_cols(i, B), A.insert_rows(i, B),
  A.shed_col(i);
  A.diag() += s, A = arma::cor(B), A = arma::cov(B), v = A.diag(), A.swap_cols(i, i), A.save("x"),
                 A.print("A");
  for (double& x : A) x = s;
  for (const double x : v) s += x;
}

inline void others(std::string text, std::size_t n, double s) {
  std::vector<std::size_t> indices(n);
  std::vector<arma::uword> words(n);
  std::vector<int> numbers(n);
  std::vector<std::string> texts{text};
  std::vector<arma::vec> vectors{arma::vec(n)};
  std::vector<mat> matrices{mat(n, n)};
  std::vector<arma::uvec> choices{arma::uvec(n)};
  choices.push_back(arma::uvec(n)), choices.back()(0) = choices[n](0);
  std::vector<bool> flags(n);
  std::map<std::string, double> values;
  std::map<std::size_t, std::size_t> counts;
  std::iota(indices.begin(), indices.end(), n);
  std::iota(words.begin(), words.end(), n);
  std::sort(indices.begin(), indices.end()), std::reverse(matrices.begin(), matrices.end());
  std::swap(indices[n], indices[n]), std::swap(words[n], words[n]);
  matrices.push_back(mat(n, n)), matrices.emplace_back(n, n), vectors.push_back(arma::vec(n)),
      numbers.push_back(1);
  indices.push_back(n), words.push_back(n), texts.push_back(text), flags.push_back(true),
      values[text] += s, ++counts[n];
  matrices.reserve(n), matrices.resize(n), indices.reserve(n), matrices.back() += matrices.front(),
      matrices.at(n) *= s;
  std::vector<double> doubles{s, s};
  doubles.push_back(s), doubles.reserve(n), doubles = std::vector<double>(n, s),
                                            indices = std::vector<std::size_t>(n, n);
  s += *std::max_element(doubles.begin(), doubles.end()) +
       *std::min_element(doubles.begin(), doubles.end());
  s += std::accumulate(doubles.begin(), doubles.end(), 0.0) + std::max(s, s) + std::min(s, s) +
       std::clamp(s, s, s);
  n = std::max(n, n) + std::min(n, n);
  std::optional<double> maybe = s;
  std::optional<std::size_t> place = n;
  std::pair<double, double> both{s, s};
  std::function<double(double)> f = [](double x) { return x; };
  std::function<double(const mat&)> of_matrix = [](const mat& A) { return A(0); };
  std::function<mat(const mat&)> to_matrix = [](const mat& A) { return A; };
  std::function<double(const arma::vec&)> of_vector = [](const arma::vec& v) { return v(0); };
  std::function<arma::vec(const arma::vec&)> to_vector = [](const arma::vec& v) { return v; };
  s += f(s) + of_matrix(matrices[0]) + of_vector(vectors[0]) + *maybe + double(*place) +
       both.first + to_vector({s})(0);
  to_matrix(matrices[0]), std::to_string(n), std::to_string(s), texts.size();
  for (const auto& [name, value] : values) text += name, s += value;
  throw std::invalid_argument("f: X is " + std::to_string(n) + "x" + std::to_string(n) + text);
}

}  // namespace gradus_uses

#endif
