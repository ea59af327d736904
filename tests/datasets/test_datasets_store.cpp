// Where data sets are kept: generated ones, originals, and folders that cannot be written.
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "base/files.hpp"
#include "datasets/loader/dataset.hpp"
#include "datasets/loader/store.hpp"
#include "datasets/sample_files.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/temporary_folder.hpp"

using namespace dataset_test;
using nn::Dataset;
using nn::dataset_names;
using nn::load_dataset;
using namespace nn::datasets;
namespace fs = std::filesystem;

namespace {

/// A folder for data, chosen by GRADUS_DATA, and one for the user's files.
struct Place {
  TemporaryFolder data;
  TemporaryFolder files;
  TemporaryVariable chosen{"GRADUS_DATA", data.path().string()};
};

/// Another working directory for the time of a test case.
class WorkingFolder {
 public:
  explicit WorkingFolder(const fs::path& folder) : before_(fs::current_path()) {
    fs::current_path(folder);
  }
  ~WorkingFolder() { fs::current_path(before_); }
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  fs::path before_;
};

std::size_t count_files(const fs::path& folder) {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    count += entry.is_regular_file() ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("There are seven data sets, and an unknown name is told which", "[datasets]") {
  CHECK(dataset_names() == std::vector<std::string>{"peaks", "gmm", "swiss_roll", "microchips",
                                                    "digits", "insurance", "noisy_line"});
  CHECK_THROWS_MATCHES(load_dataset("mnist"), std::invalid_argument,
                       says("no data set \"mnist\"", "peaks, gmm"));
}

TEST_CASE("An original is used from when it is added, and a second one takes its place",
          "[datasets]") {
  const Place place;
  const fs::path file = place.files.path() / "Peaks Data.mat";
  write_mat(file, divided(2, 5));
  const gradus::base::Finished outcome = add_with_program("peaks", file);
  INFO(outcome.output);
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.output.find("5 classes: 8 each / 4 each") != std::string::npos);
  CHECK(outcome.output.find("gradus data remove peaks") != std::string::npos);
  fs::remove(file);  // it is what was read that is used
  const Dataset added = load_dataset("peaks");
  CHECK(added.name == "peaks");
  CHECK(added.source == "original, Peaks Data.mat");
  CHECK(added.classes == 5);
  CHECK(added.features == std::vector<std::string>{"x", "y"});
  CHECK(arma::approx_equal(added.X, divided(2, 5)[0].values, "absdiff", 0));
  CHECK(load_dataset("swiss_roll").source == "generated");
  {
    INFO("The texts of the course show what the generated sets give.");
    const TemporaryVariable none("GRADUS_ORIGINALS", "no");
    CHECK(load_dataset("peaks").source == "generated");
  }
  std::vector<Variable> other = divided(2, 5);
  other[0].values *= 2;
  write_mat(place.files.path() / "other.mat", other);
  CHECK(add_with_program("peaks", place.files.path() / "other.mat").exit_code == 0);
  CHECK(arma::approx_equal(load_dataset("peaks").X, other[0].values, "absdiff", 0));
  CHECK(count_files(place.data.path() / "originals") == 1);
}

TEST_CASE("A file that is not the named set changes nothing", "[datasets]") {
  const Place place;
  gradus::base::write_file(place.files.path() / "other.csv", "a,b\n1,2\n");
  const gradus::base::Finished outcome =
      add_with_program("insurance", place.files.path() / "other.csv");
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.output.find("other.csv: it has no column age; it has a, b") != std::string::npos);
  CHECK(count_files(place.data.path()) == 0);
}

TEST_CASE("A damaged copy of an original is an error that says what to do", "[datasets]") {
  const Place place;
  const Recipe& recipe = find_recipe("microchips");
  write_dataset(original_file(recipe), "original, chips.txt", recipe.make());
  CHECK(load_dataset("microchips").source == "original, chips.txt");
  const std::string bytes = gradus::base::read_file(original_file(recipe));
  const std::string size = "\n2 118\n";
  const std::size_t at = bytes.find(size);
  REQUIRE(at != std::string::npos);
  const std::string huge = std::string(bytes).replace(at, size.size(), "\n99999999 99999999\n");
  const std::string other = std::string(bytes).replace(at, size.size(), "\n118 2\n");
  for (const std::string& damaged : {std::string(), bytes.substr(0, 50),
                                     bytes.substr(0, bytes.size() - 1), bytes + "x", huge, other}) {
    gradus::base::write_file(original_file(recipe), damaged);
    CHECK_THROWS_MATCHES(load_dataset("microchips"), std::runtime_error,
                         says("is damaged", "gradus data remove microchips"));
  }
}

TEST_CASE("A damaged generated file is made anew", "[datasets]") {
  const Place place;
  const Dataset first = load_dataset("noisy_line");
  gradus::base::write_file(generated_file(find_recipe("noisy_line")), "generated\n");
  CHECK_THAT(load_dataset("noisy_line").X, close_to(first.X));
  CHECK_THAT(load_dataset("noisy_line").X, close_to(first.X));
}

TEST_CASE("Without a folder to write to, a set is made for this run", "[datasets]") {
  const TemporaryFolder folder;
  gradus::base::write_file(folder.path() / "a_file", "");
  const TemporaryVariable chosen("GRADUS_DATA", (folder.path() / "a_file" / "data").string());
  CHECK(load_dataset("noisy_line").X.n_cols == 200);
}

TEST_CASE("The folder is the one beside the nearest folder lessons", "[datasets]") {
  const TemporaryFolder folder;
  const TemporaryVariable none("GRADUS_DATA", "");
  const fs::path inside = folder.path() / "course" / "lessons" / "06_data";
  fs::create_directories(inside);
  const WorkingFolder working(inside);
  CHECK(fs::equivalent(data_folder().parent_path().parent_path(), folder.path() / "course"));
  fs::current_path(folder.path());
  CHECK_THROWS_MATCHES(data_folder(), std::runtime_error, says("GRADUS_DATA", "lessons"));
}

TEST_CASE("Two programs may make the same set at once", "[datasets]") {
  const Place place;
  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      bool good = false;
      try {
        good = load_dataset("swiss_roll").X.n_cols == 20000;
      } catch (...) {
      }
      _exit(good ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 1;
    waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  CHECK(count_files(place.data.path()) == 1);  // nothing is left over
}
