#!/bin/sh
# Makes a machine or an image ready to grade: installs what the course needs, builds it, and lets it prove on
# the reference that it can judge. Written by ./gradus gradescope; runs once, as root, with network.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/course"
export CI=true DEBIAN_FRONTEND=noninteractive

if ! grep -qs '^ID=debian' /etc/os-release; then # ./gradus installs by itself on Debian alone
  if ! grep -qs '^ID=ubuntu' /etc/os-release || ! printf '24.04\n%s\n' "$(. /etc/os-release && echo "$VERSION_ID")" |
    sort -VC; then
    echo "prepare.sh: choose a base image with Debian 12 or later, or Ubuntu 24.04 or later: this is" \
      "$(. /etc/os-release && echo "$PRETTY_NAME"), which lacks some of the packages" >&2
    exit 2
  fi
  eval "$(sed -n '/^packages="/,/"$/p; /^\[ ! -d autograder\/staff \] || packages=/p' gradus)"
  apt-get update -qq
  # shellcheck disable=SC2154,SC2086  # a list of words, from the launcher
  apt-get install -y -qq --no-install-recommends $packages
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
