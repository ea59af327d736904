#!/bin/sh
# test_faults.sh TOOL [WORD]: grades a class of three on machines that fail, as root and as an ordinary
# user. Whatever the fault, each answer gets the mark that it deserves or none ("not judged", exit status
# 2). With WORD, only the faults whose description holds it. Root makes most faults, each in a mount
# namespace of its own, and nothing of them outlives this test; anybody else tries those that need no root.
set -eu
[ $# -ge 1 ] || {
  echo "usage: test_faults.sh TOOL [WORD]" >&2
  exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
course=$(cd "$here/../.." && pwd)
tool=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
word=${2:-}

# ---- inside a fault: test_faults.sh TOOL --inside WHO SNIPPET OUT ------------------------------

as_ordinary() {
  setpriv --reuid 1234 --regid 1234 --clear-groups --no-new-privs -- "$@"
}

# A file or folder that is replaced by another; everybody else goes on with the real one.
hide() { # FILE BY
  mount --bind "$2" "$(readlink -f "$1")"
}

# A temporary folder of this size.
small() { # SIZE [,OPTION...]
  mkdir -p "$place/small"
  mount -t tmpfs -o "size=$1,mode=1777${2:-}" none "$place/small"
  TMPDIR=$place/small
}

part() { # NAME: a program or file of the compiler; clang++ compiles and assembles by itself
  case $1,$compiler in cc1plus,*clang* | as,*clang* | collect2,*clang*) echo "$compiler" && return ;; esac
  found=$("$compiler" "-print-prog-name=$1")
  command -v "$found" || echo "$found"
}

# Another program in place of one of the compiler's.
broken() { # NAME SCRIPT-LINES
  printf '#!/bin/sh\n%s\n' "$2" >"$place/$1"
  chmod 755 "$place/$1"
  hide "$(part "$1")" "$place/$1"
}

# A build of this grader's own, made of links; a file of it that may be damaged, then.
build_of_its_own() {
  cp -rl "$place/build" "$out.build"
  build=$out.build
}

built() { # NAME
  file=$(find "$build" -path "*$1" -type f | head -n 1)
  cp -p "$file" "$file.own"
  mv "$file.own" "$file"
  echo "$file"
}

# Moves this process, and so the grader, into a control group with a limit.
limited() { # CONTROLLER FILE VALUE
  group=/sys/fs/cgroup/$1
  [ -d "$group" ] || group=/sys/fs/cgroup
  group=$group/gradus-fault-$$
  mkdir "$group"
  echo "$3" >"$group/$2"
  echo 0 >"$group/cgroup.procs"
}

# The grader and all that it has started stand still now and then, as in a container that is paused.
pauses() { # TIMES SECONDS
  (
    count=$1
    while [ "$count" -gt 0 ]; do
      sleep 1
      everything=$(ps -eo pid=,comm= | awk '$2 ~ /^(gradus-|judge_|worker|clang|cc1plus|as$|ld|g\+\+|c\+\+|collect2)/ { print $1 }')
      kill -STOP $everything 2>/dev/null || true
      sleep "$2"
      kill -CONT $everything 2>/dev/null || true
      count=$((count - 1))
    done
  ) &
}

if [ "${2:-}" = --inside ]; then
  who=$3
  snippet=$4
  out=$5
  place=$6
  build=$place/build
  compiler=$(sed -n 's/^ *"compiler": "\(.*\)",$/\1/p' "$build/course.json")
  grade() {
    if [ "$who" = user ] && [ "$(id -u)" = 0 ]; then set -- as_ordinary "$@"; fi
    "$@" "$build/$(basename "$tool")" grade "$place/class" --lessons 00 --out "$out" --jobs 2
  }
  export TMPDIR="$place/tmp"
  cd "$place/course"
  eval "$snippet"
  export TMPDIR
  status=0
  grade env || status=$?
  wait
  exit "$status"
fi

# ---- the class ---------------------------------------------------------------------------------

