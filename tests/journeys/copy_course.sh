#!/bin/sh
# copy_course.sh TOOL FOLDER: copies the course to FOLDER/course, and what its tools need of the build that
# holds TOOL to FOLDER/build: tests can then change lessons, or be another user.
set -eu
[ $# = 2 ] || {
  echo "usage: copy_course.sh TOOL FOLDER" >&2
  exit 2
}
build=$(cd "$(dirname "$1")" && pwd)
tool=$(basename "$1")
folder=$(cd "$2" && pwd)
course=$(cd "$(dirname "$0")/../.." && pwd)

mkdir -p "$folder/course/autograder/reporting" "$folder/build"
cp -r "$course/lessons" "$course/solutions" "$course/tests" "$folder/course"
cp -r "$course/autograder/reporting/desk" "$folder/course/autograder/reporting" # the page of serve
cd "$build"
grep -o '"[^"]*"' course.json | tr -d '"' | while read -r file; do
  [ ! -f "$file" ] || cp --parents "$file" "$folder/build"
done
cp "$tool" "$folder/build"
sed 's|"root": "[^"]*"|"root": "../course"|' course.json >"$folder/build/course.json"
