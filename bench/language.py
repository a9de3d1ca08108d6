"""How well the language of a first message is found, in all sixteen: `./run bench language`. Counts only.

* `tests/understanding/unseen/first.<lang>.yml`: first messages by strangers; `latin` are in Latin letters
  that are not the language's own. These figures decide, and nothing is tuned on them.
* `tests/understanding/public`: words, pairs and sentences of newspapers and web pages.

The phone says the right language six times in ten, three times English and once another's; beside that stand
the figures without a phone. A text in borrowed letters must be asked about: right is what stands among the
buttons offered. Exit 1 when there is nothing to read.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.language.danger.weights import Weights
from bot.language.detect import Detector, Judgement
from bot.language.examples import Examples
from bot.language.languages import read_languages
from bot.services.languages import likely

SETS = Path("tests/understanding")
FIRST, PUBLIC = SETS / "unseen", SETS / "public"
LANGUAGES = Path("dialogues/content/languages.yml")
NLU = Path("dialogues/nlu")
MODELS = Path("models")
PAGE = 4096


@dataclass(frozen=True)
class Judged:
    """One text: the language it is in, and what was made of it with and without a phone."""

    language: str
    judged: Judgement
    alone: Judgement


def main(arguments: Sequence[str]) -> int:
    """Print the figures, the worst language first; 1 if there is nothing to read."""
    del arguments
    languages = tuple(read_languages(LANGUAGES))
    first = {part: list(_texts(FIRST, "first.*.yml", part)) for part in ("own", "latin")}
    public = {part: list(_texts(PUBLIC, "*.yml", part)) for part in ("words", "pairs", "sentences")}
    if not any((*first.values(), *public.values())):
        print(f"nothing to read in {SETS}")
        return 1
    detector = _loaded(languages)
    judge = _Phones(detector, languages)
    for part, texts in first.items():
        report = report_borrowed if part == "latin" else report_own
        report(f"first messages by strangers, {part}", [judge(*text) for text in texts])
    for part, texts in public.items():
        ours = [text for text in texts if text[0] in languages]
        others = [text for text in texts if text[0] not in languages]
        report_own(f"public {part}", [judge(*text) for text in ours])
        report_others(f"public {part} of languages that are not offered", [judge(*text) for text in others])
    report_time(detector, [words for _, words in (*first["own"], *first["latin"], *public["sentences"])])
    return 0


def report_own(title: str, rows: Sequence[Judged]) -> None:
    """Macro shares over languages, with the phone and alone, then each language from the worst."""
    if not rows:
        print(f"\n{title}: nothing to read")
        return
    codes = {row.language for row in rows}
    by_code = {code: [row for row in rows if row.language == code] for code in codes}
    print(f"\n{title}: {len(rows)} texts of {len(codes)} languages, each language counts the same")
    for name, seen in (("with a phone", _with_phone), ("without one", _alone)):
        first = sum(_share(by_code[code], seen, 1) for code in codes) / len(codes)
        three = sum(_share(by_code[code], seen, 3) for code in codes) / len(codes)
        sure = [row for row in rows if seen(row).sure]
        right = sum(seen(row).ranked[0][0] == row.language for row in sure)
        shown = sum(row.language in likely(seen(row)) for row in rows)
        print(f"   {name}: right {first:.1%}, among the first three {three:.1%},", end=" ")
        print(f"on a button {_of(shown, rows):.1%}, sure {len(sure) / len(rows):.1%},", end=" ")
        print(f"right when sure {right}/{len(sure)} ({_of(right, sure):.1%})")
    worst = sorted(codes, key=lambda code: (_share(by_code[code], _with_phone, 1), code))
    shares = (
        f"{c} {_share(by_code[c], _with_phone, 1):.0%}/{_share(by_code[c], _with_phone, 3):.0%}"
        for c in worst
    )
    print("   right/three, worst first:", ", ".join(shares))


def report_borrowed(title: str, rows: Sequence[Judged]) -> None:
    """Of texts in borrowed letters: how many are asked about, and where the right button is among those."""
    if not rows:
        print(f"\n{title}: nothing to read")
        return
    print(f"\n{title}: {len(rows)} texts")
    for name, seen in (("with a phone", _with_phone), ("without one", _alone)):
        asked = sum(not seen(row).sure for row in rows)
        offered = sum(row.language in likely(seen(row)) for row in rows)
        print(f"   {name}: asked {asked / len(rows):.1%}, the right one offered {offered / len(rows):.1%}")
    codes = sorted({row.language for row in rows})
    for code in sorted(codes, key=lambda code: _offered(rows, code)):
        print(f"   {code}: the right one offered {_offered(rows, code):.1%}")


def report_others(title: str, rows: Sequence[Judged]) -> None:
    """How often it is seen to be no language of ours, and how often one of ours is sure instead."""
    if not rows:
        return
    print(f"\n{title}: {len(rows)} texts")
    for code in sorted({row.language for row in rows}):
        mine = [row for row in rows if row.language == code]
        seen = sum(row.judged.out_of_set for row in mine)
        sure = sum(row.judged.sure for row in mine)
        print(f"   {code}: seen {seen / len(mine):.0%}, taken for ours with certainty {sure / len(mine):.0%}")


def report_time(detector: Detector, texts: Sequence[str]) -> None:
    """Milliseconds for one proposal."""
    taken = []
    for words in texts:
        began = time.perf_counter()
        likely(detector.judge(words))
        taken.append(1000 * (time.perf_counter() - began))
    taken.sort()
    middle, late = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
    print(f"\na proposal: {middle:.2f} ms, 99 in a hundred within {late:.2f} ms ({len(taken)} texts)")


class _Phones:
    """Judges texts with what a phone says: right six times in ten, else English or somebody else's."""

    def __init__(self, detector: Detector, languages: Sequence[str]) -> None:
        self._detector, self._languages = detector, languages
        self._seen = 0

    def __call__(self, language: str, words: str) -> Judged:
        self._seen += 1
        turn = self._seen % 10
        other = self._languages[self._seen // 10 % len(self._languages)]
        phone = other if turn == 0 else "en" if turn % 3 == 0 else language
        return Judged(language, self._detector.judge(words, phone), self._detector.judge(words))


def _loaded(languages: Sequence[str]) -> Detector:
    """The detector of every language there is, and what it took to load.

    The words that the danger screen knows are in memory for the screen's sake and are not counted.
    """
    known = {code: Weights.load(MODELS / f"danger.{code}.json") for code in languages}
    examples = Examples.read(NLU, languages)
    before, began = _memory(), time.perf_counter()
    detector = Detector.load(languages, examples, known)
    took, more = 1000 * (time.perf_counter() - began), _memory() - before
    size = detector.voices.table.size / 1e6
    print(f"{len(languages)} languages, {len(detector.voices.all)} voices; loaded in {took:.0f} ms,", end=" ")
    print(f"the process grew by {more:.1f} MB, of which the table is {size:.1f} MB")
    return detector


def _memory() -> float:
    """Megabytes of this process that are in memory; 0.0 where no /proc tells."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * PAGE / 1e6 if told.exists() else 0.0


def _texts(folder: Path, pattern: str, part: str) -> Iterator[tuple[str, str]]:
    """(language, words) of one part of every file, in the order of their names."""
    for path in sorted(folder.glob(pattern)):
        held: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        for words in held.get(part, ()):
            yield path.stem.rpartition(".")[2], str(words)


def _with_phone(row: Judged) -> Judgement:
    return row.judged


def _alone(row: Judged) -> Judgement:
    return row.alone


def _share(rows: Sequence[Judged], seen: Callable[[Judged], Judgement], most: int) -> float:
    return _of(sum(row.language in dict(seen(row).ranked[:most]) for row in rows), rows)


def _offered(rows: Sequence[Judged], code: str) -> float:
    mine = [row for row in rows if row.language == code]
    return _of(sum(code in likely(row.judged) for row in mine), mine)


def _of(part: int, whole: Sequence[object]) -> float:
    return part / len(whole) if whole else 0.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