work=$(mktemp -d "${TMPDIR:-/tmp}/gradus-faults-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
"$here/copy_course.sh" "$tool" "$work"
mkdir -p "$work/class/right" "$work/class/stub" "$work/class/half" "$work/tmp"
cp "$course"/solutions/00_*/warm_up.cpp "$work/class/right/"
cp "$course"/lessons/00_*/warm_up.cpp "$work/class/stub/"
awk -v only="0.1 0.3 0.5" -f "$here/classes/merge.awk" \
  "$course"/solutions/00_*/warm_up.cpp "$course"/lessons/00_*/warm_up.cpp >"$work/class/half/warm_up.cpp"
chmod -R a+rX,go-w "$work"
chmod 1777 "$work/tmp"

failures=0
count=0
must= # "judged": it must not be "not judged"

# Each cell is right or empty; what is empty was said (exit status 2).
fair() { # STATUS CSV
  awk -F, -v status="$1" -v must="$must" '
    BEGIN { right["half"] = 40; right["right"] = 60; right["stub"] = 0 }
    NR > 1 {
      ++rows
      if ($2 == "") { ++empty } else if ($2 != right[$1]) { print "mark of " $1 ": " $2; wrong = 1 }
    }
    END {
      if (!(rows == 3 || (rows == 0 && status == 2))) { print rows " rows"; wrong = 1 }
      if (status != (empty || !rows ? 2 : 0)) { print "status " status; wrong = 1 }
      if (must == "judged" && (empty || !rows)) { print "not judged"; wrong = 1 }
      exit wrong
    }' "$2"
}

# A fault whose making needs root names one of the words in this list.
needs_root() { # SNIPPET
  case $1 in *small* | *hide* | *broken* | *mount* | *limited* | *mknod*) [ "$(id -u)" != 0 ] ;; *) false ;; esac
}

if [ "$(id -u)" = 0 ]; then
  both="root user"
  alone="unshare -m"
else
  both=user
  alone=
fi

# must=judged: a machine that is only slow, or faults that touch nothing, cost nobody a mark.
fault() { # DESCRIPTION SNIPPET
  case $1 in *"$word"*) ;; *) must= && return 0 ;; esac
  if needs_root "$2"; then
    echo "not tried without root: $1"
    return 0
  fi
  for who in $both; do
    count=$((count + 1))
    out=$work/out-$count
    mkdir "$out"
    chmod 777 "$out"
    place=$work
    status=0
    $alone "$0" "$tool" --inside "$who" "$2" "$out" "$place" >"$work/said" 2>&1 || status=$?
    for group in /sys/fs/cgroup/*/gradus-fault-* /sys/fs/cgroup/gradus-fault-*; do
      [ ! -d "$group" ] || rmdir "$group" 2>/dev/null || true
    done
    if [ -f "$out/grades.csv" ]; then cp "$out/grades.csv" "$work/csv"; else : >"$work/csv"; fi
    if fair "$status" "$work/csv" >"$work/why"; then
      echo "ok: $1 ($who, status $status)"
    else
      failures=$((failures + 1))
      echo "FAILED: $1 ($who): $(tr '\n' ' ' <"$work/why")"
      sed 's/^/    | /' "$work/said"
    fi
    rm -rf "$out.build"
    grep -h "not judged\|nobody is judged\|^gradus:" "$work/said" | head -n 2 | cut -c1-110 | sed 's/^/      /' || true
  done
  must=
}

# ---- the faults --------------------------------------------------------------------------------

must=judged
fault "no fault at all" ':'

# The folder for temporary files
for size in 16k 128k 256k 384k 512k 768k 1m 2m; do
  fault "$size for temporary files" "small $size"
done
fault "nothing can be executed in the temporary folder" 'small 64m ,noexec'
fault "the temporary folder is read-only" 'small 64m ,ro'
fault "the temporary folder is not there" 'TMPDIR=$place/nowhere'
fault "the temporary folder is a file" 'TMPDIR=$place/build/course.json'
fault "the temporary folder has no names left" 'small 64m ,nr_inodes=12'

# The compiler
fault "the compiler cannot be started" 'hide "$compiler" /bin/false'
fault "cc1plus fails" 'hide "$(part cc1plus)" /bin/false'
fault "cc1plus says nothing and makes nothing" 'hide "$(part cc1plus)" /bin/true'
fault "the assembler fails" 'hide "$(part as)" /bin/false'
fault "the linker fails" 'for linker in ld ld.gold ld.bfd ld.lld; do [ ! -e "$(part $linker)" ] || hide "$(part $linker)" /bin/false; done'
fault "collect2 fails" 'hide "$(part collect2)" /bin/false'
fault "cc1plus is killed by a signal" 'broken cc1plus "kill -9 \$\$"'
fault "cc1plus crashes" 'broken cc1plus "kill -SEGV \$\$"'
fault "the system header cmath is empty" 'hide /usr/include/c++/*/cmath /dev/null'

