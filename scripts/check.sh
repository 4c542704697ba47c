#!/bin/sh
# The checks that need no server.
set -eu
bin=.venv/bin
echo "ruff";        $bin/ruff check .; $bin/ruff format --check -q .
echo "import-linter"; $bin/lint-imports | grep -E 'KEPT|BROKEN|Contracts:'; $bin/lint-imports >/dev/null
echo "mypy";        $bin/mypy .
echo "migrations";  $bin/python manage.py makemigrations --check --dry-run
echo "deployment";  DEBUG=0 PUBLIC_URL=https://example.org SECRET_KEY=$(head -c 40 /dev/urandom | base64) $bin/python manage.py check --deploy --fail-level ERROR
