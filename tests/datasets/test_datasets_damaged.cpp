// Damaged files: whatever stands in them, the answer is a whole data set or one std::runtime_error
// that names the file. (A crash of this program, or a report of a sanitizer, fails the test.)
#include <chrono>
#include <filesystem>
#include <functional>
#include <set>

#include "common/random.hpp"
#include "datasets/sample_files.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/temporary_folder.hpp"

using namespace dataset_test;
using nn::Dataset;
using nn::Rng;

namespace {

struct Good {
  std::string name;
  std::string bytes;
};

/// One good file of each kind.
std::vector<Good> good_files(const TemporaryFolder& folder) {
  std::vector<Good> files = {{"insurance.csv", insurance_text()},
                             {"microchips.txt", microchips_text()},
                             {"line.csv", line_text()}};
  for (const MatForm& form : mat_forms()) {
    const auto path = folder.path() / "good.mat";
    std::vector<Variable> variables = divided(2, 5);
    if (form.version != MAT_FT_MAT4) variables[0].type = "single";
    write_mat(path, variables, form);
    files.push_back({"peaks, " + form.name + ".mat", read_bytes(path)});
  }
  return files;
}

bool whole(const Dataset& data) {
  const bool sizes = data.X.n_cols == data.T.n_cols && data.X.n_cols > 0 &&
                     data.X_validation.n_cols == data.T_validation.n_cols &&
                     data.features.size() == data.X.n_rows;
  return sizes && data.X.is_finite() && data.T.is_finite() && data.X_validation.is_finite();
}

/// Counts the damaged files that were given to the loader, and what became of them.
class Corpus {
 public:
  explicit Corpus(const TemporaryFolder& folder) : folder_(folder) {}

  void give(const std::string& name, const std::string& bytes) {
    const std::filesystem::path path = folder_.path() / name;
    write_bytes(path, bytes);
    INFO(name << ", file " << files_);
    ++files_;
    try {
      const Dataset data = load(path);
      CHECK(whole(data));
    } catch (const std::runtime_error& error) {
      ++refused_;
      const std::string message = error.what();
      INFO(message);
      CHECK(message.find(name) != std::string::npos);
      CHECK(message.size() < 2000);
    }
    std::filesystem::remove(path);
  }

  int files() const { return files_; }
  int refused() const { return refused_; }

 private:
  const TemporaryFolder& folder_;
  int files_ = 0;
  int refused_ = 0;
};

std::string random_bytes(arma::uword count, Rng& rng) {
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(rng.next() & 0xFF);
  return bytes;
}

}  // namespace

TEST_CASE("A file that was cut off is damaged, wherever the cut is", "[datasets]") {
  const TemporaryFolder folder;
  Corpus corpus(folder);
  for (const Good& good : good_files(folder)) {
    const bool text = good.name.find(".mat") == std::string::npos;
    for (int part = 0; part < 12; ++part) {
      const std::size_t size = good.bytes.size() * static_cast<std::size_t>(part) / 12;
      corpus.give(good.name, good.bytes.substr(0, size));
    }
    corpus.give(good.name, good.bytes.substr(0, good.bytes.size() - 1));
    if (text) continue;
    INFO(good.name << ": without its last byte it is refused");
    CHECK_THROWS_MATCHES(
        [&] {
          write_bytes(folder.path() / "cut.mat", good.bytes.substr(0, good.bytes.size() - 1));
          return load(folder.path() / "cut.mat");
        }(),
        std::runtime_error, says("cut.mat"));
  }
  CHECK(corpus.files() == 7 * 13);
  CHECK(corpus.refused() > 60);
}

