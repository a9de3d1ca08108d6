#!/bin/sh
# Checks first, then the tests of each environment; pytest's own summary lines close it.
set -u
failed=
summary=$(mktemp -d)
trap 'rm -rf "$summary"' EXIT

sh scripts/check.sh || failed=1

tests() {
    name=$1
    shift
    echo "== tests: $name"
    { "$@" 2>&1; echo $? >"$summary/$name.code"; } | tee "$summary/$name.out"
    [ "$(cat "$summary/$name.code")" = 0 ] || failed=1
}

# A browser driven by Playwright keeps an event loop in its thread, which asyncio's own tests cannot share.
tests core .venv/bin/python -m pytest --ignore=tests/browser "$@"
tests browser .venv/bin/python -m pytest tests/browser
tests engine .venv-engine/bin/python -m pytest -c tests/engine/pytest.ini tests/engine

echo "== core, browser, engine:"
for name in core browser engine; do
    tail -n 1 "$summary/$name.out"
done
[ -z "$failed" ] || exit 1
