// Submissions that are archives: honest ones, damaged ones, and those made to do harm.
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gradebook/collect.hpp"
#include "gradebook/message.hpp"
#include "gradebook/names.hpp"
#include "gradebook/support.hpp"
#include "gradebook/unpack.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using namespace std::string_literals;
using namespace gradus::gradebook;

namespace {

struct Desk {
  TemporaryFolder folder;
  judge::Course course = small_course(archive_folder / "course");

  fs::path operator/(const fs::path& name) const { return folder / name; }

  Submission read(const std::string& name, const Limits& limits = {}) const {
    const auto collection = collect(course, {folder / name}, {}, limits);
    REQUIRE(collection.submissions.size() == 1);
    return collection.submissions.front();
  }

  Submission unpacked(const std::vector<Packed>& entries, Format format = Format::tar_gz,
                      const Limits& limits = {}) const {
    pack(folder / "it.zip", format, entries);
    return read("it.zip", limits);
  }
};

const std::vector<Packed> honest{{.name = "anna/01_activations/activations.cpp", .text = "one"},
                                 {.name = "anna/notes.txt", .text = std::string(3000, 'n')},
                                 {.name = "anna/losses.cpp", .text = "three"}};
const judge::Answers honest_answers{{"01", "one"}, {"03", "three"}};

/// Processor time of this process and of the readers that it has waited for: a machine that is busy
/// with something else makes no archive expensive.
double seconds_used() {
  double sum = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage used{};
    ::getrusage(who, &used);
    for (const timeval& part : {used.ru_utime, used.ru_stime}) {
      sum += double(part.tv_sec) + 1e-6 * double(part.tv_usec);
    }
  }
  return sum;
}

}  // namespace

TEST_CASE("an archive is known by its content, whatever it is called", "[gradebook]") {
  Desk desk;
  for (const Format format : {Format::zip, Format::tar, Format::tar_gz, Format::tar_bz2,
                              Format::tar_xz, Format::tar_zst, Format::seven_zip}) {
    for (const char* name : {"anna.zip", "anna.tar.gz", "anna"}) {
      INFO(static_cast<int>(format) << " as " << name);
      pack(desk / name, format, honest);
      const Submission anna = desk.read(name);
      CHECK(anna.name == "anna");
      CHECK(anna.answers == honest_answers);
      CHECK(anna.notes.empty());
    }
  }
}

TEST_CASE("an archive's name loses its ending, and no more", "[gradebook]") {
  Desk desk;
  for (const auto& [file, name] : std::vector<std::pair<std::string, std::string>>{
           {"a.b.zip", "a.b"}, {"A.TAR.GZ", "A"}, {"x.txz", "x"}, {"odd.bin", "odd.bin"}}) {
    pack(desk / file, Format::zip, honest);
    CHECK(desk.read(file).name == name);
  }
}

TEST_CASE("links, devices and folders in an archive give nothing", "[gradebook]") {
  Desk desk;
  write(desk / "secret", "secret");
  const Submission one = desk.unpacked({
      {.name = "activations.cpp", .type = AE_IFLNK, .symlink = (desk / "secret").string()},
      {.name = "forward_pass.cpp", .hardlink = "/etc/passwd"},
      {.name = "losses.cpp", .type = AE_IFIFO},
      {.name = "x/losses.cpp", .type = AE_IFCHR},
      {.name = "y/losses.cpp", .type = AE_IFDIR},
  });
  CHECK(one.answers.empty());
  INFO("Nobody can tell what they stand for, so that is no 0.");
  CHECK(unreadable(one) == "01 02 03");
  CHECK(mentions(one.notes, "a link is not followed: activations.cpp (and 1 more)"));
  CHECK(mentions(one.notes, "neither a file nor a folder"));
}

