# What ./gradus bench measures (tests/benchmarks/benchmarks.toml). Built when it is asked for, so that Google
# Benchmark is needed by nobody else, and what the peers are made of by nobody at all: a peer that cannot be built
# here is left out.
function(gradus_benchmark target) # SOURCE...
  add_executable(${target} EXCLUDE_FROM_ALL ${ARGN})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
endfunction()

function(gradus_benchmark_peer target) # LIBRARY...
  gradus_benchmark(${target} ${PROJECT_SOURCE_DIR}/tests/benchmarks/peers/${target}.cpp)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_options(${target} PRIVATE -O3 -march=native -w)
  target_link_libraries(${target} PRIVATE ${ARGN})
endfunction()

function(gradus_add_benchmarks)
  if(GRADUS_SANITIZE OR NOT IS_DIRECTORY ${PROJECT_SOURCE_DIR}/solutions)
    return()
  endif()
  set(tests ${PROJECT_SOURCE_DIR}/tests)
  set(folder ${tests}/benchmarks)
  get_property(ids GLOBAL PROPERTY gradus_lessons)
  list(TRANSFORM ids PREPEND swift_reference_ OUTPUT_VARIABLE references)
  foreach(part parts whole)
    gradus_benchmark(bench_${part} ${folder}/${part}.cpp)
    gradus_precompile_swift_answer(bench_${part})
    target_link_libraries(bench_${part} PRIVATE ${references} lessons_common)
  endforeach()
  target_link_libraries(bench_parts PRIVATE benchmark pthread)

  # Its worker, which a test has as well.
  add_executable(border_worker EXCLUDE_FROM_ALL
    ${tests}/remote/border/border.cpp ${tests}/remote/border/remote_border.cpp)
  gradus_precompile(border_worker)
  target_link_libraries(border_worker PRIVATE gradus_worker_main gradus_remote_worker)
  gradus_benchmark(bench_border ${folder}/border.cpp ${tests}/remote/border/remote_border.cpp)
  gradus_precompile(bench_border)
  target_compile_definitions(bench_border PRIVATE
    GRADUS_PROXY BORDER_WORKER="$<TARGET_FILE:border_worker>")
  target_link_libraries(bench_border PRIVATE
    gradus_remote_client nlohmann_json::nlohmann_json benchmark pthread)
  add_dependencies(bench_border border_worker)

  gradus_benchmark_peer(dlib_peaks dlib blas pthread)
endfunction()
