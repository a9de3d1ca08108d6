"""What a phone writes beside the sound: where it was recorded, by which phone, a title. It is blanked out.

No library that is kept, and puts no licence on the whole, takes tags out of these files: decision 24.
"""

from __future__ import annotations

from collections.abc import Iterator

# Boxes of MP4 and 3GP that hold others, and those that hold nothing that is played.
_HOLDS, _TOLD = frozenset({b"moov", b"trak", b"mdia", b"minf"}), frozenset({b"udta", b"meta", b"uuid"})
# Chunks of a WAV file that are needed to play it.
_PLAYED = frozenset({b"fmt ", b"data", b"fact"})
_ID3V1 = 128


def without_metadata(form: str, sound: bytes) -> bytes:
    """Return the sound with what can be blanked blanked; Ogg, WebM and AMR are returned as they are."""
    match form:
        case "m4a" | "3gp":
            return _blanked(sound, list(_told_in_mp4(sound, 0, len(sound))), b"free")
        case "wav":
            return _blanked(sound, list(_told_in_wav(sound)), b"JUNK")
        case "mp3":
            return _without_id3(sound)
        case _:
            return sound


def _blanked(sound: bytes, found: list[tuple[int, int, int]], name: bytes) -> bytes:
    """Every byte stays in its place: a player finds the sound by counting from the beginning."""
    made = bytearray(sound)
    for name_at, start, end in found:
        made[name_at : name_at + 4] = name
        made[start:end] = bytes(end - start)
    return bytes(made)


def _told_in_mp4(sound: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Where the name of each such box stands, and where its body begins and ends."""
    while start + 8 <= end:
        size, name, header = int.from_bytes(sound[start : start + 4]), sound[start + 4 : start + 8], 8
        if size == 1:
            size, header = int.from_bytes(sound[start + 8 : start + 16]), 16
        elif size == 0:
            size = end - start
        if size < header:
            return
        stop = min(start + size, end)
        if name in _TOLD:
            yield start + 4, start + header, stop
        elif name in _HOLDS:
            yield from _told_in_mp4(sound, start + header, stop)
        start += size


def _told_in_wav(sound: bytes) -> Iterator[tuple[int, int, int]]:
    start = 12
    while start + 8 <= len(sound):
        name, size = sound[start : start + 4], int.from_bytes(sound[start + 4 : start + 8], "little")
        if name not in _PLAYED:
            yield start, start + 8, min(start + 8 + size, len(sound))
        start += 8 + size + size % 2


def _without_id3(sound: bytes) -> bytes:
    while sound[:3] == b"ID3" and len(sound) >= 10:
        size = 0
        for byte in sound[6:10]:
            size = size << 7 | byte & 0x7F
        sound = sound[10 + size :]
    return sound[:-_ID3V1] if sound[-_ID3V1:][:3] == b"TAG" else sound
