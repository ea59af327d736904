// What the tests of the sandbox share: folders, and how to run the probe inside.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"

namespace gradus::sandbox::test {

namespace fs = std::filesystem;

// The programs that the build made, copied to where every user may execute them.
const fs::path& helper();   // gradus-sandbox
const fs::path& outside();  // outside.cpp
const fs::path& probe();    // probe.cpp
const fs::path& armadillo_program();

// A new folder that every user may enter and write, removed at the end with all in it.
struct Folder : base::TemporaryFolder {
  Folder();
  // Makes a file that every user may read and write.
  fs::path file(const std::string& name, const std::string& text) const;
};

// The profile with nothing allowed, small limits, and, for root, a user of its own.
Confinement confined(Profile profile = Profile::run);

// Runs a command in it.
Finished run_in(const Confinement& confinement, const std::vector<std::string>& command,
                const RunOptions& options = {.wall_seconds = 20});

// What the probe says: "done", "refused EPERM", or what else the action prints; a line's end is
// cut.
std::string probe_in(const Confinement& confinement, std::vector<std::string> action);

// Processes that are not dead and have this text in their command line.
int running(const std::string& text);
// The same, after waiting until there are `expected`, for 5 seconds at most.
int running(const std::string& text, int expected);

bool is_root();
bool contains(const std::string& text, const std::string& part);
std::string text_of(const fs::path& file);

}  // namespace gradus::sandbox::test
