#!/bin/sh
# Of a JSON object with a key twice, SQLite and DuckDB take the first value, jq the last; and neither database does so everywhere.
#
# Expected: the last one counts, as in JavaScript, Python and jq, and each program has one opinion; or it is an error.
# Happens: json_extract() of SQLite, and of DuckDB, gives the first; json_each() of SQLite and json_keys() of DuckDB give both; json() keeps
#   both in the text. read_json() of DuckDB refuses the same line, with an error about the sample's size. A line judged with one tool and
#   counted with another is thus two different lines.
# Version: sqlite3 3.40.1-2+deb12u2, jq 1.6-2.1+deb12u2 of Debian 12; duckdb 1.5.6 from PyPI.
# Source: RFC 8259, section 4 (names SHOULD be unique); sqlite.org/json1.html.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download sqlite3=3.40.1-2+deb12u2 libsqlite3-0=3.40.1-2+deb12u2 libreadline8=8.2-1.3 \
  jq=1.6-2.1+deb12u2 libjq1=1.6-2.1+deb12u2 libonig5=6.9.8-1 >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
{ python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check duckdb==1.5.6; } 2>pip.log || {
  cat pip.log >&2
  exit 69
}
libraries="$folder/root/usr/lib/x86_64-linux-gnu:$folder/root/lib/x86_64-linux-gnu"
of_debian() {
  name=$1
  shift
  LD_LIBRARY_PATH=$libraries "$folder/root/usr/bin/$name" "$@"
}
cat >probe.py <<'PY'
import duckdb, sys

text = sys.argv[1]
sql = lambda query: duckdb.execute(query, [text]).fetchone()[0]
print("duckdb", duckdb.__version__, "json_extract:", sql("select json_extract($1, '$.order')"))
print("duckdb json_keys:", sql("select json_keys($1)"))
open("line.json", "w").write(text + "\n")
try:
    print("duckdb read_json:", duckdb.sql("select * from 'line.json'").fetchall())
except duckdb.Error as error:
    print("duckdb read_json:", "duplicate key" if 'duplicate key "order"' in str(error) else error)
PY
line='{"order":"attack","order":"retreat"}'
sqlite() { of_debian sqlite3 :memory: "select $1"; }
{
  echo "$line"
  echo "jq 1.6: $(echo "$line" | of_debian jq -r .order)"
  echo "sqlite $(sqlite 'sqlite_version()') json_extract: $(sqlite "json_extract('$line', '\$.order')")"
  echo "sqlite json_each: $(sqlite "group_concat(value) from json_each('$line')")"
  echo "sqlite json: $(sqlite "json('$line')")"
  venv/bin/python probe.py "$line"
} | tee seen
cat >wanted <<'TEXT'
{"order":"attack","order":"retreat"}
jq 1.6: retreat
sqlite 3.40.1 json_extract: attack
sqlite json_each: attack,retreat
sqlite json: {"order":"attack","order":"retreat"}
duckdb 1.5.6 json_extract: "attack"
duckdb json_keys: ['order', 'order']
duckdb read_json: duplicate key
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
