#!/bin/sh
# Every check, then every test on SQLite and again on PostgreSQL with Redis.
set -eu
sh scripts/check.sh
bin=.venv/bin
echo "tests on SQLite, one process tree"
$bin/python -m pytest -n 2 --dist loadgroup "$@"
echo "tests on PostgreSQL, Redis and Celery"
TEST_ON=postgres $bin/python -m pytest -n 2 --dist loadgroup "$@"
