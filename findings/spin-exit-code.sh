#!/bin/sh
# Spin ends with 0 whether the model holds, is violated, or was searched in part only; and the part has "errors: 0".
#
# Expected: `spin -run model.pml`, and the `pan` that it makes, end with 0 just where the search found nothing and was whole, as a
#   checker's do; a search that was cut short says that it has no answer.
# Happens: a violated assertion is a line of text and exit code 0; only a model that does not parse ends with another. Ways longer than 10000
#   steps are cut (-m says how long they may be): a line says "max search depth too small", and the summary "errors: 0", over a model whose
#   assertion fails at the end of its only way. So `spin -run model.pml && echo holds` says so of all three. What tells them apart is that line,
#   the number behind "errors:", and the file model.pml.trail. A loop that counts in 16 bits is too long already.
# Version: spin 6.5.2+dfsg-1 of Debian 12, with any C compiler.
# Source: spinroot.com/spin/Man/Pan.html (-m), which says nothing of exit codes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
command -v cc >/dev/null || exit 69
apt-get -q -o APT::Sandbox::User=root download spin=6.5.2+dfsg-1 >/dev/null || exit 69
for deb in *.deb; do dpkg -x "$deb" root; done

cat >holds.pml <<'PML'
active proctype Node() { assert(true) }
PML
cat >violated.pml <<'PML'
active proctype Node() { assert(false) }
PML
cat >long.pml <<'PML'
int heard = 0;
active proctype Node() {
  do
  :: heard < 20000 -> heard++
  :: else -> break
  od;
  assert(heard < 20000)
}
PML
cat >broken.pml <<'PML'
active proctype Node() { assert( }
PML

# What `spin -run` says of a model: its exit code, and the lines that tell.
tell() {
  code=0
  root/usr/bin/spin -run "$@" >said 2>&1 || code=$?
  for model; do :; done
  echo "$*: exit code $code$(grep -o 'assertion violated\|max search depth too small' said | sort -u | sed 's/^/, /')$(grep -o 'errors: [0-9]*' said | sed 's/^/, /')"
  if [ -e "$model.trail" ]; then echo "  and $model.trail is there"; fi
  rm -f -- *.trail
}
{
  root/usr/bin/spin -V | grep -o 'Spin Version [0-9.]*'
  tell holds.pml
  tell violated.pml
  tell long.pml
  tell -m50000 long.pml
  tell broken.pml
} | tee seen
cat >wanted <<'TEXT'
Spin Version 6.5.2
holds.pml: exit code 0, errors: 0
violated.pml: exit code 0, assertion violated, errors: 1
  and violated.pml.trail is there
long.pml: exit code 0, max search depth too small, errors: 0
-m50000 long.pml: exit code 0, assertion violated, errors: 1
  and long.pml.trail is there
broken.pml: exit code 1
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
