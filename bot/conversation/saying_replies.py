"""A worker's reply put into words at delivery: the outbox holds its id alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from bot.conversation.knowledge import Knowledge
from bot.conversation.renderer import Values
from bot.language.languages import LONDON
from bot.messages import Reply
from bot.records import conversations, replies
from bot.records.database import Tx
from bot.records.outbox import OutboxRow


def reply_of_worker(tx: Tx, known: Knowledge, row: OutboxRow, values: Values) -> list[Reply]:
    """Who wrote what and when, and a promise by which day; nothing once its words are let go."""
    here = conversations.get(tx, row.conversation_id or "")
    found = replies.to_tell(tx, here.scope, row.say.args["reply"])
    if found is None:
        return []
    speech = known.texts.catalogues.language(values.language)
    args = {"person": found.by, "when": speech.day_of(found.written_at)}
    if found.due_on is not None:
        args["by_day"] = speech.day_of(datetime.combine(found.due_on, time(12), tzinfo=LONDON))
    said = known.texts.messages(found.item, values.language, values.known) if found.item else [found.words]
    say = replace(row.say, args=args)
    rendered = known.renderer.replies(say, values, lambda _: said)
    # Ready words are ours, in this language; free ones are the worker's, in any.
    return [replace(one, aloud=found.item is not None) for one in rendered]
