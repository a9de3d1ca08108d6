#!/bin/sh
# Checks first, then the tests of each environment; pytest's own summary lines close it.
set -u
failed=
beside=
summary=$(mktemp -d)
trap 'kill "$beside" 2>/dev/null; rm -rf "$summary"' EXIT

sh scripts/check.sh || failed=1

tests() {
    name=$1
    shift
    "$@" >"$summary/$name.out" 2>&1
    echo $? >"$summary/$name.code"
}

# A browser driven by Playwright keeps an event loop in its thread, which asyncio's own tests cannot share. It, the
# engine's tests and those of records and portal go beside the others, and are shown after them.
apart="tests/records tests/portal tests/exports tests/evaluation tests/privacy"
ignored=--ignore=tests/browser
for folder in $apart; do
    ignored="$ignored --ignore=$folder"
done
{
    # shellcheck disable=SC2086 # folders are words
    tests records .venv/bin/python -m pytest $apart
    tests browser .venv/bin/python -m pytest tests/browser
    tests engine .venv-engine/bin/python -m pytest -c tests/engine/pytest.ini tests/engine
} &
beside=$!
echo "== tests: core"
# shellcheck disable=SC2086
{ .venv/bin/python -m pytest $ignored "$@" 2>&1; echo $? >"$summary/core.code"; } | tee "$summary/core.out"
wait "$beside"
for name in records browser engine; do
    echo "== tests: $name"
    cat "$summary/$name.out"
done
for name in core records browser engine; do
    [ "$(cat "$summary/$name.code")" = 0 ] || failed=1
done

echo "== core, records and portal, browser, engine:"
for name in core records browser engine; do
    tail -n 1 "$summary/$name.out"
done
[ -z "$failed" ] || exit 1
