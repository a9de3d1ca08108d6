"""How long refusals take, over HTTP: `./run bench security`.

A stranger must not learn from the time whether a link was ever real, or a person works here, and a parent not
whether the teenager of the family has answered (P-12). Both apps run
with argon2 at its real cost; the throttles are given a client of its own for each try, as they would
otherwise refuse to answer at all after ten. Kinds are asked in turn, so that the machine's moods fall on
all of them alike. Prints medians; decides nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from bench.processes import free_port
from bot.conversation.core import Core
from bot.conversation.knowledge import Knowledge
from bot.demo.people import Family, invite, make_family
from bot.messages import Channel
from bot.portal.app import create_app as create_portal
from bot.records import cases, conversations, drafts, invites, participants, sending
from bot.records.database import Database
from bot.records.drafts import NewPart
from bot.records.participants import NewParticipant
from bot.secret_files import make_secrets
from bot.services.arrival import Arrival
from bot.serving import serving
from bot.settings import Settings
from bot.web import throttle
from bot.web.app import create_app as create_family_app

TIMES = 200
CHATS = 500
PIN = "2580"
PROXY = "127.0.0.1"

Ask = Callable[[str], Awaitable[httpx.Response]]


@dataclass(frozen=True, slots=True)
class Bench:
    settings: Settings
    database: Database
    family: Family


@contextlib.asynccontextmanager
async def _apps(state: Path) -> AsyncIterator[Bench]:
    """Serve both apps with an invented family. No engine: a refusal never gets that far."""
    make_secrets(state)
    family_port, portal_port = free_port(), free_port()
    settings = Settings.load(
        {
            "BEFOREHAND_MODE": "test",
            "BEFOREHAND_STATE": str(state),
            "BEFOREHAND_FAMILY_URL": f"http://localhost:{family_port}",
            "BEFOREHAND_PORTAL_URL": f"http://127.0.0.1:{portal_port}",
            "BEFOREHAND_TRUSTED_PROXY": PROXY,
        }
    )
    database = Database.open(settings)
    database.migrate()
    family = make_family(database, "test", datetime.now(UTC))
    known = Knowledge.load()
    web = create_family_app(Core.build(settings, database, known), settings, database)
    portal = create_portal(database, settings, known.texts.content, known.texts.catalogues)
    async with serving(web, family_port, proxy=PROXY), serving(portal, portal_port, proxy=PROXY):
        yield Bench(settings, database, family)
    database.close()


def _links(bench: Bench) -> Mapping[str, str]:
    """Return a link of each kind: one that let somebody in, one that ran out, one that never was."""
    now = datetime.now(UTC)
    mother, father = bench.family.people[:2]
    used = invite(bench.database, bench.family, mother, now)
    Arrival(bench.database).claim_link(used.token, used.pin, channel=Channel.WEB, address=None, now=now)
    with bench.database.begin() as tx:
        expired = invites.issue(
            tx, bench.family.scope, father.participant_id, now, pin=PIN, expires_at=now + timedelta(seconds=1)
        )
    time.sleep(1.1)
    return {"used": used.token, "expired": expired.token, "unknown": "A" * len(used.token)}


def _ask_link(http: httpx.AsyncClient, token: str) -> Ask:
    async def ask(client: str) -> httpx.Response:
        form = {"link": token, "pin": PIN, "chosen": "en"}
        return await http.post("/pin", data=form, headers={"x-forwarded-for": client})

    return ask


def _ask_sign_in(http: httpx.AsyncClient, csrf: str, email: str, password: str) -> Ask:
    async def ask(client: str) -> httpx.Response:
        form = {"csrf": csrf, "email": email, "password": password, "code": "000000"}
        return await http.post("/sign-in", data=form, headers={"x-forwarded-for": client})

    return ask


def _parents(bench: Bench) -> Mapping[str, str]:
    """Return an invite of a parent for each state of the teenager beside them."""
    now, scope = datetime.now(UTC), bench.family.scope
    found = {}
    for state in ("nobody else", "not answered", "answered"):
        with bench.database.begin() as tx:
            case = cases.create(tx, scope, "The Alder family (invented)", now)
            parent = participants.create(tx, scope, case.id, NewParticipant("parent", "Ada Alder", "en"), now)
            found[state] = invites.issue(tx, scope, parent.id, now, pin=PIN).token
            if state == "nobody else":
                continue
            new = NewParticipant("young_person", "Ben Alder", "en")
            issued = invites.issue(
                tx, scope, participants.create(tx, scope, case.id, new, now).id, now, pin=PIN
            )
        if state == "answered":
            talk = Arrival(bench.database).claim_link(
                issued.token, PIN, channel=Channel.WEB, address=None, now=now
            )
            with bench.database.begin() as tx:
                here = conversations.get(tx, talk.conversation_id)
                part = NewPart("parent.good.ordinary_moment", "1", "en", "What?", "words", "We read.")
                drafts.keep(tx, here.scope, "turn", [part], now)
                sending.send(tx, here.scope, now)
    return found


async def _ask_chat(bench: Bench, token: str) -> tuple[Ask, httpx.AsyncClient]:
    """A parent who has come in, with something on the page; no engine answers, so nothing more is said."""
    base = bench.settings.family_url
    http = httpx.AsyncClient(
        base_url=base, headers={"origin": base}, timeout=60, trust_env=False, follow_redirects=True
    )
    page = (await http.post("/pin", data={"link": token, "pin": PIN, "chosen": "en"})).text
    found = re.search(r'name="csrf" value="([^"]*)"', page)
    assert found is not None
    digits = {"csrf": found[1], "first": "482915", "second": "482915", "chosen": "en"}
    await http.post("/digits", data=digits)
    await http.get("/chat")

    async def ask(_client: str) -> httpx.Response:
        return await http.get("/chat")

    return ask, http


async def _compare(title: str, kinds: Mapping[str, Ask], expected: int, times: int = TIMES) -> None:
    """Ask every kind so many times in turn, and print its median with the ratio to the fastest."""
    took: dict[str, list[float]] = {name: [] for name in kinds}
    bodies = set()
    names = list(kinds)
    for number in range(times):
        for place in range(len(names)):
            name = names[(place + number) % len(names)]
            client = f"10.{place}.{number // 250}.{number % 250 + 1}"
            began = time.perf_counter()
            response = await kinds[name](client)
            took[name].append(1000 * (time.perf_counter() - began))
            assert response.status_code == expected, f"{name}: {response.status_code}"
            bodies.add(re.sub(rb'(value|data-csrf)="[^"]*"', b"", response.content))
    medians = {name: statistics.median(times) for name, times in took.items()}
    fastest = min(medians.values())
    print(f"{title}: {times} each, in turn; {len(bodies)} different page(s)")
    for name, median in medians.items():
        spread = statistics.quantiles(took[name], n=4)
        print(
            f"  {name:16} median {median:7.1f} ms   quartiles {spread[0]:.1f} to {spread[2]:.1f}"
            f"   ratio {median / fastest:.3f}"
        )


async def _run() -> None:
    # Sixty wrong tries a minute in all would close the door for everybody, and measure only that.
    throttle.MOST_OF_ALL = 10 * TIMES
    with tempfile.TemporaryDirectory(prefix="beforehand-bench-") as folder:
        async with _apps(Path(folder) / "state") as bench:
            base = bench.settings.family_url
            async with httpx.AsyncClient(
                base_url=base, headers={"origin": base}, timeout=60, trust_env=False
            ) as http:
                links = await asyncio.to_thread(_links, bench)
                await _compare("links", {name: _ask_link(http, one) for name, one in links.items()}, 200)
            parents = await asyncio.to_thread(_parents, bench)
            chats = {state: await _ask_chat(bench, token) for state, token in parents.items()}
            await _compare(
                "a parent's page, P-12", {name: ask for name, (ask, _) in chats.items()}, 200, CHATS
            )
            for _, browser in chats.values():
                await browser.aclose()
            base, login = bench.settings.portal_url, bench.family.worker
            async with httpx.AsyncClient(
                base_url=base, headers={"origin": base}, timeout=60, trust_env=False
            ) as http:
                found = re.search(r'name="csrf" value="([^"]*)"', (await http.get("/sign-in")).text)
                assert found is not None
                kinds = {
                    "unknown user": _ask_sign_in(http, found[1], "nobody@oakshire.example", login.password),
                    "wrong password": _ask_sign_in(http, found[1], login.email, "no such password"),
                    "wrong code": _ask_sign_in(http, found[1], login.email, login.password),
                }
                await _compare("sign-in", kinds, 403)


def main(_arguments: list[str]) -> int:
    """Print the figures."""
    asyncio.run(_run())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