TEST_CASE("Bits that have changed give an error or a whole data set", "[datasets]") {
  const TemporaryFolder folder;
  Corpus corpus(folder);
  Rng rng(1);
  for (const Good& good : good_files(folder)) {
    const bool text = good.name.find(".mat") == std::string::npos;
    for (int i = 0; i < (text ? 8 : 30); ++i) {
      std::string bytes = good.bytes;
      // Most damage is done where sizes and types stand: at the beginning.
      const arma::uword reach =
          i % 2 == 0 ? bytes.size() : std::min<arma::uword>(bytes.size(), 300);
      for (int flip = 0; flip <= i / 8; ++flip) {
        bytes[nn::uniform_index(reach, rng)] ^= static_cast<char>(1 << nn::uniform_index(8, rng));
      }
      corpus.give(good.name, bytes);
    }
  }
  CHECK(corpus.files() == 3 * 8 + 4 * 30);
  CHECK(corpus.refused() > 30);
}

TEST_CASE("Random bytes, and good beginnings that go on at random, are refused", "[datasets]") {
  const TemporaryFolder folder;
  Corpus corpus(folder);
  Rng rng(2);
  for (const char* name : {"random.mat", "random.csv"}) {
    for (const arma::uword size : {1, 2, 8, 20, 128, 129, 1000, 20000}) {
      corpus.give(name, random_bytes(size, rng));
    }
  }
  for (const Good& good : good_files(folder)) {
    for (const std::size_t keep : {std::size_t{4}, std::size_t{20}, std::size_t{136}}) {
      corpus.give(good.name, good.bytes.substr(0, keep) + random_bytes(2000, rng));
    }
  }
  CHECK(corpus.refused() == corpus.files());
}

TEST_CASE("A size that nobody could mean takes no memory and no time", "[datasets]") {
  const TemporaryFolder folder;
  Corpus corpus(folder);
  const auto begin = std::chrono::steady_clock::now();
  for (const Good& good : good_files(folder)) {
    if (good.name.find(".mat") == std::string::npos) continue;
    // 40 samples become 2^31 - 1, 2^30, ..., wherever a 40 or a 2 stands as a 32-bit number.
    for (std::size_t at = 0; at + 4 <= good.bytes.size() && at < 400; at += 4) {
      const bool is_size = (good.bytes[at] == 40 || good.bytes[at] == 2) &&
                           good.bytes.compare(at + 1, 3, std::string(3, '\0')) == 0;
      if (!is_size) continue;
      for (const char high : {'\x7F', '\x3F', '\x01'}) {
        std::string bytes = good.bytes;
        bytes.replace(at, 4, std::string(3, '\xFF') + high);
        corpus.give(good.name, bytes);
      }
    }
  }
  CHECK(corpus.files() >= 12);
  const auto seconds = std::chrono::steady_clock::now() - begin;
  CHECK(std::chrono::duration<double>(seconds).count() < 60);
}

TEST_CASE("Wrong variables and wrong types are refused, in every version", "[datasets]") {
  const TemporaryFolder folder;
  int refused = 0;
  for (const MatForm& form : mat_forms()) {
    for (const char* type : {"complex", "sparse", "char", "cell", "struct", "empty",
                             "three dimensions", "renamed", "nan", "inf", "one sample fewer"}) {
      const std::string wanted = type;
      const bool v4_cannot = wanted == "cell" || wanted == "struct" || wanted == "sparse" ||
                             wanted == "three dimensions" || wanted == "char" || wanted == "empty";
      if (form.version == MAT_FT_MAT4 && v4_cannot) continue;
      for (arma::uword which = 0; which < 4; ++which) {
        std::vector<Variable> variables = divided(2, 2);
        Variable& bad = variables[which];
        INFO(form.name << ", " << bad.name << ", " << wanted);
        if (wanted == "renamed")
          bad.name += "x";
        else if (wanted == "nan")
          bad.values(0) = arma::datum::nan;
        else if (wanted == "inf")
          bad.values(0) = arma::datum::inf;
        else if (wanted == "one sample fewer")
          bad.values.shed_col(0);
        else
          bad.type = wanted;
        write_mat(folder.path() / "bad.mat", variables, form);
        CHECK_THROWS_MATCHES(load(folder.path() / "bad.mat"), std::runtime_error, says("bad.mat"));
        ++refused;
      }
    }
  }
  CHECK(refused > 100);
}
