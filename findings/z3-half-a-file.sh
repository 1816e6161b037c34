#!/bin/sh
# z3 answers for a DIMACS file that it could read in part only: an error in the first line, SATISFIABLE in the second, and exit code 0.
#
# Expected: a file that cannot be read is answered by an error and a code that says so, as other solvers do; certainly a file that ends
#   amid a clause.
# Happens: z3 says where it stopped, drops the clause it was in and all behind it, and solves the rest. A file that was cut while it was
#   written, whose whole is unsatisfiable, is SATISFIABLE. Of the numbers in the header nothing is checked, so that
#   a file cut between two clauses has no error at all. In SMT-LIB the same is said of an assertion that is
#   ill-typed: an error, then `sat` for those that are left, but there the code is 1.
# Version: z3 4.8.12-3.1 of Debian 12.
# Source: the DIMACS challenge's satisfiability formats (1993), section 2.1; SMT-LIB 2.6, section 4.1.7.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download z3=4.8.12-3.1 libz3-4=4.8.12-3.1 >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
LD_LIBRARY_PATH=$folder/root/usr/lib/x86_64-linux-gnu
export LD_LIBRARY_PATH
show() {
  what=$1
  shift
  code=0
  said=$(root/usr/bin/z3 "$@" 2>&1) || code=$?
  error=$(echo "$said" | grep -c '^(error' || true)
  echo "$what: $(echo "$said" | sed -n 's/^s //p; /^sat$/p; /^unsat$/p'), errors $error, code $code"
}
printf 'p cnf 2 4\n1 2 0\n1 -2 0\n-1 2 0\n-1 -2 0\n' >whole.cnf
head -c 28 whole.cnf >amid.cnf
head -n 4 whole.cnf >between.cnf
printf '(set-logic QF_LIA)(declare-const a Bool)(declare-const n Int)(assert (> n 0))(assert (< (+ n a) 0))(check-sat)' >typed.smt2
{
  root/usr/bin/z3 --version
  show "whole" -dimacs whole.cnf
  show "cut amid a clause" -dimacs amid.cnf
  show "cut between clauses" -dimacs between.cnf
  show "an ill-typed assertion" typed.smt2
} | tee seen
cat >wanted <<'TEXT'
Z3 version 4.8.12 - 64 bit
whole: UNSATISFIABLE, errors 0, code 0
cut amid a clause: SATISFIABLE, errors 1, code 0
cut between clauses: SATISFIABLE, errors 0, code 0
an ill-typed assertion: sat, errors 1, code 1
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
