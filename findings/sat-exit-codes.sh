#!/bin/sh
# clasp ends with 30, not 10, for some formulas that have a model; PicoSAT and Sat4j end with 0 for a file that they refuse.
#
# Expected: since the SAT competitions a solver ends with 10 for SATISFIABLE and 20 for UNSATISFIABLE, whichever it is, so that a script may
#   compare with 10; and a file that cannot be read ends with a code of failure.
# Happens: clasp adds 20 for "searched through" to 10 for "has a model": where the model it found was the last there is, and it knows, it ends
#   with 30 after the same "s SATISFIABLE". By default that is so of formulas that follow from unit clauses alone, with -n 0 of all,
#   so that a script that was tried on real questions fails on the smallest ones. Of a header that says too few
#   clauses PicoSAT writes an error and ends with 0, which is "unknown"; Sat4j likewise, of a comment behind the first clause. minisat warns of
#   the first and goes on, cadical ends with 1; both pass over the second.
# Version: clasp 3.3.5-4.2, picosat 965-2, sat4j 2.3.5-0.3, minisat 1:2.2.1-5+b3, cadical 1.5.3-2 of Debian 12, with any Java.
# Source: satcompetition.org, output of solvers; potassco.org, clasp's exit codes (E_SAT 10, E_EXHAUST 20).
set -eu
command -v java >/dev/null || exit 69
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download clasp=3.3.5-4.2 picosat=965-2 sat4j=2.3.5-0.3 minisat=1:2.2.1-5+b3 \
  cadical=1.5.3-2 >/dev/null || exit 69
for deb in *.deb; do dpkg -x "$deb" root; done
LD_LIBRARY_PATH=$folder/root/usr/lib:$folder/root/usr/lib/x86_64-linux-gnu
export LD_LIBRARY_PATH
printf 'p cnf 1 1\n1 0\n' >unit.cnf
printf 'p cnf 3 3\n1 2 3 0\n-1 0\n-2 0\n' >one-model.cnf
printf 'p cnf 3 2\n1 2 3 0\n-1 -2 0\n' >more-models.cnf
printf 'p cnf 1 2\n1 0\n-1 0\n' >no-model.cnf
printf 'p cnf 2 1\n1 2 0\n-1 0\n' >header.cnf
printf 'p cnf 2 2\n1 2 0\nc traitor 2\n-1 0\n' >comment.cnf

tell() {
  code=0
  "$@" >said 2>/dev/null || code=$?
  echo "$code $(grep -o 'UNSATISFIABLE\|SATISFIABLE' said || echo "no answer")"
}
clasp() { tell root/usr/bin/clasp -V0 "$@"; }
sat4j() { tell java -jar root/usr/share/java/org.sat4j.core.jar "$@"; }
{
  for file in unit one-model more-models no-model; do echo "$file: clasp $(clasp $file.cnf), clasp -n 0 $(clasp -n 0 $file.cnf)"; done
  for file in header comment; do
    echo "$file: picosat $(tell root/usr/bin/picosat $file.cnf), sat4j $(sat4j $file.cnf)," \
      "minisat $(tell root/usr/bin/minisat $file.cnf), cadical $(tell root/usr/bin/cadical $file.cnf)"
  done
} | tee seen
cat >wanted <<'TEXT'
unit: clasp 30 SATISFIABLE, clasp -n 0 30 SATISFIABLE
one-model: clasp 10 SATISFIABLE, clasp -n 0 30 SATISFIABLE
more-models: clasp 10 SATISFIABLE, clasp -n 0 30 SATISFIABLE
no-model: clasp 20 UNSATISFIABLE, clasp -n 0 20 UNSATISFIABLE
header: picosat 0 no answer, sat4j 10 SATISFIABLE, minisat 10 SATISFIABLE, cadical 1 no answer
comment: picosat 10 SATISFIABLE, sat4j 0 no answer, minisat 10 SATISFIABLE, cadical 10 SATISFIABLE
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
