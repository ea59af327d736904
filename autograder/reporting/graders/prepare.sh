#!/bin/sh
# Makes a machine or an image ready to grade: installs what the course needs, builds it, and lets it prove on
# the reference that it can judge. Written by ./gradus gradescope; runs once, as root, with network.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/course"
export CI=true DEBIAN_FRONTEND=noninteractive

oldest=$(. /etc/os-release && case $ID in debian) echo 12 ;; ubuntu) echo 24.04 ;; *) echo none ;; esac)
if ! printf '%s\n' "$oldest" "$(. /etc/os-release && echo "${VERSION_ID:-99}")" | sort -VC; then
  echo "prepare.sh: choose a base image with Debian 12 or later, or Ubuntu 24.04 or later: this is" \
    "$(. /etc/os-release && echo "$PRETTY_NAME"), which lacks some of the packages" >&2
  exit 2
fi

lessons=$(cat "$here/lessons")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/class" "$work/class/reference"
for lesson in $(echo "$lessons" | tr , ' '); do
  cp solutions/"$lesson"_*/*.cpp "$work/class/reference/"
done
chmod -R a+rX "$work"
./gradus grade "$work/class" --out "$work/out" --lessons "$lessons" --jobs 1
awk -F, 'NR == 2 { right = $(NF - 1) == $NF } END { exit !right }' "$work/out/grades.csv" || {
  echo "prepare.sh: the reference does not get its points here; this machine cannot grade" >&2
  exit 2
}
