"""Who is asking: a session cookie, nothing else. And whether a form is one that our own page sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.conversation.threads import as_talk
from bot.messages import InboundKind
from bot.records import conversations, inbox, web_sessions
from bot.records.conversations import Conversation
from bot.records.database import Database, Tx
from bot.records.inbox import Mark
from bot.records.web_sessions import WebSession
from bot.settings import Settings

IDLE_SECONDS = int(web_sessions.IDLE.total_seconds())
BY_ITSELF = "again"
OPENINGS = (InboundKind.BEGIN, InboundKind.RESUME)
_LONGEST_TOKEN = 128


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session of one person, as long as it lives."""

    token: str
    csrf: str
    started_at: datetime
    conversation: Conversation
    # What was sent in it so far, without the words.
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Sessions:
    """Opens, finds and ends sessions. The cookie lives as long as the browser's window."""

    database: Database
    is_https: bool
    origin: str

    @classmethod
    def of(cls, settings: Settings, database: Database) -> Sessions:
        return cls(database, settings.family_url.startswith("https://"), settings.family_url)

    @property
    def cookie(self) -> str:
        """The cookie's name: over https the one that a browser ties to this host alone."""
        return "__Host-notes" if self.is_https else "notes"

    async def find(self, request: Request) -> Sitting | None:
        """Return the sitting of this request, or None; a page that a person asked for keeps it alive.

        A page that asks by itself says so (`/chat?again`): it is no sign of life.
        """
        token = request.cookies.get(self.cookie, "")
        if not token or len(token) > _LONGEST_TOKEN or not token.isascii():
            return None
        sitting = await as_talk(self._peek if BY_ITSELF in request.query_params else self._resume, token)
        if sitting is not None:
            request.state.language = sitting.conversation.language
        return sitting

    async def open(self, conversation_id: str, response: Response) -> None:
        """Start a session and put its cookie on the response."""
        token = await as_talk(self._create, conversation_id)
        response.set_cookie(
            self.cookie, token, path="/", secure=self.is_https, httponly=True, samesite="strict"
        )

    async def end(self, request: Request, response: Response) -> None:
        """End the request's session, if there is one, and empty the browser of us."""
        token = request.cookies.get(self.cookie, "")
        if token and len(token) <= _LONGEST_TOKEN and token.isascii():
            await as_talk(self._end, token)
        response.delete_cookie(self.cookie, path="/", secure=self.is_https, httponly=True, samesite="strict")
        # Not "cookies": that would sign a person out of every site under the same domain. Ours goes above.
        response.headers["Clear-Site-Data"] = '"cache", "storage"'

    async def marks_now(self, sitting: Sitting) -> list[Mark]:
        """Return what was sent in this session by now, without the words."""
        return await as_talk(self._marks, sitting)

    def check_origin(self, request: Request) -> None:
        """Raises HTTPException 403 unless the form was sent by a page of ours.

        `Sec-Fetch-Site` cannot be set by a page; browsers without it send `Origin` with every form.
        """
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        if site not in (None, "same-origin") or (origin is not None and origin != self.origin):
            raise HTTPException(403)
        if site is None and origin is None:
            raise HTTPException(403)

    def _resume(self, token: str) -> Sitting | None:
        now = datetime.now(UTC)
        with self.database.read() as tx:
            session = web_sessions.peek(tx, token, now)
            if session is None or session.is_fresh(now):
                return _sitting(tx, token, session)
        with self.database.begin() as tx:
            return _sitting(tx, token, web_sessions.resume(tx, token, now))

    def _peek(self, token: str) -> Sitting | None:
        with self.database.read() as tx:
            return _sitting(tx, token, web_sessions.peek(tx, token, datetime.now(UTC)))

    def _marks(self, sitting: Sitting) -> list[Mark]:
        with self.database.read() as tx:
            return inbox.marks(tx, sitting.conversation.scope, sitting.started_at)

    def _create(self, conversation_id: str) -> str:
        with self.database.begin() as tx:
            conversation = conversations.get(tx, conversation_id)
            return web_sessions.create(tx, conversation.scope, datetime.now(UTC))

    def _end(self, token: str) -> None:
        with self.database.begin() as tx:
            web_sessions.end(tx, token)


def has_opened(marks: Sequence[Mark]) -> bool:
    """Whether the talk of this session has been opened."""
    return any(mark.kind in OPENINGS for mark in marks)


def _sitting(tx: Tx, token: str, session: WebSession | None) -> Sitting | None:
    if session is None:
        return None
    conversation = conversations.get(tx, session.conversation_id)
    marks = inbox.marks(tx, conversation.scope, session.started_at)
    return Sitting(token, session.csrf, session.started_at, conversation, marks)


def check_csrf(sitting: Sitting, fields: dict[str, str]) -> None:
    """Raises HTTPException 403 unless the form carries the session's own token."""
    if not compare_digest(sitting.csrf.encode(), fields["csrf"].encode()):
        raise HTTPException(403)
