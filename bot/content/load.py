"""Content in memory: what the rest of the product asks for words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from bot.content import vocabulary
from bot.content.arrangements import Arrangement
from bot.content.model import Council, Guide, HelpLine, Item
from bot.content.probes import laid_out
from bot.content.rounds import unrolled
from bot.content.source import Source
from bot.errors import ContentRefused

# The topic of help lines for whoever asks about something that has none of its own.
SOMEONE_TO_TALK_TO = "talk_to_person"


class Content:
    """Every item, guide, help line and council of one folder, read once and never changed."""

    def __init__(self, source: Source) -> None:
        probed, made = laid_out(source.guides, source.items)
        items = {**source.items, **made}
        guides, again = unrolled(probed, items)
        self.items: Mapping[str, Item] = MappingProxyType({**items, **again})
        self.guides: Mapping[str, Guide] = MappingProxyType(guides)
        self.councils: Mapping[str, Council] = MappingProxyType(
            {key: held for key, held in source.councils.items() if "/" not in key}
        )
        steps = {entry.item for guide in guides.values() for entry in guide.entries}
        # What somebody has read when they have come past it: each is said once the language is chosen.
        self.guide_notices = tuple(sorted(one for one in steps if self.items[one].kind == "notice"))
        self.arrangements: Mapping[str, Arrangement] = MappingProxyType(source.arrangements)
        self._lines = tuple(source.lines.values())

    @classmethod
    def load(cls, folder: Path) -> Content:
        """Read a content folder (`dialogues/content`).

        Raises ContentRefused at the first fault of shape: half-read content is never served.
        """
        source = Source.read(folder)
        if source.findings:
            raise min(source.findings).refusal()
        return cls(source)

    def item(self, item_id: str) -> Item:
        """One item. Raises ContentRefused if there is none of that id."""
        found = self.items.get(item_id)
        if found is None:
            raise ContentRefused(
                f"there is no content item '{item_id}'.",
                remedy="write it under dialogues/content, or name another; `./run content check`.",
            )
        return found

    def guide(self, guide_id: str) -> Guide:
        """One guide by its file's name. Raises ContentRefused if there is none."""
        found = self.guides.get(guide_id)
        if found is None:
            raise ContentRefused(
                f"there is no guide '{guide_id}'.",
                remedy="write dialogues/content/guides/<guide>.yml, or name another.",
            )
        return found

    def guide_for(self, audience: str, meeting: str, nation: str, purpose: str = "prepare") -> Guide:
        """The guide for this person and moment; `purpose` is `prepare`, or `further` after sending.

        Raises ContentRefused if nobody has written one.
        """
        for guide in self.guides.values():
            same = (guide.audience, guide.purpose) == (audience, purpose)
            if same and meeting in guide.meetings and nation in guide.nations:
                return guide
        raise ContentRefused(
            f"no guide for {audience}, {meeting}, {nation}, {purpose}.",
            remedy="write one under dialogues/content/guides.",
        )

    def has_guides(self, audience: str, meeting: str, nation: str) -> bool:
        """Whether somebody has written what this audience is led through: before sending, and after."""
        try:
            for purpose in ("prepare", "further"):
                self.guide_for(audience, meeting, nation, purpose)
        except ContentRefused:
            return False
        return True

    def arrangements_for(self, council_id: str) -> tuple[Arrangement, ...]:
        """The sets of headings that a council's workers may place words under, in the order of the file."""
        return tuple(one for one in self.arrangements.values() if one.is_for(council_id))

    def words(self) -> Mapping[str, Item]:
        """The glossary: every item of kind `word`, by id. One nation's twin is no word more."""
        return {
            key: item
            for key, item in self.items.items()
            if item.kind == "word" and not key.endswith(vocabulary.NATIONS)
        }

    def of_kind(self, kind: str) -> tuple[Item, ...]:
        """All items of one kind, in the order of the files."""
        return tuple(item for item in self.items.values() if item.kind == kind)

    def for_audience(self, item_id: str, audience: str) -> Item:
        """The item as this audience is told it: `<id>.<audience>` where there is one, else `<id>`."""
        own = self.items.get(f"{item_id}.{audience}")
        return own if own is not None else self.item(item_id)

    def help_lines(
        self, nation: str, audience: str, topic: str = SOMEONE_TO_TALK_TO, limit: int = 3
    ) -> tuple[HelpLine, ...]:
        """At most `limit` lines of a nation and audience for the topic, else those to talk with someone.

        None is added that is for something else, not even one that is always open: a number for something
        else sends people wrong. Where one of those that fit is always open, it is among them.
        """
        here = [
            line
            for line in self._lines
            if nation in line.nations and {audience, "anyone"} & set(line.audiences)
        ]
        fitting = [line for line in here if topic in line.topics]
        fitting = fitting or [line for line in here if SOMEONE_TO_TALK_TO in line.topics] or here
        chosen: Sequence[HelpLine] = fitting[:limit]
        if chosen and not any(line.always_open for line in chosen):
            always = [line for line in fitting if line.always_open]
            chosen = [*chosen[: limit - 1], *always[:1]] if always else chosen
        return tuple(chosen)

    @property
    def all_help_lines(self) -> tuple[HelpLine, ...]:
        """Every help line, in the order of the file."""
        return self._lines

    def councils_here(self) -> tuple[Council, ...]:
        """The councils whose install this is: an invented one beside a real one decides nothing."""
        real = tuple(one for one in self.councils.values() if not one.invented)
        return real or tuple(self.councils.values())

    def council(self, council_id: str) -> Council:
        """One council's settings. Raises ContentRefused if there is no such file."""
        found = self.councils.get(council_id)
        if found is None:
            raise ContentRefused(
                f"there is no council '{council_id}'.",
                remedy="write dialogues/content/councils/<council>.yml.",
            )
        return found
