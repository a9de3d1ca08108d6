"""From YAML that has the right shape to the frozen things the product holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.content.keys import Place, as_list
from bot.content.model import Condition, Guide, GuideEntry, HelpLine, Item, numbered


def line_of(place: Place) -> int:
    """The line a place stands on."""
    return place.document.line(*place.where)


def _text(held: object) -> str:
    # A folded block ends with the line break that closed it; nobody wrote that to be said.
    return str(held["text"] if isinstance(held, dict) else held).rstrip("\n")


def _entries(held: object) -> list[object]:
    return [] if held is None else held if isinstance(held, list) else [held]


def _conditional(value: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(field, entry) of every text that is only said when something is known."""
    for name in ("text", "easier"):
        entries = _entries(value.get(name))
        for field, entry in zip(numbered(name, len(entries)), entries, strict=True):
            if isinstance(entry, dict):
                yield field, entry


def item(place: Place, value: Mapping[str, Any]) -> Item:
    """One item."""
    return Item(
        id=place.item,
        kind=value["kind"],
        audiences=tuple(as_list(value.get("audience"))) or ("anyone",),
        texts=tuple(_text(entry) for entry in _entries(value["text"])),
        easier=tuple(_text(entry) for entry in _entries(value.get("easier"))),
        if_known={field: tuple(as_list(entry["if_known"])) for field, entry in _conditional(value)},
        otherwise={
            field: str(entry["else"]).rstrip("\n")
            for field, entry in _conditional(value)
            if entry.get("else")
        },
        short=value.get("short"),
        term=value.get("term"),
        also=tuple(value.get("also") or ()),
        answer=value.get("answer"),
        choices=tuple(value.get("choices") or ()),
        controls=tuple(as_list(value.get("controls"))),
        takes=tuple(as_list(value.get("takes"))),
        effect=value.get("effect"),
        means=value.get("means"),
        column=value.get("column"),
        picture=value.get("picture"),
        labels=bool(value.get("labels", False)),
        after_labels=tuple(value.get("after_labels") or ()),
        follows=tuple(value.get("follows") or ()),
        words=tuple(value.get("words") or ()),
        allows=tuple(value.get("allows") or ()),
        note=(value.get("note") or "").rstrip("\n"),
        source=value.get("source"),
        retired=value.get("retired"),
        file=place.file,
        line=line_of(place),
    )


def help_line(place: Place, value: Mapping[str, Any]) -> HelpLine:
    """One help line; `verified_on: none` is None."""
    verified = value.get("verified_on")
    return HelpLine(
        id=place.item,
        name=value["name"],
        number=value.get("number"),
        text_number=value.get("text_number"),
        hours=value.get("hours") or "",
        cost=value.get("cost") or "",
        nations=tuple(as_list(value["nations"])),
        audiences=tuple(as_list(value["audiences"])),
        topics=tuple(value["topics"]),
        languages=tuple(value.get("languages") or ()),
        source=value["source"],
        on_bill=value.get("on_bill"),
        always_open=bool(value.get("always_open", False)),
        verified_on=None if verified in (None, "none") else str(verified),
        file=place.file,
        line=line_of(place),
    )


def guide(place: Place, value: Mapping[str, Any], shared: Mapping[str, Place]) -> Guide:
    """One guide, its own parts and the shared ones that it uses laid end to end."""
    entries: list[GuideEntry] = []
    uses: list[str] = []
    for at, part in enumerate(value["parts"]):
        if "use" in part:
            uses.append(part["use"])
            entries += _all_entries(shared[part["use"]])
        else:
            entries += _entries_of(place, at, part)
    return Guide(
        id=place.item,
        audience=value["audience"],
        meetings=tuple(as_list(value["meeting"])),
        nations=tuple(as_list(value["nations"])),
        purpose=value.get("purpose", "prepare"),
        entries=tuple(entries),
        uses=tuple(uses),
        answers={topic: tuple(steps) for topic, steps in value.get("answers", {}).items()},
        file=place.file,
    )


def _all_entries(place: Place) -> list[GuideEntry]:
    parts = place.document.value["parts"]
    return [entry for at, part in enumerate(parts) for entry in _entries_of(place, at, part)]


def _entries_of(place: Place, part_at: int, part: Mapping[str, Any]) -> list[GuideEntry]:
    found: list[GuideEntry] = []
    for at, entry in enumerate(part["items"]):
        plain = isinstance(entry, str)
        made = GuideEntry(
            item=entry if plain else entry["item"],
            part=part["part"],
            column=part.get("column"),
            conditions=() if plain else _conditions(entry),
            repeat=part.get("repeat", 1),
            file=place.file,
            line=place.document.line("parts", part_at, "items", at),
        )
        found.append(made)
    return found


_CONDITIONS: dict[str, Callable[[Any], Condition]] = {
    "if_label": lambda held: Condition("if_label", question=held),
    "if_answered": lambda held: Condition("if_answered", question=held),
    "if_choice": lambda held: Condition("if_choice", question=held["question"], choice=held["choice"]),
    "if_setting": lambda held: Condition("if_setting", setting=held),
    "if_nation": lambda held: Condition("if_nation", nations=tuple(as_list(held))),
    "if_due": lambda held: Condition("if_due", due=held),
    "if_set_aside": lambda _held: Condition("if_set_aside"),
    "if_first_time": lambda _held: Condition("if_first_time"),
}


def _conditions(entry: Mapping[str, Any]) -> tuple[Condition, ...]:
    return tuple(make(entry[key]) for key, make in _CONDITIONS.items() if key in entry)
