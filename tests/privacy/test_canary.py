"""P-01, P-02: what people say, who they are and what lets them in lies nowhere that a thief could read it.

Nothing but the product's own sealing stands between these strings and the disk, so 0 hits are expected
anywhere: what is sealed cannot match.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.conversation.engine_client import EngineClient
from bot.conversation.engine_process import free_port
from bot.demo.people import Person
from bot.logs import AllowListFormatter
from bot.messages import Channel, Inbound, InboundKind
from bot.records import conversations, drafts, outbox
from bot.services.arrival import Arrival
from bot.serving import serving
from tests.postgres import Server, running_server
from tests.privacy.canary import search
from tests.privacy.people import DIGITS, PIN, Names, come_in, issue, make_person, send, worker_reads
from tests.sounds import box, mp4
from tests.stack import Stack, running
from tests.web.visitor import Visitor, client

SAID = {
    "answer": "My kanarek-answer łódź اب sings in the morning and we laugh about it",
    "aside": "will they take my children away from me kanarek-aside łódź اب",
    "danger": "he has a knife in his hand right now kanarek-danger łódź اب",
    "phone": "you can ring my kanarek-sister on 07700900731 about it",
    "parked": "On Sundays we feed kanarek-parked łódź اب together",
}
SPOKEN, TAGGED = "kanarek-spoken gra na organach", "kanarek-tagged"
# One is an answer, and one was parked while the engine was in error.
VOICE_NOTES = 2
NAMES = Names(
    "Kanarek-person Łódź اب",
    "The kanarek-case Łódź اب family",
    "Kanarek-place Łódź اب Hall",
    "kanarek-note Łódź اب after six only",
)
CHAT_NAMES = Names("Kanarek-chatter Łódź اب")
PLAIN = re.compile("kanarek-", re.IGNORECASE)
COMMON = {one: one for one in ("kanarek-", "Kanarek-", "łódź اب", "Łódź اب")}
CHAT, PHONE = "7712345678901", "07700900731"


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Iterator[Server | None]:
    if request.param == "sqlite":
        yield None
        return
    with running_server() as one:
        yield one


@pytest.fixture
def temporary(tmp_path: Path, server: Server | None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that this process and the engine take for temporary files; the server has its own."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    (folder / "here").touch()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """Return the log as the product writes it, of every library and as loud as can be."""
    path = tmp_path / "everything.log"
    handler = logging.FileHandler(path)
    handler.setFormatter(AllowListFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield path
    root.removeHandler(handler)
    root.setLevel(before)
    handler.close()


@dataclass(slots=True)
class Watched:
    """One product and everywhere that it may leave something."""

    stack: Stack
    roots: list[Path]
    needles: dict[str, str]
    server: Server | None
    capture: pytest.CaptureFixture[str]
    began: float

    def look(self, when: str) -> None:
        """Assert that no needle lies anywhere, as it was or folded."""
        if self.server is not None:
            with self.server.connect() as connection:
                connection.execute("CHECKPOINT")
        with (self.stack.settings.state / "output").open("a", encoding="utf-8") as file:
            file.writelines(self.capture.readouterr())
        # Wherever a whole canary lies in some form, so does the one word that all of them hold.
        rest = {name: text for name, text in self.needles.items() if not PLAIN.search(text)}
        hits = search([*self.roots, *self._new_in_tmp()], COMMON | rest, self.began)
        assert hits == [], when

    def _new_in_tmp(self) -> list[Path]:
        """Files laid straight into /tmp meanwhile, by whoever does not ask for TMPDIR."""
        found = []
        for path in Path("/tmp").iterdir():  # noqa: S108 - the very place to look at
            with contextlib.suppress(OSError):
                if path.is_file() and path.stat().st_mtime >= self.began:
                    found.append(path)
        return found


@contextlib.asynccontextmanager
async def broken_engine(stack: Stack) -> AsyncIterator[None]:
    """Let the engine answer every turn with an error that repeats what it was sent."""

    async def error(request: Request) -> Response:
        return Response(await request.body(), 500)

    real, port = stack.core.worker.engine, free_port()
    async with serving(Starlette(routes=[Route("/{path:path}", error, methods=["POST"])]), port):
        stack.core.worker.engine = EngineClient(f"http://127.0.0.1:{port}", b"k" * 32, 2.0)
        yield
        await stack.core.worker.engine.close()
        stack.core.worker.engine = real


async def write_by_chat(stack: Stack, person: Person) -> None:
    """Come in by a chat, as on Telegram, and write; nothing takes the replies away."""
    arrival, issued = Arrival(stack.database), issue(stack, person)
    claimed = await asyncio.to_thread(
        lambda: arrival.claim_link(
            issued.token, PIN, channel=Channel.TELEGRAM, address=CHAT, now=datetime.now(UTC)
        )
    )
    for number, words in enumerate((None, SAID["answer"], SAID["danger"])):
        kind = InboundKind.BEGIN if words is None else InboundKind.WORDS
        inbound = Inbound(Channel.TELEGRAM, f"update-{number}", CHAT, kind, datetime.now(UTC), words=words)
        accepted = await stack.core.intake.accept(inbound)
        assert await stack.core.answered(accepted, 30)
    with stack.database.read() as tx:
        assert outbox.waiting_for(tx, claimed.conversation_id)


async def speak(visitor: Visitor) -> None:
    """Answer with a voice note whose sound and whose tags hold a canary, from a file named after another."""
    sound = mp4(seconds=3, told=box(b"\xa9nam", TAGGED.encode())) + box(b"mdat", SPOKEN.encode())
    form = visitor.words_form()
    name = "kanarek-file.m4a"
    visitor._turn(await visitor.http.post("/voice", data=form, files={"voice": (name, sound)}))
    assert visitor.status == 200


def kept_aside(stack: Stack, person: Person) -> list[str]:
    """What this person said that was taken for a question to us."""
    with stack.database.read() as tx:
        here = conversations.of_participant(tx, person.participant_id)
        assert here is not None
        return [part.value for part in drafts.load(tx, here.scope) if part.kind == "aside"]


def holds_something(state: Path, log: Path, server: Server | None) -> None:
    """Assert that the files which matter most were there to be searched, and not empty."""
    files = [state / "log" / "engine.log", log]
    if server is None:
        files += [state / "records.db", state / "records.db-wal"]
    assert all(file.stat().st_size for file in files)


async def test_nothing_is_found(
    server: Server | None, tmp_path: Path, temporary: Path, log: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    # The clock of files is a little behind.
    began = time.time() - 1
    more = {} if server is None else {"BEFOREHAND_DATABASE_URL": server.url(server.create())}
    roots = [tmp_path / "state", temporary, log, *([server.folder] if server else [])]
    async with running(tmp_path / "state", own_engine=True, **more) as stack, client(stack) as http:
        person, chatter = make_person(stack, NAMES), make_person(stack, CHAT_NAMES)
        issued, visitor = issue(stack, person), Visitor(http)
        secrets = {
            "PIN": PIN,
            "digits": DIGITS,
            "chat": CHAT,
            "number": PHONE,
            "invite": issued.token,
            "code": issued.code,
            "participant": NAMES.participant,
            "case": NAMES.case,
            "place": NAMES.place,
            "safe contact": NAMES.safe_contact,
            "chatter": CHAT_NAMES.participant,
            "password": stack.family.worker.password,
            "second factor": stack.family.worker.totp_secret,
        }
        secrets |= await come_in(visitor, issued)
        watched = Watched(stack, roots, SAID | secrets | {"spoken": SPOKEN}, server, capfd, began)
        for name in ("aside", "answer", "danger", "phone"):
            await visitor.say(SAID[name])
        assert SAID["aside"] in kept_aside(stack, person)
        await speak(visitor)
        await write_by_chat(stack, chatter)
        watched.look("before it is sent")
        async with broken_engine(stack):
            await visitor.say(SAID["parked"])
            watched.look("with the engine in error")
            await speak(visitor)
        await send(visitor)
        view = await worker_reads(stack, person)
        watched.needles["worker's session"] = view.token
        watched.look("after it is sent and read")
        # A question to us is never sent.
        assert view.sounds.count(SPOKEN) == VOICE_NOTES, "spoken, and not with the worker"
        assert TAGGED not in view.sounds
        missing = [name for name in SAID.keys() - {"aside"} if SAID[name] not in view.text]
        assert SAID["aside"] not in view.text
        assert missing == [], "said, and not with the worker: the search proved nothing"
        assert NAMES.participant in view.text
        await visitor.post("/exit", {})
        holds_something(tmp_path / "state", log, server)
    watched.look("after it has ended")
