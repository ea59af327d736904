// Lesson 15, fast: a solution. Read it once your own passes.
#include "15_fast/fast.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "common/contract.hpp"

namespace nn {

// Task 15.1  A product by loops, and what they touch.
namespace {

void require_at_least_one(const std::string& function, const std::string& argument,
                          arma::uword number) {
  require(number >= 1, function, argument + " is 0, expected at least 1");
}

/// What the innermost loop does: the rows first ... end - 1, at one p and one j.
using Strip = std::function<void(arma::uword j, arma::uword p, arma::uword first, arma::uword end)>;

/// Calls `strip` in the order of LoopOrder::blocks. A block that holds everything makes columns of
/// it.
void for_each_strip(arma::uword rows, arma::uword inner, arma::uword cols, arma::uword block,
                    const Strip& strip) {
  for (arma::uword j0 = 0; j0 < cols; j0 += block) {
    for (arma::uword p0 = 0; p0 < inner; p0 += block) {
      for (arma::uword i0 = 0; i0 < rows; i0 += block) {
        for (arma::uword j = j0; j < std::min(j0 + block, cols); ++j) {
          for (arma::uword p = p0; p < std::min(p0 + block, inner); ++p) {
            strip(j, p, i0, std::min(i0 + block, rows));
          }
        }
      }
    }
  }
}

arma::uword length_of_block(LoopOrder order, arma::uword block, arma::uword rows, arma::uword inner,
                            arma::uword cols) {
  return order == LoopOrder::blocks ? block : std::max({rows, inner, cols, arma::uword{1}});
}

}  // namespace

arma::mat loop_product(const arma::mat& A, const arma::mat& B, LoopOrder order, arma::uword block) {
  require_shape("loop_product", "B", B, A.n_cols, B.n_cols);
  require_at_least_one("loop_product", "block", block);

  arma::mat C(A.n_rows, B.n_cols, arma::fill::zeros);
  if (order == LoopOrder::textbook) {
    for (arma::uword i = 0; i < A.n_rows; ++i) {
      for (arma::uword j = 0; j < B.n_cols; ++j) {
        for (arma::uword p = 0; p < A.n_cols; ++p) C(i, j) += A(i, p) * B(p, j);
      }
    }
    return C;
  }
  const arma::uword length = length_of_block(order, block, A.n_rows, A.n_cols, B.n_cols);
  for_each_strip(A.n_rows, A.n_cols, B.n_cols, length,
                 [&](arma::uword j, arma::uword p, arma::uword first, arma::uword end) {
                   // Down a column of A and one of C: numbers that are neighbours in memory.
                   const double* a = A.colptr(p);
                   double* c = C.colptr(j);
                   const double b = B(p, j);
                   for (arma::uword i = first; i < end; ++i) c[i] += a[i] * b;
                 });
  return C;
}

arma::uvec loop_visits(arma::uword rows, arma::uword inner, arma::uword cols, LoopOrder order,
                       arma::uword block) {
  require_at_least_one("loop_visits", "block", block);

  const arma::uword first_of_B = rows * inner;
  const arma::uword first_of_C = first_of_B + inner * cols;
  arma::uvec visits(3 * rows * inner * cols);
  arma::uword next = 0;
  const auto visit = [&](arma::uword i, arma::uword p, arma::uword j) {
    visits(next++) = i + rows * p;
    visits(next++) = first_of_B + p + inner * j;
    visits(next++) = first_of_C + i + rows * j;
  };
  if (order == LoopOrder::textbook) {
    for (arma::uword i = 0; i < rows; ++i) {
      for (arma::uword j = 0; j < cols; ++j) {
        for (arma::uword p = 0; p < inner; ++p) visit(i, p, j);
      }
    }
    return visits;
  }
  const arma::uword length = length_of_block(order, block, rows, inner, cols);
  for_each_strip(rows, inner, cols, length,
                 [&](arma::uword j, arma::uword p, arma::uword first, arma::uword end) {
                   for (arma::uword i = first; i < end; ++i) visit(i, p, j);
                 });
  return visits;
}

// Task 15.2  A cache.
arma::uword cache_misses(const arma::uvec& visits, const Cache& cache) {
  require_at_least_one("cache_misses", "cache.numbers", cache.numbers);
  require_at_least_one("cache_misses", "cache.lines", cache.lines);

  std::vector<arma::uword> held;  // the lines in the cache, the last one visited at the end
  arma::uword misses = 0;
  for (const arma::uword place : visits) {
    const arma::uword line = place / cache.numbers;
    // Most visits are to a line that was visited lately: look from the end.
    const auto found = std::find(held.rbegin(), held.rend(), line);
    if (found != held.rend()) {
      held.erase(std::next(found).base());
    } else {
      ++misses;
      if (held.size() == cache.lines) held.erase(held.begin());
    }
    held.push_back(line);
  }
  return misses;
}

// Task 15.3  How fast can it be?
Work product_work(arma::uword rows, arma::uword inner, arma::uword cols) {
  const double n = static_cast<double>(rows);
  const double k = static_cast<double>(inner);
  const double m = static_cast<double>(cols);
  return {.flops = 2.0 * n * k * m, .bytes = 8.0 * (n * k + k * m + n * m)};
}

Work training_work(const std::vector<arma::uword>& widths, arma::uword samples) {
  require(widths.size() >= 2, "training_work",
          "widths has length " + std::to_string(widths.size()) + ", expected at least 2");

  Work total;
  const auto add = [&](const Work& work) {
    total.flops += work.flops;
    total.bytes += work.bytes;
  };
  for (std::size_t l = 1; l < widths.size(); ++l) {
    add(product_work(widths[l], widths[l - 1], samples));             // W X
    add(product_work(widths[l], samples, widths[l - 1]));             // dZ X'
    if (l > 1) add(product_work(widths[l - 1], widths[l], samples));  // W' dZ
  }
  return total;
}

double attainable_flops(const Machine& machine, const Work& work) {
  return std::min(machine.flops, machine.bytes * work.flops / work.bytes);
}

// Task 15.4  A benchmark.
Spread spread_of(std::vector<double> values) {
  require(!values.empty(), "spread_of", "values has length 0, expected at least 1");

  std::ranges::sort(values);
  const std::size_t n = values.size();
  return {.median = 0.5 * (values[(n - 1) / 2] + values[n / 2]),  // the same one twice if n is odd
          .low = values.front(),
          .high = values.back()};
}

namespace {

/// Seconds that so many calls take.
double seconds_of(const std::function<void()>& task, arma::uword calls, const Clock& clock) {
  const double begin = clock();
  for (arma::uword k = 0; k < calls; ++k) task();
  return clock() - begin;
}

/// Warms up, and says how many calls a round has.
arma::uword calls_a_round(const std::function<void()>& task, const Clock& clock,
                          const BenchmarkSettings& settings) {
  for (arma::uword k = 0; k < settings.warm_up; ++k) task();
  arma::uword calls = 1;
  while (seconds_of(task, calls, clock) < settings.least_seconds) calls *= 2;
  return calls;
}

}  // namespace

Spread seconds_a_call(const std::function<void()>& task, const Clock& clock,
                      const BenchmarkSettings& settings) {
  require_at_least_one("seconds_a_call", "settings.rounds", settings.rounds);

  const arma::uword calls = calls_a_round(task, clock, settings);
  std::vector<double> seconds;
  for (arma::uword round = 0; round < settings.rounds; ++round) {
    seconds.push_back(seconds_of(task, calls, clock) / static_cast<double>(calls));
  }
  return spread_of(seconds);
}

Spread time_ratio(const std::function<void()>& task, const std::function<void()>& base,
                  const Clock& clock, const BenchmarkSettings& settings) {
  require_at_least_one("time_ratio", "settings.rounds", settings.rounds);

  const arma::uword calls = calls_a_round(task, clock, settings);
  const arma::uword calls_of_base = calls_a_round(base, clock, settings);
  std::vector<double> ratios;
  for (arma::uword round = 0; round < settings.rounds; ++round) {
    const double ours = seconds_of(task, calls, clock) / static_cast<double>(calls);
    const double theirs =
        seconds_of(base, calls_of_base, clock) / static_cast<double>(calls_of_base);
    ratios.push_back(ours / theirs);
  }
  return spread_of(ratios);
}

// Task 15.5  A step into buffers that are kept.
Workspace make_workspace(const Network& network, arma::uword capacity) {
  Workspace space;
  for (const DenseLayer& layer : network.layers) {
    space.A.push_back(arma::zeros(layer.weights.n_rows, capacity));
    space.dZ.push_back(arma::zeros(layer.weights.n_rows, capacity));
    space.dW.push_back(arma::zeros(arma::size(layer.weights)));
    space.db.push_back(arma::zeros(layer.bias.n_elem));
  }
  return space;
}

namespace {

/// The first `count` columns, in the same memory: what is written here is written there.
arma::mat view(arma::mat& buffer, arma::uword count) {
  constexpr bool copy = false, strict = true;  // strict: it cannot move to memory of its own
  return arma::mat(buffer.memptr(), buffer.n_rows, count, copy, strict);
}

/// From logits to softmax(logits) - T, over m, in place. Returns the loss.
double loss_in_place(arma::mat& logits, const arma::mat& T) {
  const double m = static_cast<double>(logits.n_cols);
  double total = 0.0;
  for (arma::uword s = 0; s < logits.n_cols; ++s) {
    double* z = logits.colptr(s);
    const double* t = T.colptr(s);
    const double greatest = *std::max_element(z, z + logits.n_rows);  // so that no exp overflows
    double sum = 0.0, of_targets = 0.0;
    for (arma::uword i = 0; i < logits.n_rows; ++i) {
      z[i] -= greatest;
      total -= t[i] * z[i];
      of_targets += t[i];
      z[i] = std::exp(z[i]);  // the dearest line: once for each number
      sum += z[i];
    }
    total += of_targets * std::log(sum);
    for (arma::uword i = 0; i < logits.n_rows; ++i) z[i] = (z[i] / sum - t[i]) / m;
  }
  return total / m;
}

}  // namespace

double gradient_into(Workspace& space, const Network& network, const arma::mat& X,
                     const arma::mat& T) {
  const std::vector<DenseLayer>& layers = network.layers;
  const std::size_t last = layers.size() - 1;
  const arma::uword m = X.n_cols;
  require_shape("gradient_into", "X", X, layers.front().weights.n_cols, m);
  require_shape("gradient_into", "T", T, layers.back().weights.n_rows, m);
  require(m <= space.A.front().n_cols, "gradient_into",
          "samples is " + std::to_string(m) + ", expected at most " +
              std::to_string(space.A.front().n_cols));

  for (std::size_t l = 0; l <= last; ++l) {
    arma::mat A = view(space.A[l], m);
    A = arma::repmat(layers[l].bias, 1, m);
    if (l == 0) {
      A += layers[l].weights * X;
    } else {
      A += layers[l].weights * view(space.A[l - 1], m);
    }
    if (l < last) A.transform([](double z) { return std::max(z, 0.0); });
  }

  arma::mat at_output = view(space.dZ[last], m);
  std::copy_n(space.A[last].memptr(), at_output.n_elem, at_output.memptr());
  const double loss = loss_in_place(at_output, T);

  const arma::vec ones(m, arma::fill::ones);  // a product with them is a sum over the samples
  for (std::size_t l = last; l > 0; --l) {
    const arma::mat dZ = view(space.dZ[l], m);
    const arma::mat input = view(space.A[l - 1], m);
    space.dW[l] = dZ * input.t();
    space.db[l] = dZ * ones;
    arma::mat before = view(space.dZ[l - 1], m);
    before = layers[l].weights.t() * dZ;
    // ReLU's output is positive exactly where its slope is 1.
    for (arma::uword k = 0; k < before.n_elem; ++k) {
      if (input[k] <= 0.0) before[k] = 0.0;
    }
  }
  const arma::mat dZ = view(space.dZ.front(), m);
  space.dW.front() = dZ * X.t();
  space.db.front() = dZ * ones;
  return loss;
}

void take_step(Network& network, const Workspace& space, double rate) {
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    network.layers[l].weights -= rate * space.dW[l];
    network.layers[l].bias -= rate * space.db[l];
  }
}

