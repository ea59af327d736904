# The packages, and what differs between compilers and between systems.
include(CheckCXXSourceCompiles)

# ---- the compiler -------------------------------------------------------------------------------

# Containers look at their indices: in libstdc++, in libc++ before version 18, and since.
set(GRADUS_ASSERTIONS -D_GLIBCXX_ASSERTIONS)
check_cxx_source_compiles("#include <version>
  #ifndef _LIBCPP_VERSION
  #error
  #endif
  int main() {}" GRADUS_LIBCXX)
if(GRADUS_LIBCXX)
  check_cxx_source_compiles("#include <version>
    #if _LIBCPP_VERSION >= 180000
    #error
    #endif
    int main() {}" GRADUS_LIBCXX_BEFORE_18)
  if(GRADUS_LIBCXX_BEFORE_18)
    set(GRADUS_ASSERTIONS -D_LIBCPP_ENABLE_ASSERTIONS=1)
  else()
    set(GRADUS_ASSERTIONS -D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_FAST)
  endif()
endif()

# How a compiled header is called, and how the compiler is told to say little of a student's file, and to warn of a
# function whose parameters are not the header's. clang opens the files behind a compiled header when it warns, which
# the sandbox refuses: so the header holds their text. It would also remember when they were last written, and refuse
# them in a copy. For a debugger it leaves out what other files define, such as std::string.
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  set(GRADUS_WHOLE_HEADER "SHELL:-Xclang -fmodules-embed-all-files")
  if(NOT GRADUS_LIBCXX AND NOT GRADUS_SANITIZE)  # all code of libc++ 16's headers needs more than its library has
    set(GRADUS_CODE_OF_HEADER -fpch-codegen)
  endif()
  set(GRADUS_HEADER_OF_ANY_TIME "SHELL:-Xclang -fno-pch-timestamp")
  set(GRADUS_COMPILED_HEADER .pch)
  set(GRADUS_SHORT_WORDS -fno-caret-diagnostics -ferror-limit=100 -Wmissing-prototypes
    -Wtautological-unsigned-zero-compare)
  set(GRADUS_FOR_DEBUGGER -g -fstandalone-debug)
else()
  set(GRADUS_COMPILED_HEADER .gch)
  set(GRADUS_SHORT_WORDS -fno-diagnostics-show-caret -fmax-errors=100 -Wmissing-declarations)
  set(GRADUS_FOR_DEBUGGER -g)
endif()

# ---- the packages -------------------------------------------------------------------------------

find_package(Armadillo REQUIRED)
# Armadillo's own library has nothing but calls of others. A worker, of which each test case starts one, is there in
# half the time with OpenBLAS alone; ARPACK and SuperLU are loaded by who uses what needs them.
set(GRADUS_ARMADILLO ${ARMADILLO_LIBRARIES})
find_library(GRADUS_OPENBLAS openblas)
find_library(GRADUS_ARPACK arpack)
find_library(GRADUS_SUPERLU superlu)
mark_as_advanced(GRADUS_OPENBLAS GRADUS_ARPACK GRADUS_SUPERLU)
if(GRADUS_OPENBLAS AND GRADUS_ARPACK AND GRADUS_SUPERLU AND NOT APPLE)
  set(CMAKE_REQUIRED_LIBRARIES -Wl,--as-needed ${GRADUS_OPENBLAS} ${GRADUS_ARPACK} ${GRADUS_SUPERLU})
  check_cxx_source_compiles("extern \"C\" { void dgemm_(); void dgesv_(); void dsaupd_(); void dgssv(); }
    int main() { dgemm_(); dgesv_(); dsaupd_(); dgssv(); }" GRADUS_WITHOUT_WRAPPER)
  if(GRADUS_WITHOUT_WRAPPER)
    set(GRADUS_ARMADILLO -Wl$<COMMA>--as-needed ${GRADUS_OPENBLAS} ${GRADUS_ARPACK} ${GRADUS_SUPERLU})
  endif()
  unset(CMAKE_REQUIRED_LIBRARIES)
endif()
find_package(Catch2 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(LibArchive REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(MATIO REQUIRED IMPORTED_TARGET matio)
pkg_check_modules(HDF5 REQUIRED IMPORTED_TARGET hdf5)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
find_package(ZLIB REQUIRED)
find_path(GRADUS_GCRYPT_INCLUDE gcrypt.h REQUIRED)
find_library(GRADUS_GCRYPT gcrypt REQUIRED)
find_path(GRADUS_UTF8CPP_INCLUDE utf8.h PATH_SUFFIXES utf8cpp REQUIRED)
mark_as_advanced(GRADUS_GCRYPT_INCLUDE GRADUS_GCRYPT GRADUS_UTF8CPP_INCLUDE)

# A system's libraries belong to its own C++ library: with another one, fmt and toml++ come from their headers.
set(GRADUS_FMT fmt::fmt)
set(GRADUS_TOML tomlplusplus::tomlplusplus)
if(GRADUS_LIBCXX AND NOT APPLE)
  set(GRADUS_FMT fmt::fmt-header-only)
  add_library(gradus_toml_headers INTERFACE)
  target_include_directories(gradus_toml_headers SYSTEM INTERFACE
    $<TARGET_PROPERTY:tomlplusplus::tomlplusplus,INTERFACE_INCLUDE_DIRECTORIES>)
  target_compile_definitions(gradus_toml_headers INTERFACE TOML_HEADER_ONLY=1)
  set(GRADUS_TOML gradus_toml_headers)
endif()

# Grading confines submissions with what Linux has. Without it, everything else is built.
option(GRADUS_GRADING "Build the sandbox, which confines submissions" ON)
find_path(GRADUS_SECCOMP_INCLUDE seccomp.h)
find_library(GRADUS_SECCOMP seccomp)
mark_as_advanced(GRADUS_SECCOMP_INCLUDE GRADUS_SECCOMP)
if(GRADUS_GRADING AND NOT (GRADUS_SECCOMP AND GRADUS_SECCOMP_INCLUDE))
  set(GRADUS_GRADING NO)
  message(NOTICE "gradus: without grading, as libseccomp is not here; all other commands work (GRADUS_GRADING=OFF)")
endif()

# gnuplot-iostream uses them. Where they cannot be linked, experiments print their tables and
# draw nothing. (Boost's own files say where it is; CMake's FindBoost knows no new ones.)
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)
endif()
find_package(Boost COMPONENTS iostreams filesystem)
set(GRADUS_PICTURES NO)
if(TARGET Boost::iostreams AND TARGET Boost::filesystem)
  add_library(gradus_gnuplot INTERFACE)
  target_link_libraries(gradus_gnuplot INTERFACE Boost::iostreams Boost::filesystem)
  set(CMAKE_REQUIRED_LIBRARIES Boost::iostreams Boost::filesystem)
  check_cxx_source_compiles("#include <cstdio>
    #include <gnuplot-iostream.h>
    int main() { gnuplotio::Gnuplot gnuplot(stdout); gnuplot << 1; }" GRADUS_GNUPLOT_LINKS)
  unset(CMAKE_REQUIRED_LIBRARIES)
  set(GRADUS_PICTURES ${GRADUS_GNUPLOT_LINKS})
endif()
if(NOT GRADUS_PICTURES)
  message(NOTICE "gradus: no pictures: gnuplot-iostream cannot be built here (with Boost's iostreams and filesystem)")
endif()