TEST_CASE("paths in an archive lead nowhere", "[gradebook]") {
  Desk desk;
  const Submission one = desk.unpacked({
      {.name = "../../../../tmp/gradebook/activations.cpp", .text = "climbs"},
      {.name = "/forward_pass.cpp", .text = "absolute"},
      {.name = "C:\\work\\03_losses\\losses.cpp", .text = "Windows"},
  });
  CHECK(one.answers == judge::Answers{{"02", "absolute"}, {"03", "Windows"}});
  CHECK(mentions(one.notes, "a path with .. in it is ignored"));
  CHECK(unreadable(one) == "01");
  CHECK_FALSE(fs::exists("/forward_pass.cpp"));
  CHECK_FALSE(fs::exists("/tmp/gradebook/activations.cpp"));
}

TEST_CASE("nothing is written to the disk", "[gradebook]") {
  Desk desk;
  fs::create_directories(desk / "work");
  pack(desk / "work/it.zip", Format::zip, honest);
  collect(desk.course, {desk / "work/it.zip"});
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(desk / "work")) files += entry.exists();
  CHECK(files == 1);
}

TEST_CASE("the best of several files is taken from an archive, too", "[gradebook]") {
  Desk desk;
  for (const Format format : {Format::zip, Format::tar_gz}) {
    const Submission one =
        desk.unpacked({{.name = "Activations.cpp", .text = "capital"},
                       {.name = "deep/deep/activations.cpp", .text = "deep"},
                       {.name = "._activations.cpp", .text = "mac"},
                       {.name = "__MACOSX/01_activations/activations.cpp", .text = "mac"},
                       {.name = "x/01_activations/activations.cpp", .text = "home"},
                       {.name = "y/01_activations/activations.cpp", .text = "later"}},
                      format);
    CHECK(one.answers.at("01") == "home");
    CHECK(mentions(one.notes, "4 times, this one is graded: x/01_activations/activations.cpp"));
  }
}

TEST_CASE("an archive in an archive is read, and in that one more", "[gradebook]") {
  Desk desk;
  std::vector<Packed> content = honest;
  for (const char* name : {"submit.zip", "class.tar.gz", "deeper.zip", "deepest.zip"}) {
    INFO(name);
    pack(desk / name, name == std::string("class.tar.gz") ? Format::tar_gz : Format::zip, content);
    const Submission one = desk.read(name);
    if (name == std::string("deepest.zip")) {
      CHECK(one.answers.empty());
      CHECK(unreadable(one) == "01 02 03");
      CHECK(mentions(one.notes, "an archive in archives is not opened: deeper.zip/class.tar.gz"));
    } else {
      CHECK(one.answers == honest_answers);
      CHECK(one.unreadable.empty());
    }
    content = {{.name = name, .text = read(desk / name)}};
  }
}

TEST_CASE("what is encrypted is not judged, the rest is", "[gradebook]") {
  Desk desk;
  pack(desk / "it.zip", Format::zip, honest, "password");
  const Submission one = desk.read("it.zip");
  CHECK(one.answers.empty());
  CHECK(unreadable(one) == "01 03");
  CHECK(mentions(one.notes, "encrypted"));

  INFO("In a zip in a zip nobody sees what it is, so any lesson may be there.");
  const Submission two = desk.unpacked({{.name = "inner.zip", .text = read(desk / "it.zip")},
                                        {.name = "forward_pass.cpp", .text = "two"}});
  CHECK(two.answers == judge::Answers{{"02", "two"}});
  CHECK(unreadable(two) == "01 03");
}

