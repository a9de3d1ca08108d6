"""A-01, A-03, A-05 to A-07: a stranger learns nothing from the way in, whatever they hold in their hand."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot.demo.people import Person
from bot.records import invites, participants
from bot.records.invites import IssuedInvite
from bot.web.arriving import _token_of, digits_of
from bot.web.throttle import MOST_OF_ONE
from tests.stack import Stack, knowledge
from tests.web.visitor import DIGITS, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")

Visit = Callable[..., Visitor]
NOBODYS = "A" * 22


def status(stack: Stack, person: Person) -> str:
    with stack.database.read() as tx:
        return participants.get(tx, stack.family.scope, person.participant_id).status


def issue(stack: Stack, key: str, lives: timedelta) -> IssuedInvite:
    now = datetime.now(UTC)
    with stack.database.begin() as tx:
        person = stack.person(key).participant_id
        return invites.issue(tx, stack.family.scope, person, now, pin="2580", expires_at=now + lives)


async def refusal(visit: Visit, path: str, **fields: str) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Everything that a stranger can see of a refusal."""
    response = await visit().post(path, fields | {"chosen": "en"})
    assert not response.history
    assert not response.cookies
    return response.status_code, response.content, sorted(response.headers.items())


async def test_every_refusal_is_the_same_page_to_the_byte(stack: Stack, visit: Visit) -> None:
    used = await stack.invite("mother")
    await visit().post("/pin", {"link": used.token, "pin": used.pin, "chosen": "en"})
    assert status(stack, stack.person("mother")) == "started"
    replaced = issue(stack, "father", timedelta(days=1))
    expired = issue(stack, "son", timedelta(seconds=0.2))
    live = issue(stack, "father", timedelta(days=1))
    await asyncio.sleep(0.3)
    refusals = {
        "unknown": await refusal(visit, "/pin", link=NOBODYS, pin="2580"),
        "no token": await refusal(visit, "/pin", link="", pin="2580"),
        "used": await refusal(visit, "/pin", link=used.token, pin=used.pin),
        "expired": await refusal(visit, "/pin", link=expired.token, pin=expired.pin),
        "replaced": await refusal(visit, "/pin", link=replaced.token, pin=replaced.pin),
        "wrong PIN": await refusal(visit, "/pin", link=live.token, pin="9999"),
        "used code": await refusal(visit, "/code", code=used.code),
        "unknown code": await refusal(visit, "/code", code="0000-0000-0000"),
        "no code": await refusal(visit, "/back", code="what", digits=DIGITS),
    }
    assert len(refusals) < MOST_OF_ONE
    (only,) = {repr(one) for one in refusals.values()}
    words = knowledge().texts.messages("pages.refused", "en")[0]
    assert words in only
    assert status(stack, stack.person("father")) == "invited"


async def test_looking_at_a_link_never_claims_it(stack: Stack, visit: Visit) -> None:
    invite = await stack.invite("father")
    http = visit().http
    for _ in range(3):
        assert (await http.get(f"/j/{invite.token}")).status_code == 200
        assert (await http.head(f"/j/{invite.token}")).status_code == 200
        await http.get(f"/j/{invite.token}", headers={"purpose": "prefetch", "sec-purpose": "prefetch"})
    assert status(stack, stack.person("father")) == "invited"
    await visit().post("/pin", {"link": invite.token, "pin": invite.pin, "chosen": "en"})
    assert status(stack, stack.person("father")) == "started"


async def test_the_page_of_a_link_is_the_same_for_every_link(stack: Stack, visit: Visit) -> None:
    invite = await stack.invite("father")
    real = (await visit().get(f"/j/{invite.token}")).text
    other = (await visit().get(f"/j/{NOBODYS}")).text
    assert invite.token in real
    assert real.replace(invite.token, NOBODYS) == other


@pytest.mark.parametrize("path", ["/", "/j", "/j/{token}", "/left", "/nothing", "/digits", "/chat"])
async def test_a_wrong_person_with_the_link_reads_nothing_about_the_family(
    stack: Stack, visit: Visit, path: str
) -> None:
    invite = await stack.invite("father")
    page = (await visit().get(path.format(token=invite.token))).text
    assert page
    telling = ["child", "protection", "council", "social", "meeting", "conference", "Oak", "Sam", "Ashby"]
    telling += [person.name.split()[0] for person in stack.family.people]
    assert [word for word in telling if word.lower() in page.lower()] == []


