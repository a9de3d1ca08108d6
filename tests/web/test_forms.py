"""I-02, I-07: what is not one of our forms is refused whole, and nothing of it is told to anyone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.web.forms import FORM, MOST_BYTES, MOST_FIELDS, read_form

CANARY = "kanarek-zażółć"


def request(body: bytes, headers: Mapping[str, str] | None = None, pieces: int = 1) -> Request:
    sent = {"content-type": FORM} | dict(headers or {})
    size = max(1, -(-len(body) // pieces))
    parts = [body[start : start + size] for start in range(0, len(body), size)] or [b""]

    async def stream() -> AsyncIterator[dict[str, object]]:
        for place, part in enumerate(parts, start=1):
            yield {"type": "http.request", "body": part, "more_body": place < len(parts)}

    source = stream()
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/say",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
    }
    return Request(scope, lambda: anext(source))  # type: ignore[arg-type,return-value]


async def test_each_field_comes_once_as_it_was_typed() -> None:
    body = urlencode({"words": "  /he hit me with a belt ", "csrf": "ł اب"}).encode()
    fields = await read_form(request(body, pieces=3), required={"words", "csrf"})
    assert fields == {"words": "  /he hit me with a belt ", "csrf": "ł اب"}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400))
async def test_any_text_comes_through_unchanged(text: str) -> None:
    fields = await read_form(request(urlencode({"words": text}).encode()), required={"words"})
    assert fields["words"] == text


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        pytest.param(b"words=%ff", {}, 400, id="escapes that are no UTF-8"),
        pytest.param(b"words=\xff", {}, 400, id="bytes that are no text"),
        pytest.param(b"words=%ED%A0%80", {}, 400, id="a lone surrogate"),
        pytest.param(b"words=a&words=b", {}, 400, id="a field twice"),
        pytest.param(b"words", {}, 400, id="a name without a value"),
        pytest.param(b"", {}, 400, id="nothing at all"),
        pytest.param(b"other=a", {}, 400, id="a missing field"),
        pytest.param(b"words=a&other=b", {}, 400, id="a field that we do not have"),
        pytest.param(b"&".join(b"f%d=1" % n for n in range(MOST_FIELDS + 1)), {}, 400, id="many fields"),
        pytest.param(b'{"words": "a"}', {"content-type": "application/json"}, 415, id="JSON"),
        pytest.param(b"words=a", {"content-type": "text/plain"}, 415, id="plain text"),
        pytest.param(b"words=a", {"content-type": f"{FORM}; charset=latin-1"}, 415, id="another charset"),
        pytest.param(b"words=a", {"content-encoding": "gzip"}, 415, id="packed"),
        pytest.param(b"words=" + b"a" * MOST_BYTES, {}, 413, id="too large"),
        pytest.param(b"words=a", {"content-length": str(MOST_BYTES + 1)}, 413, id="said to be too large"),
        pytest.param(b"words=a", {"content-length": "ten"}, 413, id="a length that is no number"),
    ],
)
async def test_a_form_that_is_not_ours_is_refused(body: bytes, headers: dict[str, str], status: int) -> None:
    with pytest.raises(HTTPException) as refused:
        await read_form(request(body, headers, pieces=4), required={"words"})
    assert refused.value.status_code == status


async def test_a_refusal_holds_nothing_of_the_body() -> None:
    body = urlencode({"words": CANARY, "other": CANARY}).encode()
    with pytest.raises(HTTPException) as refused:
        await read_form(request(body), required={"words"})
    assert CANARY not in repr(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
