// gradus-data: lists the data sets, takes in originals, and lets them go. ./gradus data starts it.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/files.hpp"
#include "base/progress.hpp"
#include "base/text.hpp"
#include "datasets/loader/store.hpp"
#include "datasets/originals/original.hpp"
#include "datasets/program/describe.hpp"

namespace {

namespace cli = gradus::cli;
namespace datasets = nn::datasets;
namespace fs = std::filesystem;

constexpr int json_version = 1;
constexpr int exit_failed = 2;

void write_json(const std::string& path, const nlohmann::json& datasets) {
  if (path.empty()) return;
  const nlohmann::json json = {{"version", json_version},
                               {"command", "data"},
                               {"folder", datasets::data_folder().string()},
                               {"datasets", datasets}};
  gradus::base::write_file(
      path, json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

void print_error(const std::string& message) {
  nn::clear_progress_line();
  fmt::print(stderr, "{}\n", nn::wrap("gradus: " + message, 80));
}

int list(const std::string& json_path) {
  int status = 0;
  std::string problem;
  nlohmann::json all = nlohmann::json::array();
  const fs::path pictures = datasets::data_folder() / "pictures";
  fmt::print("The data sets (features x samples; training / validation):\n\n");
  for (const std::string& name : nn::dataset_names()) {
    try {
      const nn::Dataset data = nn::load_dataset(name);
      nlohmann::json one = cli::to_json(data);
      fmt::print("{}", cli::describe(data));
      std::fflush(stdout);
      const nn::Saved saved = nn::save(cli::picture(data), pictures);
      if (!saved.problem.empty())
        problem = saved.problem;
      else
        one["picture"] = (pictures / (name + ".svg")).string();
      all.push_back(one);
    } catch (const std::exception& error) {
      print_error(error.what());
      status = exit_failed;
    }
  }
  write_json(json_path, all);
  if (problem.empty())
    fmt::print("\nA picture of each, as .svg and .png: {}\n", fs::proximate(pictures).string());
  else
    fmt::print("\n{}\n", nn::wrap(problem, 80));
  fmt::print(
      "An original is used in place of a generated set once you say\n"
      "  ./gradus data add NAME FILE\n");
  return status;
}

// matio reads a good file well; on a damaged one it may crash, loop, or ask for all the memory
// there is. Then this process ends, with nothing written, and the one that started it says why.
void limit_this_process() {
  constexpr rlim_t memory = rlim_t{8} << 30;
  constexpr rlimit no_core{0, 0};
  constexpr rlimit addresses{memory, memory};
  ::setrlimit(RLIMIT_CORE, &no_core);
#if !defined(__SANITIZE_ADDRESS__)  // it reserves terabytes of addresses for itself
  ::setrlimit(RLIMIT_AS, &addresses);
#endif
  ::alarm(30);
}

int add(const std::string& name, const fs::path& file, const std::string& json_path) {
  if (file.empty()) {
    throw std::runtime_error(
        fmt::format("which data set is {}? Say ./gradus data add NAME FILE, with one of these "
                    "names:\n{}",
                    name, datasets::known_originals()));
  }
  const datasets::Recipe& recipe = datasets::find_recipe(name);
  limit_this_process();
  const datasets::Samples samples = datasets::read_original(recipe, file);
  const fs::path kept = datasets::original_file(recipe);
  datasets::write_dataset(kept, "original, " + nn::one_line(file.filename().string()), samples);
  const nn::Dataset data = datasets::read_dataset(kept, recipe);
  fmt::print("{}", cli::describe(data));
  fmt::print(
      "From now on experiments use this one. Back to the generated set:\n"
      "  ./gradus data remove {}\n",
      name);
  write_json(json_path, nlohmann::json::array({cli::to_json(data)}));
  return 0;
}

int remove(const std::string& name) {
  if (fs::remove(datasets::original_file(datasets::find_recipe(name))))
    fmt::print("From now on experiments use the generated {} again.\n", name);
  else
    fmt::print("There is no original of {}: experiments use the generated set.\n", name);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"The data sets that the experiments use.", "gradus-data"};
  app.require_subcommand(0, 1);
  std::string json;
  std::string file;
  std::string name;
  app.add_option("--json", json, "also write the list to this file");
  CLI::App* adding = app.add_subcommand("add", "use an original");
  adding->add_option("NAME", name, "a data set")->required();
  adding->add_option("FILE", file, "a file as the course or the exercise gave it out");
  CLI::App* removing = app.add_subcommand("remove", "use the generated set again");
  removing->add_option("NAME", name, "a data set")->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_failed;
  }
  try {
    if (*adding) return add(name, file, json);
    if (*removing) return remove(name);
    return list(json);
  } catch (const std::exception& error) {
    print_error(error.what());
    return exit_failed;
  }
}