TEST_CASE("an archive that is empty, garbage or RAR is not judged", "[gradebook]") {
  Desk desk;
  write(desk / "class/zero.zip", "");
  write(desk / "class/garbage.tar.gz", "\x1f\x8b garbage");
  write(desk / "class/rar.rar", "Rar!\x1a\x07\x01 and so on");
  write(desk / "class/seven.7z", "7z\xbc\xaf\x27\x1c and so on");
  write(desk / "class/text.zip", "this is no archive");
  pack(desk / "class/nothing.zip", Format::zip, {});
  pack(desk / "class/nothing too.tar", Format::tar, {});
  const auto collection = collect(desk.course, {desk / "class"});
  CHECK(collection.submissions.size() == 7);
  for (const Submission& one : collection.submissions) {
    INFO(one.name);
    CHECK(one.answers.empty());
    CHECK(unreadable(one) == "01 02 03");
    CHECK_FALSE(one.notes.empty());
  }
  CHECK(mentions(collection.submissions[1].notes, "empty"));
  CHECK(mentions(collection.submissions[3].notes, "a RAR archive, which is not read"));
  CHECK(mentions(collection.submissions.back().notes, "empty"));
  CHECK(mentions(collection.submissions[5].notes, "not an archive that can be read"));
}

TEST_CASE("a truncated archive gives its whole files, and says so", "[gradebook]") {
  for (const Format format : {Format::zip, Format::tar_gz, Format::tar, Format::tar_xz}) {
    Desk desk;
    pack(desk / "whole", format, honest);
    const std::string whole = read(desk / "whole");
    for (std::size_t size = 0; size < whole.size(); size += 64) {
      INFO("format " << static_cast<int>(format) << ", " << size << " bytes of " << whole.size());
      write(desk / "it.zip", whole.substr(0, size));
      const Submission one = desk.read("it.zip");
      for (const auto& [lesson, text] : one.answers) CHECK(text == honest_answers.at(lesson));
      INFO("What is not there may have been behind the cut.");
      CHECK(one.answers.size() + one.unreadable.size() == 3);
      CHECK_FALSE(one.notes.empty());
    }
  }
}

TEST_CASE("a damaged archive never stops the grader", "[gradebook]") {
  std::mt19937_64 random(1);
  for (const Format format :
       {Format::zip, Format::tar_gz, Format::tar_xz, Format::tar_zst, Format::seven_zip}) {
    Desk desk;
    pack(desk / "whole", format, honest);
    const std::string whole = read(desk / "whole");
    for (int i = 0; i < 40; ++i) {
      std::string damaged = whole;
      for (int flips = 0; flips < 4; ++flips) {
        damaged[random() % damaged.size()] = static_cast<char>(random());
      }
      INFO("format " << static_cast<int>(format) << ", number " << i);
      write(desk / "it.zip", damaged);
      const Submission one = desk.read("it.zip");
      for (const auto& [lesson, text] : honest_answers) {
        CHECK(one.answers.contains(lesson) != one.unreadable.contains(lesson));
      }
    }
  }
}

