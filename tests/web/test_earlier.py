"""A-12: a new invite lets its holder go on, and look at nothing that was written before it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stack import Stack, knowledge
from tests.web.visitor import DIGITS, TO_THE_QUESTIONS, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")

OTHER_DIGITS = "571938"
SAID = "We cook together on Sundays and she laughs a lot"


def words(item: str) -> str:
    return knowledge().texts.messages(item, "en")[0]


async def written_before(stack: Stack, who: str, first: Visitor, second: Visitor) -> None:
    """Let somebody write an answer, and come in again with a new invite and other digits."""
    invite = await stack.invite(who)
    await first.post("/pin", {"link": invite.token, "pin": invite.pin, "chosen": "en"})
    await _choose(first, DIGITS)
    await first.follow(TO_THE_QUESTIONS)
    await first.say(SAID)
    again = await stack.invite(who)
    await second.post("/pin", {"link": again.token, "pin": again.pin, "chosen": "en"})
    await _choose(second, OTHER_DIGITS)


async def _choose(visitor: Visitor, digits: str) -> None:
    await visitor.post("/digits", {"csrf": visitor.csrf, "first": digits, "second": digits, "chosen": "en"})
    await visitor.get("/chat")


async def try_digits(visitor: Visitor, digits: str) -> int:
    await visitor.get("/earlier")
    return (await visitor.post("/earlier", {"csrf": visitor.csrf, "digits": digits})).status_code


async def test_the_digits_from_before_open_what_was_written_and_wrong_ones_do_not(
    stack: Stack, visit: Callable[..., Visitor]
) -> None:
    first, second = visit(), visit()
    await written_before(stack, "mother", first, second)
    assert words("pages.earlier.link") in second.page
    assert await try_digits(second, OTHER_DIGITS) == 422
    assert words("pages.earlier.wrong") in second.page
    assert await try_digits(second, DIGITS) == 200
    assert words("pages.earlier.link") not in second.page
    assert second.seen[-1].url.path == "/chat"
    assert (await second.get("/earlier")).url.path == "/chat"


async def test_after_five_wrong_tries_the_right_digits_open_nothing(
    stack: Stack, visit: Callable[..., Visitor]
) -> None:
    first, second = visit(), visit()
    await written_before(stack, "father", first, second)
    assert [await try_digits(second, "135791") for _ in range(5)] == [422] * 5
    assert await try_digits(second, DIGITS) == 422
    assert words("pages.earlier.link") in (await second.get("/chat")).text


async def test_without_a_session_there_is_no_page(visit: Callable[..., Visitor]) -> None:
    assert (await visit().get("/earlier")).url.path == "/"
    assert (await visit().post("/earlier", {"csrf": "x", "digits": DIGITS})).url.path == "/"


async def test_somebody_with_nothing_hidden_has_no_link_and_no_page(
    stack: Stack, visit: Callable[..., Visitor]
) -> None:
    visitor = visit()
    await visitor.come_in(stack)
    assert words("pages.earlier.link") not in visitor.page
    assert (await visitor.get("/earlier")).url.path == "/chat"
