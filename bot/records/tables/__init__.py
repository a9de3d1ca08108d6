"""Every table, so that the metadata is whole whoever imports it."""

from bot.records.tables.after import DeletionRequestRow, FeedbackRow, ReminderRow, WorkerReplyRow
from bot.records.tables.base import Table
from bot.records.tables.family import (
    RECOVERY,
    CaseRow,
    CaseWorkerRow,
    ConversationRow,
    InviteRow,
    KeyWrapRow,
    MeetingRow,
    ParticipantRow,
    WebSessionRow,
)
from bot.records.tables.keeping import AuditRow, InstallRow
from bot.records.tables.people import (
    RecoveryCodeRow,
    SignInFailureRow,
    StaffRow,
    StaffSessionRow,
)
from bot.records.tables.sound import DraftRecordingRow, SentRecordingRow
from bot.records.tables.words import (
    AlertRow,
    DeliveredRow,
    DraftPartRow,
    ExportRow,
    InboxRow,
    NoticeSeenRow,
    OutboxRow,
    ParkedRow,
    SendingRow,
    SentAnswerRow,
)

__all__ = [
    "RECOVERY",
    "AlertRow",
    "AuditRow",
    "CaseRow",
    "CaseWorkerRow",
    "ConversationRow",
    "DeletionRequestRow",
    "DeliveredRow",
    "DraftPartRow",
    "DraftRecordingRow",
    "ExportRow",
    "FeedbackRow",
    "InboxRow",
    "InstallRow",
    "InviteRow",
    "KeyWrapRow",
    "MeetingRow",
    "NoticeSeenRow",
    "OutboxRow",
    "ParkedRow",
    "ParticipantRow",
    "RecoveryCodeRow",
    "ReminderRow",
    "SendingRow",
    "SentAnswerRow",
    "SentRecordingRow",
    "SignInFailureRow",
    "StaffRow",
    "StaffSessionRow",
    "Table",
    "WebSessionRow",
    "WorkerReplyRow",
]
