"""I-01, I-04, I-05: any text is kept in one documented form, comes back so, and acts nowhere."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.terminal import Press, Words
from bot.conversation.intake import MOST_CHARACTERS
from bot.errors import ChannelRefused
from bot.language.normalise import normalise
from bot.records import conversations, drafts
from bot.records.sealing import Bound, PrivateHalf, open_sealed, seal
from tests.privacy.people import Names, come_in, issue, make_person, send, worker_reads
from tests.stack import running
from tests.web.visitor import Visitor, client

HALF, TAG_KEY = PrivateHalf(bytes(range(1, 33))), bytes(range(32))
BOUND = Bound("answer", "p", "q", "1", datetime(2026, 11, 23, tzinfo=UTC))
ANY_TEXT = st.text(st.characters(), max_size=MOST_CHARACTERS)
# What is easily lost: marks of direction and joiners, controls, halves of pairs, long runs.
AWKWARD = st.lists(
    st.sampled_from(
        ["\u202e", "\u2066", "\u200d", "\ufeff", "\x00", "\x1b[2J", "\ud83d", "e\u0301", "\r\n", "łاب"]
    ),
    max_size=40,
).map("".join)
LONG = st.builds(lambda sign, times: (sign * times)[:MOST_CHARACTERS], st.characters(), st.integers(0, 4096))

BELL = "\x1b]0;title\x07\x1b[31mred\x1b[2J\x9b1m"
ACTING = {
    "script": "<script>document.title='taken'</script><img src=x onerror=alert(1)>",
    "closing": "</blockquote></article><a href='javascript:alert(1)'>click</a>",
    "entity": "We wrote this together: &lt;b&gt; &amp; &#60;script&#62;",
    "template": "{{7*7}} {% raw %} ${7*7} %(x)s {worker}",
    "formula": "=cmd|' /C calc'!A0",
    "markdown": "[a](javascript:alert(1)) **b** `c`",
    "terminal": f"one {BELL} two",
}
# Questions that only a button answers, on the way through a guide.
PASSED = ("choices.more_here", "choices.share_worry_partly", "choices.next")
FORMS = {
    "joined emoji and flags": "👩‍👩‍👧‍👦 🇵🇱 1️⃣",
    "emoji only": "😢",
    "overrides": "a \u202e b \u2066 c \u200b d \ufeff e",
    "a thousand marks": "a" + "\u0301" * 1000,
    "controls": "a\x00b\x07c\x85d",
    "half of a pair": "half \ud83d of a pair",
    "decomposed": "zaz\u0307o\u0301l\u0301c\u0301",
    "as long as may be": "ł" * MOST_CHARACTERS,
}


@given(ANY_TEXT | AWKWARD | LONG)
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_comes_back_as_it_was_kept(words: str) -> None:
    """I-05: 10,000 texts of up to 4,096 characters, sealed and opened."""
    kept = normalise(words)
    sealed = seal(HALF.public, TAG_KEY, BOUND, {"value": kept})
    assert open_sealed(HALF, TAG_KEY, BOUND, sealed) == {"value": kept}


async def test_forms_of_words_through_the_real_intake(tmp_path: Path) -> None:
    """I-01: kept is the documented form of what was typed; too long and blank are asked for again."""
    async with running(tmp_path) as stack:
        talk = await stack.talk("father")
        await talk.begin()
        for name in ("en", "choices.next", "choices.have_read", "choices.have_read"):
            assert [spoken async for spoken in talk.take(Press(name))]
        for name in ("choices.skip_to_questions", "choices.start_good", "choices.next"):
            assert [spoken async for spoken in talk.take(Press(name))]
        for form, words in FORMS.items():
            (spoken,) = [one async for one in talk.take(Words(words))]
            assert spoken.replies, form
            # Where only buttons answer, on with the first that leads to a question for words.
            while wordless := [one.name for one in spoken.replies[-1].choices if one.name in PASSED]:
                (spoken,) = [one async for one in talk.take(Press(wordless[0]))]
        for blank in ("", "   ", "\n\t", "\x00"):
            (spoken,) = [one async for one in talk.take(Words(blank))]
            assert "notices.nothing_said" in [reply.content for reply in spoken.replies], repr(blank)
        with pytest.raises(ChannelRefused):
            [one async for one in talk.take(Words("ł" * (MOST_CHARACTERS + 1)))]
        with stack.database.read() as tx:
            scope = conversations.get(tx, talk.conversation_id).scope
            kept = [part.value for part in drafts.load(tx, scope) if part.kind == "words"]
    assert [form for form, words in FORMS.items() if normalise(words) not in kept] == []
    assert len(kept) == len(FORMS)


async def test_what_would_act_is_inert_on_the_workers_pages(tmp_path: Path) -> None:
    """I-04: seen as the signed-in worker gets it over HTTP, in answers and in the person's own name."""
    async with running(tmp_path) as stack, client(stack) as http:
        person = make_person(stack, Names("<b>Ola</b> {{7*7}}", "<i>case</i>", "<u>place</u>", ""))
        visitor = Visitor(http)
        await come_in(visitor, issue(stack, person))
        for words in ACTING.values():
            for name in PASSED:
                if f">{visitor.label(name)}</button>" in visitor.page:
                    await visitor.press(visitor.label(name))
            await visitor.say(words)
            assert visitor.status == 200
        await send(visitor)
        view = await worker_reads(stack, person)
    for name, words in ACTING.items():
        assert normalise(words) in view.text, name
    for tag in (
        "<script",
        "<img src=x",
        "<b>Ola",
        "<i>case",
        "<u>place",
        "<a href='javascript",
        'href="javascript',
    ):
        assert tag not in view.pages, tag
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", view.pages)
    assert "{{7*7}}" in view.text
    assert html.escape(ACTING["entity"]) in view.pages


def test_what_would_act_is_inert_in_the_terminal(tmp_path: Path) -> None:
    """I-04: nothing that steers a terminal comes out of `./run talk`, echoed, read back or reported."""
    golden = Path(__file__).parents[1] / "journeys" / "golden" / "parent.en.script"
    lines = golden.read_text(encoding="utf-8").splitlines()
    place = lines.index("On Sunday we made pancakes and Maja laughed because mine fell on the floor.")
    lines[place] = f"!say {json.dumps(f'We made pancakes {BELL} on Sunday')}"
    script = tmp_path / "script"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    # A terminal of its own: where output is no terminal, click takes such signs out by itself.
    program = (
        "import sys, click._compat\n"
        "click._compat.should_strip_ansi = lambda *_: False\n"
        "import click.utils; click.utils.should_strip_ansi = lambda *_, **__: False\n"
        "from bot.cli import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "talk", "--lang", "en", "--script", str(script), "--report"],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = done.stdout.decode()
    assert said.count(normalise(f"We made pancakes {BELL} on Sunday")) >= 2
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", said)


def test_the_terminals_check_sees_what_steers_a_terminal() -> None:
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", BELL)
