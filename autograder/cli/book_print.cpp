#include <fmt/format.h>
#include <unistd.h>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/run.hpp"
#include "base/text.hpp"
#include "cli/book.hpp"

namespace gradus::cli {
namespace fs = std::filesystem;

void print_pdf(const fs::path& page, const fs::path& pdf) {
  std::vector<std::string> command;
  for (const char* name : {"chromium", "chromium-browser", "google-chrome", "chrome"}) {
    if (command.empty() && !base::find_command(name).empty()) command.emplace_back(name);
  }
  if (command.empty()) {
    throw judge::CannotJudge(
        "--pdf prints with Chromium or Chrome, and neither is here; on Debian: sudo apt-get "
        "install chromium");
  }
  const base::TemporaryFolder profile;
  command.insert(
      command.end(),
      {"--headless", "--disable-gpu", "--no-pdf-header-footer", "--generate-pdf-document-outline",
       "--user-data-dir=" + profile.path().string(), "--print-to-pdf=" + pdf.string()});
  if (::geteuid() == 0) command.emplace_back("--no-sandbox");  // it refuses root otherwise
  command.push_back("file://" + page.string());
  fs::remove(pdf);
  base::RunOptions options;
  options.wall_seconds = 600;
  const base::Finished finished = base::run(command, options);
  if (!fs::exists(pdf)) {
    throw judge::CannotJudge(fmt::format("{} did not print the book: {}", command.front(),
                                         base::clean(base::trimmed(finished.output))));
  }
}

}  // namespace gradus::cli
