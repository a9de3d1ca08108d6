"""Lay out what the danger screen learns from: `danger_sentences.py FOLDER`, in core's environment.

Writes `<language>.json` with `meanings`, what each word form means, and `sentences`, each an object of text,
class, source and marks, which are what the patterns of that language see in it. The class is a kind of danger
now, or one of the two that are harmless. The patterns' own examples are left out: on those the patterns are
always right, so nothing is learnt from them about patterns.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot import documents  # noqa: E402 - found by the line above
from bot.language.danger import reading, word_meanings  # noqa: E402
from bot.language.danger.message import see  # noqa: E402
from bot.language.languages import read_languages  # noqa: E402

DANGER, NLU = ROOT / "dialogues/danger", ROOT / "dialogues/nlu"
HARMLESS = ("concern", "ordinary")
# What somebody presses or types in need is no harmless sentence, though it may be no danger either.
LEFT_OUT = {"help_now", "hide", "talk_to_person"}
# Of the answers only those of an ordinary day are known to hold no harm.
ANSWER, ORDINARY_ANSWERS = "answer", "everyday_answers"

Sentence = tuple[str, str, str]  # words, class, where it stands


def sentences(language: str) -> Iterator[Sentence]:
    """Every sentence of one language with its class and source."""
    for path in sorted((DANGER / "examples" / language).glob("*.yml")):
        held = documents.read(path).value
        for kind, texts in (held.get("now") or {}).items():
            yield from ((str(text), kind, path.stem) for text in texts)
        for name in HARMLESS:
            yield from ((str(text), name, path.stem) for text in held.get(name) or ())
    yield from said_in_conversation(language)


def said_in_conversation(language: str) -> Iterator[Sentence]:
    """What people say to steer and to ask."""
    for path in sorted((NLU / language).glob("*.yml")):
        for block in documents.read(path).value["nlu"]:
            intent = block.get("intent")
            if intent in LEFT_OUT or (intent == ANSWER and path.stem != ORDINARY_ANSWERS):
                continue
            for line in block["examples"].splitlines():
                yield line.strip().removeprefix("- "), "ordinary", "nlu"


def write(language: str, folder: Path) -> None:
    """Lay out one language."""
    patterns = reading.read(DANGER / f"{language}.yml")
    known = [
        {"text": text, "class": name, "source": source, "marks": sorted(see(patterns, text).marks)}
        for text, name, source in sentences(language)
    ]
    meanings = word_meanings.read(DANGER / "meanings" / f"{language}.yml")
    held = json.dumps({"meanings": meanings, "sentences": known}, ensure_ascii=False)
    (folder / f"{language}.json").write_text(held, encoding="utf-8")


def main(folder: Path) -> None:
    """Write every offered language; one that is still being written waits."""
    languages = read_languages(ROOT / "dialogues/content/languages.yml")
    offered = sorted(code for code, held in languages.items() if held.offered)
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor() as pool:
        for done in [pool.submit(write, language, folder) for language in offered]:
            done.result()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
