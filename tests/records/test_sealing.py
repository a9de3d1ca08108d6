"""Keys, boxes, codes and sheets by themselves."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CannotOpen
from bot.records import passwords
from bot.records.ids import ALPHABET, SpokenCode, new_id, plain_code
from bot.records.keyring import Keyring
from bot.records.keys import ServiceKeys
from bot.records.padding import BLOCK, padded_json, unpadded_json
from bot.records.recovery import make_recovery, recovery_half
from bot.records.sealing import (
    Bound,
    PrivateHalf,
    Sealed,
    lock_with_password,
    lock_with_token,
    new_salt,
    open_sealed,
    seal,
    unlock_with_password,
    unlock_with_token,
    unwrap,
    wrap,
)

TAG = bytes(range(32))
AT = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
BOUND = Bound("answer", "person", "question", "1", AT)
OLD, NEW, INDEX = bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 32


@given(st.text(max_size=4096))
def test_any_words_come_back_to_the_letter(words: str) -> None:
    """I-05 at record level. Lone surrogates are the channel's to replace."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return
    half = PrivateHalf.make()
    sealed = seal(half.public, TAG, BOUND, {"words": words})
    assert open_sealed(half, TAG, BOUND, sealed) == {"words": words}


def test_one_flipped_byte_never_opens() -> None:
    """C-01: every byte of body and tag."""
    half = PrivateHalf.make()
    sealed = seal(half.public, TAG, BOUND, {"words": "x"})
    tried = 0
    for place in range(len(sealed.body)):
        with pytest.raises(CannotOpen):
            open_sealed(half, TAG, BOUND, Sealed(_flip(sealed.body, place), sealed.tag))
        # Even with a tag that fits, the box itself does not open.
        body = _flip(sealed.body, place)
        with pytest.raises(CannotOpen):
            open_sealed(half, TAG, BOUND, Sealed(body, BOUND.tag(TAG, body)))
        tried += 1
    for place in range(len(sealed.tag)):
        with pytest.raises(CannotOpen):
            open_sealed(half, TAG, BOUND, Sealed(sealed.body, _flip(sealed.tag, place)))
        tried += 1
    assert tried > 300


@pytest.mark.parametrize(
    "other",
    [
        Bound("alert", "person", "question", "1", AT),
        Bound("answer", "another", "question", "1", AT),
        Bound("answer", "person", "questio", "n1", AT),
        Bound("answer", "person", "question", "2", AT),
        Bound("answer", "person", "question", "1", AT + timedelta(microseconds=1)),
    ],
)
def test_a_moved_thing_never_opens(other: Bound) -> None:
    """C-01: another kind, person, question, version or time."""
    half = PrivateHalf.make()
    sealed = seal(half.public, TAG, BOUND, {"words": "x"})
    with pytest.raises(CannotOpen):
        open_sealed(half, TAG, other, sealed)
    with pytest.raises(CannotOpen):
        open_sealed(half, bytes(32), BOUND, sealed)
    with pytest.raises(CannotOpen):
        open_sealed(PrivateHalf.make(), TAG, BOUND, sealed)


def test_the_same_moment_in_another_zone_is_the_same_moment() -> None:
    half = PrivateHalf.make()
    sealed = seal(half.public, TAG, BOUND, {"words": "x"})
    summer = Bound("answer", "person", "question", "1", AT.astimezone(timezone(timedelta(hours=1))))
    assert open_sealed(half, TAG, summer, sealed) == {"words": "x"}


def test_lengths_are_hidden_in_blocks() -> None:
    half = PrivateHalf.make()
    lengths = {len(seal(half.public, TAG, BOUND, {"words": "x" * n}).body) for n in range(0, 200, 7)}
    assert len(lengths) == 1
    assert len(padded_json({"words": "x" * 300})) == 2 * BLOCK
    framed = padded_json({"a": "b"})
    for wrong in (b"", framed[:-1], framed[:-1] + b"\x01", b"\xff" * BLOCK, bytes(BLOCK)):
        with pytest.raises(CannotOpen):
            unpadded_json(wrong)


def test_wraps_open_for_their_holder_only() -> None:
    half, holder = PrivateHalf.make(), PrivateHalf.make()
    box = wrap(half, holder.public)
    assert unwrap(box, holder).raw() == half.raw()
    with pytest.raises(CannotOpen):
        unwrap(box, PrivateHalf.make())


def test_a_private_half_shows_itself_nowhere() -> None:
    half = PrivateHalf.make()
    assert half.raw().hex() not in repr(half) + str(half)
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            leak(half)


def test_a_workers_half_needs_the_password_and_its_own_salt() -> None:
    half, salt = PrivateHalf.make(), new_salt()
    box = lock_with_password(half, "password", salt)
    assert unlock_with_password(box, "password", salt).raw() == half.raw()
    for password, other in (("Password", salt), ("password", new_salt())):
        with pytest.raises(CannotOpen):
            unlock_with_password(box, password, other)
    box = lock_with_token(half, "token")
    assert unlock_with_token(box, "token").raw() == half.raw()
    with pytest.raises(CannotOpen):
        unlock_with_token(box, "tokem")


