// What both tests of lesson 15 share: what is right, computed in another way, and what learners
// write in its place.
#pragma once

#include <algorithm>
#include <armadillo>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "15_fast/fast.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/misconception.hpp"

namespace misconceptions {

using namespace nn;
using support::CloseTo;
using support::CloseToNumber;
using support::SameAs;

// ---- 15.1 loops ---------------------------------------------------------------------------------

inline CloseTo looped(const arma::mat& expected, const arma::mat& A, const arma::mat& B,
                      LoopOrder order, arma::uword block) {
  arma::mat last(arma::size(expected));  // only the last term of each sum
  for (arma::uword j = 0; j < B.n_cols; ++j) last.col(j) = A.tail_cols(1) * B(B.n_rows - 1, j);
  CloseTo result = close_to(expected);
  result.mistake({"last_term", "Each number of C is the last of its products alone: add them up."},
                 last);
  if (order == LoopOrder::blocks) {
    const auto whole = [&](arma::uword length) { return length / block * block; };
    const auto zeroed = [&](bool rows, bool inner, bool cols) {
      arma::mat left = A, right = B;
      if (rows && whole(A.n_rows) < A.n_rows) left.tail_rows(A.n_rows - whole(A.n_rows)).zeros();
      if (inner && whole(A.n_cols) < A.n_cols) left.tail_cols(A.n_cols - whole(A.n_cols)).zeros();
      if (cols && whole(B.n_cols) < B.n_cols) right.tail_cols(B.n_cols - whole(B.n_cols)).zeros();
      return arma::mat(left * right);
    };
    result.mistake({"short_blocks_lost",
                    "What does not fill a block is missing: the last blocks may be shorter."},
                   zeroed(true, true, true));
  }
  return result;
}

/// A product A(i, p) B(p, j) of the sum.
struct Term {
  arma::uword i, p, j;
};
using Key = std::array<arma::uword, 6>;

struct VisitsOtherwise {
  std::function<Key(const Term&)> key;  // the terms come in the order of their keys
  bool by_rows = false;                 // places go along the rows
  bool from_zero = false;               // each matrix has the places 0, 1, ...
  bool C_first = false;
};

/// The key of each order, sorted as lists are: no loop is written here that a solution would have.
inline std::function<Key(const Term&)> key_of(LoopOrder order, arma::uword block) {
  if (order == LoopOrder::textbook) return [](const Term& t) { return Key{t.i, t.j, t.p}; };
  if (order == LoopOrder::columns) return [](const Term& t) { return Key{t.j, t.p, t.i}; };
  return
      [block](const Term& t) { return Key{t.j / block, t.p / block, t.i / block, t.j, t.p, t.i}; };
}

inline arma::umat visits_in_order(arma::uword rows, arma::uword inner, arma::uword cols,
                                  const VisitsOtherwise& how) {
  std::vector<Term> terms;
  for (arma::uword k = 0; k < rows * inner * cols; ++k) {
    terms.push_back({.i = k % rows, .p = k / rows % inner, .j = k / rows / inner});
  }
  std::ranges::sort(terms, {}, how.key);
  const arma::uword B = how.from_zero ? 0 : rows * inner;
  const arma::uword C = how.from_zero ? 0 : rows * inner + inner * cols;
  arma::umat visits(3, terms.size());
  for (arma::uword k = 0; k < terms.size(); ++k) {
    const auto [i, p, j] = terms[k];
    const arma::uword of_A = how.by_rows ? i * inner + p : i + rows * p;
    const arma::uword of_B = B + (how.by_rows ? p * cols + j : p + inner * j);
    const arma::uword of_C = C + (how.by_rows ? i * cols + j : i + rows * j);
    visits.col(k) = how.C_first ? arma::uvec{of_C, of_A, of_B} : arma::uvec{of_A, of_B, of_C};
  }
  return arma::vectorise(visits);
}

inline SameAs visited(const arma::umat& expected, arma::uword rows, arma::uword inner,
                      arma::uword cols, LoopOrder order, arma::uword block) {
  const auto key = key_of(order, block);
  const auto made = [&](const VisitsOtherwise& how) {
    return visits_in_order(rows, inner, cols, how);
  };
  SameAs result = same_as(expected);
  result
      .mistake(
          {"by_rows", "The places go along the rows: in memory, a column comes after another."},
          made({.key = key, .by_rows = true}))
      .mistake(
          {"all_from_zero", "All three matrices begin at place 0: B comes after A, C after B."},
          made({.key = key, .from_zero = true}))
      .mistake({"C_first", "C was noted before A and B: the order is A, B, C."},
               made({.key = key, .C_first = true}));
  if (order != LoopOrder::textbook) {
    result.mistake({"still_the_textbook", "These loops go as the textbook's: i outermost."},
                   made({.key = key_of(LoopOrder::textbook, block)}));
    result.mistake({"rows_outside", "i should be innermost, so that neighbours are visited."},
                   made({.key = [](const Term& t) {
                     return Key{t.i, t.p, t.j};
                   }}));
  }
  if (order == LoopOrder::columns) {
    result.mistake({"along_B", "p is innermost here: i should be, j outermost."},
                   made({.key = [](const Term& t) {
                     return Key{t.j, t.i, t.p};
                   }}));
  }
  if (order == LoopOrder::textbook) {
    result.mistake({"columns_for_textbook", "j is outermost here: in the textbook, i is."},
                   made({.key = key_of(LoopOrder::columns, block)}));
  }
  if (order == LoopOrder::blocks) {
    result
        .mistake({"no_blocks", "These are the loops of `columns`: the blocks are missing."},
                 made({.key = key_of(LoopOrder::columns, block)}))
        .mistake({"blocks_of_rows_first",
                  "The blocks come in the order i, p, j: blocks of j are outermost."},
                 made({.key =
                           [block](const Term& t) {
                             return Key{t.i / block, t.p / block, t.j / block, t.j, t.p, t.i};
                           }}))
        .mistake({"textbook_within", "Within a block the loops go as the textbook's."},
                 made({.key = [block](const Term& t) {
                   return Key{t.j / block, t.p / block, t.i / block, t.i, t.j, t.p};
                 }}));
  }
  return result;
}

// ---- 15.2 a cache -------------------------------------------------------------------------------

/// A visit misses unless fewer than `lines` other lines were visited since the last to its own.
inline arma::uword misses_by_distance(const arma::uvec& visits, const Cache& cache) {
  arma::uword misses = 0;
  for (arma::uword k = 0; k < visits.n_elem; ++k) {
    std::set<arma::uword> between;
    arma::uword back = k;
    while (back > 0 && visits(back - 1) / cache.numbers != visits(k) / cache.numbers) {
      between.insert(visits(--back) / cache.numbers);
    }
    if (back == 0 || between.size() >= cache.lines) ++misses;
  }
  return misses;
}

/// A list of lines, from which the one at the front goes (newest_goes: the one at the end).
struct CacheOtherwise {
  bool hits_move = true;
  bool newest_goes = false;
};
inline arma::uword misses_otherwise(const arma::uvec& visits, const Cache& cache,
                                    const CacheOtherwise& how) {
  std::vector<arma::uword> held;
  arma::uword misses = 0;
  for (const arma::uword place : visits) {
    const arma::uword line = place / cache.numbers;
    const auto found = std::ranges::find(held, line);
    const bool hit = found != held.end();
    if (hit && !how.hits_move) continue;
    if (hit) held.erase(found);
    if (!hit) ++misses;
    if (!hit && held.size() >= cache.lines) {
      held.erase(how.newest_goes ? held.end() - 1 : held.begin());
    }
    held.push_back(line);
  }
  return misses;
}

/// Line k can only be held in place k % lines.
inline arma::uword misses_direct_mapped(const arma::uvec& visits, const Cache& cache) {
  std::vector<arma::uword> held(cache.lines, std::numeric_limits<arma::uword>::max());
  arma::uword misses = 0;
  for (const arma::uword place : visits) {
    const arma::uword line = place / cache.numbers;
    if (held[line % cache.lines] != line) ++misses;
    held[line % cache.lines] = line;
  }
  return misses;
}

inline SameAs missed(const arma::uvec& expected, const std::vector<arma::uvec>& visits,
                     const std::vector<Cache>& caches) {
  const auto each = [&](const std::function<arma::uword(const arma::uvec&, const Cache&)>& count) {
    arma::uvec counts(visits.size());
    for (std::size_t k = 0; k < visits.size(); ++k) counts(k) = count(visits[k], caches[k]);
    return arma::umat(counts);
  };
  const auto otherwise = [&](const CacheOtherwise& how) {
    return each([&](const arma::uvec& v, const Cache& c) { return misses_otherwise(v, c, how); });
  };
  const auto with = [&](const std::function<Cache(Cache)>& change) {
    return each(
        [&](const arma::uvec& v, const Cache& c) { return misses_by_distance(v, change(c)); });
  };
  return same_as(expected)
      .mistake({"first_in_first_out",
                "The line that came first had to go: it may have been visited since."},
               otherwise({.hits_move = false}))
      .mistake({"newest_goes", "The line that was visited last had to go."},
               otherwise({.newest_goes = true}))
      .mistake({"no_lines", "Each number was fetched for itself: its whole line comes with it."},
               with([](Cache c) { return Cache{.numbers = 1, .lines = c.lines}; }))
      .mistake({"one_line_less", "The cache holds one line less than it may."},
               with([](Cache c) { return Cache{.numbers = c.numbers, .lines = c.lines - 1}; }))
      .mistake({"one_line_more", "The cache holds one line more than it may."},
               with([](Cache c) { return Cache{.numbers = c.numbers, .lines = c.lines + 1}; }))
      .mistake({"never_full", "No line ever had to go: only first visits were counted."},
               with([](Cache c) { return Cache{.numbers = c.numbers, .lines = 1u << 30}; }))
      .mistake({"numbers_for_lines", "The size of a line and the number of lines are swapped."},
               with([](Cache c) { return Cache{.numbers = c.lines, .lines = c.numbers}; }))
      .mistake({"places_of_their_own",
                "Each line has only one place where it may be: here, any may go anywhere."},
               each(misses_direct_mapped))
      .mistake({"first_visits_free",
                "The first visit to a line was not counted: the cache is empty, so it is a miss."},
               each([](const arma::uvec& v, const Cache& c) {
                 const arma::uvec lines = v / c.numbers;
                 return misses_by_distance(v, c) - arma::uvec(arma::unique(lines)).n_elem;
               }))
      .mistake({"hits", "These are the visits that found their line."},
               each([](const arma::uvec& v, const Cache& c) {
                 return v.n_elem - misses_by_distance(v, c);
               }));
}

// ---- 15.3 work ----------------------------------------------------------------------------------

inline arma::vec numbers_of(const Work& work) {
  return {work.flops, work.bytes};
}

inline CloseTo product_needs(const arma::vec& expected, arma::uword rows, arma::uword inner,
                             arma::uword cols) {
  const double n = static_cast<double>(rows);
  const double k = static_cast<double>(inner);
  const double m = static_cast<double>(cols);
  const double flops = 2 * n * k * m, bytes = 8 * (n * k + k * m + n * m);
  return close_to(expected)
      .names({"flops", "bytes"})
      .mistake(
          {"additions_missing", "The additions are missing: they count as multiplications do."},
          arma::vec{flops / 2, bytes})
      .mistake({"numbers_for_bytes", "These are numbers: each has 8 bytes."},
               arma::vec{flops, bytes / 8})
      .mistake({"result_missing", "C crosses as well: it has to be written."},
               arma::vec{flops, bytes - 8 * n * m})
      .mistake(
          {"nothing_kept", "Two numbers were fetched for each product: each matrix crosses once."},
          arma::vec{flops, 16 * n * k * m})
      .mistake(
          {"one_less", "k products need k - 1 additions, but the first is added as well, to 0."},
          arma::vec{flops - n * m, bytes});
}

/// W X, dZ X' and W' dZ of all layers, with the parts that `how` leaves out or adds.
struct StepOtherwise {
  bool first_dX = false;
  bool no_dX = false;
  bool no_dW = false;
  bool no_forward = false;
  double factor = 1.0;
};
inline arma::vec step_work(const std::vector<arma::uword>& widths, arma::uword samples,
                           const StepOtherwise& how = {}) {
  arma::vec total(2);
  const double m = static_cast<double>(samples);
  for (std::size_t l = 1; l < widths.size(); ++l) {
    const double out = static_cast<double>(widths[l]);
    const double in = static_cast<double>(widths[l - 1]);
    // The same three sizes meet in all three products.
    const double products = (how.no_forward ? 0 : 1) + (how.no_dW ? 0 : 1) +
                            ((l == 1 && !how.first_dX) || how.no_dX ? 0 : 1);
    total += products * arma::vec{2 * out * in * m, 8 * (out * in + in * m + out * m)};
  }
  return how.factor * total;
}

inline CloseTo step_needs(const arma::vec& expected, const std::vector<arma::uword>& widths,
                          arma::uword samples) {
  const auto made = [&](const StepOtherwise& how) { return step_work(widths, samples, how); };
  return close_to(expected)
      .names({"flops", "bytes"})
      .mistake(
          {"gradient_of_the_data",
           "W' dZ was counted in the first layer, too: nobody needs the gradient of the data."},
          made({.first_dX = true}))
      .mistake({"forward_alone", "This is the way forward alone."},
               made({.no_dX = true, .no_dW = true}))
      .mistake(
          {"one_of_two",
           "Only one of W X and dZ X' is in it: they are two products of the same three sizes."},
          made({.no_forward = true}))
      .mistake({"weights_alone", "W' dZ is missing: how does the gradient reach the layer before?"},
               made({.no_dX = true}));
}

inline CloseToNumber attained(double expected, const Machine& machine, const Work& work) {
  const double by_bytes = machine.bytes * work.flops / work.bytes;
  CloseToNumber result = close_to(expected);
  // The wrong one of the two is named only where it is wrong.
  if (by_bytes < machine.flops) {
    result.mistake(
        {"peak_alone", "This is what the machine computes if its data are there at once."},
        machine.flops);
  } else {
    result.mistake({"bytes_alone", "This is more than the machine can compute."}, by_bytes);
  }
  return result
      .mistake({"bytes_a_flop", "Flops over bytes says what a byte pays for: here it is inverted."},
               std::min(machine.flops, machine.bytes * work.bytes / work.flops))
      .mistake(
          {"bytes_left_out", "What the bytes allow depends on the work: how many flops a byte?"},
          std::min(machine.flops, machine.bytes));
}

// ---- 15.4 a benchmark ---------------------------------------------------------------------------

inline arma::vec numbers_of(const Spread& spread) {
  return {spread.median, spread.low, spread.high};
}

inline arma::vec spread_by_counting(std::vector<double> values) {
  // The k-th value is the one that k others are below.
  const auto kth = [&](std::size_t k) {
    std::nth_element(values.begin(), values.begin() + static_cast<long>(k), values.end());
    return values[k];
  };
  const std::size_t n = values.size();
  return {(kth((n - 1) / 2) + kth(n / 2)) / 2, kth(0), kth(n - 1)};
}

inline CloseTo spread(const arma::vec& expected, const std::vector<double>& values) {
  const arma::vec all(values);
  const arma::vec sorted = arma::sort(all);
  const arma::uword n = all.n_elem;
  CloseTo result = close_to(expected).names({"median", "low", "high"});
  result
      .mistake(
          {"mean_for_median", "The mean stands where the median should: one slow round moves it."},
          arma::vec{arma::mean(all), expected(1), expected(2)})
      .mistake({"not_sorted", "The value in the middle of the list: it was not sorted."},
               arma::vec{(all((n - 1) / 2) + all(n / 2)) / 2, expected(1), expected(2)})
      .mistake(
          {"ends_of_the_list", "Low and high are the first and the last value: was it sorted?"},
          arma::vec{expected(0), all(0), all(n - 1)})
      .mistake({"low_for_high", "Low and high are swapped."},
               arma::vec{expected(0), expected(2), expected(1)});
  if (n % 2 == 0) {
    result
        .mistake({"upper_middle", "Of an even number, the upper one in the middle was taken."},
                 arma::vec{sorted(n / 2), expected(1), expected(2)})
        .mistake({"lower_middle", "Of an even number, the lower one in the middle was taken."},
                 arma::vec{sorted((n - 1) / 2), expected(1), expected(2)});
  }
  return result;
}

/// A machine without a clock of its own: calls take what the test says.
struct FakeMachine {
  std::vector<double> task, base;  // seconds of each call in turn; the last one for all that follow
  double drift = 0.0;              // each call takes longer by this part than the one before
  double now = 100.0;
  arma::uword calls_of_task = 0, calls_of_base = 0;
  std::vector<arma::uword> log = {};  // 0: the clock was read, 1: task, 2: base

