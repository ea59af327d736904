#include "cli/zip_file.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <ctime>

#include "judge/course.hpp"

namespace gradus::cli {

ZipFile::ZipFile(const std::filesystem::path& path, unsigned mode)
    : draft_(path, mode), archive_(::archive_write_new(), ::archive_write_free) {
  require(::archive_write_set_format_zip(archive_.get()));
  require(::archive_write_open_filename(archive_.get(), draft_.path().c_str()));
}

void ZipFile::add(const std::string& name, const std::string& text, bool program) {
  const std::unique_ptr<archive_entry, decltype(&::archive_entry_free)> entry(::archive_entry_new(),
                                                                              ::archive_entry_free);
  ::archive_entry_set_pathname(entry.get(), name.c_str());
  ::archive_entry_set_filetype(entry.get(), AE_IFREG);
  ::archive_entry_set_perm(entry.get(), program ? 0755 : 0644);
  ::archive_entry_set_mtime(entry.get(), std::time(nullptr), 0);
  ::archive_entry_set_size(entry.get(), static_cast<la_int64_t>(text.size()));
  require(::archive_write_header(archive_.get(), entry.get()));
  if (::archive_write_data(archive_.get(), text.data(), text.size()) < 0) require(ARCHIVE_FATAL);
}

void ZipFile::finish() {
  require(::archive_write_close(archive_.get()));
  draft_.commit();
}

void ZipFile::require(int status) {
  if (status == ARCHIVE_OK) return;
  const char* said = ::archive_error_string(archive_.get());
  throw judge::CannotJudge(std::string("the archive cannot be written: ") + (said ? said : "?"));
}

}  // namespace gradus::cli