def test_both_sheets_in_any_order_however_typed() -> None:
    """C-06: one sheet alone is nothing, a slip is told."""
    pair = make_recovery()
    one, two = pair.sheets
    typed = two.lower().replace(" ", "-").replace("0", "o").replace("1", "l")
    assert recovery_half(typed, one).public == pair.public
    with pytest.raises(CannotOpen, match="twice"):
        recovery_half(one, one)
    slips = 0
    for place, letter in enumerate(one):
        if letter != " ":
            other = ALPHABET[(ALPHABET.index(letter) + 1) % 32]
            with pytest.raises(CannotOpen, match="typed"):
                recovery_half(one[:place] + other + one[place + 1 :], two)
            slips += 1
    assert slips == 58
    for nonsense in ("", "hello", "Z" * 58, "0" * 58, "ł" * 58, one[:-1], one + "0"):
        with pytest.raises(CannotOpen):
            recovery_half(nonsense, two)
    assert recovery_half(one, make_recovery().sheets[1]).public != pair.public


def test_service_boxes_are_bound_to_their_place_and_their_key() -> None:
    keys = ServiceKeys(NEW, INDEX, older=[OLD])
    box = keys.encrypt_text("staff.name", "row-1", "Ada")
    assert keys.decrypt_text("staff.name", "row-1", box) == "Ada"
    for column, row in (("staff.name", "row-2"), ("staff.email", "row-1"), ("staff.nam", "erow-1")):
        with pytest.raises(CannotOpen):
            keys.decrypt_text(column, row, box)
    for place in range(len(box)):
        with pytest.raises(CannotOpen):
            keys.decrypt_text("staff.name", "row-1", _flip(box, place))
    before = ServiceKeys(OLD, INDEX).encrypt_text("staff.name", "row-1", "Bea")
    assert keys.decrypt_text("staff.name", "row-1", before) == "Bea"
    with pytest.raises(CannotOpen):
        ServiceKeys(OLD, INDEX).decrypt_text("staff.name", "row-1", box)
    assert keys.encrypt_text("staff.name", "row-1", "Ada") != box


def test_look_ups_need_the_index_key_and_keep_columns_apart() -> None:
    keys = ServiceKeys(NEW, INDEX)
    assert keys.index("a", "x") == ServiceKeys(OLD, INDEX).index("a", "x")
    found = {keys.index("a", "x"), keys.index("a", "y"), keys.index("b", "x")}
    found.add(ServiceKeys(NEW, OLD).index("a", "x"))
    found.add(bytes.fromhex(keys.pepper("a", "x"))[:32])
    assert len(found) == 5
    with pytest.raises(ValueError, match="shorter"):
        ServiceKeys(b"short", INDEX)


def test_draft_keys_are_files_that_leave_nothing(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "ring")
    assert ring.orphans(set()) == []
    one, two = ring.create(), ring.create()
    box = ring.get(one).encrypt(b"about", b"plain")
    assert ring.get(one).decrypt(b"about", box) == b"plain"
    for key, about in ((two, b"about"), (one, b"other")):
        with pytest.raises(CannotOpen):
            ring.get(key).decrypt(about, box)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "ring").iterdir()}
    assert modes == {0o600}
    (tmp_path / "ring" / "half.part").write_bytes(b"x")
    assert ring.orphans({two}) == [one]
    ring.destroy(one)
    ring.destroy(one)
    assert [path.stem for path in (tmp_path / "ring").iterdir()] == [two]
    with pytest.raises(CannotOpen):
        ring.get(one)
    with pytest.raises(ValueError, match="key id"):
        ring.get("../records")


def test_ids_and_codes_have_their_size() -> None:
    assert len(new_id()) == 22
    assert len({new_id() for _ in range(1000)}) == 1000
    code = SpokenCode.make()
    assert SpokenCode.parse(code.text) == code
    assert code.verifier not in repr(code)
    assert set(code.text) <= set(ALPHABET) | {"-"}
    assert not set("ILOU") & set(ALPHABET)
    assert plain_code(" oO iI lL ") == "001111"
    assert SpokenCode.parse("UUUU-UUUU-UUUU").selector == ""


def test_passwords_cost_what_is_promised(real_cost: None) -> None:
    stored = passwords.slow_hash("password")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert passwords.matches(stored, "password")
    assert not passwords.matches(stored, "Password")
    assert not passwords.matches(None, "nobody")
    assert not passwords.matches("$argon2id$broken", "password")
    assert not passwords.is_outdated(stored)
    assert passwords.SLOTS._value == 2


def _flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
