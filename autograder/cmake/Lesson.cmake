# gradus_lesson(NN_name [FILE...]): everything that is built for a lesson. The files, in its folder, are what its
# experiments call beside answers: they are compiled as these are.
#
#   answers_NN       the student's file, lessons/NN_name/name.cpp, as an object
#   reference_NN     the reference, solutions/NN_name/name.cpp, if the course has solutions
#   cases_NN         public and graded tests, as objects
#   proxies_NN       remote_name.cpp as proxies        } the border between the tests
#   entries_NN       remote_name.cpp for the worker    } and the student's process
#   trivials_NN      remote_name.cpp as proxies that can also answer without a thought
#   judge_NN         the trusted test program: cases + proxies; ./gradus starts it
#   trivial_NN       the same with such proxies, for the audit: cases + trivials
#   test_NN          cases + answers, without a border: for ctest, IDEs, debuggers; where the
#                    reference is tested: cases + reference under sanitizers
#   experiments_NN   lessons/NN_name/experiments.cpp and reports/*.cpp, as objects
#   swift_NN         the student's file once more, optimised: experiments train for minutes
#   swift_reference_NN  the reference, likewise
#   run_NN           the experiments on the student's files of this and all earlier lessons
#   run_solution_NN  the same on the reference
#   run_kit_NN       what run_NN needs beside the student's files
#   kit_NN           all that ./gradus check NN needs before it compiles the student's file
#
# The list of lessons, with the files that were built, is written to course.json for the tools.

