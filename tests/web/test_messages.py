"""I-04: what the page shows is text; only numbers that the renderer put in can be tapped."""

from __future__ import annotations

from bot.messages import Choice, Reply
from bot.web.messages import shown
from bot.web.wording import KEPT


def reply(text: str, *choices: Choice, content: str = "parent.good", question: str | None = None) -> Reply:
    return Reply(content, text, "en", "ltr", choices, question)


MINE = reply("Kept.", content=KEPT)
SKIP = Choice("k:skip", "Skip", "skip")
YES = Choice("c:h1:h2", "Yes", "choices.yes")


def test_only_buttons_after_the_persons_last_message_are_open() -> None:
    page = shown([reply("One?", YES, question="a.one"), MINE, reply("Two?", SKIP, question="a.two")])
    assert page.choices == ()
    assert [one.id for one in page.controls] == ["k:skip"]
    assert page.about == "a.two"
    assert page.first_new == 2


def test_a_button_under_two_messages_is_one_button() -> None:
    assert shown([reply("One?", YES, SKIP), reply("Again?", YES)]).choices == (YES,)


def test_a_control_under_the_same_words_in_two_languages_stands_in_both() -> None:
    english = reply("Which?", Choice("l:cy", "Cymraeg", "cy", language="cy"), SKIP)
    welsh = Reply(
        "parent.good", "Pa?", "cy", "ltr",
        (Choice("l:cy", "Cymraeg", "cy", language="cy"), Choice("k:skip", "Neidio", "skip")),
    )  # fmt: skip
    page = shown([welsh, english])
    assert [one.label for one in page.choices] == ["Cymraeg"]
    assert [(one.label, one.language) for one in page.controls] == [("Neidio", "cy"), ("Skip", "en")]


def test_numbers_fit_beside_each_other() -> None:
    numbers = tuple(Choice(f"c:h1:{n}", str(n), str(n)) for n in range(11))
    assert shown([reply("How safe?", *numbers)]).is_scale
    assert not shown([reply("Yes?", YES)]).is_scale


def test_names_of_languages_fit_beside_each_other() -> None:
    names = [Choice(f"l:{code}", code, code, language=code) for code in ("en", "pl", "ur", "pa", "bn")]
    assert shown([reply("Which?", *names)]).are_languages
    assert not shown([reply("Which?", *names[:2], YES)]).are_languages


def test_text_is_never_markup() -> None:
    page = shown([reply('<img src=x onerror="a()"> \u2068<b>0808 800 5000</b>\u2069 & more')])
    text = str(page.messages[0].text)
    assert "<img" not in text
    assert "<b>" not in text
    assert "&lt;b&gt;0808" in text


def test_a_telephone_number_can_be_tapped_and_a_time_cannot() -> None:
    text = str(
        shown([reply("\u2068Line\u2069: \u20680808 800 5000\u2069 at \u206814:00\u2069")]).messages[0].text
    )
    assert '<a href="tel:08088005000"><bdi>0808 800 5000</bdi></a>' in text
    assert "<bdi>Line</bdi>" in text
    assert "<bdi>14:00</bdi>" in text


def test_a_page_with_nothing_said_asks_nothing() -> None:
    page = shown([])
    assert (page.messages, page.about, page.choices, page.first_new) == ((), "", (), 0)


def test_a_number_that_takes_messages_is_written_to_and_never_called() -> None:
    page = shown([reply("Call \u20680808 80 10 800\u2069. By text message: \u206607860 077 333\u2069.")])
    text = str(page.messages[0].text)
    assert 'href="tel:08088010800"' in text
    assert 'href="sms:07860077333"' in text
    assert "tel:07860" not in text
