"""Voice and audio messages of Telegram: fetched while the update waits, into memory and nowhere else."""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import dataclass, field, replace
from datetime import timedelta

from telegram import Audio, Bot, Message, Update, Voice
from telegram.error import TelegramError

from bot.channels.voice import recording_of, too_large
from bot.errors import VoiceRefused
from bot.messages import MOST_SECONDS, MOST_SOUND, Channel, Inbound, InboundKind

log = logging.getLogger(__name__)
# The library's coming way to say how long something is or takes; in the old one it warns each time it has to.
os.environ.setdefault("PTB_TIMEDELTA", "true")
TRIES = 2
PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """A voice note whose sound Telegram still has; `size` is in bytes. Both figures are Telegram's own."""

    inbound: Inbound
    file_id: str = field(repr=False)
    seconds: int
    size: int

    def untaken(self) -> Inbound:
        """The message where no voice notes are taken."""
        return replace(self.inbound, kind=InboundKind.UNSUPPORTED)


def without_text(update: Update, message: Message, address: str) -> Inbound | Spoken:
    """A voice note, which may have words under it, or something that is not taken."""
    sound, is_edit = _sound_in(message), update.edited_message is not None
    if sound is None or (is_edit and message.voice is None):
        kind = InboundKind.UNSUPPORTED
    else:
        # Telegram lets nobody put another voice note in the place of one: only the words under it change.
        kind = InboundKind.EDIT if is_edit else InboundKind.VOICE
    inbound = Inbound(
        Channel.TELEGRAM,
        str(update.update_id),
        address,
        kind,
        message.date,
        message.caption if sound is None else message.caption or "",
        message=None if sound is None else f"{address}/{message.message_id}",
        revision=0 if sound is None else update.update_id,
    )
    return inbound if sound is None or is_edit else _spoken(inbound, sound)


async def fetched(bot: Bot, spoken: Spoken) -> Inbound:
    """Return the message with its sound, or with why there is none."""
    try:
        sound = await _sound(bot, spoken)
        recording = await asyncio.to_thread(recording_of, sound, spoken.seconds)
    except VoiceRefused as refused:
        log.warning("voice note not taken", extra={"code": refused.code, "type": refused.why})
        return replace(spoken.inbound, refused=refused.why)
    return replace(spoken.inbound, recording=recording)


async def _sound(bot: Bot, spoken: Spoken) -> bytes:
    if spoken.size > MOST_SOUND or spoken.seconds > MOST_SECONDS:
        raise too_large()
    for left in reversed(range(TRIES)):
        try:
            file = await bot.get_file(spoken.file_id)
            return bytes(await file.download_as_bytearray())
        except (TelegramError, RuntimeError, TypeError, KeyError, AttributeError) as fault:
            # The last four: the library could not read what was sent. Its words are not for the log.
            log.warning("voice note not fetched", extra={"type": type(fault).__name__, "tries": left})
            if left:
                await asyncio.sleep(PAUSE)
    raise VoiceRefused(
        "Telegram did not hand over a voice note.",
        why="not_arrived",
        remedy="The person is asked to send it again.",
    )


def _sound_in(message: Message) -> Voice | Audio | None:
    """Return the sound of a message. A forwarded one is somebody else's voice, and is not taken."""
    return None if message.forward_origin is not None else message.voice or message.audio


def _spoken(inbound: Inbound, sound: Voice | Audio) -> Spoken:
    long = sound.duration
    seconds = int(long.total_seconds()) if isinstance(long, timedelta) else int(long)
    return Spoken(inbound, sound.file_id, seconds, sound.file_size or 0)
