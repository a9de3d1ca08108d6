"""A sound file before it is taken: of what kind it is, how long, and without what it says of the phone."""

from __future__ import annotations

import io
import re

from tinytag import TinyTag, TinyTagException

from bot.channels.voice_metadata import without_metadata
from bot.errors import VoiceRefused
from bot.messages import MOST_SECONDS, MOST_SOUND, Recording

# A film in a container that could hold sound alone: nobody agreed to keep a picture of a home.
_FILM = re.compile(rb"hdlr.{8}vide|V_VP8|V_VP9|V_AV1|V_MPEG", re.DOTALL)


def recording_of(sound: bytes, seconds: int = 0) -> Recording:
    """Return the voice note that these bytes are. `seconds` is what the channel says where the file does not.

    Raises VoiceRefused: it is no sound of a kind that is played, too large or too long.
    """
    if len(sound) > MOST_SOUND:
        raise too_large()
    form = _form(sound)
    if form is None or _FILM.search(sound):
        raise VoiceRefused(
            "A file is no sound of a kind that is taken.", why="not_sound", remedy="The person is told so."
        )
    long = max(_seconds(sound), seconds)
    if long > MOST_SECONDS:
        raise too_large()
    return Recording(form, long, without_metadata(form, sound))


def too_large() -> VoiceRefused:
    return VoiceRefused(
        "A voice note is over three minutes or two megabytes.",
        why="too_large",
        remedy="The person is asked for shorter ones.",
    )


def _form(sound: bytes) -> str | None:
    """The kind of file by its first bytes: neither a name nor what a browser says counts."""
    match sound[:4]:
        case b"OggS":
            return "ogg"
        case b"RIFF" if sound[8:12] == b"WAVE":
            return "wav"
        case b"\x1aE\xdf\xa3":
            return "webm"
        case b"#!AM" if sound.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
            return "amr"
    if sound[4:8] == b"ftyp":
        return "3gp" if sound[8:11] == b"3gp" else "m4a"
    is_frame = len(sound) > 1 and sound[0] == 0xFF and sound[1] & 0xE6 == 0xE2  # layer III
    return "mp3" if sound[:3] == b"ID3" or is_frame else None


def _seconds(sound: bytes) -> int:
    """How long it plays, rounded up to whole seconds; 0 where the file does not say."""
    try:
        found = TinyTag.get(file_obj=io.BytesIO(sound), tags=False).duration
    except (TinyTagException, ValueError, TypeError, IndexError, KeyError, ArithmeticError, OSError):
        # Whatever is wrong with the file, its words are not for anybody: the size still bounds it.
        return 0
    return -int(-found // 1) if found else 0
