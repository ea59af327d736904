# What the course is built from: its shared libraries, and gradus_lesson(), which adds a whole lesson
# in one line.

include(Libraries)

# The students' copy has neither the commands of the staff nor the tests of the project.
set(GRADUS_HAS_STAFF NO)
if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/autograder/staff)
  set(GRADUS_HAS_STAFF YES)
  find_package(SQLite3 REQUIRED)  # the results of grading
  # Not by pkg-config: in Debian 13, its file asks for a package that programs do not need.
  find_path(GRADUS_XLSX_INCLUDE xlsxwriter.h REQUIRED)
  find_library(GRADUS_XLSX xlsxwriter REQUIRED)
  mark_as_advanced(GRADUS_XLSX_INCLUDE GRADUS_XLSX)
endif()

# The files of a folder. A file that comes or goes changes the folder, and CMake runs again.
# (CONFIGURE_DEPENDS looks at every build, and no dry run of Ninja ever has "no work to do".)
function(gradus_glob variable folder pattern)
  file(GLOB found ${folder}/${pattern})
  set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder})
  set(${variable} ${found} PARENT_SCOPE)
endfunction()

# ---- how everything is compiled -----------------------------------------------------------------

# A designated initializer may leave members out: they have what their struct says.
set(GRADUS_WARNINGS -Wall -Wextra -Wpedantic -Wno-missing-field-initializers)
include(CheckCXXCompilerFlag)
check_cxx_compiler_flag(-Wmissing-designated-field-initializers GRADUS_WARNS_OF_DESIGNATED)  # clang 19
if(GRADUS_WARNS_OF_DESIGNATED)
  list(APPEND GRADUS_WARNINGS -Wno-missing-designated-field-initializers)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)  # a number that braces may change: g++ warns of it
  list(APPEND GRADUS_WARNINGS -Wno-error=c++11-narrowing)
endif()
add_library(course_flags INTERFACE)
target_compile_options(course_flags INTERFACE ${GRADUS_WARNINGS})
target_include_directories(course_flags INTERFACE
  ${PROJECT_SOURCE_DIR}/lessons ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/autograder
  ${PROJECT_SOURCE_DIR})
target_include_directories(course_flags SYSTEM INTERFACE ${ARMADILLO_INCLUDE_DIRS})
if(GRADUS_WITHOUT_WRAPPER)
  target_compile_options(course_flags INTERFACE -DARMA_DONT_USE_WRAPPER)
