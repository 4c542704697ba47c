#!/bin/sh
# Bring what the tests need beside Python: PostgreSQL, Redis, a browser, fonts.
set -eu
missing=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$missing postgresql"
command -v redis-server >/dev/null || missing="$missing redis-server"
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing="$missing chromium fonts-liberation"
command -v git >/dev/null || missing="$missing git"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing$missing"
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "The tests need these packages, which only an administrator can install:$missing" >&2
    exit 1
fi
