"""The sound of unsent voice notes: under the draft key, as long as a part of an answer names it."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import delete, insert, select

from bot.messages import Recording, VoiceNote
from bot.records import draft_keys
from bot.records.access import nothing
from bot.records.database import Tx
from bot.records.padding import SOUND_BLOCK, padded, unpadded
from bot.records.scopes import ParticipantScope
from bot.records.tables import DraftPartRow, DraftRecordingRow


def voice_note(message_id: str, recording: Recording | None) -> VoiceNote | None:
    """Return what is known of a recording apart from its sound, named after the message it came in."""
    if recording is None:
        return None
    return VoiceNote(message_id, recording.form, recording.seconds, sha256(recording.sound).hexdigest())


def keep(tx: Tx, scope: ParticipantScope, recording_id: str, sound: bytes) -> None:
    """Keep one sound; the part that names it is kept in the same transaction. Raises NotFound."""
    key = draft_keys.to_write(tx, scope)
    tx.connection.execute(
        insert(DraftRecordingRow).values(
            id=recording_id,
            conversation_id=scope.conversation_id,
            sound_box=key.encrypt(_about(scope, recording_id), padded(sound, SOUND_BLOCK)),
        )
    )


def load(tx: Tx, scope: ParticipantScope, recording_id: str) -> bytes:
    """Return one sound, to be sealed at once. Raises NotFound, CannotOpen."""
    box = tx.connection.execute(
        select(DraftRecordingRow.sound_box).where(
            DraftRecordingRow.id == recording_id,
            DraftRecordingRow.conversation_id == scope.conversation_id,
        )
    ).scalar_one_or_none()
    key_id = draft_keys.id_of(tx, scope)
    if box is None or key_id is None:
        raise nothing()
    return unpadded(tx.keyring.get(key_id).decrypt(_about(scope, recording_id), box), SOUND_BLOCK)


def let_go(tx: Tx, scope: ParticipantScope) -> None:
    """Delete every sound that no part names any more: its answer was changed, skipped or taken away."""
    named = select(DraftPartRow.recording_id).where(
        DraftPartRow.conversation_id == scope.conversation_id, DraftPartRow.recording_id.is_not(None)
    )
    tx.connection.execute(
        delete(DraftRecordingRow).where(
            DraftRecordingRow.conversation_id == scope.conversation_id,
            DraftRecordingRow.id.not_in(named),
        )
    )


def _about(scope: ParticipantScope, recording_id: str) -> bytes:
    return f"draft_recording {scope.conversation_id} {recording_id}".encode()