async def test_coming_back_with_code_and_digits_goes_on_and_the_older_session_ends(
    stack: Stack, visit: Visit
) -> None:
    first, second = visit(), visit()
    await first.come_in(stack)
    await second.post("/back", {"code": first.code, "digits": DIGITS, "chosen": "en"})
    assert second.messages[-1][0] == "ours"
    assert (await first.get("/chat")).history[0].headers["location"] == "/"


async def test_a_new_invite_ends_the_session_and_the_old_link(stack: Stack, visit: Visit) -> None:
    visitor = visit()
    invite = await stack.invite("father")
    await visitor.post("/pin", {"link": invite.token, "pin": invite.pin, "chosen": "en"})
    assert (await visitor.get("/digits")).url.path == "/digits"
    await stack.invite("father")
    assert (await visitor.get("/chat")).url.path == "/"


async def test_two_taps_on_the_digits_show_the_code_that_works(stack: Stack, visit: Visit) -> None:
    visitor = visit()
    invite = await stack.invite("son")
    await visitor.post("/pin", {"link": invite.token, "pin": invite.pin, "chosen": "en"})
    fields = {"csrf": visitor.csrf, "first": DIGITS, "second": DIGITS, "chosen": "en"}
    await visitor.post("/digits", fields)
    response = await visitor.post("/digits", fields)
    found = re.search(r'<bdi dir="ltr">([^<]+)</bdi>', response.text)
    assert found is not None
    back = visit()
    await back.post("/back", {"code": found.group(1), "digits": DIGITS, "chosen": "en"})
    assert back.http.cookies


@pytest.mark.parametrize(
    ("first", "second"), [("482913", "482914"), ("123456", "123456"), ("48291", "48291"), ("", "")]
)
async def test_digits_that_will_not_do_are_asked_for_again(
    stack: Stack, visit: Visit, first: str, second: str
) -> None:
    visitor = visit()
    invite = await stack.invite("son")
    await visitor.post("/pin", {"link": invite.token, "pin": invite.pin, "chosen": "en"})
    await visitor.post("/digits", {"csrf": visitor.csrf, "first": first, "second": second, "chosen": "en"})
    assert visitor.status == 422
    assert 'name="second"' in visitor.page
    assert 'class="code"' not in visitor.page


async def test_guesses_are_slowed_down_for_a_minute_and_use_nothing_up(
    stack: Stack, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite = await stack.invite("father")
    for _ in range(MOST_OF_ONE):
        assert (await visit().post("/code", {"code": "0000-0000-0000", "chosen": "en"})).status_code == 200
    slowed = await visit().post("/code", {"code": invite.code, "chosen": "en"})
    assert slowed.status_code == 429
    assert knowledge().texts.messages("pages.slow", "en")[0] in slowed.text
    monkeypatch.setattr("bot.web.arriving.time", SimpleNamespace(monotonic=lambda: 1e9))
    visitor = visit()
    await visitor.post("/code", {"code": invite.code, "chosen": "en"})
    assert visitor.http.cookies


async def test_the_page_is_in_the_browsers_language_until_another_is_chosen(visit: Visit) -> None:
    polish = {"accept-language": "pl-PL,pl;q=0.9"}
    assert '<html lang="pl"' in (await visit(**polish).get("/")).text
    assert '<html lang="en"' in (await visit(**polish).get("/?language=en")).text
    switched = await visit().post("/j", {"link": NOBODYS, "pin": "", "language": "pl"})
    assert '<html lang="pl"' in switched.text
    assert f'value="{NOBODYS}"' in switched.text


async def test_digits_are_read_as_people_type_them() -> None:
    assert digits_of(" 48 29-13 ") == "482913"
    assert digits_of("٤٨٢٩١٣") == "482913"
    assert digits_of("²4a") == "24a"


async def test_a_pasted_link_is_taken_whole() -> None:
    assert _token_of(f" https://notes.example/j#{NOBODYS} ") == NOBODYS
    assert _token_of(f"https://notes.example/j/{NOBODYS}") == NOBODYS
    assert _token_of("https://notes.example/j/") == ""
