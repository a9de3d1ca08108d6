"""What a turn may stage, to be kept by the conversation worker in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.messages import VoiceNote, Written
from bot.records.drafts import Part

Author = Literal["", "helper"]
AnswerKind = Literal["words", "choice", "scale", "skip", "seen"]
Sharing = Literal["worker_only", "read_out", "ask_first"]
SHARING: dict[str, Sharing] = {
    "share_worker_only": "worker_only",
    "share_read_out": "read_out",
    "share_ask_first": "ask_first",
}


@dataclass(frozen=True, slots=True)
class KeepPart:
    """Keep one part of an answer; `replace` puts it in the place of the same author's parts before it.

    `by` is "" for the person and `helper` for whoever helps a child. `written` is the message that the value
    came in, None for this turn's own. `voice` is the voice note that it was spoken in.
    """

    question: str
    kind: AnswerKind
    value: str
    label: bool = False
    sore: bool = False
    replace: bool = False
    by: Author = ""
    written: Written | None = None
    voice: VoiceNote | None = None


@dataclass(frozen=True, slots=True)
class KeepAside:
    """Keep words that were answered as a question, until the person says they were an answer."""

    question: str
    value: str
    by: Author = ""
    written: Written | None = None
    voice: VoiceNote | None = None


@dataclass(frozen=True, slots=True)
class Correct:
    """Put what an edited message says now in the place of what it said: the part as it is to be."""

    part: Part


@dataclass(frozen=True, slots=True)
class TakeAside:
    """What was set aside for this question has found its place: drop it from the side."""

    question: str


@dataclass(frozen=True, slots=True)
class Reopen:
    """A question that was passed over with its part is to be asked after all."""

    question: str


@dataclass(frozen=True, slots=True)
class SetLanguage:
    language: str


@dataclass(frozen=True, slots=True)
class SetSharing:
    """`question` None sets it for every answer."""

    sharing: Sharing
    question: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeSeen:
    """The person was shown this notice; the item's version is kept with language and time."""

    item: str


@dataclass(frozen=True, slots=True)
class Send:
    """Seal everything and let go of the drafts."""


@dataclass(frozen=True, slots=True)
class DeleteDrafts:
    """Delete every draft and set-aside word; alerts stay."""


@dataclass(frozen=True, slots=True)
class RaiseAlert:
    """The person pressed a button that says they are in danger: there are no words to seal."""

    kind: str


@dataclass(frozen=True, slots=True)
class Hide:
    """Take away what can be taken away from the channel."""


@dataclass(frozen=True, slots=True)
class EndSitting:
    """Pause or stop: the web session ends, the drafts stay."""


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """The person gets ready for the next meeting from here on."""


@dataclass(frozen=True, slots=True)
class Told:
    """The person was told, or asked, what this reminder was for."""

    reminder: str
    kind: str
    about: str


@dataclass(frozen=True, slots=True)
class ShowReceipts:
    """Say the codes of what was sent: the codes never travel through the engine."""


@dataclass(frozen=True, slots=True)
class StopReminders:
    """Start nothing more with this person."""


@dataclass(frozen=True, slots=True)
class AnswerPromise:
    """What the person says of a promise: `choice` is a choice's id."""

    promise: str
    choice: str


@dataclass(frozen=True, slots=True)
class AskDeletion:
    """Ask the worker to delete what was sent."""


@dataclass(frozen=True, slots=True)
class GiveFeedback:
    """Keep what was thought apart from the case, and let go of it here.

    `answers` are choices and numbers by question: no words.
    """

    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DropFeedback:
    """Let go of what was answered so far, and ask no more."""


Staged = (
    KeepPart
    | KeepAside
    | Correct
    | TakeAside
    | Reopen
    | SetLanguage
    | SetSharing
    | NoticeSeen
    | Send
    | DeleteDrafts
    | RaiseAlert
    | Hide
    | EndSitting
    | NextMeeting
    | Told
    | ShowReceipts
    | StopReminders
    | AnswerPromise
    | AskDeletion
    | GiveFeedback
    | DropFeedback
)
