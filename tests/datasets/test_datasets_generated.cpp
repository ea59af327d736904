// What the recipes promise (datasets/README.md). None of the numbers here was copied from a run,
// but for the noisy line's, which are NumPy's.
#include <algorithm>
#include <filesystem>
#include <set>

#include "datasets/loader/dataset.hpp"
#include "datasets/loader/store.hpp"
#include "datasets/recipes/recipes.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/temporary_folder.hpp"

using namespace nn;

namespace {

Dataset made(const std::string& name) {
  const datasets::Recipe& recipe = datasets::find_recipe(name);
  return datasets::dataset_of(recipe, "generated", recipe.make());
}

// The share of samples whose label is not `expected`, sorted by class as the sets are.
double share_of_others(const arma::mat& T) {
  const arma::uword each = T.n_cols / T.n_rows;
  arma::uword others = 0;
  for (arma::uword i = 0; i < T.n_cols; ++i) others += T(i / each, i) == 1 ? 0 : 1;
  return static_cast<double>(others) / static_cast<double>(T.n_cols);
}

// The bounds are three standard errors of a share p among n.
void check_share(double share, double p, double n) {
  CHECK(std::abs(share - p) < 3 * std::sqrt(p * (1 - p) / n));
}

void check_layout(const Dataset& data, arma::uword features, arma::uword training,
                  arma::uword validation, arma::uword classes) {
  CHECK(data.X.n_rows == features);
  CHECK(data.X.n_cols == training);
  CHECK(data.T.n_rows == classes);
  CHECK(data.T.n_cols == training);
  CHECK(data.classes == classes);
  CHECK(data.features.size() == features);
  CHECK(data.X_validation.n_cols == validation);
  CHECK(data.T_validation.n_cols == validation);
  CHECK(arma::all(arma::sum(data.T, 0) == 1.0));
}

double peaks_height(double x, double y) {
  return 3 * std::pow(1 - x, 2) * std::exp(-x * x - std::pow(y + 1, 2)) -
         10 * (x / 5 - std::pow(x, 3) - std::pow(y, 5)) * std::exp(-x * x - y * y) -
         std::exp(-std::pow(x + 1, 2) - y * y) / 3;
}

}  // namespace

TEST_CASE("peaks: 5 levels of the function, 2% of the labels redrawn", "[datasets]") {
  const Dataset data = made("peaks");
  check_layout(data, 2, 25000, 6250, 5);
  CHECK(arma::abs(data.X).max() < 3.3);  // the grid's 3, and five deviations of 0.0565
  INFO("A redrawn label is the old one once in five: 0.02 * 4 / 5 differ.");
  check_share(share_of_others(data.T), 0.016, 25000);
  check_share(share_of_others(data.T_validation), 0.016, 6250);

  INFO("Where the function is far from a threshold, noise of 0.0565 changes no level.");
  const arma::vec thresholds = {-3.61870, -0.68767, 2.24335, 5.17437};
  arma::uword clear = 0;
  arma::uword right = 0;
  for (arma::uword i = 0; i < data.X.n_cols; ++i) {
    const double height = peaks_height(data.X(0, i), data.X(1, i));
    if (arma::abs(thresholds - height).min() < 1.4) continue;
    ++clear;
    right += data.T(arma::accu(height > thresholds), i) == 1 ? 1 : 0;
  }
  CHECK(clear > 1000);
  CHECK(static_cast<double>(right) > 0.97 * static_cast<double>(clear));
}

TEST_CASE("gmm: 25 normal distributions around the fitted means", "[datasets]") {
  const Dataset data = made("gmm");
  check_layout(data, 5, 25000, 6250, 5);
  check_share(share_of_others(data.T), 0.016, 25000);
  CHECK(arma::abs(data.X).max() < 3);
  INFO("Component 0 and component 24, 1000 samples each: the mean's error is 0.25 / sqrt(1000).");
  const arma::vec first = arma::mean(data.X.cols(0, 999), 1);
  const arma::vec last = arma::mean(data.X.cols(24000, 24999), 1);
  const arma::vec first_mean = {-0.40661, 0.28103, 0.62977, -0.21909, 0.43631};
  const arma::vec last_mean = {0.03829, -0.38829, -0.44851, 0.03859, -0.12159};
  CHECK(arma::abs(first - first_mean).max() < 0.03);
  CHECK(arma::abs(last - last_mean).max() < 0.03);
  INFO("The spread of its first coordinate is the first entry of its factor.");
  CHECK(arma::stddev(arma::vectorise(data.X.submat(0, 0, 0, 999))) == Approx(0.13026).epsilon(0.1));
}

TEST_CASE("swiss_roll: two spirals 0.2 apart, 2% of the labels flipped", "[datasets]") {
  const Dataset data = made("swiss_roll");
  check_layout(data, 2, 20000, 5000, 2);
  check_share(share_of_others(data.T), 0.02, 20000);
  INFO("Sample 0 begins in the middle, sample 9999 ends at radius 1, the other spiral at 1.2.");
  const auto radius = [&](arma::uword i) { return arma::norm(data.X.col(i)); };
  CHECK(radius(0) < 0.2);
  CHECK(radius(9999) == Approx(1).margin(0.2));
  CHECK(radius(10000) == Approx(0.2).margin(0.2));
  CHECK(radius(19999) == Approx(1.2).margin(0.2));
}

