# The tests of the project itself, for ctest. Only where the reference is tested (presets ci and
# sanitize): in a student's build, ctest runs the student's own answers and nothing else. What grades is
# tested where there is a sandbox (GRADUS_GRADING).

function(gradus_test_program target)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${target} ${arg_SOURCES})
  gradus_precompile(${target})
  target_link_libraries(${target} PRIVATE ${arg_LIBRARIES} test_support test_main)
  add_test(NAME ${target} COMMAND ${target})
  set_tests_properties(${target} PROPERTIES TIMEOUT 600 COST 50)
endfunction()

# Two programs: the test, and the worker that it starts.
function(gradus_test_border folder)
  if(GRADUS_SANITIZE)  # it reads what was never set
    return()
  endif()
  gradus_test_program(test_border
    SOURCES ${folder}/test_border.cpp ${folder}/border/remote_border.cpp
    LIBRARIES gradus_remote_client nlohmann_json::nlohmann_json)
  target_compile_definitions(test_border PRIVATE
    GRADUS_PROXY BORDER_WORKER="$<TARGET_FILE:border_worker>")
  add_dependencies(test_border border_worker)
  # The same, where the next worker is there before it is needed.
  add_test(NAME "test_border, as for a student who waits" COMMAND ${CMAKE_COMMAND} -E env BORDER_AHEAD=1
    $<TARGET_FILE:test_border> "~a worker that cannot even start has ended the program")
endfunction()

# The page of ./gradus play: its server, and engines with the reference, the stubs, and functions that
# crash and hang.
function(gradus_test_play folder)
  gradus_test_program(test_play SOURCES ${folder}/test_play.cpp
    LIBRARIES gradus_play_server PkgConfig::HTTPLIB nlohmann_json::nlohmann_json ${GRADUS_FMT})
  target_sources(test_play PRIVATE ${PROJECT_SOURCE_DIR}/lessons/lab/play/link.cpp)
  add_library(broken_activations OBJECT EXCLUDE_FROM_ALL ${folder}/broken_activations.cpp)
  gradus_precompile_swift(broken_activations)
  add_executable(play_broken EXCLUDE_FROM_ALL)
  get_target_property(parts play_solution LINK_LIBRARIES)
  list(TRANSFORM parts REPLACE "^swift_reference_01$" broken_activations)
  target_link_libraries(play_broken PRIVATE ${parts})
  add_dependencies(test_play play play_solution play_broken)
  target_compile_definitions(test_play PRIVATE
    PLAY_PAGE="${PROJECT_SOURCE_DIR}/lessons/lab/play/page" PLAY_SOLUTION="$<TARGET_FILE:play_solution>"
    PLAY_STUBS="$<TARGET_FILE:play>" PLAY_BROKEN="$<TARGET_FILE:play_broken>")
endfunction()

function(gradus_add_journey name) # COMMAND...
  add_test(NAME ${name} CONFIGURATIONS journeys COMMAND ${ARGN})
  set_tests_properties(${name} PROPERTIES TIMEOUT 1500 COST 1000 LABELS journeys)
endfunction()

