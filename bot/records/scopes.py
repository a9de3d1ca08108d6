"""Who is asking. Functions over private data take one of these, never a bare id."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    WORKER = "worker"
    MANAGER = "manager"
    ADMIN = "admin"
    AUDITOR = "auditor"
    RECOVERY_OFFICER = "recovery_officer"


@dataclass(frozen=True, slots=True)
class ParticipantScope:
    """One person of a family, in their own conversation."""

    participant_id: str
    conversation_id: str


@dataclass(frozen=True, slots=True)
class WorkerScope:
    """One member of staff, in their own council."""

    staff_id: str
    council: str
    role: Role
