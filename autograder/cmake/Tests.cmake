# The tests of the project itself, for ctest. Only where the reference is tested (presets ci and
# sanitize): in a student's build, ctest runs the student's own answers and nothing else.

function(gradus_test_program target)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${target} ${arg_SOURCES})
  gradus_precompile(${target})
  target_link_libraries(${target} PRIVATE ${arg_LIBRARIES} test_support test_main)
  include(Catch)
  catch_discover_tests(${target} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 600)
endfunction()

function(gradus_add_project_tests)
  if(NOT GRADUS_TEST STREQUAL "reference")
    return()
  endif()
  set(tests ${PROJECT_SOURCE_DIR}/tests)

  gradus_test_program(test_support_library SOURCES ${tests}/support/test_diagnosis.cpp)
  gradus_test_program(test_remote
    SOURCES ${tests}/autograder/test_codec.cpp ${tests}/autograder/test_channel.cpp
    LIBRARIES gradus_remote_client)
  file(GLOB dataset_tests ${tests}/datasets/*.cpp)
  gradus_test_program(test_datasets SOURCES ${dataset_tests}
    LIBRARIES gradus_datasets PkgConfig::MATIO fmt::fmt)
  get_property(ids GLOBAL PROPERTY gradus_lessons)
  if(GRADUS_SANITIZE)  # the decoder and the loader: what reads what others have written
    add_custom_target(sanitized_tests DEPENDS test_support_library test_remote test_datasets)
    return()
  endif()

  list(TRANSFORM ids PREPEND reference_ OUTPUT_VARIABLE references)
  gradus_test_program(test_gradients SOURCES ${tests}/lessons/test_gradients.cpp
    LIBRARIES ${references} lessons_common)
  file(GLOB common_tests ${tests}/common/test_*.cpp)
  gradus_test_program(test_common SOURCES ${common_tests} LIBRARIES lessons_experiment)
  foreach(part engine sandbox gradebook)
    file(GLOB part_tests ${tests}/autograder/test_${part}*.cpp)
    gradus_test_program(test_${part} SOURCES ${part_tests} LIBRARIES gradus_${part})
  endforeach()
  target_compile_definitions(test_engine PRIVATE
    GRADUS_TESTS="${tests}" GRADUS_COMPILER="${CMAKE_CXX_COMPILER}")
  add_subdirectory(${tests}/autograder/sandbox ${PROJECT_BINARY_DIR}/sandbox_programs)
  target_link_libraries(test_sandbox PRIVATE sandbox_test_support)
  target_link_libraries(test_gradebook PRIVATE LibArchive::LibArchive)

  # Whole commands, on copies of the course. A class is graded with two jobs, so by itself.
  set(tool $<TARGET_FILE:gradus-tool>)
  set(classes ${tests}/autograder/classes)
  add_test(NAME "the commands do what they say"
    COMMAND ${tests}/autograder/commands/test_commands.sh ${tool})
  foreach(class class hostile)
    add_test(NAME "the ${class} submissions get their marks"
      COMMAND ${classes}/test_${class}.sh ${tool})
    add_test(NAME "the ${class} submissions get their marks, graded by an ordinary user"
      COMMAND ${classes}/as_user.sh ${tool} ${classes}/test_${class}.sh)
    set_tests_properties("the ${class} submissions get their marks"
      "the ${class} submissions get their marks, graded by an ordinary user"
      PROPERTIES TIMEOUT 1500 RUN_SERIAL ON)
  endforeach()
  add_test(NAME "the page of results shows every line, and what was measured"
    COMMAND gradus-tool results --page --check)
  add_test(NAME "every source file is formatted"
    COMMAND ${tests}/autograder/commands/test_format.sh)

  # Whatever the tools build on demand is built now: tests run side by side, builds must not.
  add_custom_target(data_program ALL DEPENDS gradus-data)
  foreach(id ${ids})
    add_custom_target(all_kits_${id} ALL DEPENDS kit_${id} run_kit_${id} reference_${id})
    add_test(NAME "lesson ${id} holds together" COMMAND gradus-tool audit ${id} --jobs 1)
    set_tests_properties("lesson ${id} holds together" PROPERTIES TIMEOUT 600)
  endforeach()
endfunction()