function(gradus_lesson folder)
  string(REGEX MATCH "^([0-9][0-9])_(.+)$" matched ${folder})
  if(NOT matched)
    message(FATAL_ERROR "gradus_lesson(${folder}): a lesson's folder is named NN_name")
  endif()
  set(id ${CMAKE_MATCH_1})
  set(name ${CMAKE_MATCH_2})
  set(lesson ${PROJECT_SOURCE_DIR}/lessons/${folder})
  set(tests ${PROJECT_SOURCE_DIR}/tests/${folder})
  set(solution ${PROJECT_SOURCE_DIR}/solutions/${folder}/${name}.cpp)
  get_property(earlier GLOBAL PROPERTY gradus_lessons)  # the lessons before this one

  # A debugger wants -g, which the precompiled header does not have, and the path of the file.
  add_library(answers_${id} OBJECT EXCLUDE_FROM_ALL ${lesson}/${name}.cpp)
  target_link_libraries(answers_${id} PUBLIC course_flags)
  get_property(options TARGET answers_${id} PROPERTY COMPILE_OPTIONS)
  list(REMOVE_ITEM options ${GRADUS_PLACELESS})
  set_property(TARGET answers_${id} PROPERTY COMPILE_OPTIONS ${options} ${GRADUS_FOR_DEBUGGER})
  if(EXISTS ${solution})
    # A copy from which the solutions were taken away is configured anew.
    cmake_path(GET solution PARENT_PATH solution_folder)
    set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
      ${solution_folder})
    add_library(reference_${id} OBJECT EXCLUDE_FROM_ALL ${solution})
    gradus_precompile_swift(reference_${id})
  endif()

  set(case_files ${tests}/test_${name}.cpp)
  if(EXISTS ${tests}/graded_${name}.cpp)
    list(APPEND case_files ${tests}/graded_${name}.cpp)
  endif()
  add_library(cases_${id} OBJECT EXCLUDE_FROM_ALL ${case_files})
  gradus_precompile(cases_${id})

  foreach(side proxies entries)
    add_library(${side}_${id} OBJECT EXCLUDE_FROM_ALL ${tests}/remote_${name}.cpp)
    gradus_precompile(${side}_${id})
  endforeach()
  target_compile_definitions(proxies_${id} PRIVATE GRADUS_PROXY)

  # The trusted side takes earlier lessons from the reference. A released course has none: there,
  # the earlier functions are the student's own, behind the border like this lesson's.
  add_executable(judge_${id} EXCLUDE_FROM_ALL)
  target_link_libraries(judge_${id} PRIVATE
    cases_${id} proxies_${id} test_report test_support gradus_remote_client test_main)
  foreach(other ${earlier})
    if(TARGET reference_${other})
      target_link_libraries(judge_${id} PRIVATE reference_${other})
    else()
      target_link_libraries(judge_${id} PRIVATE proxies_${other})
    endif()
  endforeach()
  if(GRADUS_HAS_STAFF)
    gradus_trivial_program(${id} ${tests}/remote_${name}.cpp "${earlier}")
  endif()
  add_executable(test_${id})
  if(GRADUS_TEST STREQUAL "reference")
    gradus_sanitize(${id} ${solution} "${earlier}")
  endif()
  target_link_libraries(test_${id} PRIVATE cases_${id} test_support test_main)
  if(NOT GRADUS_TEST STREQUAL "reference")
    foreach(other ${earlier} ${id})
      target_link_libraries(test_${id} PRIVATE answers_${other})
    endforeach()
  endif()
  gradus_register_tests(test_${id} ${id})

  set(experiments ${lesson}/experiments.cpp)
  if(IS_DIRECTORY ${lesson}/reports)
    gradus_glob(reports ${lesson}/reports *.cpp)
    list(APPEND experiments ${reports})
  endif()
  add_library(experiments_${id} OBJECT EXCLUDE_FROM_ALL ${experiments})
  gradus_precompile_swift(experiments_${id})
  add_library(swift_${id} OBJECT EXCLUDE_FROM_ALL ${lesson}/${name}.cpp)
  gradus_precompile_swift_answer(swift_${id})
  target_compile_options(swift_${id} PRIVATE -w)  # ./gradus check tells of warnings
  if(ARGN)
    list(TRANSFORM ARGN PREPEND ${lesson}/ OUTPUT_VARIABLE others)
    add_library(swift_others_${id} OBJECT EXCLUDE_FROM_ALL ${others})
    gradus_precompile_swift_answer(swift_others_${id})
  endif()
  gradus_run_program(run_${id} ${id} swift "${earlier}")
  if(EXISTS ${solution})
    add_library(swift_reference_${id} OBJECT EXCLUDE_FROM_ALL ${solution})
    gradus_precompile_swift_answer(swift_reference_${id})
    gradus_run_program(run_solution_${id} ${id} swift_reference "${earlier}")
  endif()
  add_custom_target(run_kit_${id} DEPENDS
    experiments_${id} gradus_datasets gradus_lab gradus_lab_main
    precompiled_swift_answer $<TARGET_NAME_IF_EXISTS:swift_others_${id}>)

  add_custom_target(kit_${id} DEPENDS
    precompiled_answer judge_${id} gradus_remote_worker gradus_worker_main
    $<TARGET_NAME_IF_EXISTS:gradus-sandbox>)
  # Of the lesson itself too: the grader's control answers are the stub and the reference.
  foreach(other ${earlier} ${id})
    add_dependencies(kit_${id} entries_${other})
    if(TARGET reference_${other})
      add_dependencies(kit_${id} reference_${other})
    endif()
  endforeach()
  set_property(GLOBAL APPEND PROPERTY gradus_lessons ${id})
  set_property(GLOBAL APPEND PROPERTY gradus_folders ${folder})
endfunction()

# For the audit: the judge with proxies that can answer without a thought.
function(gradus_trivial_program id remote earlier)
  add_library(trivials_${id} OBJECT EXCLUDE_FROM_ALL ${remote})
  gradus_precompile(trivials_${id})
  target_compile_definitions(trivials_${id} PRIVATE GRADUS_TRIVIAL)
  add_executable(trivial_${id} EXCLUDE_FROM_ALL)
  target_link_libraries(trivial_${id} PRIVATE cases_${id} trivials_${id} gradus_trivial_main
    test_report test_support gradus_remote_client)
  foreach(other ${earlier})
    if(TARGET reference_${other})
      target_link_libraries(trivial_${id} PRIVATE reference_${other})
    endif()
  endforeach()
