"""The closed lists that content is written in. A word that is in none of them is a mistake."""

from __future__ import annotations

from typing import get_args

from bot.content.model import ConditionKind, Kind

KINDS: tuple[Kind, ...] = get_args(Kind)
AUDIENCES = ("parent", "young_person", "child", "anyone")
MEETINGS = (
    "initial_conference",
    "review_conference",
    "core_group",
    "child_in_need",
    "family_group_conference",
    "care_review",
    "pre_proceedings",
)
NATIONS = ("england", "wales", "scotland", "northern_ireland")
COLUMNS = ("working_well", "worries", "needs_to_happen")
ANSWERS = ("words", "choice", "scale", "language", "gate")
CONDITIONS: tuple[ConditionKind, ...] = get_args(ConditionKind)
# What can be due: see `services/dates.py`.
DUE = ("report",)

CONTROLS = (
    "go_back",
    "skip",
    "change_answer",
    "add_to_answer",
    "repeat",
    "simpler",
    "word_meaning",
    "pause",
    "stop",
    "start_again",
    "change_language",
    "who_sees",
    "talk_to_person",
    "help_now",
    "hide",
    "delete_everything",
    "that_was_my_answer",
)

# `bot/services/effects.py` does what these name; tests/structure holds the two lists together.
EFFECTS = (
    "next",
    "skip_part",
    "show_answers",
    "not_here",
    "share_worker_only",
    "share_read_out",
    "share_ask_first",
    "choose_sharing",
    "send",
    "not_yet",
    "change_answer",
    "delete_everything",
    "start_again",
    "return",
    "keep_asides",
    "good_time",
    "bad_time",
    "raise_alert",
    "further_part",
    "next_meeting",
    "helper_says",
    "look",
    "show_receipts",
    "no_reminders",
    "ask_deletion",
    "feedback_start",
    "feedback_send",
    "feedback_no",
    "who_sees_all",
)

# What not every council has set, or not every meeting has: only in a text that says `if_known`.
LOCAL_PLACEHOLDERS = (
    "report_days",
    "conference_days",
    "core_group_days",
    "core_group_weeks",
    "first_review_months",
    "later_review_months",
    "care_review_days",
    "care_review_weeks",
    "second_care_review_months",
    "later_care_review_months",
    "summary_days",
    "notes_days",
    "keep_weeks",
    "complaint_days",
    "chair_title",
    "chair_minutes",
    "attends_age",
    "visit_weeks",
    "advocate_age",
    "advocate_provider",
    "parent_advocate_provider",
    "external_complaints",
    "out_of_hours_number",
    "family_group_provider",
    "domestic_abuse_service",
    "domestic_abuse_number",
    "report_due",
    "conference_due",
    "core_group_due",
    "review_due",
    "summary_due",
    "notes_due",
)

PLACEHOLDERS = (
    *LOCAL_PLACEHOLDERS,
    "worker",
    "meeting_name",
    "plan_name",
    "body_name",
    "meeting_day",
    "meeting_time",
    "meeting_place",
    "council",
    "duty_number",
    "emergency_number",
    "code",
    "count",
    "question",
    "term",
    "languages",
    "when",
    "by_day",
    "lines",
    "person",
    "answer",
    "length",
    "rest",
)
