// Originals in all the forms in which they come, and one clear error for each thing that is wrong.
#include <sys/stat.h>

#include <filesystem>

#include "datasets/sample_files.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/temporary_folder.hpp"

using namespace dataset_test;
using nn::Dataset;

namespace {

Dataset load_text(const TemporaryFolder& folder, const std::string& text) {
  const auto path = folder.path() / "data.csv";
  write_bytes(path, text);
  return load(path);
}

Dataset load_mat(const TemporaryFolder& folder, const std::vector<Variable>& variables,
                 const MatForm& form = {}) {
  const auto path = folder.path() / "data.mat";
  write_mat(path, variables, form);
  return load(path);
}

// Label vectors in place of one-hot columns: 0 ... K-1, or from `first`.
arma::mat as_vector(const arma::mat& one_hot, double first) {
  arma::mat labels(1, one_hot.n_cols);
  for (arma::uword i = 0; i < one_hot.n_cols; ++i) {
    labels(i) = static_cast<double>(one_hot.col(i).index_max()) + first;
  }
  return labels;
}

std::string with(std::string text, const std::string& old, const std::string& replacement) {
  return text.replace(text.find(old), old.size(), replacement);
}

}  // namespace

TEST_CASE("A .mat file of each version and type is read alike", "[datasets]") {
  const TemporaryFolder folder;
  const std::vector<Variable> plain = divided(2, 5);
  for (const MatForm& form : mat_forms()) {
    INFO(form.name);
    const Dataset data = load_mat(folder, plain, form);
    CHECK(data.name == "peaks");
    CHECK(arma::approx_equal(data.X, plain[0].values, "absdiff", 0));
    CHECK(arma::approx_equal(data.T, plain[1].values, "absdiff", 0));
    CHECK(arma::approx_equal(data.X_validation, plain[2].values, "absdiff", 0));
    CHECK(arma::approx_equal(data.T_validation, plain[3].values, "absdiff", 0));
    if (form.version == MAT_FT_MAT4) continue;  // has fewer types
    for (const char* type : {"single", "uint8", "int8", "int32", "logical"}) {
      INFO(type);
      std::vector<Variable> typed = plain;
      typed[0].type = "single";
      typed[1].type = type;
      typed[3].type = type;
      CHECK(arma::approx_equal(load_mat(folder, typed, form).T, plain[1].values, "absdiff", 0));
    }
  }
}

TEST_CASE("The set is told by features and classes", "[datasets]") {
  const TemporaryFolder folder;
  CHECK(load_mat(folder, divided(5, 5)).name == "gmm");
  CHECK(load_mat(folder, divided(2, 2)).name == "swiss_roll");
  CHECK_THROWS_MATCHES(load_mat(folder, divided(3, 4)), std::runtime_error,
                       says("data.mat", "Yt has 3 features and Ct 4 classes", "swiss_roll"));
}

TEST_CASE("Labels may be one-hot, from 0 or from 1, and samples rows or columns", "[datasets]") {
  const TemporaryFolder folder;
  const std::vector<Variable> plain = divided(5, 5);
  for (const double first : {0.0, 1.0}) {
    std::vector<Variable> other = plain;
    other[1].values = as_vector(plain[1].values, first);
    other[3].values = as_vector(plain[3].values, first).t();
    other[0].values = plain[0].values.t();
    const Dataset data = load_mat(folder, other);
    CHECK(arma::approx_equal(data.X, plain[0].values, "absdiff", 0));
    CHECK(arma::approx_equal(data.T, plain[1].values, "absdiff", 0));
    CHECK(arma::approx_equal(data.T_validation, plain[3].values, "absdiff", 0));
  }
}

TEST_CASE("Pictures of another size are no digits of the course", "[datasets]") {
  const TemporaryFolder folder;
  const std::vector<Variable> mnist = {{"X", arma::mat(60, 784, arma::fill::ones)}, digits()[1]};
  CHECK_THROWS_MATCHES(load_mat(folder, mnist), std::runtime_error, says("X has 784 features"));
}

