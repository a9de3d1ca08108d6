#!/bin/sh
# Every check that needs no engine and no database. All of them run; one that fails fails the whole.
set -u
failed=

step() {
    echo "== $1"
    shift
    "$@" || failed=1
}

step "style" .venv/bin/ruff check --quiet .
step "format" .venv/bin/ruff format --check --quiet .
step "types" .venv/bin/mypy
step "content" .venv/bin/python -m bot.cli content check
step "structure" .venv/bin/python -m pytest -q -p no:cacheprovider tests/structure tests/content

if [ -n "$failed" ]; then
    echo "== check failed: see above" >&2
    exit 1
fi
echo "== check passed"
