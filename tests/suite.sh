# shellcheck shell=sh disable=SC2154
# ./gradus test: the tests of the project. The launcher takes this in: it knows the packages, and configures.
shift
preset=ci
# One more than there are processors: a test of the sandbox waits as often as it computes.
jobs=$(($(getconf _NPROCESSORS_ONLN) + 1))
case ${1:-} in
  --sanitize) preset=sanitize && shift ;;
  --journeys) shift && set -- -C journeys -L journeys "$@" && for_journeys="debootstrap chromium python3 unzip slurm-wlm" ;;
esac
# The solutions run under sanitizers; some tests compile with g++.
case $compiler in
  clang-16*) sanitizers=libclang-rt-16-dev ;;
  clang*) sanitizers=libclang-rt-dev ;;
esac
# shellcheck disable=SC2086
require_packages $packages ${sanitizers:-} g++ clang-format util-linux zip similarity-tester sqlite3 pandoc fontconfig fonts-stix ccache libbenchmark-dev ${for_journeys:-}
. tests/cache.sh
mkdir -p build
use_cache "$PWD" "$PWD" "$PWD/build/ccache.conf"
configure "$preset"
forget_other_processor "$preset"
lesson=
case ${1:-} in
  [0-9][0-9] | [0-9][0-9]_*) # the tests of one lesson
    lesson=$(printf %.2s "$1")
    shift
    set -- -R "^lesson $lesson" "$@"
    ;;
esac
NINJA_STATUS='[%f/%t, %e s] ' alone "$preset" cmake --build --preset "$preset" ${lesson:+--target "all_of_$lesson"}
unset CMAKE_CXX_COMPILER_LAUNCHER # what tests configure is configured as users do it
status=0
ctest --preset "$preset" -j "$jobs" "$@" || status=$?
grep -h ' was not tried: ' "build/$preset/Testing/Temporary/LastTest.log" || true # and why
exit "$status"