TEST_CASE("In a file of digits 10 is the digit 0", "[datasets]") {
  const TemporaryFolder folder;
  for (const MatForm& form : mat_forms()) {
    INFO(form.name);
    const Dataset data = load_mat(folder, digits(), form);
    CHECK(data.name == "digits");
    REQUIRE(data.X.n_rows == 400);
    REQUIRE(data.T.n_rows == 10);
    INFO("Samples 0 ... 5 are zeros, 6 ... 11 ones, and the last six nines.");
    CHECK(data.T(0, 0) == 1);
    CHECK(data.T(1, 6) == 1);
    CHECK(data.T(9, 59) == 1);
    CHECK(data.X(7, 3) == 0.010);
  }
  INFO("Counted from 0, with pixels as rows: the same.");
  std::vector<Variable> other = digits();
  other[0].values = other[0].values.t();
  other[1].values.replace(10.0, 0.0);
  const Dataset data = load_mat(folder, other);
  CHECK(data.T(0, 0) == 1);
  CHECK(data.T(9, 59) == 1);
}

TEST_CASE("A CSV file is read whatever program wrote it", "[datasets]") {
  const TemporaryFolder folder;
  const Dataset plain = load_text(folder, insurance_text());
  CHECK(plain.name == "insurance");
  INFO("By hand: 19, female, 27.9, 0 children, smokes, southwest.");
  CHECK_THAT(plain.X.col(0), close_to(arma::vec{19, 0, 27.9, 0, 1, 0, 0, 1}));
  CHECK_THAT(plain.T, close_to(arma::rowvec{16884.924, 1725.5523, 4449.462, 21984.47061}));

  const auto replaced = [](std::string text, char old, const std::string& by) {
    std::string result;
    for (const char letter : text) result += letter == old ? by : std::string(1, letter);
    return result;
  };
  const std::string text = insurance_text();
  const std::vector<std::string> forms = {
      replaced(text, '\n', "\r\n"),
      replaced(text, ',', ";"),
      replaced(text, ',', "\t"),
      replaced(text, ',', "  "),
      replaced(replaced(text, ',', ";"), '.', ","),
      replaced(text, ',', " , "),
      "\xEF\xBB\xBF" + text,
      text + "\n\n  \n",
      text.substr(0, text.size() - 1),
      with(text, "age,sex", "\"age\",\"Sex\""),
      with(text, "16884.924", "1.6884924e+04"),
      with(text, "female", "0"),
  };
  for (const std::string& form : forms) {
    INFO(form);
    const Dataset data = load_text(folder, form);
    CHECK_THAT(data.X, close_to(plain.X));
    CHECK_THAT(data.T, close_to(plain.T));
  }
}

TEST_CASE("Three columns are microchips or the noisy line", "[datasets]") {
  const TemporaryFolder folder;
  const Dataset chips = load_text(folder, microchips_text());
  CHECK(chips.name == "microchips");
  CHECK_THAT(chips.T, close_to(arma::mat("0 0 0 1 1 1; 1 1 1 0 0 0")));
  const Dataset line = load_text(folder, line_text());
  CHECK(line.name == "noisy_line");
  CHECK(line.X.n_cols == 13);
  INFO("The same with the index that pandas writes, and with the columns in another order.");
  CHECK(load_text(
            folder, ",x,z,y\n" +
                        [] {
                          std::string rows = line_text().substr(6);
                          std::string result;
                          int row = 0;
                          for (std::size_t at = 0; at < rows.size(); at = rows.find('\n', at) + 1) {
                            result += std::to_string(row++) + "," +
                                      rows.substr(at, rows.find('\n', at) + 1 - at);
                          }
                          return result;
                        }())
            .name == "noisy_line");
  INFO("Exam marks and passed or not: three columns, and no microchips.");
  CHECK_THROWS_MATCHES(load_text(folder, "34.62,78.02,0\n60.18,86.31,1\n"), std::runtime_error,
                       says("microchips", "34.62", "expected -2 to 2"));
  CHECK_THROWS_MATCHES(load_text(folder, "2104,3,399900\n1600,3,329900\n"), std::runtime_error,
                       says("three columns", "noisy_line"));
}

TEST_CASE("What is no file at all is said so", "[datasets]") {
  const TemporaryFolder folder;
  CHECK_THROWS_MATCHES(load(folder.path() / "none.mat"), std::runtime_error,
                       says("none.mat does not exist"));
  CHECK_THROWS_MATCHES(load(folder.path()), std::runtime_error, says("is a folder"));
  mkfifo((folder.path() / "pipe").c_str(), 0600);
  CHECK_THROWS_MATCHES(load(folder.path() / "pipe"), std::runtime_error, says("no ordinary file"));
  CHECK_THROWS_MATCHES(load_text(folder, ""), std::runtime_error, says("data.csv is empty"));
  CHECK_THROWS_MATCHES(load_text(folder, "a,b,c\n"), std::runtime_error, says("no row of numbers"));
  CHECK_THROWS_MATCHES(load_text(folder, std::string("PK\x03\x04\x00\x01", 6)), std::runtime_error,
                       says("neither a .mat file nor text"));
  CHECK_THROWS_MATCHES(load_text(folder,
                                 "\xFF\xFE"
                                 "a"),
                       std::runtime_error, says("UTF-16"));
}

