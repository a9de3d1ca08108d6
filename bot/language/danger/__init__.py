"""The screen for danger: does a message show that somebody may be hurt, and how near is it?"""

from bot.language.danger.findings import KINDS, Finding, Kind, Level
from bot.language.danger.screen import DangerScreen

__all__ = ["KINDS", "DangerScreen", "Finding", "Kind", "Level"]
