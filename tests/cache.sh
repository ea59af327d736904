# shellcheck shell=sh
# use_cache COURSE PROJECT SETTINGS [LINE...]: what is built in PROJECT, the course itself or a copy of it, is
# taken from the cache of the course, build/ccache, where the same compiler had the same sources and flags. So
# the journeys build what their users build without compiling a second time what ./gradus test has compiled.
# SETTINGS is the file that tells ccache so; the other lines are settings of its own.
use_cache() {
  # The same wherever a project lies, and whether or not warnings would have been errors.
  cat >"$3" <<END
cache_dir = $1/build/ccache
base_dir = $2
hash_dir = false
ignore_options = -Werror
sloppiness = pch_defines,time_macros
END
  settings=$3
  shift 3
  printf '%s\n' "$@" >>"$settings"
  unset CCACHE_DIR CCACHE_BASEDIR
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_CONFIGPATH="$settings"
}