// Task 15.6  A batch in parts.
std::vector<Part> cut_batch(arma::uword samples, arma::uword parts) {
  require_at_least_one("cut_batch", "parts", parts);
  require(parts <= samples, "cut_batch",
          "parts is " + std::to_string(parts) + ", expected at most " + std::to_string(samples));

  std::vector<Part> all;
  arma::uword first = 0;
  for (arma::uword k = 0; k < parts; ++k) {
    const arma::uword count = samples / parts + (k < samples % parts ? 1 : 0);
    all.push_back({.first = first, .count = count});
    first += count;
  }
  return all;
}

void join_parts(std::vector<Workspace>& spaces, const std::vector<Part>& parts) {
  require(!spaces.empty(), "join_parts", "spaces has length 0, expected at least 1");
  require_length("join_parts", "parts", parts.size(), spaces.size());

  double samples = 0.0;
  for (const Part& part : parts) samples += static_cast<double>(part.count);
  Workspace& whole = spaces.front();
  for (std::size_t l = 0; l < whole.dW.size(); ++l) {
    const double share = static_cast<double>(parts.front().count) / samples;
    whole.dW[l] *= share;
    whole.db[l] *= share;
    for (std::size_t k = 1; k < spaces.size(); ++k) {
      const double share_of_k = static_cast<double>(parts[k].count) / samples;
      whole.dW[l] += share_of_k * spaces[k].dW[l];
      whole.db[l] += share_of_k * spaces[k].db[l];
    }
  }
}

