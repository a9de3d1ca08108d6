"""Our own words as sound, by espeak-ng where the machine has it.

Nothing that a person said may be given to it: `Reply.aloud` says which messages are ours alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import os
import shutil
import signal
import subprocess
import wave
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from bot.errors import SettingsRefused, SpeechFailed

log = logging.getLogger(__name__)

PROGRAM = "espeak-ng"
# A little slower than its own 175: who listens may be worried, or hear this language as their second.
WORDS_A_MINUTE = 150
MOST_CHARACTERS = 4000
# A minute is 2.6 MB. The longest that may be said comes to half of this.
MOST_SOUND = 24 * 1024 * 1024
MOST_KEPT = 32 * 1024 * 1024
LONGEST = 10.0
_PIECE = 64 * 1024
# Nothing of ours is in its environment: no setting, no path to a secret.
_ENVIRONMENT = {"LANG": "C.UTF-8"}


@dataclass(slots=True)
class Speech:
    """Sound for words, in the languages that `voices` has: a language's code -> the program's voice."""

    program: Path | None = None
    voices: Mapping[str, str] = field(default_factory=dict)
    # Two cores serve everybody's conversation: one voice at a time.
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _kept: OrderedDict[bytes, bytes] = field(default_factory=OrderedDict)

    @classmethod
    def of(cls, program: Path | None, wanted: Mapping[str, str]) -> Speech:
        """Ask the program which of the wanted voices it has, and say in the log what comes of it. Blocks."""
        if program is None:
            log.info("read aloud by espeak-ng is off: the program is not installed (Debian: espeak-ng)")
            return cls()
        has = _voices(program)
        if not has:
            log.warning("read aloud by espeak-ng is off: the program names no voices")
            return cls()
        voices = {language: voice for language, voice in wanted.items() if voice in has}
        log.info("read aloud by espeak-ng is on", extra={"part": " ".join(voices)})
        without = [language for language in wanted if language not in voices]
        if without:
            log.info("espeak-ng has no voice for some languages", extra={"part": " ".join(without)})
        return cls(program, voices)

    def can_say(self, language: str, words: str) -> bool:
        """Whether these words can be asked for as sound."""
        return language in self.voices and 0 < len(words) <= MOST_CHARACTERS

    async def sound(self, language: str, words: str) -> bytes:
        """Return a WAV file of the words (16 bit, mono). Raises SpeechFailed."""
        if self.program is None or not self.can_say(language, words):
            raise SpeechFailed("There is no voice for this.", remedy="Ask `can_say` first.")
        voice = self.voices[language]
        name = sha256(f"{voice}\n{words}".encode()).digest()
        try:
            async with asyncio.timeout(LONGEST), self._turn:
                if name not in self._kept:
                    self._keep(name, _with_its_length(await _streamed(self.program, voice, words)))
                self._kept.move_to_end(name)
                return self._kept[name]
        except TimeoutError:
            raise SpeechFailed(
                "The program for reading aloud took too long.", remedy="See whether the machine is too busy."
            ) from None

    def _keep(self, name: bytes, sound: bytes) -> None:
        self._kept[name] = sound
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > MOST_KEPT:
            self._kept.popitem(last=False)


def find_program(named: str, path: str) -> Path | None:
    """Return the program that a setting names, else espeak-ng on this PATH, else None.

    Raises SettingsRefused if a setting names what cannot be run.
    """
    if not named:
        found = shutil.which(PROGRAM, path=path)
        return Path(found) if found else None
    program = Path(named)
    if not program.is_absolute() or not program.is_file() or not os.access(program, os.X_OK):
        raise SettingsRefused(
            "BEFOREHAND_ESPEAK names no program that can be run.",
            remedy="Name its whole path, such as /usr/bin/espeak-ng, or leave it out.",
        )
    return program


def _voices(program: Path) -> frozenset[str]:
    """The names in the second column of its list; none if it does not answer."""
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own program, arguments of our own
            [program, "--voices"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_ENVIRONMENT,
            timeout=LONGEST,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    rows = [line.split() for line in done.stdout.decode(errors="replace").splitlines()[1:]]
    return frozenset(row[1] for row in rows if len(row) > 1)


async def _streamed(program: Path, voice: str, words: str) -> bytes:
    """What the program writes for these words. They go to its input: a command line is read by anybody."""
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            *("-b", "1", "-v", voice, "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            # It may be a script that starts others: they end together.
            start_new_session=True,
        )
    except OSError as fault:
        raise SpeechFailed(
            f"The program for reading aloud cannot be started ({type(fault).__name__}).",
            remedy="Install it again, or leave BEFOREHAND_ESPEAK out.",
        ) from None
    try:
        return await _exchange(process, words.encode())
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        # What is still in its pipe is read away, or the pipe stays open until somebody collects it.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.communicate(), LONGEST)


async def _exchange(process: asyncio.subprocess.Process, words: bytes) -> bytes:
    assert process.stdin is not None  # noqa: S101 - a pipe was asked for
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(words)
        await process.stdin.drain()
    process.stdin.close()
    pieces: list[bytes] = []
    while piece := await process.stdout.read(_PIECE):
        pieces.append(piece)
        if sum(map(len, pieces)) > MOST_SOUND:
            raise SpeechFailed("The sound is too long.", remedy="Look at what BEFOREHAND_ESPEAK names.")
    if await process.wait() != 0:
        raise SpeechFailed(
            "The program for reading aloud failed.", remedy="Try it by hand, and install its voices."
        )
    return b"".join(pieces)


def _with_its_length(streamed: bytes) -> bytes:
    """The same sound with its length in its header, where a stream cannot know it and a player looks."""
    whole = io.BytesIO()
    try:
        with wave.open(io.BytesIO(streamed)) as sound, wave.open(whole, "wb") as written:
            written.setnchannels(sound.getnchannels())
            written.setsampwidth(sound.getsampwidth())
            written.setframerate(sound.getframerate())
            written.writeframes(sound.readframes(sound.getnframes()))
    except (wave.Error, EOFError):
        raise SpeechFailed(
            "The program for reading aloud made no sound.", remedy="Look at what BEFOREHAND_ESPEAK names."
        ) from None
    return whole.getvalue()