endfunction()

# A lesson's experiments as a program, with the functions of answers_NN ... of this and all earlier
# lessons. The tools expect it in the folder `run` of the build.
function(gradus_run_program target id answers earlier)
  add_executable(${target} EXCLUDE_FROM_ALL)
  # The answers first: of a function of Armadillo that both have, the linker takes theirs, which is the fast one.
  foreach(other ${earlier} ${id})
    target_link_libraries(${target} PRIVATE ${answers}_${other})
  endforeach()
  if(TARGET swift_others_${id})
    target_link_libraries(${target} PRIVATE swift_others_${id})
  endif()
  target_link_libraries(${target} PRIVATE
    experiments_${id} gradus_lab_main gradus_lab gradus_datasets)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/run)
endfunction()

set(GRADUS_SANITIZED
  -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)

# The solutions under ASan and UBSan, for test_NN. The cases are the objects that the judge has; the
# solutions are linked before them, so that what both instantiate is theirs.
function(gradus_sanitize id solution earlier)
  if(NOT TARGET precompiled_sanitized)
    gradus_precompiled_header(precompiled_sanitized precompiled_swift.hpp ${GRADUS_SANITIZED})
  endif()
  add_library(sanitized_reference_${id} OBJECT EXCLUDE_FROM_ALL ${solution})
  target_link_libraries(sanitized_reference_${id} PUBLIC course_flags)
  target_compile_options(sanitized_reference_${id} PRIVATE ${GRADUS_SANITIZED})
  target_precompile_headers(sanitized_reference_${id} REUSE_FROM precompiled_sanitized)
  foreach(other ${id} ${earlier})
    target_link_libraries(test_${id} PRIVATE sanitized_reference_${other})
  endforeach()
  target_link_options(test_${id} PRIVATE ${GRADUS_SANITIZED})
endfunction()

# For ctest: a student finds each case of their own answers; the project's suite starts the program
# once, as a process for each of its thousand cases would take minutes.
function(gradus_register_tests target id)
  if(GRADUS_TEST STREQUAL "own")
    include(Catch)
    catch_discover_tests(${target} TEST_PREFIX "lesson ${id}: " DISCOVERY_MODE PRE_TEST)
  else()
    add_test(NAME "lesson ${id} passes its tests under sanitizers" COMMAND ${target})
  endif()
endfunction()

# "a", "b": the members of a JSON list out of a CMake list.
macro(gradus_json_list variable list)
  set(${variable} "\"$<JOIN:${list},\", \">\"")
endmacro()

# Flags as one text ("-DA='b c' -O2"), out of CMAKE_CXX_FLAGS and such, as members of a JSON list,
# each with a comma after it.
function(gradus_json_flags variable text)
  separate_arguments(flags UNIX_COMMAND "${text}")
  set(json "")
  foreach(flag ${flags})
    string(REPLACE "\\" "\\\\" flag "${flag}")
    string(REPLACE "\"" "\\\"" flag "${flag}")
    string(APPEND json "\"${flag}\", ")
  endforeach()
  set(${variable} "${json}" PARENT_SCOPE)
endfunction()

