"""Every fault the product can name: a stable code, what happened, and what to do about it."""

from __future__ import annotations

from bot.messages import VoiceRefusal


class BeforehandError(Exception):
    """A fault with a code and a remedy.

    `message` and `remedy` are for staff and engineers, and never hold what a person said, a name, an
    address, a code or a key.
    """

    code = "B000"

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.code} {self.message} Remedy: {self.remedy}"

    def __reduce__(self) -> tuple[object, ...]:
        # What another process found comes back whole, not as a process that ended.
        return _anew, (type(self), self.args), self.__dict__


def _anew(kind: type[BeforehandError], said: tuple[str, ...]) -> BeforehandError:
    return kind.__new__(kind, *said)


class SettingsRefused(BeforehandError):
    """A setting or secret is missing, weak or contradictory: the process must not start."""

    code = "B100"


class ContentRefused(BeforehandError):
    """A content file is wrong: the process must not serve it."""

    code = "B200"


class WordingMissing(BeforehandError):
    """An offered language has no words for something: it is never said in English instead."""

    code = "B210"


class RecordsRefused(BeforehandError):
    """The database cannot be reached, is older or newer than the code, or refuses a write."""

    code = "B300"


class NotFound(BeforehandError):
    """Nothing there, or nothing that this person may see: the two are told apart nowhere."""

    code = "B310"


class Conflict(BeforehandError):
    """Somebody else was first: an invite already claimed, a lease already held."""

    code = "B320"


class CannotOpen(BeforehandError):
    """A sealed thing was changed, moved, or is not for this key."""

    code = "B330"


class ExportRefused(BeforehandError):
    """A document cannot be made on this machine."""

    code = "B335"


class SignInRefused(BeforehandError):
    """Sign-in was refused; the caller shows one text whatever the reason."""

    code = "B340"


class PasswordWeak(SignInRefused):
    """A new password is too short or too long: the one refusal at sign-in that says why."""

    code = "B341"


class InviteRefused(BeforehandError):
    """An invite, code or PIN was refused; the caller shows one page whatever the reason."""

    code = "B350"


class PinWrong(InviteRefused):
    """The PIN was not the one that belongs to a live link, and there are tries left."""

    code = "B351"


class DigitsWeak(InviteRefused):
    """Chosen digits are not six, or are the first that anybody would try."""

    code = "B352"


class NotRead(BeforehandError):
    """What was sent has not been read by anybody: it is not deleted before."""

    code = "B360"


class AnchorRefused(BeforehandError):
    """The audit's head could not be written down outside, or does not fit what was written down."""

    code = "B370"


class EngineDown(BeforehandError):
    """The engine cannot be reached: wait, the message stays in the inbox."""

    code = "B400"


class EngineFault(BeforehandError):
    """The engine answered with nothing, an error or nonsense: retried three times, then parked."""

    code = "B410"


class TurnRefused(BeforehandError):
    """An action was called for a turn that is not in flight."""

    code = "B420"


class ChannelRefused(BeforehandError):
    """A channel's request is forged, malformed or too large; nothing of its body is kept or logged."""

    code = "B500"


class VoiceRefused(BeforehandError):
    """A voice note is too large, no sound, or did not arrive; the person is told which."""

    code = "B505"

    def __init__(self, message: str, *, why: VoiceRefusal, remedy: str) -> None:
        super().__init__(message, remedy=remedy)
        self.why = why


class SpeechFailed(BeforehandError):
    """Words of ours could not be made into sound; they still stand on the page."""

    code = "B507"


class DeliveryFailed(BeforehandError):
    """A provider did not take a message; `retry_after` is in seconds, None means the sender's own pace."""

    code = "B510"

    def __init__(
        self, message: str, *, remedy: str, retry_after: float | None = None, final: bool = False
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.retry_after = retry_after
        self.final = final


class BackupRefused(BeforehandError):
    """A backup cannot be made or brought back on this machine."""

    code = "B600"


class BackupDamaged(BackupRefused):
    """A backup file is cut short, was changed, or was not made with these secrets."""

    code = "B610"


class BackupUnfit(BackupRefused):
    """A backup is whole, but not for this place: another kind of file, database or use."""

    code = "B620"


class BackupNewer(BackupRefused):
    """A backup was made by a newer release."""

    code = "B630"


class NotEmpty(BackupRefused):
    """There are records already where a backup was to go."""

    code = "B640"


class KeysUnfit(BackupRefused):
    """The keyring is missing, older than the backup, or does not open what it should."""

    code = "B650"
