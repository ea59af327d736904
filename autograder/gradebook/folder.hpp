// Reads a submission that is a folder. Nothing in it is trusted: no link is followed, nothing but
// a plain file is opened, and how much is looked at is limited.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gradebook/descriptor.hpp"
#include "gradebook/limits.hpp"
#include "gradebook/notes.hpp"
#include "gradebook/pick.hpp"

namespace gradus::gradebook {

/// Takes the text of a lesson's file (an index into lesson_files()); a later one replaces it.
using Deliver = std::function<void(std::size_t lesson, std::string text)>;

/// Opens a folder that lies in another one, a link never. Without descriptor: errno says why.
Descriptor open_folder(int parent, const std::string& name);

/// Opens a plain file that lies in `folder`; a link, a pipe, a device or a socket never.
Descriptor open_plain_file(int folder, const std::string& name);

/// The whole of a plain file in `folder`; nothing, and a note, if it cannot or must not be read.
std::optional<std::string> read_plain_file(int folder, const std::string& name,
                                           const std::string& shown, std::size_t longest,
                                           Notes& notes);

/// The names in a folder, at most `most` of them, sorted; without "." and "..".
std::vector<std::string> names_in(int folder, std::size_t most, bool& complete);

/// Looks for lesson files, from the top down. Returns the archives in it that are plain files, as
/// paths: they are not opened here.
std::vector<std::string> read_folder(int folder, Pick& pick, const Deliver& deliver, Notes& notes,
                                     const Limits& limits);

/// Opens a plain file somewhere below `folder`, one of those that read_folder() returned.
Descriptor open_below(int folder, const std::string& path);

}  // namespace gradus::gradebook
