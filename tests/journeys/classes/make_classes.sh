#!/bin/sh
# make_classes.sh OUT: makes the classes of tests/submissions in the new folder OUT.
#   OUT/class, OUT/hostile, OUT/hostile_structs               the submissions
#   OUT/class.csv, OUT/hostile.csv, OUT/hostile_structs.csv   the grades that they must get
#   OUT/secret.txt                                            what no submission may ever find out
# A submission stands in tests/submissions as what is special about it; README.md there says how.
set -eu

[ $# = 1 ] || {
  echo "usage: make_classes.sh OUT" >&2
  exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
course=$(cd "$here/../../.." && pwd)
submissions=$course/tests/submissions
mkdir -p "$1"
out=$(cd "$1" && pwd)
umask 022

# ---- what a recipe is written with: it runs in the submission's own, new folder ----------------

file_of() { # LESSON: "01" -> "activations.cpp"
  set -- "$course/solutions/$1"_*
  printf '%s.cpp' "${1##*/??_}"
}

solution() { # LESSON
  cp "$course/solutions/$1"_*/"$(file_of "$1")" .
}

stub() { # LESSON
  cp "$course/lessons/$1"_*/"$(file_of "$1")" .
}

# The stub with these tasks as the solution has them.
solved() { # LESSON TASK...
  lesson=$1
  file=$(file_of "$1")
  shift
  awk -v only="$*" -f "$here/merge.awk" "$course/solutions/$lesson"_*/"$file" \
    "$course/lessons/$lesson"_*/"$file" >"$file"
}

# The solution with the tasks of $from/FILE in place of its own; FILE is called as the lesson's file.
change() { # LESSON
  file=$(file_of "$1")
  awk -f "$here/merge.awk" "$from/$file" "$course/solutions/$1"_*/"$file" >merged
  sed "s|@SECRET@|$out/secret.txt|g; s|@COURSE@|$course|g" merged >"$file"
  rm merged
}

# All that is here goes into one archive, which is the submission then.
pack() { # zip|tar.gz
  case $1 in
    zip) zip -qry "../$name.zip" . ;;
    tar.gz) tar czf "../$name.tar.gz" . ;;
  esac
  replaced
}

# The submission is no folder: the recipe has put it beside.
replaced() {
  cd ..
  rm -r room
}

# One member of a tar archive, which no tar program would make. TYPE: 0 file, 1 hard link,
# 2 symbolic link, 3 device, 6 pipe. Two zero blocks may end an archive, and need not.
member() { # NAME TYPE [LINK [FILE]]
  size=0
  [ -z "${4:-}" ] || size=$(wc -c <"$4")
  sum=$(header "$1" "$2" "${3:-}" "$size" "" | od -An -v -tu1 |
    awk '{ for (i = 1; i <= NF; i++) sum += $i } END { print sum }')
  header "$1" "$2" "${3:-}" "$size" "$sum"
  [ -n "${4:-}" ] || return 0
  cat "$4"
  head -c $(((512 - size % 512) % 512)) /dev/zero
}

header() { # NAME TYPE LINK SIZE CHECKSUM
  padded "$1" 100
  printf '%s\000%s\000%s\000' 0000644 0000000 0000000 # mode, owner, group
  printf '%011o\000%s\000' "$4" 00000000000           # size, time
  if [ -n "$5" ]; then printf '%06o\000 ' "$5"; else printf '        '; fi
  printf '%s' "$2"
  padded "$3" 100
  printf 'ustar\00000'
  head -c 247 /dev/zero
}

padded() { # TEXT LENGTH
  printf '%s' "$1"
  head -c $(($2 - $(printf '%s' "$1" | wc -c))) /dev/zero
}

# ---- the classes -------------------------------------------------------------------------------

lessons() { # the ids of the lessons, a line each
  for folder in "$course"/solutions/??_*/; do
    folder=${folder#"$course/solutions/"}
    echo "${folder%%_*}"
  done
}

# Makes one submission in the class folder $into.
make() { # FOLDER-IN-TESTS
  from=$1
  name=${1##*/}
  mkdir "$into/room"
  cd "$into/room"
  if [ -f "$from/recipe" ]; then
    . "$from/recipe"
  else
    for lesson in $(lessons); do
      [ ! -f "$from/$(file_of "$lesson")" ] || change "$lesson"
    done
  fi
  cd "$into"
  [ ! -d room ] || mv -- room "$name"
}

head -c 16 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$out/secret.txt"

for class in class hostile hostile_structs; do
  into=$out/$class
  mkdir "$into"
  cp "$submissions/$class/expected.csv" "$out/$class.csv"
  count=0
  for folder in "$submissions/$class"/*/; do
    folder=${folder%/}
    make "$folder"
    # After every fifth hostile submission comes an honest one, and gets its own marks.
    count=$((count + 1))
    if [ "$class" != hostile ] || [ $((count % 5)) != 0 ]; then continue; fi
    name=${folder##*/}~honest
    mkdir "$into/$name"
    cd "$into/$name"
    solved 00 0.1 0.3 0.5
    echo "$name,40,40,60" >>"$out/hostile.csv"
  done
done
