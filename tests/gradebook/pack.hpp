// Makes archives of every kind, for tests.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace gradebook_test {

namespace fs = std::filesystem;

struct Packed {
  std::string name;
  std::string text;
  unsigned type = AE_IFREG;
  std::string symlink;
  std::string hardlink;
  bool size_is_told = true;  // false: as when an archive is made of a stream
};

enum class Format { zip, tar, tar_gz, tar_bz2, tar_xz, tar_zst, seven_zip };

inline void pack(const fs::path& file, Format format, const std::vector<Packed>& entries,
                 const char* password = nullptr) {
  fs::create_directories(file.parent_path());
  const std::unique_ptr<archive, int (*)(archive*)> made(archive_write_new(), archive_write_free);
  archive* a = made.get();
  if (format == Format::zip) {
    archive_write_set_format_zip(a);
  } else if (format == Format::seven_zip) {
    archive_write_set_format_7zip(a);
  } else {
    archive_write_set_format_pax_restricted(a);
  }
  if (format == Format::tar_gz) archive_write_add_filter_gzip(a);
  if (format == Format::tar_bz2) archive_write_add_filter_bzip2(a);
  if (format == Format::tar_xz) archive_write_add_filter_xz(a);
  if (format == Format::tar_zst) archive_write_add_filter_zstd(a);
  if (password != nullptr) {
    if (archive_write_set_options(a, "zip:encryption=traditional") != ARCHIVE_OK ||
        archive_write_set_passphrase(a, password) != ARCHIVE_OK) {
      throw std::runtime_error("encryption");
    }
  }
  if (archive_write_open_filename(a, file.c_str()) != ARCHIVE_OK) throw std::runtime_error("open");
  for (const Packed& one : entries) {
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(),
                                                                         archive_entry_free);
    archive_entry_set_pathname(entry.get(), one.name.c_str());
    archive_entry_set_filetype(entry.get(), one.type);
    archive_entry_set_perm(entry.get(), 0644);
    if (!one.symlink.empty()) archive_entry_set_symlink(entry.get(), one.symlink.c_str());
    if (!one.hardlink.empty()) archive_entry_set_hardlink(entry.get(), one.hardlink.c_str());
    if (one.size_is_told) {
      archive_entry_set_size(entry.get(), static_cast<la_int64_t>(one.text.size()));
    }
    if (archive_write_header(a, entry.get()) < ARCHIVE_WARN) throw std::runtime_error(one.name);
    archive_write_data(a, one.text.data(), one.text.size());
  }
}

}  // namespace gradebook_test