TEST_CASE("An error in a text names line and column", "[datasets]") {
  const TemporaryFolder folder;
  const std::string text = insurance_text();
  const auto fails = [&](const std::string& old, const std::string& by, const std::string& word) {
    INFO(old << " becomes " << by);
    CHECK_THROWS_MATCHES(load_text(folder, with(text, old, by)), std::runtime_error,
                         says("data.csv", word));
  };
  fails("33.77", "", "line 3, column \"bmi\" holds nothing, expected a number");
  fails("33.77", "nan", "line 3, column \"bmi\" holds \"nan\", expected a number");
  fails("33.77", "inf", "line 3, column \"bmi\" holds \"inf\", expected a number");
  fails("33.77", "heavy", "holds \"heavy\", expected a number");
  fails("33.77", "1e999", "expected a number");
  fails("33.77", "3377", "expected a number from 5 to 100");
  fails("yes", "maybe", "line 2, column \"smoker\" holds \"maybe\", expected no or yes");
  fails("southeast", "south", "column \"region\" holds \"south\", expected northeast or");
  fails(",southeast", "", "line 3 has 6 columns, expected 7");
  fails("1725.5523", "1725.5523,", "line 3 has 8 columns, expected 7");
  fails("charges", "costs", "has no column charges");
  CHECK_THROWS_MATCHES(load_text(folder, "a,b\n1,2\n"), std::runtime_error,
                       says("it has the columns a, b", "insurance"));
  CHECK_THROWS_MATCHES(load_text(folder, with(microchips_text(), ",0.68494", ",x")),
                       std::runtime_error, says("line 2, column 2 holds \"x\""));
}

TEST_CASE("An error in a .mat file names the variable", "[datasets]") {
  const TemporaryFolder folder;
  const std::vector<Variable> plain = divided(2, 5);
  const auto fails = [&](arma::uword which, const Variable& bad, const std::string& word) {
    INFO(bad.name << ", " << bad.type);
    std::vector<Variable> variables = plain;
    variables[which] = bad;
    CHECK_THROWS_MATCHES(load_mat(folder, variables), std::runtime_error, says("data.mat", word));
  };
  const arma::mat& X = plain[0].values;
  const arma::mat& T = plain[1].values;
  fails(3, {"other", T}, "has no variable Cv; it has Yt (2x40 double)");
  fails(0, {"Yt", X, "complex"}, "Yt is complex");
  fails(0, {"Yt", X, "sparse"}, "Yt is a sparse matrix");
  fails(0, {"Yt", X, "char"}, "Yt is a char");
  fails(0, {"Yt", X, "cell"}, "Yt is a cell array");
  fails(0, {"Yt", X, "struct"}, "Yt is a struct");
  fails(0, {"Yt", X, "empty"}, "Yt is empty (0x0)");
  fails(0, {"Yt", X, "three dimensions"}, "Yt has 3 dimensions");
  fails(0, {"Yt", X.head_cols(39)}, "Yt is 2x39 and Ct is 5x40, expected the same number");
  fails(2, {"Yv", arma::mat(3, 20, arma::fill::ones)}, "Yv has 3 features, expected 2");
  arma::mat wrong = X;
  wrong(1, 16) = arma::datum::nan;
  fails(0, {"Yt", wrong}, "Yt holds nan in row 2, column 17");
  wrong(1, 16) = 7;
  fails(0, {"Yt", wrong}, "structure of peaks, but values from");
  wrong = T;
  wrong(1, 0) = 1;
  fails(1, {"Ct", wrong}, "Ct is not one-hot: sample 0 has 2 ones");
  wrong = T;
  wrong.row(4).zeros();
  wrong.row(0).tail(8).ones();
  fails(1, {"Ct", wrong}, "Ct has no sample of class 4");
  fails(1, {"Ct", as_vector(T, 0) + 0.5}, "Ct has the label 0.5");
  fails(1, {"Ct", as_vector(T, 5)}, "Ct has labels from 5 to 9");
  fails(3, {"Cv", plain[3].values.head_rows(4)}, "Cv is 4x20, expected one-hot columns of 5");
}
