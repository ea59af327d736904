// Lesson 15: loops walk over three matrices, and a cache holds some of what they visit.
#include <armadillo>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "15_fast/fast.hpp"
#include "common/contract.hpp"
#include "lab/play/answers.hpp"

namespace nn::play {
namespace {

const std::vector<std::pair<std::string, LoopOrder>> orders = {{"textbook", LoopOrder::textbook},
                                                               {"columns", LoopOrder::columns},
                                                               {"blocks", LoopOrder::blocks}};

arma::uvec visits_of(arma::uword n, LoopOrder order, arma::uword block, Link& link) {
  const Link::In in = link.in("15.1 loop_visits");
  const arma::uvec visits = loop_visits(n, n, n, order, block);
  require_length("loop_visits", "the result", visits.n_elem, 3 * n * n * n);
  require(visits.max() < 3 * n * n, "loop_visits",
          "a place is " + std::to_string(visits.max()) + ", expected less than " +
              std::to_string(3 * n * n));
  return visits;
}

/// Misses of the first 0, 1, ... visits.
std::vector<arma::uword> misses_so_far(const arma::uvec& visits, const Cache& cache, Link& link) {
  std::vector<arma::uword> counts = {0};
  for (arma::uword k = 1; k <= visits.n_elem; ++k) {
    link.beat();
    counts.push_back(cache_misses(visits.head(k), cache));
  }
  return counts;
}

/// [line, a, b] for each time that a line was in the cache: after visit a (of 1, 2, ...), and not
/// after visit b any more. A line is there if another visit to it would miss nothing; it goes once
/// between two visits to it, so that a search by halves finds when.
json stays_of(const arma::uvec& visits, const std::vector<arma::uword>& counts, const Cache& cache,
              Link& link) {
  const auto holds = [&](arma::uword line, arma::uword k) {
    link.beat();
    const arma::uvec more = arma::join_cols(visits.head(k), arma::uvec{line * cache.numbers});
    return cache_misses(more, cache) == counts[k];
  };
  const auto gone = [&](arma::uword line, arma::uword there, arma::uword away) {
    while (there + 1 < away) {
      const arma::uword middle = (there + away) / 2;
      (holds(line, middle) ? there : away) = middle;
    }
    return away;
  };
  struct Stay {
    arma::uword since, last_visit;
  };
  std::map<arma::uword, Stay> open;
  json stays = json::array();
  for (arma::uword k = 1; k <= visits.n_elem; ++k) {
    const arma::uword line = visits(k - 1) / cache.numbers;
    const auto known = open.find(line);
    if (known != open.end() && counts[k] == counts[k - 1]) {
      known->second.last_visit = k;
      continue;
    }
    if (known != open.end()) {
      const Stay& stay = known->second;
      stays.push_back({line, stay.since, gone(line, stay.last_visit, k - 1)});
    }
    open[line] = {.since = k, .last_visit = k};
  }
  const arma::uword all = visits.n_elem;
  for (const auto& [line, stay] : open) {
    stays.push_back(
        {line, stay.since, holds(line, all) ? all + 1 : gone(line, stay.last_visit, all)});
  }
  return stays;
}

/// Batches of 1, 2, ... samples of 400-64-10 on a machine.
json roof_of(const Machine& machine) {
  json roof;
  for (arma::uword samples = 1; samples <= 128; ++samples) {
    const Work work = training_work({400, 64, 10}, samples);
    roof["flops"].push_back(number_of(work.flops));
    roof["bytes"].push_back(number_of(work.bytes));
    roof["attainable"].push_back(number_of(attainable_flops(machine, work)));
  }
  return roof;
}

}  // namespace

json answer_loops(const json& question, Link& link) {
  const arma::uword n = whole(question, "n", 1, 12);
  const arma::uword block = whole(question, "block", 1, 12);
  const Cache cache{.numbers = whole(question, "numbers", 1, 16),
                    .lines = whole(question, "lines", 1, 64)};
  const std::string asked = question.value("order", "textbook");
  LoopOrder order = LoopOrder::textbook;
  for (const auto& [name, one] : orders) {
    if (name == asked) order = one;
  }
  const arma::uvec visits = visits_of(n, order, block, link);
  json all = {{"kind", "loops"},
              {"n", n},
              {"numbers", cache.numbers},
              {"visits", arma::conv_to<std::vector<arma::uword>>::from(visits)}};
  try {
    const Link::In in = link.in("15.1 loop_product");
    const arma::mat A = arma::reshape(arma::regspace(1, static_cast<double>(n * n)), n, n);
    const arma::mat B = A.t() - 2.0;
    const arma::mat C = loop_product(A, B, order, block);
    all["product"]["equal"] = arma::size(C) == arma::size(A) && arma::abs(C - A * B).max() < 1e-9;
  } catch (...) {
    all["product"]["trouble"] = trouble("15.1 loop_product");
  }
  try {
    const Link::In in = link.in("15.2 cache_misses");
    const std::vector<arma::uword> counts = misses_so_far(visits, cache, link);
    all["cache"] = {{"misses", counts}, {"stays", stays_of(visits, counts, cache, link)}};
    for (const auto& [name, one] : orders) {
      const arma::uword misses = cache_misses(visits_of(n, one, block, link), cache);
      all["cache"]["totals"].push_back({{"name", name}, {"misses", misses}});
    }
  } catch (...) {
    all["cache"] = {{"trouble", trouble("15.2 cache_misses")}};
  }
  try {
    const Link::In in = link.in("15.3 training_work, attainable_flops");
    all["roof"] = roof_of({.flops = 1e9 * static_cast<double>(whole(question, "flops", 1, 1000)),
                           .bytes = 1e9 * static_cast<double>(whole(question, "bytes", 1, 1000))});
  } catch (...) {
    all["roof"] = {{"trouble", trouble("15.3 training_work, attainable_flops")}};
  }
  return all;
}

}  // namespace nn::play