# What grades. Each class is graded by another kind of user, and the journey of a fresh clone has one graded
# by both.
function(gradus_add_grading_tests tests)
  foreach(part sandbox gradebook reporting)
    gradus_glob(part_tests ${tests}/${part} test_*.cpp)
    gradus_test_program(test_${part} SOURCES ${part_tests} LIBRARIES gradus_${part})
  endforeach()
  target_compile_definitions(test_reporting PRIVATE GRADUS_ROOT="${PROJECT_SOURCE_DIR}")
  add_subdirectory(${tests}/sandbox ${PROJECT_BINARY_DIR}/sandbox_programs)
  target_link_libraries(test_sandbox PRIVATE sandbox_test_support)
  foreach(test test_gradebook test_reporting)
    target_link_libraries(${test} PRIVATE LibArchive::LibArchive)
    target_compile_definitions(${test} PRIVATE GRADUS_SANDBOX="$<TARGET_FILE:gradus-sandbox>"
                               GRADUS_ARCHIVE="$<TARGET_FILE:gradus-archive>")
    add_dependencies(${test} gradus-sandbox gradus-archive)
  endforeach()
  # ninja -C build/ci gradebook_scale; build/ci/gradebook_scale 1000
  add_executable(gradebook_scale EXCLUDE_FROM_ALL ${tests}/benchmarks/gradebook_scale.cpp)
  target_link_libraries(gradebook_scale PRIVATE gradus_gradebook ${GRADUS_FMT})
  target_compile_definitions(gradebook_scale PRIVATE GRADUS_SANDBOX="$<TARGET_FILE:gradus-sandbox>"
                             GRADUS_ARCHIVE="$<TARGET_FILE:gradus-archive>")

  # A class of any size, for the journeys and for measurements.
  gradus_glob(class_of ${tests}/journeys/class_of *.cpp)
  add_executable(class_of ${class_of})
  gradus_tool_target(class_of)
  target_include_directories(class_of PRIVATE ${tests} ${tests}/journeys)
  target_link_libraries(class_of PRIVATE gradus_authoring LibArchive::LibArchive)

  set(tool $<TARGET_FILE:gradus-staff>)
  set(journeys ${tests}/journeys)
  set(classes ${journeys}/classes)
  add_test(NAME "a fresh clone grades" COMMAND ${journeys}/test_fresh_clone.sh)
  add_test(NAME "the class submissions get their marks, graded by an ordinary user"
    COMMAND ${classes}/as_user.sh ${tool} ${classes}/test_class.sh)
  add_test(NAME "the hostile submissions get their marks" COMMAND ${classes}/test_hostile.sh ${tool})
  add_test(NAME "a compiler that fails costs nobody a mark"
    COMMAND ${journeys}/test_faults.sh ${tool} fails)
  set_tests_properties("a fresh clone grades"
    "the class submissions get their marks, graded by an ordinary user"
    "the hostile submissions get their marks" PROPERTIES TIMEOUT 1500 COST 1000)
  set_tests_properties(test_gradebook PROPERTIES COST 500)

  gradus_add_journey("the class submissions get their marks" ${classes}/test_class.sh ${tool})
  gradus_add_journey("the hostile submissions get their marks, graded by an ordinary user"
    ${classes}/as_user.sh ${tool} ${classes}/test_hostile.sh)
  gradus_add_journey("a clone that was moved builds anew and grades" ${journeys}/test_moved_clone.sh)
  gradus_add_journey("machines that fail cost nobody a mark" ${journeys}/test_faults.sh ${tool})
  gradus_add_journey("a grader that is killed loses nothing" ${journeys}/test_kills.sh ${tool})
  gradus_add_journey("disks that fail lose nothing" ${journeys}/test_disks.sh ${tool})
  gradus_add_journey("a cluster gives what one machine gives" ${journeys}/test_slurm.sh ${tool})
  gradus_add_journey("a class of everything gets its marks, for one job and for two"
    ${journeys}/test_class_of_300.sh ${tool} 14)
  gradus_add_journey("the page of serve in a browser" ${journeys}/test_serve.sh ${tool})
  gradus_add_journey("the page of serve in a browser, served by an ordinary user"
    ${classes}/as_user.sh ${tool} ${journeys}/test_serve.sh)
  gradus_add_journey("what counts by the rules stands in every export"
    ${journeys}/test_grading_rules.sh ${tool})
  gradus_add_journey("what counts by the rules stands in every export, graded by an ordinary user"
    ${classes}/as_user.sh ${tool} ${journeys}/test_grading_rules.sh)
  gradus_add_journey("the graders for other systems give the marks without any privilege"
    ${journeys}/test_graders.sh ${tool})
  set_tests_properties("a grader that is killed loses nothing" PROPERTIES PROCESSORS 2)
endfunction()

