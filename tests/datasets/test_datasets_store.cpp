// Where data sets are kept: generated ones, originals, and folders that cannot be written.
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "datasets/loader/isolate.hpp"
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

TEST_CASE("An original is used from when it is added until it is removed", "[datasets]") {
  const Place place;
  const fs::path file = place.files.path() / "Peaks Data.mat";
  write_mat(file, divided(2, 5));
  CHECK(add_original(file).source == "original, Peaks Data.mat");
  fs::remove(file);  // it is the copy that is used
  const Dataset added = load_dataset("peaks");
  CHECK(added.source == "original, Peaks Data.mat");
  CHECK(added.X.n_cols == 40);
  CHECK(load_dataset("swiss_roll").source == "generated");
  {
    INFO("The texts of the course show what the generated sets give.");
    const TemporaryVariable none("GRADUS_ORIGINALS", "no");
    CHECK(load_dataset("peaks").source == "generated");
  }
  CHECK(remove_original("peaks"));
  CHECK_FALSE(remove_original("peaks"));
  CHECK(load_dataset("peaks").source == "generated");
  CHECK(fs::is_empty(place.data.path() / "originals"));
  CHECK_THROWS_AS(remove_original("mnist"), std::invalid_argument);
}

TEST_CASE("A second original takes the place of the first", "[datasets]") {
  const Place place;
  write_bytes(place.files.path() / "one.csv", insurance_text());
  write_bytes(place.files.path() / "two.csv",
              insurance_text() + "40,male,30,1,no,northeast,7000\n");
  add_original(place.files.path() / "one.csv");
  add_original(place.files.path() / "two.csv");
  CHECK(load_dataset("insurance").X.n_cols == 5);
  CHECK(count_files(place.data.path() / "originals") == 2);  // the copy, and its record
}

TEST_CASE("A file that is none of the sets changes nothing", "[datasets]") {
  const Place place;
  write_bytes(place.files.path() / "other.csv", "a,b\n1,2\n");
  CHECK_THROWS_AS(add_original(place.files.path() / "other.csv"), std::runtime_error);
  CHECK(count_files(place.data.path()) == 0);
}

TEST_CASE("A damaged copy of an original is an error that says what to do", "[datasets]") {
  const Place place;
  write_bytes(place.files.path() / "chips.txt", microchips_text());
  add_original(place.files.path() / "chips.txt");
  for (const auto& entry : fs::directory_iterator(place.data.path() / "originals")) {
    const std::string bytes = read_bytes(entry.path());
    write_bytes(entry.path(), "");
    CHECK_THROWS_MATCHES(load_dataset("microchips"), std::runtime_error,
                         says("microchips", "gradus data remove microchips"));
    write_bytes(entry.path(), bytes);
  }
  CHECK(load_dataset("microchips").source == "original, chips.txt");
}

TEST_CASE("A damaged generated file is made anew", "[datasets]") {
  const Place place;
  const Dataset first = load_dataset("noisy_line");
  for (const auto& entry : fs::directory_iterator(place.data.path() / "generated")) {
    write_bytes(entry.path(), "x,z,y\n1,2\n");
  }
  CHECK_THAT(load_dataset("noisy_line").X, close_to(first.X));
  CHECK_THAT(load_dataset("noisy_line").X, close_to(first.X));
}

TEST_CASE("Without a folder to write to, a set is made for this run", "[datasets]") {
  const TemporaryFolder folder;
  write_bytes(folder.path() / "a_file", "");
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
  const Isolated other = run_isolated([] { return load_dataset("peaks").source; });
  CHECK(other.answer == "generated");
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
  CHECK(count_files(place.data.path()) == 2);  // peaks and swiss_roll, and nothing left over
}

TEST_CASE("Work that crashes, hangs or says too much ends as a sentence", "[datasets]") {
  const IsolationLimits limits{.seconds = 0.5, .memory = std::size_t{256} << 20, .answer = 1000};
  const auto outcome = [&](const std::function<std::string()>& work) {
    const Isolated ended = run_isolated(work, limits);
    CHECK(ended.finished == (ended.answer == "fine"));
    return ended.answer;
  };
  CHECK(outcome([] { return std::string("fine"); }) == "fine");
  CHECK(outcome([]() -> std::string { throw std::runtime_error("no good"); }) == "no good");
  CHECK(outcome([]() -> std::string { std::abort(); }) == "made the reader crash");
  CHECK(outcome([]() -> std::string { _exit(0); }) == "made the reader crash");
  CHECK(outcome([] { return std::string(5000, 'x'); }) == "holds more than a data set may");
  CHECK(outcome([]() -> std::string {
          while (true) pause();
        }).starts_with("did not end"));
}
