"""Reading aloud by the real espeak-ng, and by programs that hang, fail or never end."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import os
import shutil
import wave
from pathlib import Path

import pytest

from bot import speech
from bot.documents import read
from bot.errors import SettingsRefused, SpeechFailed
from bot.language.languages import read_languages
from bot.speech import Speech, find_program

LANGUAGES = Path(__file__).resolve().parents[1] / "dialogues/content/languages.yml"
WORDS = "kanarek 61 co robisz w niedzielę"


@pytest.fixture
def real() -> Path:
    found = shutil.which("espeak-ng")
    assert found is not None, "scripts/debian_packages.sh sees to it that it is here"
    return Path(found)


def script(folder: Path, body: str) -> Path:
    """A program that has the real one's voices and does something else with words."""
    path = folder / "speaker"
    path.write_text(f'#!/bin/sh\ncase "$*" in *--voices*) exec espeak-ng --voices;; esac\n{body}\n')
    path.chmod(0o700)
    return path


def length(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as opened:
        held = len(opened.readframes(opened.getnframes()))
        assert held == opened.getnframes() * opened.getsampwidth() * opened.getnchannels()
        return opened.getnframes() / opened.getframerate()


def test_every_language_but_somali_has_a_voice_that_the_program_has(real: Path) -> None:
    wanted = {code: one.voice for code, one in read_languages(LANGUAGES).items()}
    assert set(wanted) == set(read(LANGUAGES).value)
    assert set(wanted) - set(Speech.of(real, wanted).voices) == {"so"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "What is working well?"),
        ("pl", "Co się udaje w domu?"),
        ("pa", "ਕੀ ਚੰਗਾ ਚੱਲ ਰਿਹਾ ਹੈ?"),
        ("ar", "ما الذي يسير على ما يرام؟"),
    ],
)
def test_words_become_sound_of_the_length_it_says(real: Path, language: str, words: str) -> None:
    voices = {code: one.voice for code, one in read_languages(LANGUAGES).items()}
    here = Speech.of(real, voices)
    short, long = (length(asyncio.run(here.sound(language, said))) for said in (words, f"{words} {words}"))
    assert 0.5 < short < long < 20


def test_without_the_program_it_is_off_and_says_how_to_get_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "bot.speech")
    assert find_program("", "") is None
    assert find_program("", "/nowhere:/proc") is None
    off = Speech.of(find_program("", ""), {"en": "en-gb"})
    assert [record.msg for record in caplog.records] == [
        "read aloud by espeak-ng is off: the program is not installed (Debian: espeak-ng)"
    ]
    assert not off.can_say("en", "Hello")
    with pytest.raises(SpeechFailed):
        asyncio.run(off.sound("en", "Hello"))


def test_it_says_which_voices_it_has_and_for_whom_there_is_none(
    real: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.speech")
    Speech.of(real, {"en": "en-gb", "so": "", "xx": "xx-none"})
    assert [record.__dict__["part"] for record in caplog.records] == ["en", "so xx"]


def test_a_program_that_names_no_voices_is_off(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexit 3\n")
    silent.chmod(0o700)
    assert Speech.of(silent, {"en": "en-gb"}).voices == {}
    assert Speech.of(tmp_path / "gone", {"en": "en-gb"}).voices == {}
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 2


def test_a_setting_that_names_no_program_is_refused(tmp_path: Path, real: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("no program")
    for named in (str(tmp_path), str(plain), str(tmp_path / "gone"), "espeak-ng", "-v"):
        with pytest.raises(SettingsRefused, match="BEFOREHAND_ESPEAK"):
            find_program(named, os.environ["PATH"])
    assert find_program(str(real), "") == real
    assert find_program("", os.environ["PATH"]) == real


@pytest.mark.parametrize("words", ["", "a" * (speech.MOST_CHARACTERS + 1)])
def test_nothing_and_too_much_are_not_said(real: Path, words: str) -> None:
    here = Speech.of(real, {"en": "en-gb"})
    assert not here.can_say("en", words)
    with pytest.raises(SpeechFailed):
        asyncio.run(here.sound("en", words))


def test_words_are_on_no_command_line_and_none_of_our_settings_goes_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEFOREHAND_TELEGRAM_TOKEN_FILE", "/secret")
    program = script(tmp_path, f'echo "$*" >{tmp_path}/args\nenv >{tmp_path}/env\nexec espeak-ng "$@"')
    asyncio.run(Speech.of(program, {"pl": "pl"}).sound("pl", WORDS))
    assert "--stdin" in (tmp_path / "args").read_text()
    told = (tmp_path / "args").read_text() + (tmp_path / "env").read_text()
    assert "kanarek" not in told
    assert "BEFOREHAND" not in told


def test_a_program_that_hangs_is_ended_with_what_it_started_and_the_next_words_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = script(
        tmp_path,
        f'if [ -e {tmp_path}/pids ]; then exec espeak-ng "$@"; fi\n'
        f"sleep 600 & echo $$ $! >{tmp_path}/pids\nwait",
    )
    here = Speech.of(program, {"pl": "pl"})
    monkeypatch.setattr(speech, "LONGEST", 1.0)

    async def both() -> bytes:
        with pytest.raises(SpeechFailed, match="too long"):
            await here.sound("pl", WORDS)
        monkeypatch.undo()
        return await here.sound("pl", WORDS)

    assert length(asyncio.run(both())) > 0.5
    for pid in (tmp_path / "pids").read_text().split():
        assert not is_running(int(pid)), pid


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("exit 1", "failed"),
        ("cat >/dev/null; echo this is no sound", "no sound"),
        ("cat >/dev/null; echo", "no sound"),
        ("cat /dev/zero", "too long"),
    ],
)
def test_a_program_that_makes_no_sound_is_a_named_fault_without_the_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, told: str
) -> None:
    monkeypatch.setattr(speech, "MOST_SOUND", 1_000_000)
    here = Speech.of(script(tmp_path, body), {"pl": "pl"})
    with pytest.raises(SpeechFailed, match=told) as fault:
        asyncio.run(here.sound("pl", WORDS))
    assert "kanarek" not in str(fault.value)


