// Lesson 15, fast: the file that you edit. README.md beside it explains every task, fast.hpp says
// what each function promises.
//
// Check your work with      ./gradus check 15
// or one task of it with    ./gradus check 15.1
#include "15_fast/fast.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "common/contract.hpp"

namespace nn {

// Task 15.1  A product by loops, and what they touch.
//   a. loop_product: C begins with zeros. Innermost is C(i, j) += A(i, p) * B(p, j), in any order.
//   b. Blocks: three loops that step from block to block, and within them the three of columns.
//      The last block of each direction ends where the matrix does: std::min.
//   c. loop_visits: the same loops, which note three places in place of computing.
arma::mat loop_product(const arma::mat& A, const arma::mat& B, LoopOrder order, arma::uword block) {
  todo("15.1 loop_product", A, B, order, block);
}

arma::uvec loop_visits(arma::uword rows, arma::uword inner, arma::uword cols, LoopOrder order,
                       arma::uword block) {
  todo("15.1 loop_visits", rows, inner, cols, order, block);
}

// Task 15.2  A cache.
//   a. Keep the lines that are held in a list, in the order of their last visits.
//   b. Each visit moves its line to the end of the list, whether it was there or not.
//   c. A line that is not in the list is a miss. If the list is full, one has to go first: which?
arma::uword cache_misses(const arma::uvec& visits, const Cache& cache) {
  todo("15.2 cache_misses", visits, cache);
}

// Task 15.3  How fast can it be?
//   a. Count in double: rows times inner times cols may be more than you think.
//   b. training_work: each of the products is one call of product_work. What are the shapes of dZ,
//      of X', of W'?
//   c. attainable_flops: a second moves so many bytes, and each byte feeds so many flops.
Work product_work(arma::uword rows, arma::uword inner, arma::uword cols) {
  todo("15.3 product_work", rows, inner, cols);
}

Work training_work(const std::vector<arma::uword>& widths, arma::uword samples) {
  todo("15.3 training_work", widths, samples);
}

double attainable_flops(const Machine& machine, const Work& work) {
  todo("15.3 attainable_flops", machine, work);
}

// Task 15.4  A benchmark.
//   a. spread_of: sort, then look.
//   b. A helper that reads the clock, makes so many calls, and reads it again serves trials and
//      rounds alike. Put it above seconds_a_call, in a `namespace { }`.
//   c. time_ratio: a round is one measurement of task and one of base, and gives one ratio.
Spread spread_of(std::vector<double> values) {
  todo("15.4 spread_of", values);
}

Spread seconds_a_call(const std::function<void()>& task, const Clock& clock,
                      const BenchmarkSettings& settings) {
  todo("15.4 seconds_a_call", task, clock, settings);
}

Spread time_ratio(const std::function<void()>& task, const std::function<void()>& base,
                  const Clock& clock, const BenchmarkSettings& settings) {
  todo("15.4 time_ratio", task, base, clock, settings);
}

// Task 15.5  A step into buffers that are kept.
//   a. arma::mat view(buffer.memptr(), buffer.n_rows, m, false, true) is the first m columns of the
//      buffer, in the buffer's memory: what is assigned to the view stands in the buffer.
//   b. Forward: a view of each A. The logits stay in the last A; dZ of the last layer begins as a
//      copy of them.
//   c. Backward, from the last layer to the first: dW, db, then dZ of the layer before.
//   d. ReLU's slope is 1 where its output is positive, and 0 elsewhere: A says which.
Workspace make_workspace(const Network& network, arma::uword capacity) {
  todo("15.5 make_workspace", network, capacity);
}

double gradient_into(Workspace& space, const Network& network, const arma::mat& X,
                     const arma::mat& T) {
  todo("15.5 gradient_into", space, network, X, T);
}

void take_step(Network& network, const Workspace& space, double rate) {
  todo("15.5 take_step", network, space, rate);
}

// Task 15.6  A batch in parts.
//   a. cut_batch: samples / parts in each, and one more in the first samples % parts.
//   b. join_parts: each gradient is a mean over its own samples. How much does it count?
std::vector<Part> cut_batch(arma::uword samples, arma::uword parts) {
  todo("15.6 cut_batch", samples, parts);
}

void join_parts(std::vector<Workspace>& spaces, const std::vector<Part>& parts) {
  todo("15.6 join_parts", spaces, parts);
}

// Task 15.7  Weights of a byte.
//   a. quantise_rows: a row's own scale makes its greatest number, with either sign, the largest
//      that the bits hold. std::lround rounds.
//   b. quantised_product: the columns of X are the rows of X'. Add up in whole numbers
//   (arma::sword),
//      and multiply with both scales at the end.
Quantised quantise_rows(const arma::mat& W, arma::uword bits) {
  todo("15.7 quantise_rows", W, bits);
}

arma::mat quantised_product(const Quantised& W, const arma::mat& X) {
  todo("15.7 quantised_product", W, X);
}

}  // namespace nn
