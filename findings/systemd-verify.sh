#!/bin/sh
# systemd-analyze verify ends with 0 for a unit half of which systemd will ignore, and says nothing of 5M.
#
# Expected: like `sshd -t` or `nginx -t`, the exit code tells whether the file is right, so that it can stand in CI;
#   M is minutes; and what was renamed in one section (StartLimitInterval= to StartLimitIntervalSec=) was renamed.
# Happens: whatever systemd would ignore is a line on standard error and exit code 0: a policy that does not exist,
#   a key in the wrong section, a wrong protection. Only what makes the unit fail to load counts, so that the same
#   sort of mistake ends with 1 where the value is a DynamicUser= and with 0 where it is a ProtectSystem=. In
#   [Service] the old StartLimitInterval= still works without a word, but StartLimitIntervalSec= is an unknown key
#   (it belongs in [Unit]). TimeoutStopSec=5M is five months and accepted in silence. With --recursive-errors=no,
#   whose name promises fewer errors, what is ignored ends with 1.
# Version: systemd 252.39-1~deb12u2 from Debian 12.
# Source: github.com/systemd/systemd/issues/27540; systemd-analyze(1), systemd.unit(5), systemd.time(7).
set -eu
version=252.39-1~deb12u2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download "systemd=$version" "libsystemd-shared=$version" >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
LD_LIBRARY_PATH=$(dirname "$(find "$folder/root" -name 'libsystemd-shared-*.so')")
export LD_LIBRARY_PATH

analyze() {
  "$folder/root/usr/bin/systemd-analyze" "$@"
}

# What verify says of a unit with this further line in [Service]; more arguments are options.
verify() {
  line=$1
  shift
  printf '[Unit]\nDescription=A node\n[Service]\nExecStart=/bin/true\n%s\n' "$line" >node.service
  code=0
  said=$(analyze verify "$@" ./node.service 2>&1) || code=$?
  case $said in
    '') said=nothing ;;
    *[Ii]gnoring*) said=ignored ;;
    *"will not be started"*) said=refused ;;
  esac
  echo "$line${*:+ $*}: $said, exit code $code"
}

{
  analyze --version | sed -n '1s/.*(\(.*\))/systemd \1/p'
  verify Restart=allways
  verify Restart=allways --recursive-errors=no
  verify ProtectSystem=yess
  verify DynamicUser=yess
  verify StartLimitIntervalSec=10
  verify StartLimitInterval=10
  verify TimeoutStopSec=5M
  analyze timespan 5M | sed -n 's/^ *Human: /5M: /p'
} | tee seen
cat >wanted <<'TEXT'
systemd 252.39-1~deb12u2
Restart=allways: ignored, exit code 0
Restart=allways --recursive-errors=no: ignored, exit code 1
ProtectSystem=yess: ignored, exit code 0
DynamicUser=yess: refused, exit code 1
StartLimitIntervalSec=10: ignored, exit code 0
StartLimitInterval=10: nothing, exit code 0
TimeoutStopSec=5M: nothing, exit code 0
5M: 5month
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
