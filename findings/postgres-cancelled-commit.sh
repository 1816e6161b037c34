#!/bin/sh
# A commit of PostgreSQL that waits for its standby and is cancelled is committed; and no statement_timeout ends that wait.
#
# Expected: a commit that is cancelled, or whose statement's time is over, has not happened: what was to be on two machines is on none. And
#   statement_timeout bounds how long a statement takes.
# Happens: the commit record is on the disk before the wait begins, so that there is nothing to take back: a cancel ends the wait with a warning, and
#   the answer is COMMIT (or INSERT 0 1) as if the standby had it. Until then nobody else sees the row; from then on all do, although it is on
#   one machine only. statement_timeout does not count that wait: an INSERT with a limit of 200 ms is still waiting
#   2 s later, and restarting the server shows the row too. A program must read the warning, or ask the standby.
# Version: postgresql-15 15.20-0+deb12u1 of Debian 12.
# Source: www.postgresql.org/docs/15/warm-standby.html (synchronous replication); src/backend/replication/syncrep.c.
set -eu
[ "$(id -u)" = 0 ] || { echo "needs to be root, to become nobody, since postgres does not run as root" >&2; exit 69; }
folder=$(mktemp -d)
server=
stop() {
  if [ -n "$server" ]; then
    kill -QUIT "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  server=
}
trap 'stop; rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download postgresql-15=15.20-0+deb12u1 postgresql-client-15=15.20-0+deb12u1 libpq5=15.20-0+deb12u1 \
  libllvm14=1:14.0.6-12 libldap-2.5-0=2.5.13+dfsg-5 libxslt1.1=1.1.35-1+deb12u4 libxml2=2.9.14+dfsg-1.3~deb12u6 \
  libgssapi-krb5-2=1.20.1-2+deb12u5 libicu72=72.1-3+deb12u1 libsasl2-2=2.1.28+dfsg-10+deb12u1 >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu"
export LD_LIBRARY_PATH
mkdir home
chown 65534:65534 home
chmod 711 "$folder"
programs=$folder/root/usr/lib/postgresql/15/bin
as_nobody() { exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
sql() { timeout 20 "$programs/psql" -h "$folder/home" -U postgres -At "$@"; }
start() {
  as_nobody "$programs/postgres" -D home/data -k "$folder/home" -c listen_addresses= -c synchronous_standby_names=standby >log 2>&1 &
  server=$!
  for _ in $(seq 100); do
    if sql -c "select 1" >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  echo "postgres is not up after 10 s" >&2
  exit 69
}
# the process that waits for a standby
waiting() {
  for _ in $(seq 100); do
    pid=$(sql -c "select pid from pg_stat_activity where wait_event = 'SyncRep'")
    if [ -n "$pid" ]; then break; fi
    sleep 0.1
  done
  echo "$pid"
}
orders() { sql -c "select coalesce(string_agg(told, ' '), 'none') from orders"; }
(as_nobody "$programs/initdb" -D home/data -A trust -U postgres --no-locale) >log 2>&1 || { cat log >&2; exit 69; }
{
  "$programs/postgres" --version | cut -d " " -f 1-3
  start
  sql -q -c "set synchronous_commit = local" -c "create table orders (told text)"
  sql -c "insert into orders values ('attack')" >answer 2>&1 &
  client=$!
  pid=$(waiting)
  echo "orders while it waits: $(orders)"
  sql -c "select pg_cancel_backend($pid)" >/dev/null
  wait "$client"
  cat answer
  echo "orders after the cancel: $(orders)"
  sql -c "set statement_timeout = 200" -c "insert into orders values ('retreat')" >answer 2>&1 &
  client=$!
  pid=$(waiting)
  sleep 2
  if kill -0 "$pid" 2>/dev/null; then echo "2 s after a limit of 200 ms it waits; orders: $(orders)"; fi
  stop
  wait "$client" || true
  start
  echo "orders after a restart: $(orders)"
  stop
} | tee seen
cat >wanted <<'TEXT'
postgres (PostgreSQL) 15.20
orders while it waits: none
WARNING:  canceling wait for synchronous replication due to user request
DETAIL:  The transaction has already committed locally, but might not have been replicated to the standby.
INSERT 0 1
orders after the cancel: attack
2 s after a limit of 200 ms it waits; orders: attack
orders after a restart: attack retreat
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
