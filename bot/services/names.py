"""What meetings, plans and bodies are called: the council's own name, its nation's, else the common one."""

from __future__ import annotations

from bot.content.model import Council
from bot.services.texts import Texts


def meeting_name(texts: Texts, language: str, kind: str, nation: str, council: Council | None = None) -> str:
    """The name of a kind of meeting in a language; a council's own name is told as it is."""
    own = council.setting(f"name_{kind}") if council else None
    return own or _name(texts, language, f"meeting.{kind}", nation)


def plan_name(texts: Texts, language: str, nation: str, council: Council | None = None) -> str:
    """What the plan that a conference can make is called."""
    own = council.setting("name_plan") if council else None
    return own or _name(texts, language, "plan", nation)


def body_name(texts: Texts, language: str, nation: str) -> str:
    """Who runs the case: the council's children's services, or a Trust."""
    return _name(texts, language, "body", nation)


def _name(texts: Texts, language: str, thing: str, nation: str) -> str:
    own = f"names.{thing}.{nation}"
    item = own if own in texts.content.items else f"names.{thing}"
    return texts.messages(item, language)[0]
