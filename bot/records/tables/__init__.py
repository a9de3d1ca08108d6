"""Every table, so that the metadata is whole whoever imports it."""

from bot.records.tables.after import DeletionRequestRow, FeedbackRow, ReminderRow, WorkerReplyRow
from bot.records.tables.base import Table
from bot.records.tables.emergency import BreakGlassNoticeRow, BreakGlassRow, OfficerRow
from bot.records.tables.evaluation import FeedbackInvitedRow, IndicatorRow
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
from bot.records.tables.keeping import AuditCheckpointRow, AuditRow, InstallRow
from bot.records.tables.people import (
    RecoveryCodeRow,
    SecurityKeyRow,
    SignInFailureRow,
    StaffRow,
    StaffSessionRow,
    UsedChallengeRow,
)
from bot.records.tables.reading import ReadingNoticeRow
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
    PlacementRow,
    SendingRow,
    SentAnswerRow,
)

__all__ = [
    "RECOVERY",
    "AlertRow",
    "AuditCheckpointRow",
    "AuditRow",
    "BreakGlassNoticeRow",
    "BreakGlassRow",
    "CaseRow",
    "CaseWorkerRow",
    "ConversationRow",
    "DeletionRequestRow",
    "DeliveredRow",
    "DraftPartRow",
    "DraftRecordingRow",
    "ExportRow",
    "FeedbackInvitedRow",
    "FeedbackRow",
    "InboxRow",
    "IndicatorRow",
    "InstallRow",
    "InviteRow",
    "KeyWrapRow",
    "MeetingRow",
    "NoticeSeenRow",
    "OfficerRow",
    "OutboxRow",
    "ParkedRow",
    "ParticipantRow",
    "PlacementRow",
    "ReadingNoticeRow",
    "RecoveryCodeRow",
    "ReminderRow",
    "SecurityKeyRow",
    "SendingRow",
    "SentAnswerRow",
    "SentRecordingRow",
    "SignInFailureRow",
    "StaffRow",
    "StaffSessionRow",
    "Table",
    "UsedChallengeRow",
    "WebSessionRow",
    "WorkerReplyRow",
]
