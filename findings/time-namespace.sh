#!/bin/sh
# A time namespace of Linux has the same time of day as the machine, and cannot have another.
#
# Expected: like a network namespace, which has its own addresses, or one of hostnames, it has its own clock: a container, or one node of a group
#   in a test, can be an hour late.
# Happens: it has its own CLOCK_MONOTONIC and CLOCK_BOOTTIME only, for programs that were moved between machines. CLOCK_REALTIME is the machine's,
#   and setting it inside sets it for all, where that is allowed. What does shift is the time since the start: uptime and
#   process.hrtime() jump by the offset, so timers and deadlines can be tried with it, and wrong clocks cannot. Nor does an offset apply to
#   the process that made the namespace, but only to its children. The time of day of one process takes a preloaded library.
# Version: any Linux with time namespaces (5.6 and on, printed); util-linux 2.38 of Debian 12.
# Source: time_namespaces(7); unshare(1), --monotonic and --boottime.
set -eu
command -v unshare >/dev/null || exit 69
unshare --time --monotonic 3600 --fork true 2>/dev/null || { echo "needs time namespaces and the right to make one" >&2; exit 69; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >probe.py <<'PY'
import subprocess, sys, time

CLOCKS = {"CLOCK_REALTIME": 0, "CLOCK_MONOTONIC": 1, "CLOCK_BOOTTIME": 7, "CLOCK_TAI": 11}
read = lambda: [time.clock_gettime(clock) for clock in CLOCKS.values()]
if len(sys.argv) > 1:
    print(*read())
else:
    before = read()
    command = ["unshare", "--time", "--monotonic", "3600", "--boottime", "7200", "--fork", sys.executable, __file__, "inside"]
    inside = [float(text) for text in subprocess.check_output(command, text=True).split()]
    for name, one, other in zip(CLOCKS, before, inside):
        print(f"{name} inside: {round((other - one) / 600) * 600:+d} s")
PY
uname -sr
python3 probe.py | tee seen
cat >wanted <<'TEXT'
CLOCK_REALTIME inside: +0 s
CLOCK_MONOTONIC inside: +3600 s
CLOCK_BOOTTIME inside: +7200 s
CLOCK_TAI inside: +0 s
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
