// Compiling inside the sandbox: g++ works as always, and sees nothing else.
#include <linux/sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/process.hpp"
#include "sandbox/in_sandbox.hpp"
#include "support/catch.hpp"

using namespace gradus::sandbox;
using namespace gradus::sandbox::test;

namespace {

const Toolchain& gxx() {
  static const Toolchain toolchain = find_toolchain("g++");
  return toolchain;
}

// A room with a folder for sources, which is read, and one for results, which is written.
struct Room {
  Folder sources, results;
  Toolchain toolchain;
  Confinement confinement = confined(Profile::compile);

  explicit Room(const Toolchain& with = gxx()) : toolchain(with) {
    confinement.cpu_seconds = 60;
    confinement.read = toolchain.read;
    confinement.read.push_back(sources.path());
    confinement.execute = toolchain.execute;
    confinement.write = {results.path()};
  }

  Finished compile(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {toolchain.compiler.string(), "-std=c++20"});
    return run_in(confinement, arguments, {.wall_seconds = 120});
  }
};

std::string probe_compiling(const std::vector<std::string>& action) {
  return probe_in(confined(Profile::compile), action);
}

}  // namespace

TEST_CASE("The toolchain is found by asking the compiler", "[sandbox]") {
  CHECK(fs::exists(gxx().compiler));
  CHECK_FALSE(gxx().read.empty());
  for (const auto& program : gxx().execute) CHECK(access(program.c_str(), X_OK) == 0);
  CHECK(gxx().execute.size() >= 4);  // cc1plus, collect2, as, ld, and gold where there is one
  CHECK_THROWS_AS(find_toolchain("no-such-compiler"), std::runtime_error);
  CHECK_THROWS_AS(find_toolchain("false"), std::runtime_error);
}

