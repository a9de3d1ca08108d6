"""Small sound files, made here: real WAV to be played, and the outer form of the kinds that phones make."""

from __future__ import annotations

import io
import wave

RATE = 8000


def wav(seconds: float = 2, hidden: bytes = b"") -> bytes:
    """A WAV file of silence that holds some bytes where its sound is."""
    frames = bytearray(b"\x80" * int(RATE * seconds))
    frames[100 : 100 + len(hidden)] = hidden
    body = io.BytesIO()
    with wave.open(body, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(bytes(frames))
    return body.getvalue()


def box(name: bytes, body: bytes = b"") -> bytes:
    """One box of an MP4 file."""
    return (8 + len(body)).to_bytes(4) + name + body


def mp4(brand: bytes = b"M4A ", *, seconds: int = 2, told: bytes = b"", kind: bytes = b"soun") -> bytes:
    """An MP4 file with the length and the kind of its track, and what it tells of where it was made."""
    header = bytes(12) + (1000).to_bytes(4) + (1000 * seconds).to_bytes(4) + bytes(80)
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + kind + bytes(13))))
    moov = box(b"moov", box(b"mvhd", header) + track + box(b"udta", told))
    return box(b"ftyp", brand + bytes(4)) + moov + box(b"mdat", b"sound itself")


OGG = b"OggS\x00\x02" + bytes(200)