  void call(const std::vector<double>& costs, arma::uword& calls, arma::uword what) {
    const double slower = 1.0 + drift * static_cast<double>(calls_of_task + calls_of_base);
    now += slower * costs[std::min<std::size_t>(calls, costs.size() - 1)];
    ++calls;
    log.push_back(what);
  }
  Clock clock() {
    return [this] {
      log.push_back(0);
      return now;
    };
  }
  std::function<void()> run_task() {
    return [this] { call(task, calls_of_task, 1); };
  }
  std::function<void()> run_base() {
    return [this] { call(base, calls_of_base, 2); };
  }
};

/// What is done otherwise when timing.
struct TimingOtherwise {
  bool no_warm_up = false;
  bool trial_counts = false;     // the last trial is the first round
  bool clock_each_call = false;  // the clock is read around each call
  bool one_call = false;         // each round is one call
  bool not_interleaved = false;  // all rounds of task, then all of base
  bool one_round = false;
  bool not_divided = false;     // seconds a round
  bool trials_add_one = false;  // 1, 2, 3, ... calls
};

/// Times both (base only if it has costs), and gives the values of the rounds.
class Timer {
 public:
  Timer(FakeMachine& machine, const BenchmarkSettings& settings, const TimingOtherwise& how)
      : machine_(machine), settings_(settings), how_(how) {}

