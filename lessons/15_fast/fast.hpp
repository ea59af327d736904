// Lesson 15: the same step, faster. Loops in two orders and in blocks, what a cache makes of them,
// how fast a machine can be at most, a benchmark, a step into buffers that are kept, a batch in
// parts, and weights of a byte each. Refusals are in the words of common/contract.hpp.
#pragma once

#include <armadillo>
#include <functional>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"

namespace nn {

/// In which order the products A(i, p) B(p, j) of a matrix product are added up.
enum class LoopOrder {
  textbook,  // for i, for j, for p: one number of C after another
  columns,   // for j, for p, for i: along the columns of C and A
  blocks     // i, p and j cut into blocks: for blocks of j, of p, of i, and within them as columns
};

/// C = A B by three loops, or six, without a product of matrices. A block is `block` long, the last
/// of each direction may be shorter; only LoopOrder::blocks looks at it. Refuses a B that does not
/// fit, then a block of 0 ("loop_product: block is 0, expected at least 1").
arma::mat loop_product(const arma::mat& A, const arma::mat& B, LoopOrder order, arma::uword block);

/// What these loops touch if A is rows x inner and B inner x cols: for each product in turn the
/// places of A(i, p), B(p, j) and C(i, j). A has the places 0, 1, ... in the order of its memory,
/// column by column; B's follow, then C's. Refuses a block of 0.
arma::uvec loop_visits(arma::uword rows, arma::uword inner, arma::uword cols, LoopOrder order,
                       arma::uword block);

/// Place k lies in line k / numbers, rounded down. The cache holds `lines` of them, none at first.
struct Cache {
  arma::uword numbers = 8;  // of 8 bytes each in a line
  arma::uword lines = 64;
};
/// How many of the visits do not find their line in the cache. It is then fetched, and if the cache
/// is full, takes the place of the line whose last visit, hit or miss, is longest ago. Refuses
/// cache.numbers, then cache.lines, of 0 ("cache_misses: cache.lines is 0, expected at least 1").
arma::uword cache_misses(const arma::uvec& visits, const Cache& cache);

struct Work {
  double flops = 0.0;  // a multiplication is one, an addition another
  double bytes = 0.0;  // to and from memory
};
/// Of a product of rows x inner and inner x cols: a multiplication and an addition for each A(i, p)
/// B(p, j); each number of the three matrices, of 8 bytes, crosses once.
Work product_work(arma::uword rows, arma::uword inner, arma::uword cols);
/// The matrix products of one step of training, added up: W X in each layer, dZ X' in each, W' dZ
/// in all but the first. widths as in make_network; fewer than two are refused as there.
Work training_work(const std::vector<arma::uword>& widths, arma::uword samples);

struct Machine {
  double flops = 0.0, bytes = 0.0;  // a second, at most
};
/// Flops a second, at most: the machine's, or what its bytes allow if that is less. work.bytes > 0.
double attainable_flops(const Machine& machine, const Work& work);

struct Spread {
  double median = 0.0, low = 0.0, high = 0.0;  // low and high: the least and the greatest
};
/// Of an even number of values, the median is the mean of the two in the middle. Refuses none.
Spread spread_of(std::vector<double> values);

using Clock = std::function<double()>;  // seconds since some moment
struct BenchmarkSettings {
  arma::uword warm_up = 2;      // calls that are not timed, before anything else
  arma::uword rounds = 5;       // that count
  double least_seconds = 0.01;  // that a round has to take
};
/// Seconds a call of `task`. After the warm-up come trials, of 1, 2, 4, ... calls, until one takes
/// least_seconds or more; then the rounds, each with as many calls as that trial. Trials do not
/// count. The clock is read twice for each trial and round. Refuses 0 rounds.
Spread seconds_a_call(const std::function<void()>& task, const Clock& clock,
                      const BenchmarkSettings& settings);
/// Seconds a call of `task` over those of `base`. Warm-up and trials of task, then those of base;
/// then each round times task and base, one after the other, and gives one ratio. Refuses 0 rounds.
Spread time_ratio(const std::function<void()>& task, const std::function<void()>& base,
                  const Clock& clock, const BenchmarkSettings& settings);

/// What a step writes into, kept from step to step. Index l is layer l.
struct Workspace {
  std::vector<arma::mat> A, dZ;  // outputs x capacity
  std::vector<arma::mat> dW;     // outputs x inputs
  std::vector<arma::vec> db;     // outputs
};
/// All zeros, for batches of up to `capacity` samples.
Workspace make_workspace(const Network& network, arma::uword capacity);
/// The softmax cross-entropy of a network whose hidden layers are ReLU and whose last is identity,
/// and its gradient, over the m samples of X and T: the first m columns of A (of the last layer:
/// the logits) and dZ (with 1/m), all of dW and db are written; nothing else changes, and no matrix
/// is allocated. Refuses X, T, then more samples than the capacity ("gradient_into: samples is 9,
/// expected at most 8").
double gradient_into(Workspace& space, const Network& network, const arma::mat& X,
                     const arma::mat& T);
/// weights -= rate dW, bias -= rate db, in place.
void take_step(Network& network, const Workspace& space, double rate);

/// Columns first ... first + count - 1 of a batch.
struct Part {
  arma::uword first = 0, count = 0;
};
/// Whole numbers of samples, in order: no two parts differ by more than 1, the larger come first.
/// Refuses 0 parts, and more parts than samples ("cut_batch: parts is 5, expected at most 3").
std::vector<Part> cut_batch(arma::uword samples, arma::uword parts);
/// dW and db of spaces[0] become those of the whole batch, if spaces[k] has those of parts[k]. All
/// else stays. Refuses no spaces ("join_parts: spaces has length 0, expected at least 1"), then
/// other than a part for each.
void join_parts(std::vector<Workspace>& spaces, const std::vector<Part>& parts);

/// Row i is about scales(i) times row i of `values`.
struct Quantised {
  arma::imat values;  // whole numbers from -largest to largest
  arma::vec scales;   // one for each row
};
/// With largest = 2^(bits - 1) - 1: scales(i) = max |W(i, j)| / largest; a value is W(i, j) /
/// scales(i) to the nearest whole number, halves away from 0. A row of zeros has scale 0 and values
/// 0. Refuses bits outside of 2 ... 8 ("quantise_rows: bits is 9, expected at most 8").
Quantised quantise_rows(const arma::mat& W, arma::uword bits);
/// About W X: each column of X is quantised to 8 bits, with a scale of its own; whole numbers are
/// multiplied and added up, and each sum is scaled once. Refuses an X that does not fit.
arma::mat quantised_product(const Quantised& W, const arma::mat& X);

// Sources: Williams, Waterman and Patterson, Roofline (2009); Goto and van de Geijn, Anatomy of
// High-Performance Matrix Multiplication (2008); Jacob et al., Quantization and Training of Neural
// Networks for Efficient Integer-Arithmetic-Only Inference (2018).

}  // namespace nn
