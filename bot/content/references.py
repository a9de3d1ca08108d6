"""C03, C12, C13: everything named exists, everything written can be reached, no guide dead-ends."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.content import council_settings, vocabulary
from bot.content.findings import Finding, nearest
from bot.content.model import Condition, Guide, GuideEntry, Item
from bot.content.source import Source
from bot.content.twins import all_twins

_ALWAYS_REACHED = {"word"}  # the glossary is listed whole
_WAYS_OUT = {"stop", "go_back", "talk_to_person"}
_FIRST_TURNS = 3
_IN_TEMPLATE = re.compile(r"\bsay\(\s*[\"']([a-z0-9_.]+)[\"']")


@dataclass(slots=True)
class Mentions:
    """Item ids that code names: whole ones with their file and line, and beginnings of others."""

    whole: dict[str, tuple[str, int]] = field(default_factory=dict)
    beginnings: set[str] = field(default_factory=set)


def mentioned(code: Sequence[Path]) -> Mentions:
    """Read every string in code or templates that could be an item's id, or the beginning of one."""
    found = Mentions()
    for path in code:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            for number, line in enumerate(text.splitlines(), start=1):
                for quoted in _IN_TEMPLATE.findall(line):
                    found.whole.setdefault(quoted, (path.as_posix(), number))
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                found.beginnings.add(str(node.values[0].value))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.whole.setdefault(node.value, (path.as_posix(), node.lineno))
    return found


def faults(source: Source, code: Sequence[Path], topics: Sequence[str]) -> Iterator[Finding]:
    """`topics` are the topics that training data asks about, without their `ask_`."""
    yield from _named_by_items(source)
    for guide in source.guides.values():
        yield from _named_by_guide(source, guide)
        yield from _answers(source, guide)
        yield from _ways_out(source, guide)
    yield from _unused(source)
    mentions = mentioned(code)
    if code:
        yield from _named_by_code(source, mentions)
    if topics:
        yield from _topics(source, topics)
    yield from _unreached(source, mentions if code else None, topics)


def _unused(source: Source) -> Iterator[Finding]:
    used = {name for guide in source.guides.values() for name in guide.uses}
    for name in sorted(source.shared.keys() - used):
        mend = f"Put '- use: {name}' into a guide, or take the file away."
        yield source.shared[name].finding("C03", "no guide uses these parts.", mend)


def _missing(source: Source, place_id: str, named: str, key: str) -> Finding:
    place = source.places[place_id]
    mend = f"Write that item, or name another.{nearest(named, source.items)}"
    return place.finding("C03", f"'{key}' names '{named}', which does not exist.", mend, key)


def _named_by_items(source: Source) -> Iterator[Finding]:
    for item in source.items.values():
        for key, named, kind in (
            *(("choices", named, "choice") for named in item.choices),
            *(("words", named, "word") for named in item.words),
            *(("picture", f"pictures.{named}", "picture") for named in _picture(item)),
        ):
            held = source.items.get(named)
            if held is None:
                yield _missing(source, item.id, named, key)
            elif held.kind != kind:
                yield source.places[item.id].finding(
                    "C03",
                    f"'{key}' names '{named}', which is a {held.kind}.",
                    f"Name an item of kind {kind}, or change what '{named}' is.",
                    key,
                )


def _named_by_guide(source: Source, guide: Guide) -> Iterator[Finding]:
    before: list[str] = []
    for entry in guide.entries:
        for wrong, mend in _wrong_entry(source, guide, entry, before):
            yield Finding(entry.file, entry.line, guide.id, "C03", wrong, mend)
        before.append(entry.item)


def _answers(source: Source, guide: Guide) -> Iterator[Finding]:
    place, steps = source.places[f"guides/{guide.id}"], {entry.item for entry in guide.entries}
    for topic, named in guide.answers.items():
        if f"topics.{topic}" not in source.items:
            mend = f"Name one.{nearest(f'topics.{topic}', source.items)}"
            yield place.finding("C03", f"'answers' names '{topic}', which is no topic.", mend, "answers")
        for step in named:
            if step not in steps or source.items[step].kind != "explanation":
                wrong, mend = f"'answers' names '{step}'.", "Name steps of this very guide that explain."
                yield place.finding("C03", wrong, mend, "answers")


def _wrong_entry(
    source: Source, guide: Guide, entry: GuideEntry, before: Sequence[str]
) -> Iterator[tuple[str, str]]:
    item = source.items.get(entry.item)
    if item is None:
        mend = f"Write that item, or name another.{nearest(entry.item, source.items)}"
        yield f"the guide names '{entry.item}', which does not exist.", mend
    elif not item.is_for(guide.audience):
        mend = "Add the audience to the item, or write one for this audience."
        yield f"'{item.id}' is not for a {guide.audience}, but this guide is.", mend
    for condition in entry.conditions:
        yield from _wrong_place(guide, entry, condition)
        if (wrong := _wrong_condition(source, entry, condition, before)) is not None:
            yield wrong, "A condition looks at an earlier question of the same guide: correct the id."
    if entry.item in before:
        yield f"the guide names '{entry.item}' twice.", "Take one away: answers are kept by question."


