// The folder in which data sets are kept:
//
//   generated/peaks-1.mat    made by generator version 1: a changed recipe has another name
//   originals/peaks.txt      two lines: the name of the user's file, and that of its copy beside it
//   originals/peaks-5f1c....mat
//   pictures/peaks.svg       (./gradus data)
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "datasets/loader/dataset.hpp"

namespace nn::datasets {

/// $GRADUS_DATA, or .gradus/data beside the nearest `lessons` folder above the working directory.
/// It need not exist yet. Throws std::runtime_error if there is no such folder.
std::filesystem::path data_folder();

/// An original that was taken in.
struct Original {
  std::string name;            // "PeaksData.mat"
  std::filesystem::path copy;  // where it is kept
};

/// The original of a data set, if there is one. With GRADUS_ORIGINALS=no in the environment there
/// is none: the texts of the course show what the generated sets give.
std::optional<Original> find_original(const std::string& dataset);

/// Reads a file, and if it is an original of a data set, keeps a copy from now on. Returns the set.
/// Throws std::runtime_error and changes nothing if it is none.
Dataset add_original(const std::filesystem::path& file);

/// Goes back to the generated set; false: there was no original.
bool remove_original(const std::string& dataset);

/// Throws std::invalid_argument, naming the data sets there are, unless this is one.
void require_name(const std::string& dataset);

}  // namespace nn::datasets
