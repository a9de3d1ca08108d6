"""What is taken for a voice note, by its first bytes, and what it no longer says of the phone."""

from __future__ import annotations

import io
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.voice import recording_of
from bot.errors import VoiceRefused
from bot.messages import MOST_SECONDS, MOST_SOUND
from tests.sounds import OGG, box, mp4, wav

PLACE = b"+51.5014-000.1419/"
WAV_TOLD = b"LIST" + (4 + len(PLACE)).to_bytes(4, "little") + b"INFO" + PLACE
FRAME = b"\xff\xfb\x90\x00" + bytes(413)
BEGINNINGS = [
    b"OggS",
    b"\x1aE\xdf\xa3",
    b"RIFF\x00\x00\x00\x00WAVE",
    b"\x00\x00\x00\x18ftypM4A ",
    b"ID3\x04",
    b"\xff\xfb",
]


@pytest.mark.parametrize(
    ("sound", "form"),
    [
        (OGG, "ogg"),
        (wav(), "wav"),
        (mp4(), "m4a"),
        (mp4(b"mp42"), "m4a"),
        (mp4(b"3gp5"), "3gp"),
        (b"\x1aE\xdf\xa3" + b"webm A_OPUS", "webm"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00" + FRAME, "mp3"),
        (FRAME * 3, "mp3"),
        (b"#!AMR\n" + bytes(40), "amr"),
    ],
)
def test_each_kind_is_known_by_its_first_bytes(sound: bytes, form: str) -> None:
    assert recording_of(sound).form == form


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"<html>OggS</html>",
        b"\xff\xf1" + bytes(40),
        b"%PDF-1.7",
        b"MZ" + bytes(40),
        mp4(b"isom", kind=b"vide"),
        b"\x1aE\xdf\xa3" + b"webm V_VP9 A_OPUS",
    ],
)
def test_what_is_no_sound_or_holds_a_film_is_refused(other: bytes) -> None:
    """I-06: a film of a home is no voice note, whatever container it comes in."""
    with pytest.raises(VoiceRefused) as refused:
        recording_of(other)
    assert refused.value.why == "not_sound"


def test_three_minutes_and_two_megabytes_are_the_most() -> None:
    assert recording_of(mp4(seconds=MOST_SECONDS)).seconds == MOST_SECONDS
    assert recording_of(OGG, 42).seconds == 42
    assert recording_of(OGG).seconds == 0
    for sound, seconds in (
        (mp4(seconds=MOST_SECONDS + 1), 0),
        (OGG, MOST_SECONDS + 1),
        (OGG + bytes(MOST_SOUND), 0),
    ):
        with pytest.raises(VoiceRefused) as refused:
            recording_of(sound, seconds)
        assert refused.value.why == "too_large"


def test_where_and_by_what_it_was_recorded_is_blanked_and_the_sound_stays_where_it_was() -> None:
    made = mp4(told=box(b"\xa9xyz", PLACE))
    kept = recording_of(made).sound
    assert PLACE in made
    assert PLACE not in kept
    assert len(kept) == len(made)
    assert kept[kept.index(b"mdat") :] == made[made.index(b"mdat") :]
    spoken = wav(hidden=b"the sound itself")
    told = spoken + WAV_TOLD
    kept = recording_of(told[:4] + (len(told) - 8).to_bytes(4, "little") + told[8:]).sound
    assert PLACE not in kept
    assert b"the sound itself" in kept
    with wave.open(io.BytesIO(kept)) as file:
        assert file.getnframes() == 16000
    tagged = b"ID3\x04\x00\x00" + bytes([0, 0, 0, len(PLACE)]) + PLACE + FRAME * 2 + b"TAG" + bytes(125)
    assert recording_of(tagged).sound == FRAME * 2


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300))
def test_whatever_follows_the_first_bytes_it_is_taken_or_refused(beginning: bytes, rest: bytes) -> None:
    try:
        recording = recording_of(beginning + rest)
    except VoiceRefused:
        return
    assert 0 <= recording.seconds <= MOST_SECONDS
