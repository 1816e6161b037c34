#!/bin/sh
# A key that first comes late in a file of JSON lines: polars drops it in silence; DuckDB drops it or fails, by which column is asked for.
#
# Expected: a reader that samples either finds a late key all the same, as each line names its own, or always says that it has not.
# Happens: polars looks at 100 lines, and what comes later is not in the frame, read or scanned, without a warning; a recording
#   whose first fault is in line 101 has no faults. DuckDB looks at 20480 lines. After them the same unknown key is an error if the query reads a
#   column behind the first one of the line, and nothing if it reads none or only the first, so that a count passes and the same
#   rows fail when they are printed.
# Version: polars 1.44.2, duckdb 1.5.6 from PyPI.
# Source: docs.pola.rs (read_ndjson, infer_schema_length); duckdb.org/docs/stable/data/json/loading_json (sample_size).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
{ python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check polars==1.44.2 duckdb==1.5.6; } 2>pip.log || {
  cat pip.log >&2
  exit 69
}
cat >probe.py <<'PY'
import duckdb, polars


def lines(count, name):
    with open(name, "w") as file:
        file.write('{"ms":1,"node":2}\n' * count + '{"ms":2,"node":3,"fault":"late"}\n')


print("polars", polars.__version__, "duckdb", duckdb.__version__)
lines(200, "short.json")
print("polars, read:", polars.read_ndjson("short.json").columns)
print("polars, scanned:", polars.scan_ndjson("short.json").collect().columns)
print("polars, all lines looked at:", polars.read_ndjson("short.json", infer_schema_length=None).columns)
lines(30000, "long.json")
for asked in ["count(*)", "ms", "node", "*"]:
    try:
        said = duckdb.sql(f"select {asked} from 'long.json' where ms = 2").fetchall()
    except duckdb.Error as error:
        said = "unknown key" if 'unknown key "fault"' in str(error) else error
    print(f"duckdb, select {asked}:", said)
PY
venv/bin/python probe.py | tee seen
cat >wanted <<'TEXT'
polars 1.44.2 duckdb 1.5.6
polars, read: ['ms', 'node']
polars, scanned: ['ms', 'node']
polars, all lines looked at: ['ms', 'node', 'fault']
duckdb, select count(*): [(1,)]
duckdb, select ms: [(2,)]
duckdb, select node: unknown key
duckdb, select *: unknown key
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
