"""An answer read back to whoever gave it, put into words at delivery: the outbox holds only its question."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.knowledge import Knowledge
from bot.conversation.renderer import Values
from bot.messages import Reply
from bot.records import conversations, drafts
from bot.records.database import Tx
from bot.records.drafts import Part
from bot.records.outbox import OutboxRow

REVIEW = "review.answer"
REVIEWS = (REVIEW, "review.answer.helper")
VOICE, VOICE_OF_NO_LENGTH = "notices.voice_note", "notices.voice_note_of_no_length"
EARLIER = "review.answer.earlier"


def answer_read_back(tx: Tx, known: Knowledge, row: OutboxRow, values: Values) -> list[Reply]:
    """The parts of one answer. Of what was kept before a new invite only that it is there is said."""
    here = conversations.get(tx, row.conversation_id or "")
    question, by = row.say.args["question"], "" if row.say.content == REVIEW else "helper"
    parts = [
        part
        for part in drafts.load(tx, here.scope)
        if (part.question, part.by) == (question, by) and part.kind in ("words", "choice", "scale")
    ]
    hidden = here.earlier_before
    words = [
        _said(known, part, values.language) for part in parts if hidden is None or part.kept_at >= hidden
    ]
    if words:
        return known.renderer.replies(row.say, values, lambda _: words)
    return known.renderer.replies(replace(row.say, content=EARLIER), values, lambda _: ()) if parts else []


def _said(known: Knowledge, part: Part, language: str) -> str:
    """A voice note is named, with what was written under it, and never played."""
    if part.voice is not None:
        name = VOICE if part.voice.length else VOICE_OF_NO_LENGTH
        return f"{known.texts.short(name, language).format(length=part.voice.length)}\n{part.value}".rstrip()
    return known.texts.short(part.value, language) if part.kind == "choice" else part.value
