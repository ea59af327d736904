#!/bin/sh
# as_user.sh TOOL SCRIPT [ARGUMENT...]: runs SCRIPT TOOL ARGUMENT... as an ordinary user without any
# rights. Root alone can do that; anybody else is an ordinary user already.
# The project may lie where no other user can look, so the course and what was built of it are
# copied to a folder where everybody can. SCRIPT is a file of the project.
set -eu
[ $# -ge 2 ] || {
  echo "usage: as_user.sh TOOL SCRIPT [ARGUMENT...]" >&2
  exit 2
}
build=$(cd "$(dirname "$1")" && pwd)
tool=$build/$(basename "$1")
script=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
shift 2
[ "$(id -u)" = 0 ] || exec "$script" "$tool" "$@"

here=$(cd "$(dirname "$0")" && pwd)
course=$(cd "$here/../../.." && pwd)
copy=$(mktemp -d "${TMPDIR:-/tmp}/gradus-as-user-XXXXXX")
clean_up() {
  chmod -R u+rwx "$copy" 2>/dev/null || true
  rm -rf "$copy"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

"$here/../copy_course.sh" "$tool" "$copy"
mkdir "$copy/tmp"
chmod -R a+rX,go-w "$copy"
chown 1234:1234 "$copy/tmp"

cd "$copy/tmp"
env -i PATH="$PATH" HOME="$copy/tmp" TMPDIR="$copy/tmp" LC_ALL=C.UTF-8 \
  setpriv --reuid 1234 --regid 1234 --clear-groups --no-new-privs -- \
  "$copy/course/${script#"$course/"}" "$copy/build/$(basename "$tool")" "$@"
