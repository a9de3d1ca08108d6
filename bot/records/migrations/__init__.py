"""Alembic's folder: one numbered file a step; `head` names the last."""
