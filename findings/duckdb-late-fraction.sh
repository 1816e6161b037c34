#!/bin/sh
# DuckDB makes a whole number of a fraction that first comes after its sample, in JSON and in CSV differently, and says nothing.
#
# Expected: the type of a column is guessed from the first rows, and a later value that does not fit is an error, as a word among numbers is,
#   or widens the column.
# Happens: where the first 20480 lines have whole numbers, a time such as 2.5 ms becomes 2 in JSON (half to even: 3.5 becomes 4), and
#   3 in CSV; 0.4 becomes 0. sums and maxima are then wrong without a word, and those of the two files differ. sample_size = -1, or the
#   column's type named, gives what is written. A word in that place is an error in both.
# Version: duckdb 1.5.6 from PyPI.
# Source: duckdb.org/docs/stable/data/json/loading_json (sample_size), data/csv/auto_detection.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
{ python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check duckdb==1.5.6; } 2>pip.log || {
  cat pip.log >&2
  exit 69
}
cat >probe.py <<'PY'
import duckdb

LATE = [2.5, 3.5, 0.4]
with open("t.json", "w") as json, open("t.csv", "w") as csv:
    csv.write("ms\n")
    for ms in [1] * 30000 + LATE:
        json.write(f'{{"ms":{ms}}}\n')
        csv.write(f"{ms}\n")


def show(what, table):
    try:
        rows = duckdb.sql(f"select ms from {table} offset 30000").fetchall()
        said = ", ".join(str(ms) for (ms,) in rows)
    except duckdb.Error as error:
        said = type(error).__name__
    print(f"{what}: {said}")


print("duckdb", duckdb.__version__, "of", ", ".join(map(str, LATE)))
show("JSON", "'t.json'")
show("CSV", "'t.csv'")
show("JSON, all lines sampled", "read_json('t.json', sample_size = -1)")
show("CSV, all lines sampled", "read_csv('t.csv', sample_size = -1)")
with open("t.json", "a") as json, open("t.csv", "a") as csv:
    json.write('{"ms":"late"}\n')
    csv.write("late\n")
show("JSON, with a word", "'t.json'")
show("CSV, with a word", "'t.csv'")
PY
venv/bin/python probe.py | tee seen
cat >wanted <<'TEXT'
duckdb 1.5.6 of 2.5, 3.5, 0.4
JSON: 2, 4, 0
CSV: 3, 4, 0
JSON, all lines sampled: 2.5, 3.5, 0.4
CSV, all lines sampled: 2.5, 3.5, 0.4
JSON, with a word: InvalidInputException
CSV, with a word: ConversionException
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