// Task 15.7  Weights of a byte.
Quantised quantise_rows(const arma::mat& W, arma::uword bits) {
  require(bits >= 2, "quantise_rows", "bits is " + std::to_string(bits) + ", expected at least 2");
  require(bits <= 8, "quantise_rows", "bits is " + std::to_string(bits) + ", expected at most 8");

  const double largest = std::pow(2.0, static_cast<double>(bits) - 1.0) - 1.0;
  Quantised made{.values = arma::zeros<arma::imat>(W.n_rows, W.n_cols),
                 .scales = arma::zeros(W.n_rows)};
  for (arma::uword i = 0; i < W.n_rows; ++i) {
    made.scales(i) = arma::abs(W.row(i)).max() / largest;
    if (made.scales(i) == 0.0) continue;
    for (arma::uword j = 0; j < W.n_cols; ++j) {
      made.values(i, j) = std::lround(W(i, j) / made.scales(i));
    }
  }
  return made;
}

arma::mat quantised_product(const Quantised& W, const arma::mat& X) {
  require_shape("quantised_product", "X", X, W.values.n_cols, X.n_cols);

  const Quantised columns = quantise_rows(X.t(), 8);  // row s is sample s
  arma::mat Y(W.values.n_rows, X.n_cols);
  for (arma::uword s = 0; s < Y.n_cols; ++s) {
    for (arma::uword i = 0; i < Y.n_rows; ++i) {
      arma::sword sum = 0;
      for (arma::uword j = 0; j < X.n_rows; ++j) sum += W.values(i, j) * columns.values(s, j);
      Y(i, s) = W.scales(i) * columns.scales(s) * static_cast<double>(sum);
    }
  }
  return Y;
}

}  // namespace nn
