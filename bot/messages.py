"""What passes between a channel and the conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

Args = dict[str, str]
SAID_IN = "said_in"
# A voice note: two megabytes, three minutes.
MOST_SOUND = 2 * 1024 * 1024
MOST_SECONDS = 180


class Channel(StrEnum):
    """Where a message came from and where its reply goes."""

    WEB = "web"
    TELEGRAM = "telegram"
    TERMINAL = "terminal"


class InboundKind(StrEnum):
    """What the person did."""

    WORDS = "words"
    BUTTON = "button"
    EDIT = "edit"
    VOICE = "voice"
    UNSUPPORTED = "unsupported"  # a picture, a sticker, a place: nothing of it is kept
    BEGIN = "begin"  # the conversation opens, nothing said
    RESUME = "resume"  # the person came back with code and digits, nothing said


@dataclass(frozen=True, slots=True)
class Recording:
    """A voice note with its sound, on its way in. `seconds` is 0 where the file does not say."""

    form: str
    seconds: int
    sound: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class VoiceNote:
    """What is known of a voice note apart from its sound; `digest` is the sound's SHA-256 in hex."""

    id: str
    form: str
    seconds: int
    digest: str

    @property
    def length(self) -> str:
        """Minutes and seconds, as `0:42`; "" where nobody can say."""
        return f"{self.seconds // 60}:{self.seconds % 60:02d}" if self.seconds else ""


VoiceRefusal = Literal["", "too_large", "not_sound", "not_arrived"]


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message in, as the channel parsed it.

    `external_id` is unique within the channel and stays the same when the provider repeats itself.
    `address` is where a reply goes: the chat id on Telegram, the conversation's public id elsewhere.
    `about` is the id of the last question delivered to the person before they wrote, or None.
    `button` is the button's own data (see `bot.conversation.buttons`).
    `message` is the channel's name for the message itself, the same in every edit of it; `revision` is higher
    the later a version of it was written. A channel whose messages cannot be edited gives neither.
    `device` is the language that the phone or browser says it speaks, as an offered code; else "".
    A voice note has `recording`, or `refused` says why there is none; its `words` were written under it.
    """

    channel: Channel
    external_id: str
    address: str
    kind: InboundKind
    received_at: datetime
    words: str | None = None
    button: str | None = None
    about: str | None = None
    message: str | None = None
    revision: int = 0
    recording: Recording | None = None
    refused: VoiceRefusal = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """Which message some words came in, by which revision. `before` are earlier ones: (revision, words)."""

    message: str
    revision: int
    before: tuple[tuple[int, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """One of our own pictures: the name of its files, and what it shows, in the conversation's language."""

    name: str
    alt: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: `id` is its data, opaque to the channel and at most 64 bytes.

    `name` is the readable end of it (`skip`, `choices.go_on`, `7`, `pl`), for scripts and tests. `picture`
    is the name of one that only repeats the label. `language` is set where the label
    is that language's own name.
    """

    id: str
    label: str
    name: str
    picture: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """What to say, before words are put to it: a content id, its arguments (ids and numbers only).

    `args[SAID_IN]` is the language it is said in where that is not the conversation's.
    `asks` is true where this is the open question being asked, so that what comes next can be `about` it.
    """

    content: str
    args: Args = field(default_factory=dict)
    choices: tuple[str, ...] = ()  # full button ids in order; labels are found by the renderer
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """One message out, rendered in one language for one channel."""

    content: str
    text: str
    language: str
    direction: Literal["ltr", "rtl"]
    choices: tuple[Choice, ...] = ()
    question: str | None = None  # the question id this message asks, for `about`
    picture: Picture | None = None
    # Whether all of it is ours: nothing in it was written by the person, or by their worker for them alone.
    aloud: bool = False
