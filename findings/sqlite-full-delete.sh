#!/bin/sh
# SQLite with its defaults, synchronous=FULL and a journal that is deleted, returns from a commit that a power cut may take back.
#
# Expected: FULL is the careful setting, as it is with the other journals: once the statement has returned, it is on the disk.
# Happens: what commits is that the journal is gone, and the folder is not synced after unlink(). If the power fails and the journal's
#   name comes back with the folder's old state, the next open finds a hot journal and rolls the transaction back, which is sound
#   and loses it. With journal_mode=TRUNCATE or WAL the last call before the return is a sync of what commits; with DELETE that takes
#   synchronous=EXTRA, which few set.
# Version: sqlite3 3.40.1-2+deb12u2 of Debian 12, Linux, under strace 6.1.
# Source: sqlite.org/pragma.html (synchronous); sqlite.org/atomiccommit.html, section 3.11.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download sqlite3=3.40.1-2+deb12u2 libsqlite3-0=3.40.1-2+deb12u2 libreadline8=8.2-1.3 \
  strace=6.1-0.1 libunwind8=1.6.2-3 >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu:$folder/root/lib/x86_64-linux-gnu"
export LD_LIBRARY_PATH
root/usr/bin/strace -o trace true 2>/dev/null || { echo "needs the right to trace processes (ptrace)" >&2; exit 69; }

# The calls of the last commit that sync or commit, files by what they are.
commit() {
  rm -f group.db*
  root/usr/bin/strace -y -o trace -e trace=fsync,fdatasync,unlink,ftruncate,write \
    stdbuf -oL root/usr/bin/sqlite3 group.db \
    "pragma journal_mode=$1" "pragma synchronous=$2" "create table log (entry)" ".print BEGIN" "insert into log values (1)" \
    ".print END" >/dev/null
  sed -n '/BEGIN/,/END/p' trace | grep -v '^write' |
    sed -E 's/^(fsync|fdatasync)\(.*group\.db-journal>.*/sync journal/; s/^(fsync|fdatasync)\(.*group\.db-wal>.*/sync wal/
      s/^(fsync|fdatasync)\(.*group\.db>.*/sync database/; s/^(fsync|fdatasync)\(.*/sync folder/
      s/^unlink.*/unlink journal/; s/^ftruncate.*/truncate journal/' | paste -sd, | sed "s/^/$1, $2: /; s/,\([^ ]\)/, \1/g"
}
{
  root/usr/bin/sqlite3 --version | cut -d' ' -f1
  commit delete full
  commit delete extra
  commit truncate full
  commit wal full
} | tee seen
cat >wanted <<'TEXT'
3.40.1
delete, full: sync journal, sync folder, sync journal, sync database, unlink journal
delete, extra: sync journal, sync folder, sync journal, sync database, unlink journal, sync folder
truncate, full: sync journal, sync folder, sync journal, sync database, truncate journal, sync journal
wal, full: sync wal
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
