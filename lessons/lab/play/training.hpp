// Training that a page sees and steers: pictures of one network, or of several side by side, which
// learn in turn.
#pragma once

#include <filesystem>
#include <string>

#include "lab/play/link.hpp"

namespace nn::play {

/// What the user gave last.
struct OwnFile {
  std::filesystem::path path;
  std::string name;
};

/// Trains as `message` says ("do": "train", the settings, and "variants", a list of settings that
/// differ), and sends pictures, until another message comes that is not about this training, which
/// it returns. Throws whatever a student's function throws.
json train_for_page(const json& message, const OwnFile& file, Link& link);

}  // namespace nn::play
