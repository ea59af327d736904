// Damaged files: whatever stands in them, `gradus data add` keeps a whole data set, says one error
// that names the file, or ends by a signal, which ./gradus tells; and then the original that was
// there before is still in use.
#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/files.hpp"
#include "common/random.hpp"
#include "datasets/loader/dataset.hpp"
#include "datasets/sample_files.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/temporary_folder.hpp"

using namespace dataset_test;
using nn::Rng;

namespace {

/// Gives damaged files to the program, and counts what became of them.
class Corpus {
 public:
  Corpus() {
    for (const MatForm& form : mat_forms()) {
      std::vector<Variable> variables = divided(2, 5);
      if (form.version != MAT_FT_MAT4) variables[0].type = "single";
      write_mat(path_, variables, form);
      good_.push_back(gradus::base::read_file(path_));
      variables[1].type = "sparse";
      if (form.version == MAT_FT_MAT4) continue;
      write_mat(path_, variables, form);
      good_.push_back(gradus::base::read_file(path_));
    }
    for (const char* program : {"h5py for MATLAB", "Octave", "Octave sparse"}) {
      write_hdf5(path_, divided(2, 5), program);
      good_.push_back(gradus::base::read_file(path_));
    }
    REQUIRE(add_with_program("peaks", path_).exit_code == 0);
    kept_ = source();
  }

  /// A file of each version.
  const std::vector<std::string>& good() const { return good_; }

  void give(const std::string& bytes) {
    const std::filesystem::path path = folder_.path() / "damaged.mat";
    gradus::base::write_file(path, bytes);
    ++files_;
    INFO("file " << files_);
    const gradus::base::Finished outcome = add_with_program("peaks", path);
    INFO(outcome.output);
    const nn::Dataset data = nn::load_dataset("peaks");  // throws if it is not whole
    CHECK(data.X.n_cols + data.X_validation.n_cols > 0);
    if (outcome.exit_code == 0) {
      kept_ = "original, damaged.mat";
    } else if (outcome.exit_code == 2) {
      ++refused_;
      CHECK(outcome.output.find("damaged.mat") != std::string::npos);
      CHECK(std::count(outcome.output.begin(), outcome.output.end(), '\n') < 12);
    } else {
      ++refused_;
      CHECK((outcome.signal != 0 || outcome.exit_code == 1));  // 1: a sanitizer, inside matio
      CHECK(outcome.output.empty());
    }
    CHECK(source() == kept_);
  }

  int files() const { return files_; }
  int refused() const { return refused_; }

 private:
  static std::string source() { return nn::load_dataset("peaks").source; }

  TemporaryFolder folder_;
  TemporaryFolder data_;
  TemporaryVariable chosen_{"GRADUS_DATA", data_.path().string()};
  std::filesystem::path path_ = folder_.path() / "good.mat";
  std::vector<std::string> good_;
  std::string kept_;
  int files_ = 0;
  int refused_ = 0;
};

std::string random_bytes(arma::uword count, Rng& rng) {
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(rng.next() & 0xFF);
  return bytes;
}

}  // namespace

TEST_CASE("A .mat file that was cut off is refused, wherever the cut is", "[datasets]") {
  Corpus corpus;
  for (const std::string& good : corpus.good()) {
    for (const std::size_t part : {1, 3, 5, 7}) corpus.give(good.substr(0, good.size() * part / 8));
    corpus.give(good.substr(0, good.size() - 1));
  }
  CHECK(corpus.refused() == corpus.files());
}

TEST_CASE("Bits that have changed give an error or a whole data set", "[datasets]") {
  Corpus corpus;
  Rng rng(1);
  for (const std::string& good : corpus.good()) {
    for (arma::uword i = 0; i < 16; ++i) {
      std::string bytes = good;
      // Most damage is done where sizes and types stand: at the beginning.
      const arma::uword reach = i % 2 == 0 ? bytes.size() : 300;
      for (arma::uword flip = 0; flip <= i / 4; ++flip) {
        bytes[nn::uniform_index(reach, rng)] ^= static_cast<char>(1 << nn::uniform_index(8, rng));
      }
      corpus.give(bytes);
    }
  }
  CHECK(corpus.refused() > 20);
}

TEST_CASE("Random bytes, and good beginnings that go on at random, are refused", "[datasets]") {
  Corpus corpus;
  Rng rng(2);
  for (const arma::uword size : {1, 20, 128, 1000, 20000}) corpus.give(random_bytes(size, rng));
  for (const std::string& good : corpus.good()) {
    for (const std::size_t keep : {4, 20, 136}) {
      corpus.give(good.substr(0, keep) + random_bytes(2000, rng));
    }
  }
  CHECK(corpus.refused() == corpus.files());
}

TEST_CASE("A size that nobody could mean takes no memory", "[datasets]") {
  Corpus corpus;
  for (const std::string& good : corpus.good()) {
    // 40 samples become 2^31 - 1 or 2^25, wherever a 40 or a 2 stands as a 32-bit number.
    for (std::size_t at = 0; at + 4 <= good.size() && at < 400; at += 4) {
      const bool is_size =
          (good[at] == 40 || good[at] == 2) && good.compare(at + 1, 3, std::string(3, '\0')) == 0;
      if (!is_size) continue;
      for (const char high : {'\x7F', '\x01'}) {
        std::string bytes = good;
        corpus.give(bytes.replace(at, 4, std::string(3, '\xFF') + high));
      }
    }
  }
  CHECK(corpus.files() >= 8);
}

TEST_CASE("A text that was cut off or changed is a whole data set or an error", "[datasets]") {
  const TemporaryFolder folder;
  Rng rng(3);
  const std::pair<std::string, std::string> texts[] = {
      {"insurance", insurance_text()},
      {"microchips", microchips_text()},
      {"noisy_line", line_text()},
      {"peaks", octave_text(divided(2, 5))},
      {"peaks", octave_text(divided(2, 5), "bool matrix")},
      {"peaks", octave_text(divided(2, 5), "sparse matrix")},
  };
  const std::string marks = ",;|\t \"'#\n\r.-0e9\0";
  for (const auto& [set, good] : texts) {
    for (arma::uword i = 0; i < 500; ++i) {
      std::string bytes =
          good.substr(0, good.size() - (i % 2) * nn::uniform_index(good.size(), rng));
      for (arma::uword change = 0; change < i % 4; ++change) {
        char& letter = bytes[nn::uniform_index(bytes.size(), rng)];
        if (i % 8 < 4)
          letter ^= static_cast<char>(1 << nn::uniform_index(8, rng));
        else
          letter = marks[nn::uniform_index(marks.size(), rng)];
      }
      gradus::base::write_file(folder.path() / "people.csv", bytes);
      try {
        const nn::datasets::Samples samples = read(set, folder.path() / "people.csv");
        if (!samples.X.is_finite()) FAIL_CHECK("a number that is none, from\n" << bytes);
      } catch (const std::runtime_error& error) {
        if (std::string(error.what()).find("people.csv") == std::string::npos) {
          FAIL_CHECK(error.what() << "\nfrom\n" << bytes);
        }
      }
    }
  }
}