TEST_CASE("microchips: 58 in a blob, then 60 in a ring around it", "[datasets]") {
  const Dataset data = made("microchips");
  check_layout(data, 2, 118, 0, 2);
  CHECK(arma::accu(data.T.submat(1, 0, 1, 57)) == 58);
  CHECK(arma::accu(data.T.submat(0, 58, 0, 117)) == 60);
  CHECK(data.X.min() >= -0.83);
  CHECK(data.X.max() <= 1.11);
  const arma::vec centre = {0.02, 0.19};
  const arma::mat from_centre = data.X.each_col() - centre;
  const arma::rowvec radius = arma::sqrt(arma::sum(arma::square(from_centre), 0));
  CHECK(arma::mean(radius.head(58)) == Approx(0.57).margin(0.06));
  CHECK(arma::mean(radius.tail(60)) == Approx(0.81).margin(0.06));
}

TEST_CASE("digits: 500 pictures of each digit, the zeros first", "[datasets]") {
  const Dataset data = made("digits");
  check_layout(data, 400, 5000, 0, 10);
  for (arma::uword digit = 0; digit < 10; ++digit) {
    CHECK(arma::accu(data.T.submat(digit, digit * 500, digit, digit * 500 + 499)) == 500);
  }
  CHECK(data.X.min() == 0);
  CHECK(data.X.max() == 1);
  INFO("Every picture has some ink, and a 1 has less of it than an 8.");
  const arma::rowvec ink = arma::sum(data.X, 0);
  CHECK(ink.min() > 5);
  CHECK(arma::mean(ink.subvec(500, 999)) < arma::mean(ink.subvec(4000, 4499)));
  INFO("Pixel column * 20 + row: a 1 is taller than it is wide.");
  const arma::mat one = arma::reshape(arma::mean(data.X.cols(500, 999), 1), 20, 20);
  CHECK(arma::accu(arma::sum(one, 1) > 0.5) > arma::accu(arma::sum(one, 0) > 0.5));
}

TEST_CASE("insurance: 1338 people, 274 smokers, charges that depend on smoking", "[datasets]") {
  const Dataset data = made("insurance");
  CHECK(data.classes == 0);
  REQUIRE(data.X.n_rows == 8);
  REQUIRE(data.X.n_cols == 1338);
  CHECK(arma::accu(data.X.row(4)) == 274);
  CHECK(data.X.row(0).min() == 18);
  CHECK(data.X.row(0).max() == 64);
  CHECK(data.X.row(2).min() >= 15.96);
  CHECK(data.X.row(2).max() <= 53.13);
  CHECK(data.T.min() >= 1121.87);
  CHECK(data.T.max() <= 63770.43);
  INFO("Linear least squares: R2 with age and bmi alone, and with all columns.");
  const auto r2 = [&](const arma::mat& X) {
    const arma::mat A = arma::join_rows(X.t(), arma::ones(X.n_cols));
    const arma::vec y = data.T.t();
    const arma::vec residual = y - A * arma::solve(A, y);
    return 1 - arma::dot(residual, residual) / (arma::var(y) * (static_cast<double>(y.n_elem) - 1));
  };
  CHECK(r2(data.X.rows(arma::uvec{0, 2})) == Approx(0.12).margin(0.02));
  CHECK(r2(data.X) == Approx(0.75).margin(0.03));
}

TEST_CASE("noisy_line: NumPy's numbers for seed 42", "[datasets]") {
  const Dataset data = made("noisy_line");
  REQUIRE(data.X.n_cols == 200);
  CHECK(data.features == std::vector<std::string>{"x", "z"});
  CHECK(data.X(0, 0) == -1.254598811526375);  // numpy.random.seed(42); uniform(-5, 5, 200)[0]
  CHECK(data.X(1, 0) == Approx(1.420316).margin(5e-7));
  CHECK(data.T(0) == Approx(1.796281).margin(5e-7));
  INFO("The noise has mean 0 and spread 1, within three standard errors.");
  const arma::rowvec noise = data.T - 2 * data.X.row(0) - 3;
  CHECK(std::abs(arma::mean(noise)) < 3 / std::sqrt(200.0));
  CHECK(std::abs(arma::stddev(arma::vectorise(noise)) - 1) < 3 / std::sqrt(400.0));
}

TEST_CASE("A data set is the same made, made again, and read from its file", "[datasets]") {
  const TemporaryFolder folder;
  const TemporaryVariable chosen("GRADUS_DATA", folder.path().string());
  for (const std::string& name : dataset_names()) {
    INFO(name);
    const Dataset first = load_dataset(name);   // makes it
    const Dataset second = load_dataset(name);  // reads it
    std::filesystem::remove_all(folder.path() / "generated");
    const Dataset third = name == "digits" ? first : load_dataset(name);  // digits take a second
    CHECK(first.source == "generated");
    for (const Dataset& other : {second, third}) {
      CHECK(arma::approx_equal(first.X, other.X, "absdiff", 0));
      CHECK(arma::approx_equal(first.T, other.T, "absdiff", 0));
      CHECK(arma::approx_equal(first.X_validation, other.X_validation, "absdiff", 0));
      CHECK(arma::approx_equal(first.T_validation, other.T_validation, "absdiff", 0));
    }
  }
}