function(gradus_add_project_tests)
  if(NOT GRADUS_TEST STREQUAL "reference")
    return()
  endif()
  set(tests ${PROJECT_SOURCE_DIR}/tests)

  gradus_test_program(test_support_library SOURCES ${tests}/support/test_diagnosis.cpp)
  gradus_test_program(test_remote
    SOURCES ${tests}/remote/test_codec.cpp ${tests}/remote/test_channel.cpp
      ${tests}/remote/test_trivial.cpp
    LIBRARIES gradus_remote_client)
  gradus_test_border(${tests}/remote)
  gradus_glob(dataset_tests ${tests}/datasets *.cpp)
  gradus_test_program(test_datasets SOURCES ${dataset_tests}
    LIBRARIES gradus_originals PkgConfig::MATIO PkgConfig::HDF5 ${GRADUS_FMT})
  add_dependencies(test_datasets gradus-data)
  target_compile_definitions(test_datasets PRIVATE GRADUS_DATA_PROGRAM="$<TARGET_FILE:gradus-data>")
  get_property(ids GLOBAL PROPERTY gradus_lessons)
  if(GRADUS_SANITIZE)  # the decoder and the loader: what reads what others have written
    add_custom_target(sanitized_tests DEPENDS test_support_library test_remote test_datasets)
    return()
  endif()

  list(TRANSFORM ids PREPEND reference_ OUTPUT_VARIABLE references)
  gradus_glob(gradient_tests ${tests}/lessons test_*.cpp)
  gradus_test_program(test_gradients SOURCES ${gradient_tests}
    LIBRARIES ${references} lessons_common)
  foreach(part base lab judge authoring)
    gradus_glob(part_tests ${tests}/${part} test_*.cpp)
    gradus_test_program(test_${part} SOURCES ${part_tests} LIBRARIES gradus_${part})
  endforeach()
  gradus_test_play(${tests}/lab/play)
  target_link_libraries(test_base PRIVATE gradus_loopback PkgConfig::HTTPLIB)
  gradus_glob(common_tests ${tests}/common test_*.cpp)
  gradus_test_program(test_common SOURCES ${common_tests} LIBRARIES lessons_common)
  list(GET GRADUS_SHORT_WORDS 1 error_limit)
  target_compile_definitions(test_judge PRIVATE
    GRADUS_TESTS="${tests}" GRADUS_COMPILER="${CMAKE_CXX_COMPILER}" GRADUS_ERROR_LIMIT="${error_limit}")

  if(GRADUS_GRADING)
    gradus_add_grading_tests(${tests})
  endif()

  # Whole ways of users, on copies of the course. What takes long (COST) begins first.
  set(tool $<TARGET_FILE:gradus-staff>)
  set(journeys ${tests}/journeys)
  add_test(NAME "the students' copy works from the first minute"
    COMMAND ${journeys}/test_release.sh ${tool})
  add_test(NAME "the commands do what they say" COMMAND ${journeys}/test_commands.sh ${tool})
  add_test(NAME "compilers that cannot serve are refused in one line"
    COMMAND ${journeys}/test_compilers.sh)
  add_test(NAME "the book is whole" COMMAND ${journeys}/test_book.sh ${tool})
  set_tests_properties("the students' copy works from the first minute" PROPERTIES TIMEOUT 1500 COST 2000)

  # ./gradus test --journeys: what takes many minutes and hardly ever breaks.
  gradus_add_journey("every page of the book is well in a browser"
    ${journeys}/test_book_in_browser.sh ${tool})
  gradus_add_journey("the page of play shows what it should, whatever is clicked"
    python3 -B ${journeys}/play/test_play.py ${tool})
  gradus_add_journey("the page of play follows a student's own files"
    python3 -B ${journeys}/play/test_play.py ${tool} --student)
  foreach(system bookworm trixie noble gcc clang libcxx no-grading)  # 77: this machine cannot do it
    gradus_add_journey("each lesson is well on another system: ${system}"
      ${journeys}/test_systems.sh ${system} ${tool})
    set_tests_properties("each lesson is well on another system: ${system}" PROPERTIES
      TIMEOUT 5000 SKIP_RETURN_CODE 77)
  endforeach()

  add_test(NAME "the page of results shows every line, and what was measured"
    COMMAND gradus-staff results --page --check)
  add_test(NAME "bench measures what its tables name" COMMAND gradus-staff bench --tiny --rounds 1)
  add_test(NAME "every source file is formatted"
    COMMAND ${tests}/journeys/test_format.sh)

  # Whatever the tools build on demand is built now: tests run side by side, builds must not.
  add_custom_target(for_commands ALL DEPENDS gradus-data run_01 bench_parts bench_whole bench_border)
  foreach(id ${ids})
    # All that ./gradus test NN starts.
    add_custom_target(all_of_${id} ALL DEPENDS
      gradus-tool gradus-staff kit_${id} run_solution_${id} trivial_${id} test_${id})
    add_test(NAME "lesson ${id} holds together" COMMAND gradus-staff audit ${id} --jobs 1)
    set_tests_properties("lesson ${id} holds together" PROPERTIES TIMEOUT 600
      COST 1${id})  # a later lesson takes longer
  endforeach()
endfunction()
