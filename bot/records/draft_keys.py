"""The key of a conversation's drafts: words and sounds are under it, and die with it."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from bot.records.access import nothing
from bot.records.database import Tx
from bot.records.keys import Aead
from bot.records.scopes import ParticipantScope
from bot.records.tables import ConversationRow

_KEY = select(ConversationRow.id, ConversationRow.draft_key).where(
    ConversationRow.id == bindparam("talk"), ConversationRow.participant_id == bindparam("person")
)


def id_of(tx: Tx, scope: ParticipantScope) -> str | None:
    """Return the key's id, None where nothing is kept. Raises NotFound."""
    asked = {"talk": scope.conversation_id, "person": scope.participant_id}
    row = tx.connection.execute(_KEY, asked).one_or_none()
    if row is None:
        raise nothing()
    key_id: str | None = row.draft_key
    return key_id


def to_write(tx: Tx, scope: ParticipantScope) -> Aead:
    """Return the key, made now where there was none. Raises NotFound."""
    key_id = id_of(tx, scope)
    if key_id is None:
        # On the disk before the row that names it: a key without a row is swept up, never the reverse.
        key_id = tx.keyring.create()
        tx.connection.execute(
            update(ConversationRow)
            .where(ConversationRow.id == scope.conversation_id)
            .values(draft_key=key_id)
        )
    return tx.keyring.get(key_id)


def destroy(tx: Tx, scope: ParticipantScope) -> None:
    """Take the key away as soon as this is committed."""
    key_id = id_of(tx, scope)
    if key_id is None:
        return
    tx.connection.execute(
        update(ConversationRow).where(ConversationRow.id == scope.conversation_id).values(draft_key=None)
    )
    keyring = tx.keyring
    tx.after_commit(lambda: keyring.destroy(key_id))