def _wrong_place(guide: Guide, entry: GuideEntry, condition: Condition) -> Iterator[tuple[str, str]]:
    known = council_settings.settings()
    if condition.setting is not None and condition.setting not in known:
        mend = f"`./run content councils` lists them.{nearest(condition.setting, known)}"
        wrong = f"the condition of '{entry.item}' looks at the setting '{condition.setting}', "
        yield f"{wrong}which does not exist.", mend
    if condition.nations and not set(condition.nations) & set(guide.nations):
        mend = "Name one of the guide's nations, or take the entry away."
        yield f"'{entry.item}' is asked in no nation that this guide is for.", mend


def _wrong_condition(
    source: Source, entry: GuideEntry, condition: Condition, before: Sequence[str]
) -> str | None:
    if condition.question is None:
        return None
    asked = source.items.get(condition.question)
    name = f"the condition of '{entry.item}'"
    if asked is None or condition.question not in before:
        return f"{name} looks at '{condition.question}', which does not come before it."
    if condition.kind == "if_label" and not asked.labels:
        return f"{name} looks for a label in '{asked.id}', which has no 'labels: true'."
    if condition.kind == "if_choice" and condition.choice not in asked.choices:
        return f"{name} waits for '{condition.choice}', which '{asked.id}' does not offer."
    return None


def _ways_out(source: Source, guide: Guide) -> Iterator[Finding]:
    place = source.places[f"guides/{guide.id}"]
    entries = [source.items[entry.item] for entry in guide.entries if entry.item in source.items]
    if not entries:
        return
    last = guide.entries[-1]
    if last.conditions:
        wrong = "the guide can end without its last item, which has a condition."
        mend = "End with an item that everyone is told."
        yield Finding(last.file, last.line, guide.id, "C12", wrong, mend)
    if not {"talk_to_person", "help_now"} & set(entries[-1].controls):
        wrong = f"the guide ends with '{entries[-1].id}', which shows no way to a person."
        mend = "Add talk_to_person or help_now to its controls."
        yield Finding(last.file, last.line, guide.id, "C12", wrong, mend)
    shown = {control for item in entries[:_FIRST_TURNS] for control in item.controls}
    lacking = sorted(_WAYS_OUT - shown)
    if lacking:
        wrong = f"the first {_FIRST_TURNS} items do not show {', '.join(lacking)}."
        yield place.finding("C13", wrong, "Add them to the controls of those items.")


def _named_by_code(source: Source, mentions: Mentions) -> Iterator[Finding]:
    families = {item_id.split(".")[0] for item_id in source.items}
    for named, (file, line) in mentions.whole.items():
        parts = named.split(".")
        looks_like_one = (
            len(parts) > 1
            and parts[0] in families
            and not named.endswith(".html")
            and all(part.replace("_", "a").isalnum() and part.islower() for part in parts)
        )
        if looks_like_one and named not in source.places:
            mend = f"Write the item, or correct the code.{nearest(named, source.items)}"
            wrong = f"the code says '{named}', which does not exist."
            yield Finding(file, line, "", "C03", wrong, mend)


def _topics(source: Source, topics: Sequence[str]) -> Iterator[Finding]:
    for topic in topics:
        if f"topics.{topic}" not in source.places:
            wrong = f"families can ask 'ask_{topic}', and nothing answers it."
            mend = f"Write an item 'topics.{topic}', or take the examples away."
            yield Finding("topics", 1, f"topics.{topic}", "C03", wrong, mend)


def _unreached(source: Source, mentions: Mentions | None, topics: Sequence[str]) -> Iterator[Finding]:
    reached = _reached(source, mentions, topics)
    for item in source.items.values():
        if item.id in reached or item.retired or item.kind in _ALWAYS_REACHED:
            continue
        by_code = item.kind in {"notice", "safety", "page", "menu", "name"}
        if by_code and mentions is None:
            continue
        found = source.places[item.id].finding(
            "C03",
            "nothing leads to this item.",
            "Name it in a guide, a choice or the code, or mark it 'retired: <date>'.",
        )
        # A practitioner cannot write the code that says it, so it does not stop their work.
        yield replace(found, level="warning") if by_code else found


def _reached(source: Source, mentions: Mentions | None, topics: Sequence[str]) -> set[str]:
    roots = {entry.item for guide in source.guides.values() for entry in guide.entries}
    roots |= {item.id for item in source.items.values() if roots & set(item.follows)}
    roots |= {f"menus.{control}" for control in vocabulary.CONTROLS}
    roots |= {f"topics.{topic}" for topic in topics}
    if mentions is not None:
        starts = tuple(start for start in mentions.beginnings if "." in start)
        roots |= {
            item_id
            for item_id in source.items
            if item_id in mentions.whole or (starts and item_id.startswith(starts))
        }
    else:
        roots |= {item.id for item in source.items.values() if item.id.startswith("side.")}
    reached: set[str] = set()
    waiting = [item_id for item_id in roots if item_id in source.items]
    while waiting:
        item = source.items[waiting.pop()]
        if item.id in reached:
            continue
        reached.add(item.id)
        waiting += [named for named in _leads_to(item) if named in source.items]
    return reached


def _picture(item: Item) -> tuple[str, ...]:
    return () if item.picture is None else (item.picture,)


def _leads_to(item: Item) -> Iterator[str]:
    yield from item.choices
    yield from item.words
    yield from (f"pictures.{named}" for named in _picture(item))
    yield from all_twins(item.id)
