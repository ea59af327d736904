// Functions that do what a student's function may not do, and what it may: for test_border.cpp,
// which calls them across the border.
#pragma once

#include <armadillo>
#include <functional>
#include <string>
#include <vector>

#include "common/random.hpp"

namespace border {

struct Pair {
  arma::mat first;
  arma::mat second;
};

using Function = std::function<double(const arma::vec&)>;
using Change = std::function<double(arma::vec& x, double by)>;

// ---- honest
arma::mat twice(const arma::mat& A);
Pair both(const arma::mat& A, const arma::mat& B);
double sum_of_calls(const Function& f, const arma::vec& x);
arma::vec changed(const Change& change, arma::vec x, double& last);
double draw(nn::Rng& rng, unsigned times);
double compute(double seconds);
std::string environment(const std::string& prefix);
int processors(unsigned most);

// ---- arguments
arma::mat change_second(const arma::mat& A, const arma::mat& B);
void append_then_refuse(std::vector<double>& numbers, double number);
void clear(std::vector<double>& numbers);

// ---- memory
arma::mat alias(const arma::mat& A);
Pair alias_of_itself(const arma::mat& A);
void alias_in_argument(Pair& pair, const arma::mat& A);
arma::mat unfilled(unsigned rows);
double unset(unsigned size);

// ---- generators
void replace(nn::Rng& rng);
void rewind(nn::Rng& rng);

// ---- state
double counter(double x);
double remembers_the_first(double x);
double counter_of_calls(const Function& f, const arma::vec& x);
double counts_and_prints(double x);

// ---- ends
double index_beyond(std::size_t index, unsigned length);
double front_of(const std::vector<double>& numbers);
double sleeps(double seconds);
double stops(unsigned times);
double dies(int signal);

// ---- values that are much
std::vector<double> numbers(unsigned count);
std::vector<std::vector<double>> lists(unsigned count);
std::string text(unsigned length);

}  // namespace border
