#!/bin/sh
# Checks first, then the tests of each environment; pytest's own summary lines close it.
set -u
failed=
summary=$(mktemp -d)
trap 'kill "$beside" 2>/dev/null; rm -rf "$summary"' EXIT

sh scripts/check.sh || failed=1

tests() {
    name=$1
    shift
    "$@" >"$summary/$name.out" 2>&1
    echo $? >"$summary/$name.code"
}

# A browser driven by Playwright keeps an event loop in its thread, which asyncio's own tests cannot share. It and
# the engine's tests go beside the long ones of core, and are shown after them.
{
    tests browser .venv/bin/python -m pytest tests/browser
    tests engine .venv-engine/bin/python -m pytest -c tests/engine/pytest.ini tests/engine
} &
beside=$!
echo "== tests: core"
{ .venv/bin/python -m pytest --ignore=tests/browser "$@" 2>&1; echo $? >"$summary/core.code"; } | tee "$summary/core.out"
wait "$beside"
for name in browser engine; do
    echo "== tests: $name"
    cat "$summary/$name.out"
done
for name in core browser engine; do
    [ "$(cat "$summary/$name.code")" = 0 ] || failed=1
done

echo "== core, browser, engine:"
for name in core browser engine; do
    tail -n 1 "$summary/$name.out"
done
[ -z "$failed" ] || exit 1
