// Originals in all the forms in which they come, and one clear error for each thing that is wrong.
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/files.hpp"
#include "base/text.hpp"
#include "datasets/sample_files.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/temporary_folder.hpp"

using namespace dataset_test;
using nn::datasets::Samples;

namespace {

Samples read_text(const std::string& set, const std::string& text) {
  const TemporaryFolder folder;
  gradus::base::write_file(folder.path() / "data.csv", text);
  return read(set, folder.path() / "data.csv");
}

Samples read_mat(const std::string& set, const std::vector<Variable>& variables,
                 const MatForm& form = {}) {
  const TemporaryFolder folder;
  write_mat(folder.path() / "data.mat", variables, form);
  return read(set, folder.path() / "data.mat");
}

bool same(const arma::mat& A, const arma::mat& B) {
  return arma::approx_equal(A, B, "absdiff", 0);
}

void check_same(const Samples& samples, const std::vector<Variable>& variables) {
  CHECK(same(samples.X, variables[0].values));
  CHECK(same(samples.T, variables[1].values));
  CHECK(same(samples.X_validation, variables[2].values));
  CHECK(same(samples.T_validation, variables[3].values));
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
  const std::vector<Variable> plain = divided(2, 5);
  for (const MatForm& form : mat_forms()) {
    INFO(form.name);
    check_same(read_mat("peaks", plain, form), plain);
    if (form.version == MAT_FT_MAT4) continue;  // has fewer types
    for (const char* type : {"single", "uint8", "int8", "int32", "logical", "sparse",
                             "sparse logical", "real complex"}) {
      INFO(type);
      std::vector<Variable> typed = plain;
      typed[0].type = "single";
      typed[1].type = type;
      typed[3].type = type;
      CHECK(same(read_mat("peaks", typed, form).T, plain[1].values));
    }
  }
}

TEST_CASE("HDF5 that Python and Octave write is read as MATLAB's is", "[datasets]") {
  const std::vector<Variable> plain = divided(2, 5);
  for (const char* program : {"h5py", "h5py for MATLAB", "Octave", "Octave sparse"}) {
    INFO(program);
    const TemporaryFolder folder;
    write_hdf5(folder.path() / "data.mat", plain, program);
    check_same(read("peaks", folder.path() / "data.mat"), plain);
  }
}

TEST_CASE("Octave's own text is read, packed by gzip or not", "[datasets]") {
  std::vector<Variable> plain = divided(2, 5);
  check_same(read_text("peaks", octave_text(plain)), plain);
  const TemporaryFolder folder;
  write_gzip(folder.path() / "data.mat", octave_text(plain));
  check_same(read("peaks", folder.path() / "data.mat"), plain);
  for (Variable& one : plain) {
    if (one.name[0] == 'Y') one.values = arma::round(one.values * 4);
  }
  for (const char* type : {"bool matrix", "sparse matrix"}) {
    INFO(type);
    check_same(read_text("peaks", octave_text(plain, type)), plain);
  }
}

TEST_CASE("Labels may be one-hot, from 0 or from 1, and samples rows or columns", "[datasets]") {
  const std::vector<Variable> plain = divided(5, 5);
  check_same(read_mat("gmm", plain), plain);
  for (const double first : {0.0, 1.0}) {
    std::vector<Variable> other = plain;
    other[1].values = as_vector(plain[1].values, first);
    other[3].values = as_vector(plain[3].values, first).t();
    other[0].values = plain[0].values.t();
    check_same(read_mat("gmm", other), plain);
  }
  std::vector<Variable> rows = plain;
  for (Variable& one : rows) one.values = one.values.t();
  check_same(read_mat("gmm", rows), plain);
  INFO("-1 in place of 0, for tanh; and names in small letters.");
  std::vector<Variable> signs = plain;
  signs[1] = {"ct", 2 * plain[1].values - 1};
  check_same(read_mat("gmm", signs), plain);
  std::vector<Variable> two = divided(2, 2);
  const std::vector<Variable> as_columns = two;
  two[1].values = 2 * as_vector(two[1].values, 0) - 1;
  two[3].values = 2 * as_vector(two[3].values, 0) - 1;
  check_same(read_mat("swiss_roll", two), as_columns);
}

TEST_CASE("In a file of digits 10 is the digit 0", "[datasets]") {
  const auto check = [](const Samples& samples) {
    REQUIRE(samples.X.n_rows == 400);
    REQUIRE(samples.T.n_rows == 10);
    INFO("Samples 0 ... 5 are zeros, 6 ... 11 ones, and the last six nines.");
    CHECK(samples.T(0, 0) == 1);
    CHECK(samples.T(1, 6) == 1);
    CHECK(samples.T(9, 59) == 1);
    CHECK(samples.X(3, 7) == digits()[0].values(7, 3));
  };
  for (const MatForm& form : mat_forms()) {
    INFO(form.name);
    check(read_mat("digits", digits(), form));
  }
  INFO("Counted from 0, with pixels as rows: the same.");
  std::vector<Variable> other = digits();
  other[0].values = other[0].values.t();
  other[1].values.replace(10.0, 0.0);
  check(read_mat("digits", other));
}

TEST_CASE("A CSV file is read whatever program wrote it", "[datasets]") {
  const Samples plain = read_text("insurance", insurance_text());
  INFO("By hand: 19, female, 27.9, 0 children, smokes, southwest.");
  CHECK_THAT(plain.X.col(0), close_to(arma::vec{19, 0, 27.9, 0, 1, 0, 0, 1}));
  CHECK_THAT(plain.T, close_to(arma::rowvec{16884.924, 1725.5523, 4449.462, 21984.47061}));

  const auto replaced = [](std::string text, char old, const std::string& by) {
    std::string result;
    for (const char letter : text) result += letter == old ? by : std::string(1, letter);
    return result;
  };
  const std::string text = insurance_text();
  const std::string pandas = replaced(text.substr(0, text.size() - 1), '\n', "\n7,") + "\n";
  std::string utf16;
  for (const char letter : replaced(text, ',', "\t")) utf16 += std::string{letter, '\0'};
  const std::vector<std::string> forms = {
      replaced(text, '\n', "\r\n"),
      replaced(text, '\n', "\r"),
      replaced(text, ',', ";"),
      replaced(text, ',', "\t"),
      replaced(text, ',', "|"),
      replaced(text, ',', "  "),
      replaced(replaced(text, ',', ";"), '.', ","),
      replaced(replaced(text, ',', "  "), '.', ","),
      "sep=;\n" + replaced(text, ',', ";"),
      replaced(text, ',', " , "),
      "\"" + replaced(replaced(text.substr(0, text.size() - 1), ',', "\",\""), '\n', "\"\n\"") +
          "\"",
      "\xEF\xBB\xBF" + text,
      "\xFF\xFE" + utf16,
      utf16,
      text + "\n\n  \n",
      text + ",,,,,,\n,,,,,,\n",
      text + "# the end\n\x1A",
      text.substr(0, text.size() - 1),
      replaced(text, '\n', ",\n"),
      "# people\n\n% and what they cost\n" + text,
      "What people cost\n" + text,
      "What people cost,,,,,,\n" + text,
      "#" + text,                        // NumPy's names of columns
      text.substr(text.find('\n') + 1),  // no names at all
      with(text, "age,sex", "\"age\",\"Sex\""),
      with(text, "sex", "Gender"),
      with(text, "charges", "expenses"),  // of another edition
      with(text, "16884.924", "1.6884924e+04"),
      with(text, "16884.924", "\"16,884.924\""),
      with(text, "16884.924", "$16884.924"),
      with(with(replaced(replaced(text, ',', ";"), '.', ","), "16884", "16.884"), "4449", "4 449"),
      with(text, "female", "0"),
      with(text, "female", "F"),
      with(with(text, "yes", "TRUE"), "southwest", "South-West"),
      "," + pandas,
      "Unnamed: 0," + pandas,
      pandas,  // R's write.table()
  };
  for (const std::string& form : forms) {
    INFO(form);
    const Samples samples = read_text("insurance", form);
    CHECK_THAT(samples.X, close_to(plain.X));
    CHECK_THAT(samples.T, close_to(plain.T));
  }
  INFO("A column of 0 and 1 for each word; one may be left out.");
  const std::string one_hot =
      "age,bmi,children,charges,sex_male,smoker_yes,region_northwest,region_southeast,"
      "region_southwest\n"
      "19,27.9,0,16884.924,0,1,0,0,1\n18,33.77,1,1725.5523,1,0,0,1,0\n"
      "28,33,3,4449.462,1,0,0,0,0\n33,22.705,0,21984.47061,True,False,True,False,False\n";
  CHECK_THAT(read_text("insurance", one_hot).X, close_to(plain.X));
}

TEST_CASE("Microchips and the noisy line have three columns", "[datasets]") {
  const Samples chips = read_text("microchips", microchips_text());
  CHECK_THAT(chips.X.col(1), close_to(arma::vec{-0.092742, 0.68494}));
  CHECK_THAT(chips.T, close_to(arma::mat("0 0 0 1 1 1; 1 1 1 0 0 0")));
  INFO("Chips may also be in a .mat file, as X and y.");
  CHECK_THAT(read_mat("microchips", {{"X", chips.X.t()}, {"y", chips.T.row(1).t()}}).T,
             close_to(chips.T));
  const std::string text = microchips_text();
  const auto each_line = [&](const auto& change) {
    std::string changed;
    for (const std::string& one : gradus::base::lines_of(text)) changed += change(one) + "\n";
    return changed;
  };
  const auto labelled = [&](const std::string& zero, const std::string& one) {
    return each_line([&](const std::string& row) {
      return row.substr(0, row.size() - 1) + (row.ends_with('1') ? one : zero);
    });
  };
  int index = 0;
  const std::vector<std::string> forms = {
      labelled("-1", "1"),
      labelled("1", "2"),
      labelled("rejected", "accepted"),
      labelled("1,0", "0,1"),
      "0,1,2\n" + text,  // pandas' names of columns
      ",0,1,2\n" + each_line([&](auto& row) { return std::to_string(index++) + "," + row; }),
      each_line([&](auto& row) { return std::to_string(index++ - 5) + "," + row; }),
      "Accepted,Test 1,Test 2\n" + each_line([](const std::string& row) {
        return row.substr(row.size() - 1) + "," + row.substr(0, row.size() - 2);
      }),
      each_line([](const std::string& row) {  // the label between them
        const std::size_t comma = row.find(',');
        return row.substr(0, comma) + row.substr(row.size() - 2) + "," +
               row.substr(comma + 1, row.size() - comma - 3);
      }),
      "# two tests, accepted\n" + text,
      "V1,V2,V3\n" + each_line([](auto& row) { return "\"7\"," + row; }),
  };
  for (const std::string& form : forms) {
    INFO(form);
    CHECK_THAT(read_text("microchips", form).X, close_to(chips.X));
    CHECK_THAT(read_text("microchips", form).T, close_to(chips.T));
  }
  const Samples line = read_text("noisy_line", line_text());
  CHECK_THAT(line.X.col(0), close_to(arma::vec{-3, 1.5}));
  INFO("Without names the order is x, z, y; with names it is theirs.");
  CHECK_THAT(read_text("noisy_line", line_text().substr(6)).X, close_to(line.X));
  std::string turned = "y;x;z\n";
  for (arma::uword i = 0; i < line.X.n_cols; ++i) {
    turned += fmt::format("{};{};{}\n", line.T(i), line.X(0, i), line.X(1, i));
  }
  CHECK_THAT(read_text("noisy_line", turned).X, close_to(line.X));
}

TEST_CASE("What is no file at all is said so", "[datasets]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "data.csv";
  CHECK_THROWS_MATCHES(read("peaks", path), std::runtime_error, says("data.csv does not exist"));
  CHECK_THROWS_MATCHES(read("peaks", folder.path()), std::runtime_error, says("is a folder"));
  CHECK_THROWS_MATCHES(read_text("insurance", ""), std::runtime_error, says("is empty"));
  mkfifo(path.c_str(), 0600);
  CHECK_THROWS_MATCHES(read("peaks", path), std::runtime_error, says("no ordinary file"));
}

TEST_CASE("An error in a text names line and column, and says what the set looks like",
          "[datasets]") {
  struct Case {
    std::string set;
    std::string old;  // in the good file of the set; empty: `by` is the whole file
    std::string by;
    std::string says;
  };
  const std::string binary("PK\x03\x04\x00\x01", 6);
  // clang-format off
  const Case cases[] = {
      {"insurance", "33.77", "", "line 3, column \"bmi\" holds nothing, expected a number"},
      {"insurance", "33.77", "nan", "line 3, column \"bmi\" holds \"nan\", expected a number"},
      {"insurance", "33.77", "inf", "line 3, column \"bmi\" holds \"inf\", expected a number"},
      {"insurance", "33.77", "heavy", "holds \"heavy\", expected a number"},
      {"insurance", "33.77", "1e999", "expected a number"},
      {"insurance", "33.77", "NA", "holds \"NA\", expected a number; leave out lines in which it is"},
      {"insurance", "33.77", "3377", "expected a number from 5 to 100"},
      {"insurance", "yes", "maybe", "line 2, column \"smoker\" holds \"maybe\", expected no or yes"},
      {"insurance", "southeast", "south", "column \"region\" holds \"south\", expected northeast or"},
      {"insurance", ",southeast", "", "line 3 has 6 columns, expected 7"},
      {"insurance", "1725.5523", "1725.5523,1", "line 3 has 8 columns, expected 7"},
      {"insurance", "age,sex", "People,2019\nage,sex", "line 2 has 7 columns, expected 2"},
      {"noisy_line", "", "0.1,1,3.2\n", "too few rows"},
      {"insurance", "", "age;bmi\n19;\"1,234\"\n", "holds \"1,234\", which may be 1234 or 1.234: write"},
      {"insurance", "charges", "costs", "it has no column charges; it has age, sex"},
      {"insurance", "", "a,b\n1,2\n", "it has no column age; it has a, b"},
      {"insurance", "", "1,2\n", "its columns have no names"},
      {"insurance", "", "a,b,c\n", "no row of numbers"},
      {"insurance", "", binary, "a zip archive; unpack it"},
      {"insurance", "", "\x01\x02", "it is no text; save it as CSV"},
      {"insurance", "", std::string("\xFF\xFE\0\xD8g\0", 6), "UTF-16, and damaged"},
      {"microchips", "0.68494,1", "0.68494,good", "line 2, column 3 holds \"good\", expected 0 or 1"},
      {"microchips", "0.68494", "x", "line 2, column 2 holds \"x\", expected a number"},
      {"microchips", "", "34.62,78.02,0\n60.18,86.31,1\n", "values go from 34.62 to 86.31, expected -2 to 2"},
      {"microchips", "", "0,1,1\n1,0,3\n", "line 2, column 3 holds \"3\", expected 0 or 1"},
      {"microchips", "", "0,1,0\n1,0,0\n", "there is no sample of class 1 of 0 ... 1"},
      {"microchips", "", "0,1\n1,0\n", "it has 2 columns, expected 3"},
      {"noisy_line", "", "0.1,1,0.2\n0.2,3,0.1\n0.3,2,0.4\n", "y is not near 2 x + 3"},
      {"noisy_line", "", "a,b,c\n0.1,1,0.2\n", "it has no column x; it has a, b, c"},
      {"peaks", "", "1,2,3\n", "it is text, expected a .mat file"},
      {"peaks", "", "\x01\x02", "neither text nor a .mat file"},
      {"peaks", "", "MATLAB 7.3 MAT-file" + std::string(500, '\1'), "is damaged"},
  };
  // clang-format on
  for (const Case& one : cases) {
    INFO(one.set << ": " << one.old << " becomes " << one.by);
    const std::string good = one.set == "insurance" ? insurance_text() : microchips_text();
    const std::string text = one.old.empty() ? one.by : with(good, one.old, one.by);
    CHECK_THROWS_MATCHES(read_text(one.set, text), std::runtime_error,
                         says("data.csv: ", one.says, "Expected for " + one.set));
  }
}

TEST_CASE("What is no data file is named, with what to do", "[datasets]") {
  struct Case {
    std::string bytes;
    std::string is;
    std::string what_to_do;
  };
  const auto zip = [](const std::string& inside) {
    return std::string("PK\x03\x04\x14\0", 6) + std::string(9000, '\x01') + inside;
  };
  const Case cases[] = {
      {"<!DOCTYPE html>\n<html><head></head></html>", "a web page", "Raw"},
      {"\xEF\xBB\xBF\n <HTML lang=\"en\">", "a web page", "Download"},
      {"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "XML", "Download"},
      {"404: Not Found", "404", "Download"},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 7511764\n", "Git LFS",
       "git lfs pull"},
      {"../.git/annex/objects/aa/bb/SHA256E-s7511764--4d7a.mat", "git-annex", "git annex get"},
      {"outs:\n- md5: a304afb96060aad90176268345e10355\n  path: data.csv\n", "DVC", "dvc pull"},
      {"{\"cells\": [], \"nbformat\": 4}", "notebook", "the data file"},
      {"[{\"age\": 19}]", "JSON", "CSV"},
      {"{\\rtf1\\ansi 19}", "RTF", "plain text"},
      {"% people\n@RELATION people\n@DATA\n19\n", "ARFF", "CSV"},
      {zip("xl/workbook.xml"), "Excel", "CSV"},
      {zip("mimetypeapplication/vnd.oasis.opendocument"), "LibreOffice", "CSV"},
      {zip("Yt.npy"), "NumPy's .npz", "savemat"},
      {zip("data.csv"), "a zip archive", "unpack"},
      {"\x93NUMPY\x01", "NumPy's .npy", "savemat"},
      {std::string("\x80\x04\x95\0", 4), "pickle", "Python"},
      {std::string("Octave-1-L\0\2\0", 13), "Octave's binary format", "save -v7"},
      {"RDX3\nX\n\x01", "R's .RData", "write.csv"},
      {"PAR1\x15", "Parquet", "to_csv"},
  };
  for (const Case& one : cases) {
    INFO(one.bytes.substr(0, 80));
    for (const char* set : {"peaks", "insurance"}) {
      CHECK_THROWS_MATCHES(read_text(set, one.bytes), std::runtime_error,
                           says("it is ", one.is, one.what_to_do));
    }
  }
  const TemporaryFolder folder;
  const auto path = folder.path() / "data.mat";
  INFO("Packed by gzip, and cut off; and a packed .mat file.");
  write_gzip(path, insurance_text());
  const std::string packed = gradus::base::read_file(path);
  CHECK_THROWS_MATCHES(read_text("insurance", packed.substr(0, packed.size() - 9)),
                       std::runtime_error, says("packed by gzip, and damaged"));
  write_mat(path, divided(2, 5));
  write_gzip(path, gradus::base::read_file(path));
  CHECK_THROWS_MATCHES(read("peaks", path), std::runtime_error, says("gzip; unpack it"));
}

TEST_CASE("An error in a .mat file of any version names the variable", "[datasets]") {
  const std::vector<Variable> plain = divided(2, 5);
  const arma::mat& X = plain[0].values;
  const arma::mat& T = plain[1].values;
  const auto changed = [](arma::mat values, arma::uword row, arma::uword column, double value) {
    values(row, column) = value;
    return values;
  };
  arma::mat four = T;  // classes
  four.row(4).zeros();
  four.row(0).tail(8).ones();
  struct Case {
    arma::uword which;
    Variable bad;
    std::string says;
  };
  const Case cases[] = {
      {3, {"other", T}, "it has no variable Cv; it has "},
      {0, {"Yt", X, "complex"}, "Yt is complex"},
      {0, {"Yt", X, "char"}, "Yt is a char"},
      {0, {"Yt", X, "cell"}, "Yt is a cell array"},
      {0, {"Yt", X, "struct"}, "Yt is a struct"},
      {0, {"Yt", X, "empty"}, "Yt is empty (0x0)"},
      {0, {"Yt", X, "three dimensions"}, "Yt has 3 dimensions"},
      {0, {"Yt", X.head_cols(39)}, "Ct is 5x40, expected 5x39 (one-hot) or 1x39, as Yt has 39"},
      {2, {"Yv", arma::mat(3, 20, arma::fill::ones)}, "Yv is 3x20, expected 2 features x samples"},
      {0, {"Yt", changed(X, 1, 16, arma::datum::nan)}, "Yt holds nan in row 2, column 17"},
      {0, {"Yt", changed(X, 1, 16, 7)}, "to 7, expected -5 to 5"},
      {1, {"Ct", changed(T, 1, 0, 1)}, "Ct is not one-hot: sample 0 has 2 ones"},
      {1, {"Ct", four}, "there is no sample of class 4 of 0 ... 4"},
      {1, {"Ct", as_vector(T, 0) + 0.5}, "Ct has the label 0.5 (sample 0)"},
      {1, {"Ct", as_vector(T, 5)}, "Ct has the label 6 (sample 8), expected one-hot columns or a"},
      {3, {"Cv", plain[3].values.head_rows(4)}, "Cv is 4x20, expected 5x20 (one-hot) or 1x20"},
  };
  for (const Case& one : cases) {
    std::vector<Variable> variables = plain;
    variables[one.which] = one.bad;
    for (const MatForm& form : mat_forms()) {
      INFO(form.name << ", " << one.bad.name << ", " << one.bad.type);
      if (form.version == MAT_FT_MAT4 && one.bad.type != "double") continue;  // has fewer types
      CHECK_THROWS_MATCHES(read_mat("peaks", variables, form), std::runtime_error,
                           says("data.mat: ", one.says, "Expected for peaks: .mat with Yt"));
    }
  }
  INFO("Another set's file, and pictures of another size.");
  CHECK_THROWS_MATCHES(read_mat("peaks", divided(5, 5)), std::runtime_error, says("Yt is 5x40"));
  CHECK_THROWS_MATCHES(read_mat("peaks", divided(2, 2)), std::runtime_error, says("Ct is 2x40"));
  CHECK_THROWS_MATCHES(read_mat("peaks", digits()), std::runtime_error, says("no variable Yt"));
  CHECK_THROWS_MATCHES(
      read_mat("digits", {{"X", arma::mat(60, 784, arma::fill::ones)}, digits()[1]}),
      std::runtime_error, says("X is 60x784, expected 400 features"));
}
