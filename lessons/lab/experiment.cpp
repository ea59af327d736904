#include "lab/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <ostream>
#include <stdexcept>
#include <system_error>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace nn {
using namespace gradus::base;

namespace {

constexpr std::size_t page_width = 80;

// The mixing step of splitmix64: seeds 1 and 2 lead to numbers that have nothing in common.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31);
}

}  // namespace

Run::Run(std::string experiment, std::uint64_t seed, std::filesystem::path folder,
         std::ostream& out)
    : experiment_(std::move(experiment)), seed_(seed), folder_(std::move(folder)), out_(out) {}

Rng Run::rng(const std::string& stream) const {
  return Rng(mix(mix(seed_) ^ fnv1a(stream)));
}

void Run::save(const Figure& figure) {
  const Saved saved = nn::save(figure, folder_);
  for (const std::filesystem::path& file : saved.files) {
    if (std::find(files_.begin(), files_.end(), file) == files_.end()) files_.push_back(file);
  }
  if (!saved.problem.empty()) problem_ = saved.problem;
}

void Run::print(const Table& table) {
  write(markdown(table));
}

void Run::say(const std::string& sentence) {
  write(wrap(sentence, page_width) + '\n');
}

void Run::measure(const std::string& name, const std::string& source, double value,
                  double seconds) {
  std::filesystem::create_directories(folder_);
  const std::filesystem::path path = folder_ / "measurements.csv";
  const bool is_new = !std::filesystem::exists(path);
  std::ofstream file(path, std::ios::app);
  if (is_new) file << "name,source,seed,value,seconds\n";
  file << fmt::format("{},{},{},{},{:.3f}\n", name, source, seed_, value, seconds);
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

Progress Run::progress(const std::string& what, arma::uword steps) const {
  return Progress(what, steps);
}

// The page is written anew each time, so that it is complete even if the run ends early.
void Run::write(const std::string& text) {
  clear_progress_line();
  out_ << text << '\n' << std::flush;
  page_ += (page_.empty() ? "" : "\n") + text;

  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  const std::filesystem::path path = folder_ / (experiment_ + ".md");
  write_file(path, page_);
  if (std::find(files_.begin(), files_.end(), path) == files_.end()) files_.push_back(path);
}

}  // namespace nn