endif()
# No binary knows where the project lies, so the same sources are the same binaries everywhere, and
# the keys of verdicts are the same. Only a student's own file keeps its path, for debuggers.
set(GRADUS_PLACELESS -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
add_compile_options(${GRADUS_PLACELESS})
if(GRADUS_STRICT)
  add_compile_options(-Werror)  # for the course's own files, and not for a student's
endif()
if(GRADUS_SANITIZE)
  target_compile_options(course_flags INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(course_flags INTERFACE -fsanitize=address,undefined)
endif()

# A worker of lesson 12 takes lld 60 ms of processor time, gold 100, and the default linker 300.
include(CheckLinkerFlag)
foreach(linker lld gold)
  check_linker_flag(CXX -fuse-ld=${linker} GRADUS_HAS_${linker})
  if(GRADUS_HAS_${linker} AND NOT GRADUS_SANITIZE)
    set(GRADUS_LINKER -fuse-ld=${linker})
    add_link_options(${GRADUS_LINKER})
    if(linker STREQUAL "lld")  # a quarter less for a worker, which is small
      list(APPEND GRADUS_LINKER -Wl$<COMMA>--threads=1 -Wl$<COMMA>-O0 -Wl$<COMMA>--build-id=none)
    endif()
    break()
  endif()
endforeach()

# OpenBLAS for workers. Its library has 14,000 places that the loader looks up by name, in each of a worker's starts, for
# their calls of each other: most of that start. Linked anew from the static library, where there is one, it has none.
set(GRADUS_WORKER_BLAS "")
if(GRADUS_WITHOUT_WRAPPER AND GRADUS_HAS_lld AND NOT GRADUS_SANITIZE)
  file(REAL_PATH ${GRADUS_OPENBLAS} blas)
  cmake_path(GET blas PARENT_PATH blas)
  find_library(GRADUS_OPENBLAS_STATIC libopenblas.a PATHS ${blas} NO_DEFAULT_PATH)
  find_library(GRADUS_GFORTRAN NAMES libgfortran.so.5 gfortran)
  mark_as_advanced(GRADUS_OPENBLAS_STATIC GRADUS_GFORTRAN)
  set(blas ${PROJECT_BINARY_DIR}/libgradus_blas.so)
  if(GRADUS_OPENBLAS_STATIC AND GRADUS_GFORTRAN AND GRADUS_OPENBLAS_STATIC IS_NEWER_THAN ${blas})
    execute_process(RESULT_VARIABLE blas_failed OUTPUT_QUIET ERROR_QUIET COMMAND
      ${CMAKE_CXX_COMPILER} -fuse-ld=lld -shared -o ${blas} -Wl,-Bsymbolic,-s,-z,defs,--as-needed
      -Wl,--whole-archive ${GRADUS_OPENBLAS_STATIC} -Wl,--no-whole-archive ${GRADUS_GFORTRAN} -lm)
  endif()
  if(EXISTS ${blas} AND NOT blas_failed)
    set(GRADUS_WORKER_BLAS ${blas})
  endif()
endif()

# Precompiled headers: Armadillo alone takes three seconds to read. One for students' files, which the judge
# compiles (autograder/judge/compile.hpp), one for what is optimised, and one, with Catch2, for the tests of all lessons.
function(gradus_precompiled_header name header) # OPTION...
  add_library(${name} OBJECT ${PROJECT_SOURCE_DIR}/tests/support/precompiled.cpp)
  target_link_libraries(${name} PUBLIC course_flags)
  target_compile_options(${name} PRIVATE ${ARGN} ${GRADUS_HEADER_OF_ANY_TIME})
  target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/${header})
endfunction()

# A student waits for the compiler at every step, so what is compiled with it is not optimised (a
# sixth faster) and has no debugging information (a third faster). Containers look at their indices,
# and what is never set is not 0 by luck.
set(GRADUS_FAST -O0 ${GRADUS_ASSERTIONS} -ftrivial-auto-var-init=pattern)
gradus_precompiled_header(precompiled_answer precompiled_answer.hpp
  ${GRADUS_FAST} ${GRADUS_WHOLE_HEADER} ${GRADUS_CODE_OF_HEADER})
# clang++ keeps the code that the header's templates become (precompiled_uses.hpp) in an object of its own, and no
# student's file makes it again. Each function is a section: a worker takes those that it needs.
if(GRADUS_CODE_OF_HEADER)
  set(header ${PROJECT_BINARY_DIR}/CMakeFiles/precompiled_answer.dir/cmake_pch.hxx${GRADUS_COMPILED_HEADER})
  set(code ${PROJECT_BINARY_DIR}/precompiled_answer_code.o)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  separate_arguments(said UNIX_COMMAND
    "${CMAKE_CXX_COMPILER_ARG1} ${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}}")
  add_custom_command(OUTPUT ${code} DEPENDS ${header} VERBATIM
    COMMAND ${CMAKE_CXX_COMPILER} ${said} ${CMAKE_CXX20_STANDARD_COMPILE_OPTION} ${GRADUS_FAST} -w -ffunction-sections
      -c ${header} -o ${code})
  set_source_files_properties(${code} PROPERTIES GENERATED ON EXTERNAL_OBJECT ON)
endif()
set(GRADUS_SWIFT -O2) # the judge's solutions, experiments, the lab, data sets
gradus_precompiled_header(precompiled_swift precompiled_swift.hpp ${GRADUS_SWIFT})
# Answers that train, a student's and the reference's, run where they are built, so they may use all that this
# processor has. A product and a sum stay two operations, also where a processor has one for both. A root need not set
# errno, so that several are taken at once; exponentials are, where glibc has them so (its libmvec), by fours, so that
# their last digits are those of every such processor.
set(GRADUS_TRAINING -O3 -ffp-contract=off -fno-math-errno)
check_cxx_compiler_flag(-march=native GRADUS_HAS_NATIVE)
if(GRADUS_HAS_NATIVE)
  list(APPEND GRADUS_TRAINING -march=native)
endif()
include(CheckCXXSourceCompiles)
set(by_fours -fveclib=libmvec -mprefer-vector-width=256)
list(JOIN by_fours " " CMAKE_REQUIRED_FLAGS)
string(APPEND CMAKE_REQUIRED_FLAGS " -O3 -fno-math-errno")
check_cxx_source_compiles("
  #include <cmath>
  int main(int count, char**) {
    double numbers[64] = {};
    for (int i = 0; i < 64; ++i) numbers[i] = std::exp(count + i);
    return numbers[count] > 1.0;
  }" GRADUS_HAS_LIBMVEC)
unset(CMAKE_REQUIRED_FLAGS)
if(GRADUS_HAS_LIBMVEC)
  list(APPEND GRADUS_TRAINING ${by_fours})
endif()
# Their containers still look at their indices.
gradus_precompiled_header(precompiled_swift_answer precompiled_answer.hpp ${GRADUS_TRAINING} ${GRADUS_ASSERTIONS})
# To write a header costs three times what it costs to read it. Students build few tests, one lesson after another:
# their first verdict comes sooner when the tests share the header of students' files, and read Catch2 themselves.
set(GRADUS_TESTS_HEADER precompiled_answer)
if(GRADUS_HAS_STAFF)
  set(GRADUS_TESTS_HEADER precompiled)
  gradus_precompiled_header(precompiled precompiled.hpp ${GRADUS_FAST})
  target_link_libraries(precompiled PUBLIC Catch2::Catch2)
endif()

function(gradus_precompile target)
  target_link_libraries(${target} PUBLIC course_flags Catch2::Catch2)
  target_compile_options(${target} PRIVATE ${GRADUS_FAST})
  target_precompile_headers(${target} REUSE_FROM ${GRADUS_TESTS_HEADER})
endfunction()

function(gradus_precompile_swift target)
  target_link_libraries(${target} PUBLIC course_flags)
  target_compile_options(${target} PRIVATE ${GRADUS_SWIFT})
  target_precompile_headers(${target} REUSE_FROM precompiled_swift)
endfunction()

function(gradus_precompile_swift_answer target)
  target_link_libraries(${target} PUBLIC course_flags)
  target_compile_options(${target} PRIVATE ${GRADUS_TRAINING} ${GRADUS_ASSERTIONS})
  target_precompile_headers(${target} REUSE_FROM precompiled_swift_answer)
endfunction()

# The files of a library are compiled some at once: what they share is read, and written out, once, which
# halves the time that a first check takes. Students get the tools as few libraries, which nobody changes: each at once.
set(GRADUS_SOME_FILES 0)
if(GRADUS_HAS_STAFF)
  set(GRADUS_SOME_FILES 12)
endif()
function(gradus_some_files_at_once target)
  set_target_properties(${target} PROPERTIES
    UNITY_BUILD ${GRADUS_UNITY} UNITY_BUILD_BATCH_SIZE ${GRADUS_SOME_FILES})
endfunction()

# ---- what all lessons share ---------------------------------------------------------------------

set(common ${PROJECT_SOURCE_DIR}/lessons/common)
# In one piece, and without a precompiled header, which would only make a first check take longer: random numbers,
# and what the header of students' files says is compiled elsewhere, here. Containers look at their indices in it.
# Where nobody else says what becomes of a bad one (a worker tells the tests), indices.cpp prints it.
add_library(lessons_common STATIC
  ${code} ${PROJECT_SOURCE_DIR}/tests/support/precompiled_instances.cpp ${common}/random.cpp
  ${PROJECT_SOURCE_DIR}/tests/support/indices.cpp)
target_compile_options(lessons_common PRIVATE ${GRADUS_ASSERTIONS} -O1)
target_link_libraries(lessons_common PUBLIC course_flags ${GRADUS_ARMADILLO})
gradus_some_files_at_once(lessons_common)
set_source_files_properties(${PROJECT_SOURCE_DIR}/tests/support/indices.cpp PROPERTIES
  SKIP_UNITY_BUILD_INCLUSION ON)  # a member of its own: it is only taken where it is missed

# What experiments draw, print and load with.
set(lab ${PROJECT_SOURCE_DIR}/lessons/lab)
gradus_glob(plot_sources ${lab}/plot *.cpp)
if(GRADUS_PICTURES)
  list(REMOVE_ITEM plot_sources ${lab}/plot/no_gnuplot.cpp)
else()
  list(REMOVE_ITEM plot_sources ${lab}/plot/gnuplot.cpp ${lab}/plot/script.cpp)
endif()
add_library(gradus_lab STATIC EXCLUDE_FROM_ALL ${plot_sources}
  ${lab}/experiment.cpp ${lab}/experiment_run.cpp ${lab}/table.cpp)
gradus_precompile_swift(gradus_lab)
target_compile_options(gradus_lab PRIVATE -O1)  # with -O2, g++ 12 warns of what is not there
target_link_libraries(gradus_lab PUBLIC lessons_common gradus_base PRIVATE
  CLI11::CLI11 ${GRADUS_FMT} $<TARGET_NAME_IF_EXISTS:gradus_gnuplot>)

# By itself, as a test of the library has a main() of its own.
add_library(gradus_lab_main OBJECT EXCLUDE_FROM_ALL ${lab}/experiment_main.cpp)
gradus_precompile_swift(gradus_lab_main)

add_library(test_support STATIC
  ${PROJECT_SOURCE_DIR}/tests/support/close_to.cpp
  ${PROJECT_SOURCE_DIR}/tests/support/diagnosis.cpp
  ${PROJECT_SOURCE_DIR}/tests/support/misconception.cpp
  ${PROJECT_SOURCE_DIR}/tests/support/seed.cpp)
gradus_precompile(test_support)
gradus_some_files_at_once(test_support)
target_link_libraries(test_support PUBLIC lessons_common gradus_base)

# Catch2's own main(). A Catch2 that comes without one compiled, or with one for another C++ library, has it
# in its header.
if(TARGET Catch2::Catch2WithMain AND NOT GRADUS_LIBCXX)
  add_library(test_main INTERFACE)
  target_link_libraries(test_main INTERFACE course_flags Catch2::Catch2WithMain)
else()
  add_library(test_main STATIC ${PROJECT_SOURCE_DIR}/tests/support/main.cpp)
  target_link_libraries(test_main PUBLIC course_flags Catch2::Catch2)
endif()

# What a test process needs beside its tests when the judge starts it.
add_library(test_report OBJECT ${PROJECT_SOURCE_DIR}/tests/support/report.cpp)
gradus_precompile(test_report)
target_link_libraries(test_report PUBLIC nlohmann_json::nlohmann_json)

include(Lesson)
if(GRADUS_HAS_STAFF)
  include(Benchmarks)
  include(Tests)
endif()
