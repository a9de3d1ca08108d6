"""The first tables, and the triggers that let nobody change the audit.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_REFUSAL = "the audit is only added to"


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=("pk_audit")),
    )
    op.create_table(
        "install",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("recovery_public", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=("ck_install_only_one")),
        sa.PrimaryKeyConstraint("id", name=("pk_install")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("who", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("who", name=("pk_sign_in_failure")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("email_hash", sa.LargeBinary(), nullable=False),
        sa.Column("email_box", sa.LargeBinary(), nullable=False),
        sa.Column("name_box", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("role_label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_hash", sa.LargeBinary(), nullable=True),
        sa.Column("link_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_totp_box", sa.LargeBinary(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("totp_box", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("key_salt", sa.LargeBinary(), nullable=True),
        sa.Column("key_box", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=("pk_staff")),
        sa.UniqueConstraint("email_hash", name=("uq_staff_email_hash")),
        sa.UniqueConstraint("link_hash", name=("uq_staff_link_hash")),
    )
    op.create_index(("ix_staff_council"), "staff", ["council"], unique=False)
    op.create_table(
        "case",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("name_box", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=("fk_case_created_by")),
        sa.PrimaryKeyConstraint("id", name=("pk_case")),
    )
    op.create_index(("ix_case_council"), "case", ["council"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=("fk_recovery_code_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code_hash", name=("pk_recovery_code")),
    )
    op.create_index(("ix_recovery_code_staff_id"), "recovery_code", ["staff_id"], unique=False)
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("key_box", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=("fk_staff_session_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=("pk_staff_session")),
    )
    op.create_index(("ix_staff_session_staff_id"), "staff_session", ["staff_id"], unique=False)
    op.create_table(
        "case_worker",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=("fk_case_worker_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=("fk_case_worker_staff_id")),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name=("pk_case_worker")),
    )
    op.create_index(("ix_case_worker_staff_id"), "case_worker", ["staff_id"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("nation", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_box", sa.LargeBinary(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=("fk_meeting_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=("pk_meeting")),
        sa.UniqueConstraint("case_id", name=("uq_meeting_case_id")),
    )
    op.create_table(
        "participant",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("name_box", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("telegram_allowed", sa.Boolean(), nullable=False),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("safe_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("safe_tag", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=("fk_participant_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_participant")),
    )
    op.create_index(("ix_participant_case_id"), "participant", ["case_id"], unique=False)
    op.create_table(
        "alert",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("what_box", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("notice_tries", sa.Integer(), nullable=False),
        sa.Column("notice_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.Text(), nullable=True),
        sa.Column("told_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["handled_by"], ["staff.id"], name=("fk_alert_handled_by")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=("fk_alert_participant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["seen_by"], ["staff.id"], name=("fk_alert_seen_by")),
        sa.PrimaryKeyConstraint("id", name=("pk_alert")),
    )
    op.create_index(("ix_alert_participant_id"), "alert", ["participant_id"], unique=False)
    op.create_table(
        "conversation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=True),
        sa.Column("address_box", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("state_box", sa.LargeBinary(), nullable=True),
        sa.Column("digits_hash", sa.Text(), nullable=True),
        sa.Column("digits_tries", sa.Integer(), nullable=False),
        sa.Column("selector", sa.Text(), nullable=True),
        sa.Column("verifier_hash", sa.Text(), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("earlier_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("earlier_digits_hash", sa.Text(), nullable=True),
        sa.Column("earlier_tries", sa.Integer(), nullable=False),
        sa.Column("draft_key", sa.Text(), nullable=True),
        sa.Column("sitting_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=("fk_conversation_participant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_conversation")),
        sa.UniqueConstraint("channel", "address_hash", name=("uq_conversation_channel_address_hash")),
        sa.UniqueConstraint("draft_key", name=("uq_conversation_draft_key")),
        sa.UniqueConstraint("participant_id", name=("uq_conversation_participant_id")),
        sa.UniqueConstraint("public_id", name=("uq_conversation_public_id")),
        sa.UniqueConstraint("selector", name=("uq_conversation_selector")),
    )
    op.create_table(
        "invite",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=False),
        sa.Column("pin_tries", sa.Integer(), nullable=False),
        sa.Column("selector", sa.Text(), nullable=False),
        sa.Column("verifier_hash", sa.Text(), nullable=False),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["issued_by"], ["staff.id"], name=("fk_invite_issued_by")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=("fk_invite_participant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_invite")),
        sa.UniqueConstraint("selector", name=("uq_invite_selector")),
        sa.UniqueConstraint("token_hash", name=("uq_invite_token_hash")),
    )
    op.create_index(("ix_invite_participant_id"), "invite", ["participant_id"], unique=False)
    op.create_table(
        "key_wrap",
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=("fk_key_wrap_participant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("participant_id", "holder", name=("pk_key_wrap")),
    )
    op.create_index(("ix_key_wrap_holder"), "key_wrap", ["holder"], unique=False)
    op.create_table(
        "notice_seen",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("item_hash", sa.LargeBinary(), nullable=False),
        sa.Column("item_box", sa.LargeBinary(), nullable=False),
        sa.Column("item_version", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=("fk_notice_seen_participant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_notice_seen")),
    )
    op.create_index(("ix_notice_seen_participant_id"), "notice_seen", ["participant_id"], unique=False)
    op.create_table(
        "parked",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=("fk_parked_participant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_parked")),
    )
    op.create_index(("ix_parked_participant_id"), "parked", ["participant_id"], unique=False)
    op.create_table(
        "sent_answer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("yes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("yes_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=("fk_sent_answer_participant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["yes_by"], ["staff.id"], name=("fk_sent_answer_yes_by")),
        sa.PrimaryKeyConstraint("id", name=("pk_sent_answer")),
        sa.UniqueConstraint(
            "participant_id", "round", "place", name=("uq_sent_answer_participant_id_round_place")
        ),
    )
    op.create_table(
        "delivered",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=("fk_delivered_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("seq", name=("pk_delivered")),
        sa.UniqueConstraint(
            "conversation_id",
            "channel",
            "provider_id",
            name=("uq_delivered_conversation_id_channel_provider_id"),
        ),
    )
    op.create_index(("ix_delivered_at"), "delivered", ["at"], unique=False)
    op.create_table(
        "draft_part",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question_hash", sa.LargeBinary(), nullable=False),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("body_box", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=("fk_draft_part_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("seq", name=("pk_draft_part")),
        sa.UniqueConstraint(
            "conversation_id", "turn_id", "place", name=("uq_draft_part_conversation_id_turn_id_place")
        ),
        sa.UniqueConstraint("id", name=("uq_draft_part_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(("ix_draft_part_conversation_id"), "draft_part", ["conversation_id"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body_box", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=("fk_inbox_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq", name=("pk_inbox")),
        sa.UniqueConstraint("channel", "external_id", name=("uq_inbox_channel_external_id")),
        sa.UniqueConstraint("id", name=("uq_inbox_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_inbox_conversation_id_accepted_at", "inbox", ["conversation_id", "accepted_at"], unique=False
    )
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["conversation_id", "seq"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address_box", sa.LargeBinary(), nullable=True),
        sa.Column("body_box", sa.LargeBinary(), nullable=True),
        sa.Column("question_box", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parts_done", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=("fk_outbox_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq", name=("pk_outbox")),
        sa.UniqueConstraint("id", name=("uq_outbox_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_conversation_id_seq", "outbox", ["conversation_id", "seq"], unique=False)
    op.create_index(
        "ix_outbox_undelivered",
        "outbox",
        ["channel", "conversation_id", "seq"],
        unique=False,
        sqlite_where=sa.text("delivered_at IS NULL"),
        postgresql_where=sa.text("delivered_at IS NULL"),
    )
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=("fk_web_session_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=("pk_web_session")),
    )
    op.create_index(("ix_web_session_conversation_id"), "web_session", ["conversation_id"], unique=False)
    _audit_triggers()


def _audit_triggers() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{event.lower()} BEFORE {event} ON audit "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuses()"
    )
    op.execute(
        "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()"
    )


def downgrade() -> None:
    op.drop_index(("ix_web_session_conversation_id"), table_name="web_session")
    op.drop_table("web_session")
    op.drop_index(
        "ix_outbox_undelivered",
        table_name="outbox",
        sqlite_where=sa.text("delivered_at IS NULL"),
        postgresql_where=sa.text("delivered_at IS NULL"),
    )
    op.drop_index("ix_outbox_conversation_id_seq", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(
        "ix_inbox_waiting",
        table_name="inbox",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.drop_index("ix_inbox_conversation_id_accepted_at", table_name="inbox")
    op.drop_table("inbox")
    op.drop_index(("ix_draft_part_conversation_id"), table_name="draft_part")
    op.drop_table("draft_part")
    op.drop_index(("ix_delivered_at"), table_name="delivered")
    op.drop_table("delivered")
    op.drop_table("sent_answer")
    op.drop_index(("ix_parked_participant_id"), table_name="parked")
    op.drop_table("parked")
    op.drop_index(("ix_notice_seen_participant_id"), table_name="notice_seen")
    op.drop_table("notice_seen")
    op.drop_index(("ix_key_wrap_holder"), table_name="key_wrap")
    op.drop_table("key_wrap")
    op.drop_index(("ix_invite_participant_id"), table_name="invite")
    op.drop_table("invite")
    op.drop_table("conversation")
    op.drop_index(("ix_alert_participant_id"), table_name="alert")
    op.drop_table("alert")
    op.drop_index(("ix_participant_case_id"), table_name="participant")
    op.drop_table("participant")
    op.drop_table("meeting")
    op.drop_index(("ix_case_worker_staff_id"), table_name="case_worker")
    op.drop_table("case_worker")
    op.drop_index(("ix_staff_session_staff_id"), table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_index(("ix_recovery_code_staff_id"), table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_index(("ix_case_council"), table_name="case")
    op.drop_table("case")
    op.drop_index(("ix_staff_council"), table_name="staff")
    op.drop_table("staff")
    op.drop_table("sign_in_failure")
    op.drop_table("install")
    op.drop_table("audit")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_refuses()")
