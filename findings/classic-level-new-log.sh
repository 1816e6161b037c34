#!/bin/sh
# put() of LevelDB with sync: true returns before the file it wrote to is named on the disk, whenever it has begun a new log.
#
# Expected: sync: true means that what was put is there after a power cut.
# Happens: the log is synced, but when it is full, a put makes the next one (000004.log), writes there, syncs that file, and returns; the
#   folder is synced later, by another thread, with the next MANIFEST. In between the file's data are on the disk and its name
#   need not be: a file system that keeps to POSIX only may lose both. (ext4 and xfs write the name along with the first
#   sync of a new file.) Nothing of it shows in a test that kills the process.
# Version: classic-level 3.0.0 from npm (LevelDB 1.20), Linux, under strace 6.1.
# Source: LevelDB's util/env_posix.cc (SyncDirIfManifest); fsync(2) on the directory.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts classic-level@3.0.0 || exit 69
apt-get -q -o APT::Sandbox::User=root download strace=6.1-0.1 libunwind8=1.6.2-3 >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu"
export LD_LIBRARY_PATH
root/usr/bin/strace -o trace true 2>/dev/null || { echo "needs the right to trace processes (ptrace)" >&2; exit 69; }
cat >probe.js <<'JS'
import { writeSync } from "node:fs";
import { ClassicLevel } from "classic-level";

const db = new ClassicLevel("data", { writeBufferSize: 64 * 1024 });
await db.open();
for (let i = 0; i < 6; i++) await db.put(`entry ${i}`, "x".repeat(20_000), { sync: true });
await db.close();
JS
root/usr/bin/strace -f -y -o trace -e trace=openat,fsync,fdatasync node probe.js
echo "classic-level 3.0.0" | tee seen
# the thread of the put that made the second log: its calls from there to its first sync
thread=$(sed -n 's/^\([0-9]*\) .*openat.*000004\.log", .*O_CREAT.*/\1/p' trace)
sed -n '/000004\.log", .*O_CREAT/,$p' trace | grep "^$thread " | grep -v LOG |
  sed -nE 's/.*openat.*\/(0+4\.log)".*O_CREAT.*/makes \1/p; s/.*f(data)?sync\(.*\/(0+4\.log)>.*/syncs \2/p; s/.*f(data)?sync\([0-9]+<.*\/data>.*/syncs the folder/p' |
  uniq | tee -a seen
cat >wanted <<'TEXT'
classic-level 3.0.0
makes 000004.log
syncs 000004.log
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
