#!/bin/sh
# jq takes numbers that are not JSON, and mends them: `jq empty` does not tell whether a line is right.
#
# Expected: `jq empty file` ends with 0 just where the file is JSON; it is the usual check of a shell script.
# Happens: 007, +1, .5, 1. and 01.50 pass, also within objects, and come out as 7, 1, 0.5, 1 and 1.5; NaN passes as null. Lists with a
#   comma too many, single quotes and control characters are refused as they should be, so that the check seems to work. Whoever
#   compares bytes or hashes finds that a line that was "checked with jq" is refused by all others. Several texts in one line pass
#   too.
# Version: jq 1.6-2.1+deb12u2 of Debian 12.
# Source: RFC 8259, section 6 (number = [ minus ] int [ frac ] [ exp ]); jq's manual.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download jq=1.6-2.1+deb12u2 libjq1=1.6-2.1+deb12u2 libonig5=6.9.8-1 >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
LD_LIBRARY_PATH=$folder/root/usr/lib/x86_64-linux-gnu
export LD_LIBRARY_PATH
{
  root/usr/bin/jq --version
  while read -r text; do
    if said=$(printf '%s' "$text" | root/usr/bin/jq -c . 2>/dev/null); then
      echo "$text passes as" $said
    else
      echo "$text is refused"
    fi
  done <<'TEXT'
007
+1
.5
1.
{"at":01.50}
[NaN]
{"at":1}{"at":2}
[1,]
{'at':1}
TEXT
} | tee seen
cat >wanted <<'TEXT'
jq-1.6
007 passes as 7
+1 passes as 1
.5 passes as 0.5
1. passes as 1
{"at":01.50} passes as {"at":1.5}
[NaN] passes as [null]
{"at":1}{"at":2} passes as {"at":1} {"at":2}
[1,] is refused
{'at':1} is refused
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
