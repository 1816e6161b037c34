#!/bin/sh
# Some readers of DIMACS take a line for a clause: SymPy then solves another formula, and without a word.
#
# Expected: a clause ends with 0, and line breaks are blanks, so that all readers find the same clauses in a file; if a reader wants a line
#   a clause, it refuses what is otherwise.
# Happens: cadical, picosat and minisat go by the 0. CryptoMiniSat and PySAT refuse a clause that goes on in the next line, although it is
#   right. SymPy makes a clause of each line, so that a formula that has models has none, or the other way round. It also drops the
#   empty clause, which no assignment satisfies: a program that writes it for "contradiction" is told that there is a model. Nobody
#   sees it in files that were written a clause a line, as most are; whoever wraps long clauses does.
# Version: cadical 1.5.3-2, picosat 965-2, minisat 1:2.2.1-5+b3, cryptominisat 5.11.4+dfsg1-2+b1 of Debian 12; sympy 1.14.0 and python-sat
#   1.9.dev15 from PyPI.
# Source: the DIMACS challenge's satisfiability formats (1993), section 2.1; sympy/logic/utilities/dimacs.py.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download cadical=1.5.3-2 picosat=965-2 minisat=1:2.2.1-5+b3 \
  cryptominisat=5.11.4+dfsg1-2+b1 libcryptominisat5-5.11=5.11.4+dfsg1-2+b1 libboost-program-options1.74.0 >/dev/null || exit 69
for deb in *.deb; do dpkg -x "$deb" root; done
LD_LIBRARY_PATH=$folder/root/usr/lib/x86_64-linux-gnu:$folder/root/usr/lib
export LD_LIBRARY_PATH
{ python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check sympy==1.14.0 python-sat==1.9.dev15; } 2>pip.log || {
  cat pip.log >&2
  exit 69
}

# (1 or 2) and not 2: 1 has to hold
printf 'p cnf 2 2\n1 2 0\n-2 0\n' >plain.cnf
printf 'p cnf 2 2\n1\n2 0\n-2 0\n' >wrapped.cnf
# (1 or 2) and (not 1 or 2) and not 2: no model
printf 'p cnf 2 3\n1 2 0\n-1 2 0\n-2 0\n' >none.cnf
printf 'p cnf 2 3\n1 2 0 -1\n2 0 -2\n0\n' >none-wrapped.cnf
# 1, and the empty clause: no model
printf 'p cnf 1 2\n1 0\n0\n' >empty.cnf

cat >sympy-reads.py <<'PY'
import sys
from sympy.logic.inference import satisfiable
from sympy.logic.utilities.dimacs import load_file
print("SATISFIABLE" if satisfiable(load_file(sys.argv[1])) else "UNSATISFIABLE")
PY
cat >pysat-reads.py <<'PY'
import sys
from pysat.formula import CNF
from pysat.solvers import Minisat22
try:
    with Minisat22(bootstrap_with=CNF(from_file=sys.argv[1])) as solver:
        print("SATISFIABLE" if solver.solve() else "UNSATISFIABLE")
except ValueError:
    print("ValueError")
PY
answer() { "$@" 2>&1 | grep -o 'UNSATISFIABLE\|SATISFIABLE\|ValueError\|ERROR' | head -n 1 || true; }
{
  for file in plain wrapped none none-wrapped empty; do
    set --
    for solver in cadical picosat minisat; do set -- "$@" "$solver $(answer "root/usr/bin/$solver" $file.cnf)"; done
    set -- "$@" "cryptominisat5 $(answer root/usr/bin/cryptominisat5 $file.cnf)"
    set -- "$@" "pysat $(answer venv/bin/python pysat-reads.py $file.cnf)"
    set -- "$@" "sympy $(answer venv/bin/python sympy-reads.py $file.cnf)"
    echo "$file:"
    printf '  %s\n' "$@"
  done
} | tee seen
cat >wanted <<'TEXT'
plain:
  cadical SATISFIABLE
  picosat SATISFIABLE
  minisat SATISFIABLE
  cryptominisat5 SATISFIABLE
  pysat SATISFIABLE
  sympy SATISFIABLE
wrapped:
  cadical SATISFIABLE
  picosat SATISFIABLE
  minisat SATISFIABLE
  cryptominisat5 ERROR
  pysat ValueError
  sympy UNSATISFIABLE
none:
  cadical UNSATISFIABLE
  picosat UNSATISFIABLE
  minisat UNSATISFIABLE
  cryptominisat5 UNSATISFIABLE
  pysat UNSATISFIABLE
  sympy UNSATISFIABLE
none-wrapped:
  cadical UNSATISFIABLE
  picosat UNSATISFIABLE
  minisat UNSATISFIABLE
  cryptominisat5 ERROR
  pysat ValueError
  sympy SATISFIABLE
empty:
  cadical UNSATISFIABLE
  picosat UNSATISFIABLE
  minisat UNSATISFIABLE
  cryptominisat5 UNSATISFIABLE
  pysat UNSATISFIABLE
  sympy SATISFIABLE
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
