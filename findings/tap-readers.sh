#!/bin/sh
# prove fails a run whose tests all passed, because it says TAP version 14; tappy passes one that failed, because of \# in its name.
#
# Expected: TAP 14 is laid out so that a reader of TAP 13 can take it: subtests are indented, which such a reader passes over, and # and \ of
#   a name are escaped, as was done before. So what changes with the first line is at most what is shown.
# Happens: to prove a version above 13 is a parse error. All tests are ok, none is missing, and the run is FAIL; with 13 written there the same
#   lines are PASS, subtests and all. tappy reads 13 and 14 alike, and unescapes nothing: of `not ok 1 - a list of \# todo` it
#   takes the end for a directive, so that a failed test counts as an expected failure and the run is OK. To prove and tap-parser that is a
#   name. Names with "todo" behind a # cannot be had for all readers.
# Version: perl-modules-5.36 5.36.0-7+deb12u3 (TAP::Parser 3.44), python3-tap 3.1-1 of Debian 12; tap-parser 18.3.4 from npm.
# Source: testanything.org/tap-version-14-specification.html (Changes From TAP13 Format; Escaping).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download perl-modules-5.36=5.36.0-7+deb12u3 python3-tap=3.1-1 >/dev/null || exit 69
for deb in *.deb; do dpkg -x "$deb" root; done
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts tap-parser@18.3.4 || exit 69

cat >subtests-13.tap <<'TAP'
TAP version 13
1..1
# Subtest: four nodes
    ok 1 - one liar
    1..1
ok 1 - four nodes
TAP
sed 's/version 13/version 14/' subtests-13.tap >subtests-14.tap
printf 'TAP version 13\n1..1\nnot ok 1 - a list of \\# todo\n' >escaped-13.tap
sed 's/version 13/version 14/' escaped-13.tap >escaped-14.tap

cat >reads.pl <<'PERL'
use TAP::Harness;
my $harness = TAP::Harness->new({ verbosity => -3, exec => ['cat'] });
my $run = $harness->runtests($ARGV[0]);
print $run->all_passed ? "passed" : "failed", "\n";
PERL
cat >reads.py <<'PY'
import os, sys, unittest
from tap.loader import Loader
run = unittest.TextTestRunner(stream=open(os.devnull, "w")).run(Loader().load(sys.argv[1:]))
print("passed" if run.wasSuccessful() else "failed")
PY
cat >reads.js <<'JS'
import { readFileSync } from "node:fs";
import { Parser } from "tap-parser";
const [, result] = Parser.parse(readFileSync(process.argv[2], "utf8")).find(([event]) => event === "complete");
console.log(result.ok ? "passed" : "failed");
JS
{
  for file in subtests-13 subtests-14 escaped-13 escaped-14; do
    prove=$(perl -Iroot/usr/share/perl/5.36.0 reads.pl $file.tap 2>/dev/null | tail -n 1)
    tappy=$(PYTHONPATH=root/usr/lib/python3/dist-packages python3 reads.py $file.tap 2>/dev/null | tail -n 1)
    echo "$file: TAP::Harness $prove, tappy $tappy, tap-parser $(node reads.js $file.tap)"
  done
} | tee seen
cat >wanted <<'TEXT'
subtests-13: TAP::Harness passed, tappy passed, tap-parser passed
subtests-14: TAP::Harness failed, tappy passed, tap-parser passed
escaped-13: TAP::Harness failed, tappy passed, tap-parser failed
escaped-14: TAP::Harness failed, tappy passed, tap-parser failed
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
