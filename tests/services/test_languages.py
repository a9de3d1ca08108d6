"""What is offered to somebody who just writes; nothing is ever taken without a button."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.language.detect import Detector, Judgement
from bot.language.examples import Examples
from bot.language.languages import put_first, read_languages
from bot.messages import SAID_IN, Say
from bot.services.languages import choose_language, likely, offer_beside, propose_language
from bot.services.staged import KeepAside, SetLanguage
from bot.services.take import take_words
from bot.services.turn import Answer, Turn
from tests.services.conftest import ROOT, MakeTurn
from tests.vocabularies import vocabularies

CODES = tuple(read_languages(ROOT / "dialogues/content/languages.yml"))
STEP = "arrival.language"


@pytest.fixture(scope="module")
def every() -> Detector:
    return Detector.load(CODES, Examples.read(ROOT / "dialogues/nlu", CODES), vocabularies(CODES))


@pytest.fixture
def writes(make_turn: MakeTurn, every: Detector) -> MakeTurn:
    """A turn with every language offered, in which somebody wrote `words` at `question`."""

    def make(words: str, question: str = STEP, *, device: str = "", **changes: object) -> Turn:
        turn = make_turn(question, words=words, detector=every, **changes)
        turn.facts = replace(turn.facts, languages=CODES, device=device)
        return turn

    return make


def said(turn: Turn) -> Say:
    (say,) = turn.said
    return say


def named(say: Say) -> list[str]:
    return [choice.removeprefix("language:") for choice in say.choices if choice.startswith("language:")]


def test_a_sure_one_is_asked_alone_in_its_own_words_with_another_beside_it(writes: MakeTurn) -> None:
    turn = writes("Nie rozumiem po angielsku, proszę o pomoc")
    take_words(turn)
    assert said(turn).content == "arrival.language_guess"
    assert said(turn).choices == ("language:pl", "control:change_language")
    assert said(turn).args == {SAID_IN: "pl"}
    assert not any(isinstance(change, SetLanguage) for change in turn.staged)
    assert turn.language == "en"


@pytest.mark.parametrize("words", ["no", "ok", "👍", "7"])
def test_what_is_not_sure_is_three_buttons_and_another(writes: MakeTurn, words: str) -> None:
    turn = writes(words)
    propose_language(turn)
    assert 3 <= len(named(said(turn))) <= 5
    assert said(turn).choices[-1] == "control:change_language"


def test_the_phone_is_asked_before_the_conversation(writes: MakeTurn) -> None:
    turn = writes("👍", device="so")
    propose_language(turn)
    assert named(said(turn))[:2] == ["so", "en"]


@pytest.mark.parametrize(
    ("words", "code"),
    [("mujhe madad chahiye", "ur"), ("man komak lazem daram", "fa"), ("ami bujhi na", "bn")],
)
def test_latin_letters_bring_the_languages_written_otherwise(writes: MakeTurn, words: str, code: str) -> None:
    turn = writes(words)
    propose_language(turn)
    assert code in named(said(turn))
    assert 2 < len(named(said(turn))) <= 5


def test_words_that_no_list_knows_bring_them_too() -> None:
    strange = Judgement(
        (("so", 0.95), ("en", 0.03), ("tr", 0.02)), False, borrowed=(("ur", 0.0), ("bn", 0.0)), strange=True
    )
    assert likely(strange) == ["so", "en", "tr", "ur", "bn"]


@pytest.mark.parametrize(
    ("words", "nearest"),
    [("Я не понимаю, что вы от меня хотите", "uk"), ("मुझे मदद चाहिए", "en"), ("你好，我需要帮助", "en")],
)
def test_one_that_we_do_not_have_is_told_so_and_a_person_offered(
    writes: MakeTurn, words: str, nearest: str
) -> None:
    turn = writes(words)
    propose_language(turn)
    assert said(turn).content == "arrival.language_missing"
    assert named(said(turn))[0] == nearest
    assert "en" in named(said(turn))
    assert {"control:talk_to_person", "control:change_language"} <= set(said(turn).choices)
    assert [aside.value for aside in turn.staged if isinstance(aside, KeepAside)] == [words]


def test_a_language_that_is_not_offered_gets_no_button(make_turn: MakeTurn, every: Detector) -> None:
    turn = make_turn(STEP, words="Waxaan ka walwalsanahay kulanka", detector=every)
    propose_language(turn)
    assert set(named(said(turn))) <= {"en", "pl"}


def test_choosing_from_the_whole_list_settles_the_first_question(writes: MakeTurn) -> None:
    turn = writes("", "side.change_language")
    turn.position.return_to = STEP
    choose_language(turn, "pl")
    assert turn.language == "pl"
    assert turn.position.question not in (STEP, "side.change_language")


POLISH = "Wieczorem czytamy razem książki i się śmiejemy"
GOOD = "parent.good.ordinary_moment"


def test_a_first_answer_in_another_language_is_kept_and_the_language_offered_once(writes: MakeTurn) -> None:
    turn = writes(POLISH, GOOD)
    take_words(turn)
    assert named(said(turn)) == ["pl"]
    assert turn.answers[GOOD].parts == [POLISH]
    assert turn.language == "en"
    assert turn.position.question != GOOD
    again = writes(POLISH, GOOD, answers={"parent.other": Answer("parent.other", "words", ["yes"])})
    offer_beside(again)
    assert again.said == []


@pytest.mark.parametrize(
    "words",
    ["Czytamy razem książki", "We read books together in the evening", "мы читаем книги вечером дома"],
)
def test_few_words_the_same_language_or_a_doubt_offer_nothing(writes: MakeTurn, words: str) -> None:
    turn = writes(words, GOOD)
    offer_beside(turn)
    assert turn.said == []


def test_those_put_first_stand_first_once_and_only_if_offered() -> None:
    assert put_first(("en", "pl", "cy", "ro"), "ro", "de", "en", "cy", "ro") == ("ro", "en", "cy", "pl")
    assert put_first(("en", "pl"), "", "") == ("en", "pl")