namespace {

void check_that_it_compiles_and_links(const Room& room) {
  const fs::path source =
      room.sources.file("main.cpp", "#include <iostream>\nint main() { std::cout << 6 * 7; }\n");
  const Finished compiled = room.compile({"-O2", "-c", source, "-o", room.results / "main.o"});
  CHECK(compiled.output == "");
  REQUIRE(compiled.ok());
  const Finished linked = room.compile({room.results / "main.o", "-o", room.results / "main"});
  CHECK(linked.output == "");
  REQUIRE(linked.ok());
  CHECK(run_in(confined(), {room.results / "main"}).output == "42");
}

// As check_that_it_compiles_and_links, but the linker is started by itself.
void check_that_it_links_itself(const Room& room) {
  const fs::path source =
      room.sources.file("main.cpp", "#include <iostream>\nint main() { std::cout << 6 * 7; }\n");
  REQUIRE(room.compile({"-c", source, "-o", room.results / "main.o"}).ok());
  std::vector<std::string> command = room.toolchain.link;
  for (std::string& word : command) {
    if (word == "OUT") word = room.results / "main";
    if (word == "IN") word = room.results / "main.o";
  }
  const Finished linked = run_in(room.confinement, command, {.wall_seconds = 120});
  CHECK(linked.output == "");
  REQUIRE(linked.ok());
  CHECK(run_in(confined(), {room.results / "main"}).output == "42");
}

// A copy of g++ with what it starts, as an administrator has it in /opt/gcc.
void copy_compiler(const Folder& prefix) {
  const std::string script = R"sh(set -e
    for file in cc1plus collect2 liblto_plugin.so crtbegin.o; do
      found=$("$2" -print-prog-name=$file)
      case $found in /*) ;; *) found=$("$2" -print-file-name=$file) ;; esac
      folder=$(dirname "$(realpath "$found")")
      mkdir -p "$1/${folder#/usr/}"
      [ -e "$1/${folder#/usr/}/include" ] || cp -rs "$folder/." "$1/${folder#/usr/}"
      cp --remove-destination "$found" "$1/${folder#/usr/}"
    done
    mkdir "$1/bin"
    ln -s /usr/include "$1/include"
    cp "$(realpath "$2")" "$1/bin/g++"
    chmod -R a+rX "$1")sh";
  const Finished copied = run({"sh", "-c", script, "sh", prefix.path(), gxx().compiler});
  INFO(copied.output);
  REQUIRE(copied.ok());
}

}  // namespace

TEST_CASE("g++ compiles and links, and the program runs", "[sandbox]") {
  check_that_it_compiles_and_links(Room());
}

TEST_CASE("What clang++ starts to link is known; g++ starts collect2, which is left to it",
          "[sandbox]") {
  CHECK(gxx().link.empty());
  const std::string clang =
      gradus::base::find_command("clang++-16").empty() ? "clang++" : "clang++-16";
  if (!gradus::base::find_command(clang).empty())
    check_that_it_links_itself(Room(find_toolchain(clang)));
}

TEST_CASE("A compiler that lies elsewhere compiles and links", "[sandbox]") {
  const Folder prefix;
  copy_compiler(prefix);
  const Toolchain toolchain = find_toolchain(prefix / "bin/g++");
  CHECK(toolchain.compiler == prefix / "bin/g++");
  CHECK(contains(toolchain.execute.front().string(), prefix.path().string()));
  check_that_it_compiles_and_links(Room(toolchain));
}

TEST_CASE("A link or a script in front of the compiler is looked through", "[sandbox]") {
  const Folder folder;
  fs::create_symlink(gxx().compiler, folder / "link");
  check_that_it_compiles_and_links(Room(find_toolchain(folder / "link")));
  const fs::path script =
      folder.file("script", "#!/bin/sh\nexec " + gxx().compiler.string() + " \"$@\"\n");
  const Toolchain toolchain = find_toolchain(script);
  CHECK(toolchain.compiler == gxx().compiler);
  check_that_it_compiles_and_links(Room(toolchain));
}

TEST_CASE("What flags open to the compiler may be read, and no more", "[sandbox]") {
  const Folder headers, libraries, other;
  headers.file("extra.hpp", "int extra();\n");
  const Room room(find_toolchain(
      "g++", {"-I" + headers.path().string(), "-L" + libraries.path().string(), "-O1"}));
  const auto has = [&room](const Folder& folder) {
    return std::ranges::find(room.toolchain.read, folder.path()) != room.toolchain.read.end();
  };
  CHECK(has(headers));
  CHECK(has(libraries));
  CHECK_FALSE(has(other));
  const fs::path source = room.sources.file("main.cpp", "#include <extra.hpp>\n");
  CHECK(room.compile({"-I" + headers.path().string(), "-c", source, "-o", room.results / "main.o"})
            .ok());
}

TEST_CASE("Libraries are read wherever the dynamic loader looks for them", "[sandbox]") {
  std::istringstream cache(run({"/sbin/ldconfig", "-p"}).output);
  std::set<std::string> folders;
  for (std::string line; std::getline(cache, line);) {
    const std::size_t arrow = line.find("=> /");
    if (arrow == std::string::npos) continue;
    folders.insert(fs::path(line.substr(arrow + 3)).parent_path().string());
  }
  CHECK_FALSE(folders.empty());
  for (const std::string& folder : folders) CHECK(probe_in(confined(), {"list", folder}) == "done");
}

TEST_CASE("g++ compiles and links an Armadillo program", "[sandbox]") {
  const Room room;
  const fs::path source = room.sources.file(
      "main.cpp",
      "#include <armadillo>\nint main() { arma::mat A(2, 2); A.fill(3); (A * A).print(); }");
  const fs::path program = room.results / "program";
  const Finished compiled = room.compile({source, "-o", program, "-larmadillo"});
  CHECK(compiled.output == "");
  REQUIRE(compiled.ok());
  CHECK(contains(run_in(confined(), {program}).output, "18.0000   18.0000"));
}

TEST_CASE("g++ uses a precompiled header", "[sandbox]") {
  const Room room;
  const fs::path header = room.sources.file("shared.hpp", "#include <vector>\n");
  REQUIRE(run({gxx().compiler, "-std=c++20", "-x", "c++-header", header}).ok());
  fs::permissions(room.sources / "shared.hpp.gch", static_cast<fs::perms>(0644));
  // Whoever reads the header itself now fails.
  room.sources.file("shared.hpp", "#error the precompiled header was not used\n");
  const fs::path source = room.sources.file("main.cpp", "std::vector<int> v;\n");
  const Finished compiled = room.compile(
      {"-include", header, "-Winvalid-pch", "-c", source, "-o", room.results / "main.o"});
  CHECK(compiled.output == "");
  CHECK(compiled.ok());
}

TEST_CASE("Source code cannot bring other files into the compilation", "[sandbox]") {
  const Room room;
  const Folder elsewhere;
  const std::string secret = elsewhere.file("secret", "the-expected-value");
  const std::vector<std::string> sources = {
      "#include \"" + secret + "\"\n",
      "#include \"/etc/passwd\"\n",
      R"(asm(".incbin \")" + secret + R"(\"");)",
      R"(asm(".include \")" + secret + R"(\"");)",
      R"(asm(".incbin \"/proc/self/environ\"");)",
  };
  for (const std::string& text : sources) {
    INFO(text);
    const fs::path source = room.sources.file("main.cpp", text);
    const Finished compiled = room.compile({"-c", source, "-o", room.results / "main.o"});
    CHECK_FALSE(compiled.ok());
    CHECK_FALSE(contains(compiled.output, "the-expected-value"));
    CHECK_FALSE(contains(compiled.output, "root:"));
  }
  const fs::path source = room.sources.file("main.cpp", "static_assert(!__has_include(\"" + secret +
                                                            "\"));\n#include \"" + secret + "\"");
  CHECK(contains(room.compile({"-c", source, "-o", room.results / "main.o"}).output,
                 "Permission denied"));
}

TEST_CASE("g++ writes its results nowhere else", "[sandbox]") {
  const Room room;
  const Folder elsewhere;
  const fs::path source = room.sources.file("main.cpp", "int x;\n");
  CHECK_FALSE(room.compile({"-c", source, "-o", elsewhere / "main.o"}).ok());
  CHECK(fs::is_empty(elsewhere.path()));
  CHECK_FALSE(room.compile({"-c", source, "-o", room.sources / "main.o"}).ok());
  CHECK_FALSE(fs::exists(room.sources / "main.o"));
}

TEST_CASE("A compilation that never ends is stopped, with all its processes", "[sandbox]") {
  Room room;
  room.confinement.cpu_seconds = 1;
  const fs::path source =
      room.sources.file("main.cpp",
                        "constexpr int f() { for (long i = 0; i < 1L << 60; ++i) {} return 0; }\n"
                        "constexpr int x = f();\n");
  const Finished compiled = room.compile({"-fconstexpr-loop-limit=2147483647",
                                          "-fconstexpr-ops-limit=9223372036854775807", "-c", source,
                                          "-o", room.results / "main.o"});
  CHECK_FALSE(compiled.ok());
  CHECK_FALSE(compiled.timed_out);
  CHECK(compiled.seconds < 20);
}

TEST_CASE("A compilation starts processes and threads, but no namespace and no sibling",
          "[sandbox]") {
  CHECK(probe_compiling({"fork"}) == "done");
  CHECK(probe_compiling({"vfork"}) == "done");
  CHECK(probe_compiling({"thread"}) == "done");
  CHECK(probe_compiling({"sibling"}) == "refused EPERM");
  CHECK(probe_compiling({"call", std::to_string(SYS_unshare)}) == "refused EPERM");
}

TEST_CASE("A compilation executes what was named and nothing else", "[sandbox]") {
  Confinement confinement = confined(Profile::compile);
  CHECK(probe_in(confinement, {"execute", "/usr/bin/id"}) == "refused EACCES");
  CHECK(probe_in(confinement, {"execute", "/bin/sh", "-c", "echo free"}) == "refused EACCES");
  CHECK(probe_in(confinement, {"execute", probe(), "hello"}) == "hello");
  INFO("What may be read may not be executed for that: not the system's libraries, not --read.");
  CHECK(probe_in(confinement, {"execute", gxx().execute.front(), "--version"}) == "refused EACCES");
  confinement.read = {"/usr/bin"};
  CHECK(probe_in(confinement, {"execute", "/usr/bin/id"}) == "refused EACCES");
  confinement.execute = {"/usr/bin/echo"};
  CHECK(probe_in(confinement, {"execute", "/usr/bin/echo", "named"}) == "named");
  const Folder folder;
  const fs::path written = folder / "written";
  fs::copy_file(probe(), written);
  confinement.write = {folder.path()};
  CHECK(probe_in(confinement, {"execute", written, "hello"}) == "refused EACCES");
}

TEST_CASE("A compilation has no network, sends no signal, and stays in its group", "[sandbox]") {
  CHECK(probe_compiling({"socket", std::to_string(AF_INET), std::to_string(SOCK_STREAM)}) ==
        "refused EPERM");
  CHECK(probe_compiling({"socket", std::to_string(AF_UNIX), std::to_string(SOCK_STREAM)}) ==
        "refused EPERM");
  CHECK(probe_compiling({"kill", std::to_string(getpid())}) == "refused EPERM");
  CHECK(probe_compiling({"tgkill", std::to_string(getpid())}) == "refused EPERM");
  for (const long call : {SYS_setsid, SYS_setpgid, SYS_ptrace, SYS_prctl, SYS_mount, SYS_bpf,
                          SYS_keyctl, SYS_personality, SYS_sendmsg, SYS_memfd_create, SYS_flock,
                          SYS_utimensat, SYS_setxattr, SYS_fchownat, SYS_clock_nanosleep}) {
    CHECK(probe_compiling({"call", std::to_string(call)}) == "refused EPERM");
  }
}

TEST_CASE("A compilation gives no file to others and no user id to a file", "[sandbox]") {
  const Folder folder;
  Confinement confinement = confined(Profile::compile);
  confinement.write = {folder.path()};
  const fs::path file = folder / "result";
  REQUIRE(probe_in(confinement, {"write", file}) == "done");
  for (const char* mode : {"4755", "2755", "6700", "755", "777", "644", "0"}) {
    CHECK(probe_in(confinement, {"mode", mode, file}) == "refused EPERM");
  }
  CHECK(probe_in(confinement, {"mode", "700", file}) == "done");
  CHECK(probe_in(confinement, {"set-uid-file", folder / "other"}) == "refused EPERM");
  CHECK(probe_in(confinement, {"link", file, folder / "other"}) == "refused EPERM");
  CHECK(probe_in(confinement, {"symlink", file, folder / "other"}) == "refused EPERM");
  CHECK(probe_in(confinement, {"pipe-file", folder / "other"}) == "refused EPERM");
}

TEST_CASE("When the time is up, every process of a compilation is killed", "[sandbox]") {
  const Finished finished =
      run_in(confined(Profile::compile), {probe(), "fork-and-spin"}, {.wall_seconds = 0.5});
  CHECK(finished.timed_out);
  const std::string first_line = finished.output.substr(0, finished.output.find('\n'));
  const std::string second_line = finished.output.substr(first_line.size() + 1);
  for (const std::string& line : {first_line, second_line}) {
    REQUIRE(line.starts_with("spinning "));
    const std::string process = "/proc/" + std::to_string(std::stoi(line.substr(9)));
    for (int attempt = 0; attempt < 500 && fs::exists(process); ++attempt) usleep(10000);
    CHECK_FALSE((fs::exists(process) && !contains(text_of(process + "/status"), "Z (zombie)")));
  }
}