  std::vector<double> values() {
    const bool both = !machine_.base.empty();
    Side task{.run = machine_.run_task(), .calls = 1, .rounds = {}};
    Side base{.run = machine_.run_base(), .calls = 1, .rounds = {}};
    prepare(task);
    if (both) prepare(base);
    const arma::uword rounds = how_.one_round ? 1 : settings_.rounds;
    if (how_.not_interleaved) {
      while (task.rounds.size() < rounds) round(task);
      while (both && base.rounds.size() < rounds) round(base);
    }
    while (task.rounds.size() < rounds) {
      round(task);
      if (both) round(base);
    }
    if (!both) return task.rounds;
    std::vector<double> ratios;
    for (arma::uword k = 0; k < rounds; ++k) ratios.push_back(task.rounds[k] / base.rounds[k]);
    return ratios;
  }

 private:
  struct Side {
    std::function<void()> run;
    arma::uword calls;
    std::vector<double> rounds;
  };

  double measured(const Side& side) {
    const Clock clock = machine_.clock();
    if (!how_.clock_each_call) {
      const double begin = clock();
      for (arma::uword k = 0; k < side.calls; ++k) side.run();
      return clock() - begin;
    }
    double sum = 0.0;
    for (arma::uword k = 0; k < side.calls; ++k) {
      const double begin = clock();
      side.run();
      sum += clock() - begin;
    }
    return sum;
  }

