// Every TOML file of a lesson is read here, so that a mistake in one is told alike.
#pragma once

#include <toml++/toml.h>

#include <filesystem>
#include <string>

namespace gradus::judge {

/// The file at `path`. Throws CannotJudge, "where: line 3: ...", if it cannot be read.
toml::table read_toml(const std::filesystem::path& path, const std::string& where);

}  // namespace gradus::judge
