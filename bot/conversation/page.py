"""What a web page shows of a sitting: what we said, and that something was kept; never a person's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.conversation.delivery import Delivery, Sitting
from bot.conversation.knowledge import Knowledge
from bot.conversation.values import values_for_anyone
from bot.messages import InboundKind, Reply, Say

KEPT = "pages.chat.kept"
SPOKEN = (InboundKind.WORDS, InboundKind.BUTTON, InboundKind.EDIT)


@dataclass(frozen=True, slots=True)
class PageWording:
    """Strings of web pages, before anybody is known."""

    known: Knowledge
    # A page has some forty strings, which are the same for everybody.
    _said: dict[tuple[str, str], str] = field(default_factory=dict)

    def page_text(self, item_id: str, language: str, **args: str) -> str:
        """Return one string of a web page. Raises ContentRefused or WordingMissing."""
        if args:
            return self._text(item_id, language, args)
        if (item_id, language) not in self._said:
            self._said[item_id, language] = self._text(item_id, language, {})
        return self._said[item_id, language]

    def _text(self, item_id: str, language: str, args: dict[str, str]) -> str:
        return self.known.renderer.page_text(item_id, values_for_anyone(self.known, language), **args)

    def label(self, full: str, language: str) -> str:
        """Return the words on a button."""
        return self.known.renderer.label(full, language)


@dataclass(frozen=True, slots=True)
class Page:
    """Blocks: run it in a thread."""

    known: Knowledge
    delivery: Delivery

    def replies(self, conversation_id: str) -> list[Reply]:
        """Return the sitting in order, a person's own messages as wordless marks."""
        return self._in_order(self.delivery.sitting(conversation_id))

    def told(self, conversation_id: str) -> list[Reply]:
        """The same as far as it was shown, and without answers read back; what waits goes on waiting."""
        return self._in_order(self.delivery.told(conversation_id))

    def _in_order(self, sitting: Sitting) -> list[Reply]:
        shown: list[tuple[datetime, int, list[Reply]]] = [
            (row.created_at, 1, replies) for row, replies in sitting.told
        ]
        kept = self._kept(sitting.language)
        shown.extend((mark.at, 0, [kept]) for mark in sitting.sent if mark.kind in SPOKEN)
        shown.sort(key=lambda one: one[:2])
        return [reply for _, _, replies in shown for reply in replies]

    def _kept(self, language: str) -> Reply:
        values = values_for_anyone(self.known, language)
        (reply,) = self.known.renderer.replies(Say(KEPT), values, lambda _: ())
        return reply