  void prepare(Side& side) {
    for (arma::uword k = 0; k < settings_.warm_up && !how_.no_warm_up; ++k) side.run();
    double seconds = measured(side);
    for (; seconds < settings_.least_seconds; seconds = measured(side)) {
      side.calls = how_.trials_add_one ? side.calls + 1 : 2 * side.calls;
    }
    if (how_.one_call) side.calls = 1;
    if (how_.trial_counts) side.rounds.push_back(seconds / static_cast<double>(side.calls));
  }

  void round(Side& side) {
    const double seconds = measured(side);
    side.rounds.push_back(how_.not_divided ? seconds : seconds / static_cast<double>(side.calls));
  }

  FakeMachine& machine_;
  BenchmarkSettings settings_;
  TimingOtherwise how_;
};

/// Which names a misconception, and what is then done.
struct NamedTiming {
  Misconception name;
  TimingOtherwise how;
};
inline const std::vector<NamedTiming>& timings() {
  static const std::vector<NamedTiming> all = {
      {{"no_warm_up", "There was no warm-up: the first calls are slower than all that follow."},
       {.no_warm_up = true}},
      {{"trial_counts", "The last trial was counted as a round: trials do not count."},
       {.trial_counts = true}},
      {{"clock_each_call",
        "The clock was read around each call: it takes time itself. Twice a round is enough."},
       {.clock_each_call = true}},
      {{"one_call", "A round is one call here: it has as many as the last trial had."},
       {.one_call = true}},
      {{"one_round", "There was one round: what does another one say?"}, {.one_round = true}},
      {{"trials_add_one", "Trials have 1, 2, 3, ... calls here: they are to double."},
       {.trials_add_one = true}}};
  return all;
}

/// What was called in which order: 0 the clock, 1 task, 2 base.
inline SameAs log_of(const arma::umat& expected, const FakeMachine& fresh,
                     const BenchmarkSettings& settings) {
  const auto made = [&](const TimingOtherwise& how) {
    FakeMachine machine = fresh;
    Timer(machine, settings, how).values();
    return arma::umat(arma::uvec(machine.log));
  };
  SameAs result = same_as(expected);
  for (const NamedTiming& one : timings()) result.mistake(one.name, made(one.how));
  if (!fresh.base.empty()) {
    result.mistake({"not_interleaved",
                    "All rounds of task came first: a machine that becomes slower is then unfair."},
                   made({.not_interleaved = true}));
  }
  return result;
}

inline arma::umat right_log(FakeMachine machine, const BenchmarkSettings& settings) {
  Timer(machine, settings, {}).values();
  return arma::umat(arma::uvec(machine.log));
}

inline arma::vec timed(const FakeMachine& fresh, const BenchmarkSettings& settings,
                       const TimingOtherwise& how = {}) {
  FakeMachine machine = fresh;
  return spread_by_counting(Timer(machine, settings, how).values());
}

/// The spread of seconds a call, or of the ratios if the machine has costs of base.
inline CloseTo timing(const arma::vec& expected, const FakeMachine& fresh,
                      const BenchmarkSettings& settings) {
  FakeMachine machine = fresh;
  const std::vector<double> values = Timer(machine, settings, {}).values();
  CloseTo result = close_to(expected).names({"median", "low", "high"});
  if (fresh.base.empty()) {
    result
        .mistake({"not_divided", "These are seconds of a round: how many calls has it?"},
                 timed(fresh, settings, {.not_divided = true}))
        .mistake({"mean_of_rounds", "The mean of the rounds: one that was disturbed moves it."},
                 arma::vec{arma::mean(arma::vec(values)), expected(1), expected(2)});
  } else {
    result.mistake({"upside_down", "The ratio is upside down: seconds of task over those of base."},
                   arma::vec{1 / expected(0), 1 / expected(2), 1 / expected(1)});
  }
  return result;
}

// ---- 15.5 a step into buffers -------------------------------------------------------------------

inline constexpr Misconception buffer_replaced{
    "buffer_replaced",
    "A buffer has another shape than before: write into its first m columns, do not replace it."};

/// All numbers of A and dZ (whole buffers), of dW and db.
struct Step {
  double loss = 0.0;
  Workspace space;
};

struct GradientOtherwise {
  bool capacity_for_m = false;  // 1 / capacity
  bool not_averaged = false;    // no 1 / m in the gradient
  bool added_up = false;        // dW and db are added to what was there
  bool no_slope = false;        // ReLU's slope is forgotten
  bool probabilities = false;   // the last A holds softmax of the logits
  bool rest_cleared = false;    // columns beyond m become 0
  bool turned_sign = false;     // T - P
  bool bias_averaged = false;   // db is a mean where the sum is due
  bool not_bent = false;        // hidden layers are not bent
  bool all_bent = false;        // the last layer is, too
  bool sum_of_losses = false;
};

/// Row by row and column by column, with nothing of what a solution would write.
inline Step stepped_into(Workspace space, const Network& network, const arma::mat& X,
                         const arma::mat& T, const GradientOtherwise& how = {}) {
  const std::size_t count = network.layers.size();
  const double m = static_cast<double>(X.n_cols);
  const double divisor = how.not_averaged     ? 1.0
                         : how.capacity_for_m ? static_cast<double>(space.A[0].n_cols)
                                              : m;
  std::vector<arma::mat> A(count), dZ(count);
  for (std::size_t l = 0; l < count; ++l) {
    const arma::mat& input = l == 0 ? X : A[l - 1];
    A[l] = network.layers[l].weights * input + arma::repmat(network.layers[l].bias, 1, X.n_cols);
    const bool bend = l + 1 < count ? !how.not_bent : how.all_bent;
    if (bend) A[l] = arma::clamp(A[l], 0.0, arma::datum::inf);
  }
  arma::mat P = A.back();
  double loss = 0.0;
  for (arma::uword s = 0; s < X.n_cols; ++s) {
    const arma::vec shifted = P.col(s) - P.col(s).max();
    const double log_of_sum = std::log(arma::accu(arma::exp(shifted)));
    loss -= arma::dot(T.col(s), shifted - log_of_sum);
    P.col(s) = arma::exp(shifted - log_of_sum);
  }
  dZ.back() = (how.turned_sign ? -1.0 : 1.0) * (P - T) / divisor;
  if (how.probabilities) A.back() = P;
  for (std::size_t l = count; l-- > 1;) {
    dZ[l - 1] = network.layers[l].weights.t() * dZ[l];
    if (!how.no_slope) dZ[l - 1].elem(arma::find(A[l - 1] <= 0.0)).zeros();
  }
  for (std::size_t l = 0; l < count; ++l) {
    const arma::mat dW = dZ[l] * (l == 0 ? X : A[l - 1]).t();
    const arma::vec db = arma::sum(dZ[l], 1) / (how.bias_averaged ? m : 1.0);
    space.dW[l] = how.added_up ? arma::mat(space.dW[l] + dW) : dW;
    space.db[l] = how.added_up ? arma::vec(space.db[l] + db) : db;
    if (how.rest_cleared) {
      space.A[l].zeros();
      space.dZ[l].zeros();
    }
    space.A[l].head_cols(X.n_cols) = A[l];
    space.dZ[l].head_cols(X.n_cols) = dZ[l];
  }
  return {.loss = how.sum_of_losses ? loss : loss / m, .space = space};
}

inline CloseToNumber step_loss(double expected, const Step& otherwise) {
  return close_to(expected).mistake(
      {"sum_of_losses", "This is the sum over the samples: the loss is their mean."},
      otherwise.loss);
}

/// Compares all that gradient_into left behind. `before`: the buffers as they were given.
inline void check_step(const Workspace& got, const Workspace& expected, const Workspace& before,
                       const Network& network, const arma::mat& X, const arma::mat& T) {
  const auto made = [&](const GradientOtherwise& how) {
    return stepped_into(before, network, X, T, how).space;
  };
  const struct {
    Misconception name;
    Workspace space;
  } wrong[] = {
      {{"capacity_for_m", "The gradient was divided by the capacity: m is the columns of X."},
       made({.capacity_for_m = true})},
      {{"not_averaged", "1/m is missing: the loss is a mean over the samples of this batch."},
       made({.not_averaged = true})},
      {{"added_up", "The gradient was added to that of another batch, which was still there."},
       made({.added_up = true})},
      {{"no_slope", "Through ReLU, nothing comes back where its output is 0."},
       made({.no_slope = true})},
      {{"probabilities_kept", "The last A holds probabilities: the logits are to stay there."},
       made({.probabilities = true})},
      {{"rest_cleared", "The columns beyond the batch became 0: they are to stay as they are."},
       made({.rest_cleared = true})},
      {{"turned_sign", "The sign is turned: dZ of the last layer is probabilities minus targets."},
       made({.turned_sign = true})},
      {{"bias_averaged", "db was averaged over the samples once more: 1/m is in dZ already."},
       made({.bias_averaged = true})},
      {{"not_bent", "The hidden layers are not bent: they are ReLU."}, made({.not_bent = true})},
      {{"all_bent", "The last layer was bent: logits may have any sign."},
       made({.all_bent = true})}};
  {
    INFO(buffer_replaced);
    REQUIRE(got.A.size() == expected.A.size());
    REQUIRE(got.dZ.size() == expected.dZ.size());
    REQUIRE(got.dW.size() == expected.dW.size());
    REQUIRE(got.db.size() == expected.db.size());
    for (std::size_t l = 0; l < expected.A.size(); ++l) {
      REQUIRE(arma::size(got.A[l]) == arma::size(expected.A[l]));
      REQUIRE(arma::size(got.dZ[l]) == arma::size(expected.dZ[l]));
    }
  }
  const auto check = [&](const char* name, std::size_t l, const auto& member) {
    INFO(name << " of layer " << l << ":");
    CloseTo comparison = close_to(arma::mat(member(expected)));
    for (const auto& [misconception, space] : wrong) {
      const arma::mat value = member(space);
      const arma::mat right = member(expected);
      if (arma::abs(value - right).max() > 1e-6) comparison.mistake(misconception, value);
    }
    CHECK_THAT(arma::mat(member(got)), comparison);
  };
  for (std::size_t l = 0; l < expected.A.size(); ++l) {
    check("A", l, [&](const Workspace& space) { return space.A[l]; });
    check("dZ", l, [&](const Workspace& space) { return space.dZ[l]; });
    check("dW", l, [&](const Workspace& space) { return space.dW[l]; });
    check("db", l, [&](const Workspace& space) { return space.db[l]; });
  }
}

inline CloseTo moved(const arma::mat& expected, const arma::mat& before, const arma::mat& gradient,
                     double rate) {
  return close_to(expected)
      .mistake({"uphill", "This goes up: the gradient points to where the loss grows."},
               before + rate * gradient)
      .mistake({"no_rate", "The rate is not used."}, before - gradient)
      .mistake({"not_moved", "Nothing has moved here: both weights and bias take the step."},
               before)
      .mistake({"step_alone", "This is the step alone: it starts from what is there."},
               -rate * gradient);
}

// ---- 15.6 parts ---------------------------------------------------------------------------------

inline constexpr Misconception others_stay{
    "others_stay", "Only dW and db of the first space change: all else stays as it was."};

/// A part a column: first and count.
inline arma::umat table_of(const std::vector<Part>& parts) {
  arma::umat table(2, parts.size());
  for (std::size_t k = 0; k < parts.size(); ++k) {
    table(0, k) = parts[k].first;
    table(1, k) = parts[k].count;
  }
  return table;
}

inline arma::umat in_a_row(const std::vector<arma::uword>& counts) {
  std::vector<Part> parts;
  arma::uword first = 0;
  for (const arma::uword count : counts) {
    parts.push_back({.first = first, .count = count});
    first += count;
  }
  return table_of(parts);
}

inline SameAs cut(const arma::umat& expected, arma::uword samples, arma::uword parts) {
  const arma::uword each = samples / parts, rest = samples % parts;
  std::vector<arma::uword> even(parts, each), to_last = even, last_ones = even, filled;
  to_last.back() += rest;
  for (arma::uword k = 0; k < rest; ++k) ++last_ones[parts - 1 - k];
  const arma::uword up = (samples + parts - 1) / parts;
  for (arma::uword k = 0; k < parts; ++k) {
    filled.push_back(std::min(up, samples - std::min(samples, k * up)));
  }
  arma::umat from_0 = expected, steps = expected, ends = expected;
  from_0.row(0).zeros();
  for (arma::uword k = 0; k < parts; ++k) {
    steps(0, k) = k * each;
    ends(1, k) += expected(0, k);
  }
  SameAs result = same_as(expected);
  if (rest > 0) {
    result.mistake({"rest_lost", "Samples are missing: what is left over belongs to a part, too."},
                   in_a_row(even));
    result.mistake({"last_ones_larger", "The larger parts come last here: they come first."},
                   in_a_row(last_ones));
    result.mistake({"equal_steps", "Each part begins where the one before it ends."}, steps);
  }
  if (rest > 1) {
    result.mistake({"rest_to_last", "The last part has all that is left over: one each is fair."},
                   in_a_row(to_last));
    if (filled != last_ones && up * (parts - 1) != samples - each) {
      result.mistake({"rounded_up", "The parts were rounded up, so the last one is much shorter."},
                     in_a_row(filled));
    }
  }
  return result.mistake({"all_from_0", "All parts begin at sample 0."}, from_0)
      .mistake({"ends_for_counts", "The second number is how many there are, not where they end."},
               ends);
}

inline CloseTo joined(const arma::mat& expected, const std::vector<arma::mat>& gradients,
                      const std::vector<Part>& parts) {
  double samples = 0.0;
  for (const Part& part : parts) samples += static_cast<double>(part.count);
  const auto weighted = [&](const std::function<double(std::size_t k)>& weight) {
    arma::mat sum = arma::zeros(arma::size(expected));
    for (std::size_t k = 0; k < gradients.size(); ++k) sum += weight(k) * gradients[k];
    return sum;
  };
  const auto count = [&](std::size_t k) { return static_cast<double>(parts[k].count); };
  const double n = static_cast<double>(parts.size());
  return close_to(expected)
      .mistake({"plain_mean", "All parts count the same here: a larger one counts more."},
               weighted([&](std::size_t) { return 1 / n; }))
      .mistake({"plain_sum", "The gradients were added up: each is a mean already."},
               weighted([&](std::size_t) { return 1.0; }))
      .mistake({"not_divided_by_all", "The sum over all samples: the gradient is their mean."},
               weighted(count))
      .mistake(
          {"first_in_full", "The gradient of the first part counts in full: it has a share, too."},
          weighted([&](std::size_t k) { return k == 0 ? 1.0 : count(k) / samples; }))
      .mistake({"others_missing", "Only two of the parts, or fewer, are in it."},
               weighted([&](std::size_t k) { return k < 2 ? count(k) / samples : 0.0; }))
      .mistake({"first_twice", "The first part is in it more than once."},
               weighted([&](std::size_t k) {
                 return k == 0 ? 2 * count(0) / samples : count(k) / samples;
               }));
}

// ---- 15.7 weights of a byte ---------------------------------------------------------------------

struct QuantisingOtherwise {
  bool one_scale = false;      // the greatest number of the matrix
  bool downwards = false;      // floor in place of the nearest
  bool towards_zero = false;   // the fraction is cut off
  bool without_sign = false;   // the greatest number, not the greatest size
  bool one_step_more = false;  // 2^(bits - 1)
  bool all_bits = false;       // 2^bits - 1
  bool inverted = false;       // the scale is largest / max
};

inline arma::mat whole(const arma::imat& values) {
  return arma::conv_to<arma::mat>::from(values);
}

/// The values as doubles, and in the last column the scales.
inline arma::mat quantised(const arma::mat& W, arma::uword bits,
                           const QuantisingOtherwise& how = {}) {
  const double largest = how.all_bits        ? static_cast<double>((1u << bits) - 1)
                         : how.one_step_more ? static_cast<double>(1u << (bits - 1))
                                             : static_cast<double>((1u << (bits - 1)) - 1);
  arma::mat result(W.n_rows, W.n_cols + 1, arma::fill::zeros);
  for (arma::uword i = 0; i < W.n_rows; ++i) {
    const arma::mat measured = how.one_scale ? W : arma::mat(W.row(i));
    const double greatest = how.without_sign ? measured.max() : arma::abs(measured).max();
    if (greatest == 0.0) continue;
    arma::rowvec steps = W.row(i) / greatest * largest;
    if (how.downwards) {
      steps = arma::floor(steps + 1e-9);
    } else if (how.towards_zero) {
      steps = arma::trunc(steps + 1e-9 * arma::sign(steps));
    } else {
      steps = arma::round(steps);
    }
    result.row(i).head(W.n_cols) = steps;
    result(i, W.n_cols) = how.inverted ? largest / greatest : greatest / largest;
  }
  return result;
}

inline arma::mat numbers_of(const Quantised& made) {
  return arma::join_rows(whole(made.values), arma::mat(made.scales));
}

inline CloseTo quantised_rows(const arma::mat& expected, const arma::mat& W, arma::uword bits) {
  CloseTo result = close_to(expected);
  const auto add = [&](const Misconception& name, const QuantisingOtherwise& how) {
    result.mistake(name, quantised(W, bits, how));
  };
  add({"one_scale", "All rows have the scale of the matrix's greatest number: each has its own."},
      {.one_scale = true});
  add({"downwards", "The values were rounded down: the nearest whole number may be above."},
      {.downwards = true});
  add({"towards_zero", "The fraction was cut off: that is not the nearest whole number."},
      {.towards_zero = true});
  add({"without_sign", "A large negative number is large: the sign does not count for the scale."},
      {.without_sign = true});
  add({"one_step_more", "Steps go from -largest to largest, with largest = 2^(bits - 1) - 1."},
      {.one_step_more = true});
  add({"no_bit_for_the_sign", "One of the bits is the sign: fewer steps are left on each side."},
      {.all_bits = true});
  add({"scale_inverted", "A value times the scale is the weight: the scale is upside down."},
      {.inverted = true});
  return result;
}

inline CloseTo product_of_bytes(const arma::mat& expected, const Quantised& W, const arma::mat& X) {
  const arma::mat values = whole(W.values);
  const arma::mat columns = quantised(X.t(), 8);
  const arma::mat steps = columns.head_cols(X.n_rows).t();  // features x samples
  const arma::rowvec scales = columns.tail_cols(1).t();
  const arma::mat sums = values * steps;
  const arma::mat by_W = arma::diagmat(W.scales);
  const arma::mat by_X = arma::diagmat(scales);
  const arma::mat one = quantised(X.t(), 8, {.one_scale = true});
  return close_to(expected)
      .mistake({"inputs_not_quantised",
                "X was multiplied as it is: its columns become whole numbers first."},
               by_W * values * X)
      .mistake({"no_scales", "These are the sums of whole numbers: two scales are missing."}, sums)
      .mistake({"scale_of_W_alone", "The scale of X's column is missing."}, by_W * sums)
      .mistake({"scale_of_X_alone", "The scale of W's row is missing."}, sums * by_X)
      .mistake({"one_scale_for_X", "All samples share one scale: each has its own."},
               by_W * values * one.head_cols(X.n_rows).t() * one(0, X.n_rows))
      .mistake({"first_sample_scale", "All samples were scaled as the first one."},
               by_W * sums * scales(0))
      .mistake(
          {"features_scaled", "The rows of X were quantised: a sample is a column."},
          by_W * values *
              (arma::diagmat(quantised(X, 8).tail_cols(1)) * quantised(X, 8).head_cols(X.n_cols)));
}

}  // namespace misconceptions
