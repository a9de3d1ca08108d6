"""One shared key between core and engine: right, now, and once."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.signature import LEAST_KEY, Verifier, read_key, sign

KEY = b"k" * LEAST_KEY
NOW = 1_800_000_000.0


@given(st.binary(max_size=200), st.binary(min_size=LEAST_KEY, max_size=64))
def test_what_is_signed_is_accepted_once(body: bytes, key: bytes) -> None:
    verifier = Verifier(key)
    header = sign(key, body, NOW)
    assert verifier.check(header, body, NOW)
    assert not verifier.check(header, body, NOW)


@given(st.text(max_size=120))
def test_any_other_header_is_refused(header: str) -> None:
    assert not Verifier(KEY).check(header, b"{}", NOW)


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_a_signature_holds_for_its_body_only(one: bytes, other: bytes) -> None:
    assert Verifier(KEY).check(sign(KEY, one, NOW), other, NOW) == (one == other)


@pytest.mark.parametrize(("late", "held"), [(0, True), (30, True), (-30, True), (32, False), (-32, False)])
def test_a_signature_holds_for_half_a_minute(late: float, held: bool) -> None:
    assert Verifier(KEY).check(sign(KEY, b"{}", NOW), b"{}", NOW + late) is held


@pytest.mark.parametrize("part", ["t", "n", "v"])
def test_a_changed_part_is_refused(part: str) -> None:
    parts = dict(field.split("=") for field in sign(KEY, b"{}", NOW).split(","))
    last = parts[part][-1]
    parts[part] = parts[part][:-1] + ("1" if last == "0" else "0")
    header = ",".join(f"{name}={value}" for name, value in parts.items())
    assert not Verifier(KEY).check(header, b"{}", NOW)


def test_a_repeat_is_refused_for_as_long_as_it_could_hold() -> None:
    verifier = Verifier(KEY)
    header = sign(KEY, b"{}", NOW + 29.9)
    assert verifier.check(header, b"{}", NOW)
    for seconds in range(0, 61, 5):
        assert verifier.check(sign(KEY, b"{}", NOW + seconds), b"{}", NOW + seconds)
        assert not verifier.check(header, b"{}", NOW + seconds)


def test_what_was_seen_is_forgotten_in_time() -> None:
    verifier = Verifier(KEY)
    for second in range(1000):
        assert verifier.check(sign(KEY, b"{}", NOW + second), b"{}", NOW + second)
    assert len(verifier._seen) < 50


@pytest.mark.parametrize("key", [b"", b"short", b"k" * (LEAST_KEY - 1)])
def test_a_short_key_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="shorter"):
        Verifier(key)


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(KEY + b"\n")
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert read_key(path) == KEY
    path.chmod(0o640)
    with pytest.raises(ValueError, match="0600"):
        read_key(path)
