#!/bin/sh
# Of equal notifications in one transaction PostgreSQL delivers one, so that NOTIFY counts nothing.
#
# Expected: LISTEN and NOTIFY are a message queue without a memory: what is sent while somebody listens comes, once for each NOTIFY, in the order
#   in which it was sent, as pg_notify() in a trigger for each row suggests.
# Happens: within a transaction a notification with a channel and payload that it already has is dropped, wherever it stands: a, a, b, a is delivered as a,
#   b. Three votes for the same order inserted by one statement are one notification, by three transactions they are three, so that
#   how often a listener is woken depends on how the writer groups its work. A payload that differs, by a number for one, is kept.
# Version: postgresql-15 15.20-0+deb12u1 of Debian 12.
# Source: www.postgresql.org/docs/15/sql-notify.html (which does say so).
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
  as_nobody "$programs/postgres" -D home/data -k "$folder/home" -c listen_addresses= >log 2>&1 &
  server=$!
  for _ in $(seq 100); do
    if sql -c "select 1" >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  echo "postgres is not up after 10 s" >&2
  exit 69
}
# what a listener gets of what these statements send, in one transaction if `begin` is the first of them
heard() {
  set -- -c "listen votes" "$@" -c "select 1"
  sql -q "$@" | sed -n 's/.*with payload "\([^"]*\)".*/\1/p' | paste -s -d ' ' -
}
(as_nobody "$programs/initdb" -D home/data -A trust -U postgres --no-locale) >log 2>&1 || { cat log >&2; exit 69; }
{
  "$programs/postgres" --version | cut -d " " -f 1-3
  start
  echo "a, a, b, a in one transaction: $(heard -c begin -c "notify votes, 'a'" -c "notify votes, 'a'" -c "notify votes, 'b'" -c "notify votes, 'a'" -c commit)"
  echo "the same in four: $(heard -c "notify votes, 'a'" -c "notify votes, 'a'" -c "notify votes, 'b'" -c "notify votes, 'a'")"
  echo "a row each in one statement: $(heard -c "select pg_notify('votes', told) from (values ('a'), ('b'), ('a')) as orders (told)" | sed 's/^ *//')"
  stop
} | tee seen
cat >wanted <<'TEXT'
postgres (PostgreSQL) 15.20
a, a, b, a in one transaction: a b
the same in four: a a b a
a row each in one statement: a b
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
