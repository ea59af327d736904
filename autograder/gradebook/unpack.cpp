#include "gradebook/unpack.hpp"

#include <unistd.h>

#include <cmath>
#include <exception>
#include <functional>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "judge/course.hpp"

namespace gradus::gradebook {
namespace {

constexpr int not_confined = 125;  // exit statuses of gradus-sandbox
constexpr int not_executed = 127;
constexpr std::size_t longest_complaint = 500;

std::vector<std::string> command_line(const std::vector<LessonFile>& files, const Limits& limits,
                                      const ArchiveReader& reader, Holds holds) {
  std::vector<std::string> command{reader.program.string(),
                                   holds == Holds::people ? "people" : "submission",
                                   std::to_string(limits.file_bytes),
                                   std::to_string(limits.entries),
                                   std::to_string(limits.depth),
                                   std::to_string(limits.kept_bytes),
                                   std::to_string(limits.unpacked_bytes),
                                   std::to_string(limits.seconds)};
  for (const LessonFile& file : files) {
    command.insert(command.end(), {file.lesson, file.folder, file.name});
  }
  return command;
}

sandbox::Finished run(int descriptor, const std::vector<LessonFile>& files, const Limits& limits,
                      const ArchiveReader& reader, Holds holds,
                      const std::function<void(std::string_view)>& on_output) {
  const double seconds = holds == Holds::people ? class_seconds : limits.seconds;
  const std::uint64_t bytes = holds == Holds::people ? class_bytes : limits.kept_bytes;
  constexpr std::uint64_t for_paths = std::uint64_t{64} << 20;
  const sandbox::Confinement confinement{.profile = sandbox::Profile::run,
                                         .uid = reader.uid,
                                         .cpu_seconds = unsigned(std::ceil(seconds)) + 2,
                                         .open_files = 16,
                                         .parent = ::getpid()};
  // Somebody else may need the processor: only far more than the time that it may take is a hang.
  const sandbox::RunOptions options{.wall_seconds = 8 * seconds + 1,
                                    .output_limit = bytes + for_paths,
                                    .on_output = on_output,
                                    .input_descriptor = descriptor};
  return sandbox::run(sandbox::wrap(reader.sandbox, confinement, reader.policy,
                                    command_line(files, limits, reader, holds)),
                      options);
}

}  // namespace

Unpacked unpack(int descriptor, const std::vector<LessonFile>& files, const Limits& limits,
                const ArchiveReader& reader, Holds holds, const OnFile& on_file) {
  ::lseek(descriptor, 0, SEEK_SET);
  sandbox::Finished finished;
  Listener listener(files, limits, on_file);
  std::string beginning;  // where it could not be started, this says why
  try {
    finished = run(descriptor, files, limits, reader, holds, [&](std::string_view bytes) {
      if (beginning.size() < longest_complaint) beginning += bytes.substr(0, longest_complaint);
      listener.hear(bytes);
    });
  } catch (const judge::CannotJudge&) {
    throw;
  } catch (const std::exception& error) {
    throw judge::CannotJudge(std::string("archives cannot be read: ") + error.what());
  }
  if (finished.exit_code == not_confined || finished.exit_code == not_executed) {
    throw judge::CannotJudge("archives cannot be read: " +
                             base::one_line(beginning, longest_complaint));
  }
  Unpacked result = std::move(listener.result());
  if (!listener.ended()) {
    result.contents.unread("reading the archive was stopped, or broke down", "", files);
  }
  return result;
}

}  // namespace gradus::gradebook
