// What a call across the border costs, for ./gradus bench: by the clock, as two processes share the
// work. The worker is the one of tests/remote/border.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "remote/border/border.hpp"
#include "remote/client.hpp"

namespace {

using benchmark::State;

void call(State& state, arma::uword size) {
  const arma::mat A(size, size, arma::fill::ones);
  gradus::remote::start_afresh();
  border::twice(A);  // starts the worker
  for (auto _ : state) benchmark::DoNotOptimize(border::twice(A));
  gradus::remote::start_afresh();
}

void direct(State& state, arma::uword size) {
  const arma::mat A(size, size, arma::fill::ones);
  for (auto _ : state) {
    const arma::mat twice = 2 * A;  // as border::twice does it
    benchmark::DoNotOptimize(twice.memptr());
  }
}

// So many calls in each round: a worker keeps the questions of a test case, to ask them again.
BENCHMARK_CAPTURE(call, 32, 32)->UseRealTime()->Iterations(400);
BENCHMARK_CAPTURE(call, 500, 500)->UseRealTime()->Iterations(20);
BENCHMARK_CAPTURE(direct, 32, 32)->UseRealTime();
BENCHMARK_CAPTURE(direct, 500, 500)->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  const gradus::base::TemporaryFolder scratch;
  const std::filesystem::path session = scratch.path() / "session.json";
  const nlohmann::json json = {
      {"worker", {BORDER_WORKER}}, {"log", ""}, {"report", ""}, {"call_seconds", 60.0}};
  gradus::base::write_file(session, json.dump());
  ::setenv("GRADUS_SESSION", session.c_str(), 1);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
