#!/bin/sh
# Miller makes a text of a whole number from 2^63 on: it comes out in quotes, and sums pass over it.
#
# Expected: a number is a number; one that does not fit 64 bits is a float, as the manual has it of input and of sums, or stays as it was
#   written, as numbers do that nothing is computed with. `mlr --json cat` changes the layout of a file, not its types.
# Happens: 18446744073709551615, a full unsigned 64-bit counter, id or seed, is read as a text, in JSON and in CSV. `cat` writes it in quotes,
#   so that the next program reads a string. `stats1` leaves it out of the sum and of the mean and counts it; its max is the
#   text. In a filter `$id > 5` compares texts, and "18..." comes before "5". Arithmetic gives (error). No warning, exit code 0.
#   9223372036854775807 is a number as it should be. float($id) makes one of the text, with 53 bits.
# Version: miller 6.6.0-2+b3 of Debian 12.
# Source: miller.readthedocs.io, reference-main-arithmetic (what is no int and scans as a float is a float); RFC 8259, section 6.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download miller=6.6.0-2+b3 >/dev/null || exit 69
for deb in *.deb; do dpkg -x "$deb" root; done
cat >ids.jsonl <<'JSON'
{"id":18446744073709551615}
{"id":9223372036854775807}
{"id":7}
JSON
printf 'id\n18446744073709551615\n' >ids.csv
mlr() { root/usr/bin/mlr "$@"; }
{
  mlr --version
  mlr --ijsonl --ojsonl cat then put '$is = typeof($id)' ids.jsonl
  mlr --icsv --ojsonl put '$is = typeof($id)' ids.csv
  echo "above 5:"
  mlr --ijsonl --ojsonl filter '$id > 5' ids.jsonl
  echo "of the first and the last:"
  mlr --ijsonl --ojsonl filter 'NR != 2' then stats1 -a count,sum,mean,max -f id ids.jsonl
  mlr --ijsonl --ojsonl head -n 1 then put -q 'print $id + 1; print float($id) + 1' ids.jsonl
} | tee seen
cat >wanted <<'TEXT'
mlr 6.6.0
{"id": "18446744073709551615", "is": "string"}
{"id": 9223372036854775807, "is": "int"}
{"id": 7, "is": "int"}
{"id": "18446744073709551615", "is": "string"}
above 5:
{"id": 9223372036854775807}
{"id": 7}
of the first and the last:
{"id_count": 2, "id_sum": 7, "id_mean": 7, "id_max": "18446744073709551615"}
(error)
18446744073709552000
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