# What was built
damaged() { # DESCRIPTION SNIPPET
  fault "$1" "build_of_its_own; $2"
}
damaged "the precompiled header is cut" 'truncate -s 1M "$(built ".[gp]ch")"'
damaged "the precompiled header is of another compiler" \
  'printf X | dd of="$(built ".[gp]ch")" bs=1 seek=20 conv=notrunc status=none'
damaged "the precompiled header is missing" 'rm "$(built ".[gp]ch")"'
damaged "the header does not fit the flags" \
  'sed -i "s/\"compile_flags\": \[/&\"-O3\", /" "$(built /course.json)"'
damaged "the tests cannot be executed" 'chmod a-x "$(built /judge_00)"'
damaged "the tests are cut" 'truncate -s 4096 "$(built /judge_00)"'
damaged "the tests crash" 'printf "#!/bin/sh\nkill -SEGV \$\$\n" >"$(built /judge_00)"'
damaged "the tests say nothing" 'printf "#!/bin/sh\nexit 0\n" >"$(built /judge_00)"'
damaged "the worker's table is cut" 'truncate -s 200 "$(built "/entries_00*.o")"'
damaged "the worker's library is missing" 'rm "$(built /libgradus_remote_worker.a)"'
damaged "the worker's OpenBLAS is cut" '[ ! -e "$build/libgradus_blas.so" ] || truncate -s 4096 "$(built /libgradus_blas.so)"'
damaged "the worker's OpenBLAS is missing" '[ ! -e "$build/libgradus_blas.so" ] || rm "$(built /libgradus_blas.so)"'
damaged "the sandbox is not there" 'rm "$(built /gradus-sandbox)"'
damaged "the sandbox fails" 'printf "#!/bin/sh\nexit 125\n" >"$(built /gradus-sandbox)"'

# What every program needs
fault "a library of the worker is missing" 'for library in armadillo openblas; do hide "$(ldconfig -p | sed -n "s/.*lib$library\.so\.[0-9]* .*=> //p" | head -n 1)" /dev/null; done'
fault "/proc is not there" 'mount -t tmpfs none /proc'
fault "/dev/null cannot be opened" 'mknod "$place/null-$who" c 1 3; chmod 0 "$place/null-$who"; hide /dev/null "$place/null-$who"'
must=judged
fault "a strange environment" 'export LC_ALL=tr_TR.UTF-8 CPATH=/nowhere: LIBRARY_PATH=: GCC_EXEC_PREFIX= POSIXLY_CORRECT=1 CXX=clang++'
must=judged
fault "nothing is open" 'exec <&-'

# Limits
fault "300 MB of addresses" 'ulimit -v 300000'
fault "200 MB of addresses" 'ulimit -v 200000'
fault "files of 400 blocks" 'ulimit -f 400'
fault "sixteen files may be open" 'ulimit -n 16'
fault "one second of processor time" 'ulimit -t 1'
fault "100 MB of memory" 'limited memory memory.limit_in_bytes 104857600 || limited memory memory.max 104857600'

# Time
must=judged
fault "the grader stands still for a while, three times" 'pauses 3 3'
must=judged
fault "12% of a processor" 'limited cpu cpu.cfs_quota_us 12000 || limited cpu cpu.max "12000 100000"'

# The results
fault "a full disk for the results" 'mount -t tmpfs -o size=4k,mode=1777 none "$out"'
fault "the results' folder is read-only" 'mount -t tmpfs -o ro none "$out"'

echo "$count machines, $failures of them unfair"
[ "$failures" = 0 ]
