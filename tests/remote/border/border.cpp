#pragma GCC diagnostic ignored "-Wuninitialized"  // some of these functions read what was never set
#include "remote/border/border.hpp"

#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace border {
namespace {

using Clock = std::chrono::steady_clock;

// As the worker of a machine on which it cannot even start.
const bool ends_at_once = [] {
  if (std::getenv("BORDER_ENDS_AT_ONCE") != nullptr) _exit(125);
  return false;
}();

}  // namespace

arma::mat twice(const arma::mat& A) {
  return 2 * A;
}

Pair both(const arma::mat& A, const arma::mat& B) {
  return {.first = A, .second = B};
}

double sum_of_calls(const Function& f, const arma::vec& x) {
  return f(x) + f(2 * x);
}

arma::vec changed(const Change& change, arma::vec x, double& last) {
  last = change(x, 1);
  last += change(x, 10);
  return x;
}

double draw(nn::Rng& rng, unsigned times) {
  double sum = 0;
  for (unsigned i = 0; i < times; ++i) sum += nn::uniform(rng);
  return sum;
}

double compute(double seconds) {
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  volatile double x = 0;
  while (Clock::now() < end) x = x + 1;
  return 0;
}

std::string environment(const std::string& prefix) {
  std::string text;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (std::string(*entry).starts_with(prefix)) text += *entry + std::string("\n");
  }
  return text;
}

int processors(unsigned most) {
  cpu_set_t mine;
  const bool known = sched_getaffinity(0, sizeof mine, &mine) == 0;
  return known ? std::min(CPU_COUNT(&mine), static_cast<int>(most)) : 0;
}

arma::mat change_second(const arma::mat& A, const arma::mat& B) {
  const_cast<arma::mat&>(B)(0, 0) += 1;
  return A;
}

void append_then_refuse(std::vector<double>& numbers, double number) {
  numbers.push_back(number);
  if (number < 0) throw std::invalid_argument("append_then_refuse: the number is negative");
}

void clear(std::vector<double>& numbers) {
  numbers.clear();
}

arma::mat alias(const arma::mat& A) {
  return arma::mat(const_cast<double*>(A.memptr()), A.n_rows, A.n_cols, false, true);
}

Pair alias_of_itself(const arma::mat& A) {
  static arma::mat copy;
  copy = A;
  return {.first = arma::mat(copy.memptr(), A.n_rows, A.n_cols, false, true),
          .second = arma::mat(copy.memptr(), A.n_rows, A.n_cols, false, true)};
}

void alias_in_argument(Pair& pair, const arma::mat& A) {
  // In place, as an assignment would copy.
  pair.first.~Mat();
  new (&pair.first) arma::mat(const_cast<double*>(A.memptr()), A.n_rows, A.n_cols, false, true);
}

arma::mat unfilled(unsigned rows) {
  return arma::mat(rows, rows, arma::fill::none);
}

double unset(unsigned) {
  double sum;
  return sum;
}

void replace(nn::Rng& rng) {
  rng = nn::Rng(42, rng.draws() + 1);
}

void rewind(nn::Rng& rng) {
  rng = nn::Rng(rng.seed(), 0);
}

double counter(double x) {
  static double calls = 0;
  return x + calls++;
}

double remembers_the_first(double x) {
  static const double first = x;
  return first;
}

double counter_of_calls(const Function& f, const arma::vec& x) {
  static double calls = 0;
  return f(x + calls++);
}

double counts_and_prints(double x) {
  std::puts("once");
  std::fflush(stdout);
  return x;
}

double index_beyond(std::size_t index, unsigned length) {
  const std::vector<double> numbers(length);
  return numbers[index];
}

double front_of(const std::vector<double>& numbers) {
  return numbers.front();
}

double sleeps(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  return seconds;
}

double stops(unsigned times) {
  for (unsigned i = 0; i < times; ++i) raise(SIGSTOP);
  return 0;
}

double dies(int signal) {
  raise(signal);
  return 0;
}

std::vector<double> numbers(unsigned count) {
  return std::vector<double>(count, 1.5);
}

std::vector<std::vector<double>> lists(unsigned count) {
  return std::vector<std::vector<double>>(count);
}

std::string text(unsigned length) {
  return std::string(length, 'x');
}

}  // namespace border
