#!/bin/sh
# need.sh COMMAND:PACKAGE… : makes sure of commands; as root on Debian it installs the package that brings a missing one.
set -eu
missing=""
for pair in "$@"; do
    command=${pair%%:*}
    case $command in
        venv) python3 -c 'import ensurepip, venv' 2>/dev/null && continue ;;
        initdb) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && continue ;;
        nginx) [ -x /usr/sbin/nginx ] && continue ;;  # not on the path of everyone
        *) command -v "$command" >/dev/null 2>&1 && continue ;;
    esac
    missing="$missing ${pair#*:}"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing:$missing"
    apt-get update -qq
    # shellcheck disable=SC2086  one word for each package
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    exit 0
fi
echo "This needs, and cannot install by itself:$missing" >&2
echo "On Debian: sudo apt-get install$missing" >&2
exit 1
