// How they cross: with GRADUS_PROXY for the test, without for its worker.
#include "remote/border/border.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(border::Pair, it.first, it.second)

REMOTE(arma::mat, border::twice, (const arma::mat& A), (A))
REMOTE(border::Pair, border::both, (const arma::mat& A, const arma::mat& B), (A, B))
REMOTE(double, border::sum_of_calls, (const border::Function& f, const arma::vec& x), (f, x))
REMOTE(arma::vec, border::changed, (const border::Change& change, arma::vec x, double& last),
       (change, x, last))
REMOTE(double, border::draw, (nn::Rng & rng, unsigned times), (rng, times))
REMOTE(double, border::compute, (double seconds), (seconds))
REMOTE(std::string, border::environment, (const std::string& prefix), (prefix))
REMOTE(int, border::processors, (unsigned most), (most))

REMOTE(arma::mat, border::change_second, (const arma::mat& A, const arma::mat& B), (A, B))
REMOTE(void, border::append_then_refuse, (std::vector<double> & numbers, double number),
       (numbers, number))
REMOTE(void, border::clear, (std::vector<double> & numbers), (numbers))

REMOTE(arma::mat, border::alias, (const arma::mat& A), (A))
REMOTE(border::Pair, border::alias_of_itself, (const arma::mat& A), (A))
REMOTE(void, border::alias_in_argument, (border::Pair & pair, const arma::mat& A), (pair, A))
REMOTE(arma::mat, border::unfilled, (unsigned rows), (rows))
REMOTE(double, border::unset, (unsigned size), (size))

REMOTE(void, border::replace, (nn::Rng & rng), (rng))
REMOTE(void, border::rewind, (nn::Rng & rng), (rng))

REMOTE(double, border::counter, (double x), (x))
REMOTE(double, border::remembers_the_first, (double x), (x))
REMOTE(double, border::counter_of_calls, (const border::Function& f, const arma::vec& x), (f, x))
REMOTE(double, border::counts_and_prints, (double x), (x))

REMOTE(double, border::index_beyond, (std::size_t index, unsigned length), (index, length))
REMOTE(double, border::front_of, (const std::vector<double>& numbers), (numbers))
REMOTE(double, border::sleeps, (double seconds), (seconds))
REMOTE(double, border::stops, (unsigned times), (times))
REMOTE(double, border::dies, (int signal), (signal))

REMOTE(std::vector<double>, border::numbers, (unsigned count), (count))
REMOTE(std::vector<std::vector<double>>, border::lists, (unsigned count), (count))
REMOTE(std::string, border::text, (unsigned length), (length))
