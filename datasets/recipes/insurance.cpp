// Insurance: what a year of treatment costs. Charges grow with age, more than double for smokers,
// and double again for smokers whose bmi is 30 or more; some people have an expensive year.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/progress.hpp"
#include "datasets/recipes/recipes.hpp"

namespace nn::datasets {
namespace {

constexpr arma::uword rows = 1338;
constexpr arma::uword smokers = 274;

struct Person {
  int age;
  bool male;
  double bmi;
  int children;
  bool smoker;
  arma::uword region;
};

// The regions are northeast, northwest, southeast, southwest.
constexpr std::array<double, 4> bmi_means = {29.2, 29.2, 33.4, 30.6};
constexpr std::array<double, 4> region_costs = {450, 250, 0, 50};

// An index, drawn with these weights.
arma::uword weighted(const arma::vec& weights, Rng& rng) {
  double left = uniform(rng) * arma::accu(weights);
  for (arma::uword k = 0; k + 1 < weights.n_elem; ++k) {
    left -= weights(k);
    if (left < 0) return k;
  }
  return weights.n_elem - 1;
}

Person draw_person(bool smoker, Rng& rng) {
  Person person{};
  // Ages 18 and 19 are twice as frequent as the others.
  const arma::uword age = uniform_index(49, rng);
  person.age = static_cast<int>(age < 47 ? 18 + age : age - 47 + 18);
  person.male = uniform(rng) < (smoker ? 0.58 : 0.49);
  person.region = weighted({324, 325, 364, 325}, rng);
  person.bmi = std::clamp(bmi_means[person.region] + 6 * normal(rng), 15.96, 53.13);
  person.children = static_cast<int>(weighted({574, 324, 240, 157, 25, 18}, rng));
  person.smoker = smoker;
  return person;
}

// Back into the original's range, as a mirror at its ends would do it.
double within_range(double cost) {
  constexpr double least = 1121.87;
  constexpr double greatest = 63770.43;
  if (cost < least) return 2 * least - cost;
  return cost > greatest ? 2 * greatest - cost : cost;
}

double charges(const Person& person, Rng& rng) {
  double cost = -20 + 3.3 * person.age * person.age + (person.male ? 0 : 400) +
                450 * person.children + region_costs[person.region];
  if (person.smoker && person.bmi < 30) cost += 13000 + 420 * (person.bmi - 25);
  if (person.smoker && person.bmi >= 30) cost += 33000 + 450 * (person.bmi - 35);
  cost *= 1 + 0.03 * normal(rng);
  // One in seven has an expensive year.
  const bool expensive = uniform(rng) < (person.smoker ? 0.05 : 0.145);
  const double extra = 2500 - 8500 * std::log(1 - uniform(rng));
  if (expensive) cost += std::min(extra, 25000.0);
  return within_range(cost);
}

}  // namespace

Samples make_insurance() {
  Progress progress("making the data set insurance", 1);
  Rng rng(2106);
  const arma::uvec order = permutation(rows, rng);
  Samples people{.X = arma::mat(8, rows, arma::fill::zeros), .T = arma::mat(1, rows)};
  for (arma::uword i = 0; i < rows; ++i) {
    const Person person = draw_person(order(i) < smokers, rng);
    people.X(0, i) = person.age;
    people.X(1, i) = person.male ? 1 : 0;
    people.X(2, i) = rounded(person.bmi, 2);
    people.X(3, i) = person.children;
    people.X(4, i) = person.smoker ? 1 : 0;
    if (person.region > 0) people.X(4 + person.region, i) = 1;
    people.T(i) = rounded(charges(person, rng), 2);
  }
  progress.step();
  return people;
}

}  // namespace nn::datasets