TEST_CASE("bytes by chance are no archive", "[gradebook]") {
  Desk desk;
  std::mt19937_64 random(2);
  for (int i = 0; i < 30; ++i) {
    std::string bytes(random() % 5000, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    write(desk / "it.zip", bytes);
    CHECK(desk.read("it.zip").answers.empty());
  }
}

TEST_CASE("a file that expands to gigabytes is not taken, what else is there is", "[gradebook]") {
  Desk desk;
  const double start = seconds_used();
  SECTION("in a zip, where it can be jumped over") {
    const Submission one =
        desk.unpacked({{.name = "activations.cpp", .text = std::string(100 << 20, '\0')},
                       {.name = "losses.cpp", .text = "three"}},
                      Format::zip);
    CHECK(one.answers == judge::Answers{{"03", "three"}});
    CHECK(mentions(one.notes, "longer than 1024 KiB: not taken: activations.cpp"));
  }
  SECTION("in a tar.gz, which has to be unpacked to be read on") {
    // A tar header that announces 2 GiB, then 64 MiB of zeros as a gzip stream, 32 times: gzip
    // streams can be put one behind the other.
    pack(desk / "start.tar", Format::tar, {{.name = "losses.cpp", .text = "three"}});
    std::string tar = read(desk / "start.tar").substr(0, 1024);
    std::string header = tar.substr(0, 512);
    header.replace(0, 15, "activations.cpp");
    header.replace(124, 12, "20000000000 ");  // octal for 2 GiB
    header.replace(148, 8, "        ");
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    char digits[8];
    std::snprintf(digits, sizeof digits, "%06o", sum);
    header.replace(148, 8, std::string(digits, 7) + " ");
    const auto gzip = [&](const std::string& bytes) {
      const std::unique_ptr<archive, int (*)(archive*)> made(archive_write_new(),
                                                             archive_write_free);
      archive_write_set_format_raw(made.get());
      archive_write_add_filter_gzip(made.get());
      archive_write_open_filename(made.get(), (desk / "part").c_str());
      archive_entry* entry = archive_entry_new();
      archive_entry_set_filetype(entry, AE_IFREG);
      archive_write_header(made.get(), entry);
      archive_write_data(made.get(), bytes.data(), bytes.size());
      archive_write_close(made.get());
      archive_entry_free(entry);
      return read(desk / "part");
    };
    std::string bomb = gzip(tar + header);
    const std::string zeros = gzip(std::string(64 << 20, '\0'));
    for (int i = 0; i < 32; ++i) bomb += zeros;
    write(desk / "it.tgz", bomb);
    const Submission one = desk.read("it.tgz", {.unpacked_bytes = std::uint64_t{256} << 20});
    CHECK(one.answers == judge::Answers{{"03", "three"}});
    CHECK(mentions(one.notes, "expands to more than 256 MiB"));
    CHECK(unreadable(one) == "01 02");

    INFO("Without that limit it is the time that ends it.");
    const Submission slow =
        desk.read("it.tgz", {.unpacked_bytes = std::uint64_t{1} << 40, .seconds = 0.1});
    CHECK(slow.answers == judge::Answers{{"03", "three"}});
    CHECK(mentions(slow.notes, "takes too long"));
    CHECK(unreadable(slow) == "01 02");
  }
  CHECK(seconds_used() - start < 20);
}

TEST_CASE("a file whose size nobody tells is read up to the limit, and no further", "[gradebook]") {
  Desk desk;
  pack(desk / "it.zip", Format::zip,
       {{.name = "activations.cpp", .text = std::string(3 << 20, ' '), .size_is_told = false},
        {.name = "losses.cpp", .text = "three", .size_is_told = false}});
  INFO("Without the directory at its end, a zip has to be read as a stream.");
  const std::string whole = read(desk / "it.zip");
  write(desk / "it.zip", whole.substr(0, whole.rfind("PK\x01\x02")));
  const Submission one = desk.read("it.zip");
  CHECK_FALSE(one.answers.contains("01"));
  CHECK(mentions(one.notes, "longer than 1024 KiB"));
}

TEST_CASE("beyond the limit of entries the first ones count, and the rest is not judged",
          "[gradebook]") {
  Desk desk;
  std::vector<Packed> entries{{.name = "activations.cpp", .text = "one"}};
  for (int i = 0; i < 100'000; ++i) entries.push_back({.name = "x/" + std::to_string(i)});
  entries.push_back({.name = "losses.cpp", .text = "three"});
  const double start = seconds_used();
  for (const Format format : {Format::zip, Format::tar_gz}) {
    const Submission one = desk.unpacked(entries, format, {.entries = 20'000});
    CHECK(one.answers == judge::Answers{{"01", "one"}});
    CHECK(unreadable(one) == "02 03");
    CHECK(mentions(one.notes, "only the first 20000"));
    INFO("Nobody's honest work is beyond the limit that is set.");
    CHECK(desk.read("it.zip").answers == honest_answers);
  }
  CHECK(seconds_used() - start < 20);
}

TEST_CASE("a reader that hangs is ended", "[gradebook]") {
  Desk desk;
  int ends[2];
  REQUIRE(::pipe(ends) == 0);  // an archive whose first byte never comes
  const auto start = std::chrono::steady_clock::now();
  const auto result = unpack(ends[0], {}, {.seconds = 0.1},
                             {.sandbox = desk.course.tools.sandbox,
                              .program = desk.course.tools.archive_reader,
                              .policy = gradus::sandbox::Policy::off});
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
  CHECK_FALSE(result.is_archive);
  REQUIRE(result.contents.gaps.size() == 1);
  CHECK(mentions({result.contents.gaps[0].why}, "was stopped, or broke down"));
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("a reader that was taken over cannot say more than a reader may", "[gradebook]") {
  const std::vector<LessonFile> files = lesson_files(small_course(archive_folder / "course"));
  const Limits limits{.file_bytes = 100};
  const auto message = [](std::uint32_t kind, std::uint32_t detail, std::uint64_t size) {
    std::string bytes(16, '\0');
    std::memcpy(bytes.data(), &kind, 4);
    std::memcpy(bytes.data() + 4, &detail, 4);
    std::memcpy(bytes.data() + 8, &size, 8);
    return bytes;
  };
  const std::string file = std::string("losses.cpp") + '\0' + "three";
  const std::string good = message(0, 0, 0) + message(2, 0, file.size()) + file;
  {
    Listener listener(files, limits);
    INFO("It comes in pieces of any length.");
    for (const char byte : good + message(4, 0, 0)) CHECK(listener.hear({&byte, 1}));
    CHECK(listener.ended());
    CHECK(listener.result().is_archive);
    REQUIRE(listener.result().contents.files.size() == 1);
    CHECK(listener.result().contents.files[0].text == "three");
  }
  for (const std::string& bad :
       {message(2, 0, 1) + "x", message(2, 0, 12) + "x/notes.txt\0"s, message(2, 0, 5'000) + "x",
        message(2, 0, 112) + "losses.cpp\0"s + std::string(100, 'x') + "x", message(1, 0, 5000),
        message(2, 0, ~std::uint64_t{0}), message(0, 0, 1), message(3, troubles, 1) + "x",
        message(3, ~0U, 0), message(4, 0, 1), message(5, 0, 0), message(~0U, 0, 0),
        message(4, 0, 0) + message(0, 0, 0), std::string("x"),
        message(2, 0, 13) + "../losses.cpp"}) {
    Listener listener(files, limits);
    listener.hear(good + bad);
    CHECK_FALSE(listener.ended());
    INFO("What came before that is still there.");
    CHECK(listener.result().contents.files.size() == 1);
  }
  Listener chatty(files, limits);
  std::string paths;
  for (int i = 0; i < 1'100'000; ++i) paths += message(1, 0, 2) + "\x1bx";
  CHECK(chatty.hear(paths));
  CHECK(chatty.result().contents.others.size() == 1'000'000);
}

TEST_CASE("names in an archive may be any bytes", "[gradebook]") {
  Desk desk;
  for (const Format format : {Format::zip, Format::tar_gz}) {
    const Submission one =
        desk.unpacked({{.name = "M\xc3\xbcller/\xff\xfe/activations.cpp", .text = "one"},
                       {.name = "\x1b[31m/inner.zip", .text = "x"},
                       {.name = std::string(5000, 'a') + "/forward_pass.cpp", .text = "long"},
                       {.name = "losses.cpp", .text = "three"}},
                      format);
    CHECK(one.answers == honest_answers);
    CHECK_FALSE(mentions(one.notes, "\x1b"));
    CHECK(mentions(one.notes, "without a usable name"));
  }
}

TEST_CASE("many remarks about one submission stay few", "[gradebook]") {
  Desk desk;
  std::vector<Packed> entries;
  for (int i = 0; i < 5000; ++i) {
    entries.push_back({.name = std::to_string(i) + ".zip", .text = "x"});
    entries.push_back({.name = std::to_string(i), .type = AE_IFLNK, .symlink = "/"});
  }
  const Submission one = desk.unpacked(entries);
  CHECK(one.notes.size() == 2);
  CHECK(mentions(one.notes, "(and 4999 more)"));
  CHECK(unreadable(one) == "01 02 03");
}
