#!/bin/sh
# promtool check metrics passes a sample told twice, a histogram that falls, and nothing at all: `curl -s … | promtool check metrics`
# ends with 0 for a node that is down.
#
# Expected: it is the tool of Prometheus for what a program of one's own exports, so it refuses what a server would drop or compute nonsense
#   from, as it refuses a family in two places and a label told twice; where there is no metric it says so.
# Happens: it reads the text and lints names, types and help. What the samples say is not looked at: one series with two values passes, and so
#   do buckets that count down, a histogram without +Inf or with another count than its last bucket, a counter below 0, and an empty
#   input. A missing help text ends with 3, so that the check seems to be a strict one.
# Version: prometheus 2.42.0+ds-5+deb12u1 of Debian 12.
# Source: promtool check metrics --help (the pipe with curl is its example); prometheus.io/docs/instrumenting/exposition_formats.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download prometheus=2.42.0+ds-5+deb12u1 >/dev/null || exit 69
for deb in *.deb; do dpkg -x "$deb" root; done

# What the tool says of the lines of standard input.
tell() {
  code=0
  root/usr/bin/promtool check metrics >said 2>&1 || code=$?
  echo "$1: exit code $code$(sed 's/^/, /' said)"
}
counter='# HELP agreed_total Agreements.\n# TYPE agreed_total counter\n'
histogram='# HELP round_seconds Rounds.\n# TYPE round_seconds histogram\n'
{
  root/usr/bin/promtool --version 2>&1 | grep -o '^promtool, version [0-9.]*'
  printf "${counter}agreed_total 5\nagreed_total 7\n" | tell "one sample, two values"
  printf "${histogram}round_seconds_bucket{le=\"1\"} 5\nround_seconds_bucket{le=\"+Inf\"} 3\nround_seconds_sum 1\nround_seconds_count 9\n" |
    tell "buckets that fall"
  printf "${histogram}round_seconds_bucket{le=\"1\"} 5\nround_seconds_sum 1\nround_seconds_count 5\n" | tell "no bucket +Inf"
  printf "${counter}agreed_total -1\n" | tell "a counter below 0"
  tell "nothing" </dev/null
  printf "${counter}agreed_total{node=\"1\",node=\"2\"} 1\n" | tell "one label twice"
  printf '# TYPE agreed_total counter\nagreed_total 1\n' | tell "no help"
} | tee seen
cat >wanted <<'TEXT'
promtool, version 2.42.0
one sample, two values: exit code 0
buckets that fall: exit code 0
no bucket +Inf: exit code 0
a counter below 0: exit code 0
nothing: exit code 0
one label twice: exit code 1, error while linting: text format parsing error in line 3: duplicate label names for metric "agreed_total"
no help: exit code 3, agreed_total no help text
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
