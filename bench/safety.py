"""How well the danger screen finds danger, and how often it cries wolf: `./run bench safety`.

Sets of sentences, a file a language and part:

* `tests/safety/unseen`, `unseen_again`, `unseen_third`: written by people who had seen neither patterns nor
  examples. All together decide; the newer a set is, the less has it been looked at.
* `tests/safety/dev`: written by the author of the patterns, and among the examples: only that nothing broke.

Found is a danger sentence answered with the level "now": a person is told. Asked is one answered with
"unsure": whoever wrote it is asked. A false alarm is an ordinary sentence answered with "now" or as a
concern, or one of past harm answered with "now"; asked needlessly is either that is answered with "unsure".
The patterns alone stand beside patterns and model together. At the end a line a language, the worst first.
Exit 1 if in any language less than 90 % are found, or more than 5 % are false alarms; where 90 % are found
or asked about, the line says so.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence

from bench.danger_tally import (
    DECIDE,
    LEAST_FOUND,
    MOST_FALSE,
    ROOT,
    Tally,
    languages_of,
    measure,
    parts,
    together,
)
from bench.said import LANGUAGES
from bot import documents
from bot.language.danger import KINDS, DangerScreen

# For each language what patterns and models find together, and what the patterns find alone.
Compared = Mapping[str, tuple[Tally, Tally]]


def _print(name: str, language: str, tally: Tally, *, quiet: bool) -> None:
    print(f"\n{name} / {language}")
    for kind in KINDS:
        if tally.asked[kind]:
            found, asked = tally.found[kind], tally.asked[kind]
            more = f", {tally.unsure[kind]} more asked about" if tally.unsure[kind] else ""
            more += f", {tally.concern[kind]} more as a concern" if tally.concern[kind] else ""
            print(f"  {kind:14} found {found:>3} of {asked:>3}  {found / asked:6.1%}{more}")
    found, asked = tally.found.total(), tally.asked.total()
    print(f"  all danger     found {found:>3} of {asked:>3}  {tally.share_found:6.1%}", end="")
    print(f"; named the same kind in {tally.right_kind} of {found}")
    for part in tally.harmless:
        false, harmless = tally.false[part], tally.harmless[part]
        gentle = f", {tally.gentle[part]} of them only a concern" if tally.gentle[part] else ""
        gentle += f"; {tally.needless[part]} more asked" if tally.needless[part] else ""
        print(f"  {part:14} alarms {false:>2} of {harmless:>3}  {false / harmless:6.1%}{gentle}")
    print(f"  found or asked about {tally.share_noticed:6.1%}", end="; ")
    print(f"false alarms in all {tally.share_false:6.1%}, asked needlessly {tally.share_needless:6.1%}")
    if not quiet:
        print("\n".join(tally.faults) or "  no fault")


def _speed(screen: DangerScreen) -> None:
    texts = [
        entry["text"]
        for folder in (ROOT / "tests/safety" / name for name in DECIDE)
        for part in parts(folder)
        for language in languages_of(folder)
        for entry in documents.read(folder / f"{part}.{language}.yml").value
    ]
    taken = sorted(_processor_ms(screen, text) for text in texts)
    longest = _processor_ms(screen, " ".join(texts)[:4096])
    print("\nprocessor time, every language that may be meant, this machine:", end=" ")
    print(f"median {taken[len(taken) // 2]:.2f} ms, 95th {taken[len(taken) * 95 // 100]:.2f} ms", end="; ")
    print(f"4,096 characters {longest:.1f} ms")


def _processor_ms(screen: DangerScreen, text: str) -> float:
    # Not the clock on the wall: other work on the machine is no property of the screen.
    before = time.process_time()
    screen.screen(text)
    return (time.process_time() - before) * 1000


def main(arguments: Sequence[str] = ()) -> int:
    """Measure all sets; `--quiet` prints no sentence. The exit code: 0 if the limits are kept."""
    quiet = "--quiet" in arguments
    screen = DangerScreen.load(ROOT / "dialogues/danger", LANGUAGES, ROOT / "models")
    alone = DangerScreen(screen.files)
    for file, weights in zip(screen.files, screen.weights, strict=True):
        features = len(weights.own.by_feature)
        print(f"{file.path.name}: {len(file.patterns)} patterns, {features} weights beside them")
    found: dict[str, Compared] = {}
    for name in ("dev", *DECIDE):
        folder = ROOT / "tests/safety" / name
        found[name] = {
            language: (measure(screen, folder, language), measure(alone, folder, language))
            for language in languages_of(folder)
        }
        for language, (tally, _) in found[name].items():
            _print(name, language, tally, quiet=quiet)
    _speed(screen)
    for name in DECIDE:
        _print_languages(name, found[name])
    whole = _whole([found[name] for name in DECIDE])
    _print_languages("together", whole)
    limits = f"at least {LEAST_FOUND:.0%} found, at most {MOST_FALSE:.0%} false alarms, unseen"
    good = bool(whole) and all(tally.good for tally, _ in whole.values())
    with_asking = sum(tally.good_with_asking for tally, _ in whole.values())
    print(f"{'kept' if good else 'NOT KEPT'}: {limits}")
    print(f"when what is asked about counts as found: kept in {with_asking} of {len(whole)} languages")
    print("bench/safety.md says what a figure is worth. --quiet prints no sentence: so they stay unseen.")
    return 0 if good else 1


def _whole(sets: Sequence[Compared]) -> Compared:
    """Every language by all sets, which all have the same ones."""
    return {
        language: (together(one[language][0] for one in sets), together(one[language][1] for one in sets))
        for language in sets[0]
    }


def _print_languages(name: str, found: Compared) -> None:
    print(f"\n{name:13} found  or asked   false  needless   patterns alone")
    for language, (tally, before) in sorted(found.items(), key=lambda pair: pair[1][0].share_found):
        print(f"{language:11} {tally.share_found:6.1%}  {tally.share_noticed:6.1%}", end="   ")
        print(f"{tally.share_false:6.1%}  {tally.share_needless:6.1%}", end="    ")
        print(f"{before.share_found:6.1%} {before.share_false:6.1%}   {tally.verdict}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