# course.json: what was built, and how, for the tools (autograder/judge/course.hpp). Paths are
# relative to it, so that the course and its build can be copied elsewhere together.
function(gradus_write_course)
  get_property(ids GLOBAL PROPERTY gradus_lessons)
  get_property(folders GLOBAL PROPERTY gradus_folders)
  set(here ${PROJECT_BINARY_DIR})

  set(lessons "")
  foreach(id folder IN ZIP_LISTS ids folders)
    set(reference "")
    if(TARGET reference_${id})
      set(reference "$<PATH:RELATIVE_PATH,$<TARGET_OBJECTS:reference_${id}>,${here}>")
      gradus_json_list(reference ${reference})
    endif()
    gradus_json_list(entries "$<PATH:RELATIVE_PATH,$<TARGET_OBJECTS:entries_${id}>,${here}>")
    set(judge "$<PATH:RELATIVE_PATH,$<TARGET_FILE:judge_${id}>,${here}>")
    set(trivial "")
    if(TARGET trivial_${id})
      set(trivial "$<PATH:RELATIVE_PATH,$<TARGET_FILE:trivial_${id}>,${here}>")
    endif()
    string(APPEND lessons "${separator}
    {\"folder\": \"${folder}\", \"judge\": \"${judge}\",
     \"trivial\": \"${trivial}\", \"entries\": [${entries}],
     \"reference\": [${reference}]}")
    set(separator ",")
  endforeach()

  file(RELATIVE_PATH root ${here} ${PROJECT_SOURCE_DIR})
  set(worker_main "$<PATH:RELATIVE_PATH,$<TARGET_OBJECTS:gradus_worker_main>,${here}>")
  set(libraries "$<PATH:RELATIVE_PATH,$<TARGET_FILE:gradus_remote_worker>,${here}>"
    "$<PATH:RELATIVE_PATH,$<TARGET_FILE:lessons_common>,${here}>")
  if(GRADUS_WORKER_BLAS)
    file(RELATIVE_PATH blas ${here} ${GRADUS_WORKER_BLAS})
    list(APPEND libraries ${blas})
  endif()
  gradus_json_list(worker_parts "${worker_main};${libraries}")
  set(flags "$<TARGET_PROPERTY:course_flags,INTERFACE_COMPILE_OPTIONS>")
  gradus_json_list(compile_flags
    "${CMAKE_CXX20_STANDARD_COMPILE_OPTION};${GRADUS_FAST};${GRADUS_SHORT_WORDS};${flags}")
  foreach(program sandbox archive)  # "" without grading, and without a gradebook
    set(${program} "")
    if(TARGET gradus-${program})
      set(${program} "$<PATH:RELATIVE_PATH,$<TARGET_FILE:gradus-${program}>,${here}>")
    endif()
  endforeach()
  set(options "$<TARGET_PROPERTY:course_flags,INTERFACE_LINK_OPTIONS>")
  gradus_json_list(link_flags
    "${GRADUS_ARMADILLO};${GRADUS_LINKER}$<$<BOOL:${options}>:;${options}>")
  # What whoever configured has said (CXXFLAGS, LDFLAGS, a build type): the precompiled header and
  # the student's file must be compiled alike.
  gradus_find_real_compiler(compiler said_with_it)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  set(said_to_compiler "${said_with_it} ${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}}")
  gradus_json_flags(said_compile_flags "${said_to_compiler}")
  gradus_json_flags(said_link_flags
    "${said_to_compiler} ${CMAKE_EXE_LINKER_FLAGS} ${CMAKE_EXE_LINKER_FLAGS_${type}}")
  execute_process(COMMAND ${compiler} --version OUTPUT_VARIABLE compiler_version)
  string(REGEX REPLACE "\n.*" "" compiler_version "${compiler_version}")

  file(GENERATE OUTPUT ${here}/course.json CONTENT "{
  \"root\": \"${root}\",
  \"compiler\": \"${compiler}\",
  \"compile_flags\": [${said_compile_flags}${compile_flags}],
  \"precompiled\": \"CMakeFiles/precompiled_answer.dir/cmake_pch.hxx\",
  \"compiled_header\": \"CMakeFiles/precompiled_answer.dir/cmake_pch.hxx${GRADUS_COMPILED_HEADER}\",
  \"worker_parts\": [${worker_parts}],
  \"link_flags\": [${said_link_flags}${link_flags}],
  \"sandbox\": \"${sandbox}\",
  \"archive_reader\": \"${archive}\",
  \"toolchain\": \"${compiler_version}; Armadillo ${ARMADILLO_VERSION_STRING}; Catch2 ${Catch2_VERSION}\",
  \"lessons\": [${lessons}
  ]
}
")
endfunction()