@pytest.mark.parametrize("body", ["cat >/dev/null; cat /dev/zero", "cat >/dev/null; echo a; sleep 60"])
def test_what_is_cut_off_leaves_no_pipe_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setattr(speech, "MOST_SOUND", 1_000_000)
    here = Speech.of(script(tmp_path, body), {"pl": "pl"})
    monkeypatch.setattr(speech, "LONGEST", 1.0)

    async def pipes() -> tuple[int, int]:
        before = open_pipes()
        for _ in range(3):
            with pytest.raises(SpeechFailed):
                await here.sound("pl", WORDS)
        await asyncio.sleep(0)
        return before, open_pipes()

    before, after = asyncio.run(pipes())
    assert after == before


def open_pipes() -> int:
    found = 0
    for one in list(Path("/proc/self/fd").iterdir()):
        # What lists them is one of them, and closed by now.
        with contextlib.suppress(FileNotFoundError):
            found += str(one.readlink()).startswith("pipe:")
    return found


def test_a_program_that_was_taken_away_is_a_named_fault(tmp_path: Path) -> None:
    program = script(tmp_path, "exit 1")
    here = Speech.of(program, {"pl": "pl"})
    program.unlink()
    with pytest.raises(SpeechFailed, match="cannot be started"):
        asyncio.run(here.sound("pl", WORDS))


def test_one_voice_at_a_time_and_the_same_words_once(tmp_path: Path) -> None:
    program = script(
        tmp_path,
        f"mkdir {tmp_path}/speaking || exit 1\necho x >>{tmp_path}/said\n"
        f'espeak-ng "$@"\nsleep 0.05\nrmdir {tmp_path}/speaking',
    )
    here = Speech.of(program, {"pl": "pl", "en": "en-gb"})

    async def many() -> list[bytes]:
        asked = [("pl", WORDS), ("pl", "co"), ("pl", WORDS), ("en", WORDS), ("pl", WORDS)]
        return list(await asyncio.gather(*(here.sound(*one) for one in asked)))

    sounds = asyncio.run(many())
    assert sounds[0] == sounds[2] == sounds[4]
    assert len(set(sounds)) == 3
    assert (tmp_path / "said").read_text().count("x") == 3


def test_little_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = script(tmp_path, f'echo x >>{tmp_path}/said\nexec espeak-ng "$@"')
    here = Speech.of(program, {"pl": "pl"})

    async def three() -> None:
        first = await here.sound("pl", "raz")
        monkeypatch.setattr(speech, "MOST_KEPT", len(first) + 1)
        await here.sound("pl", "dwa trzy")
        assert await here.sound("pl", "raz") == first

    asyncio.run(three())
    assert (tmp_path / "said").read_text().count("x") == 3
