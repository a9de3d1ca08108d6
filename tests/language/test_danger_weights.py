"""The small model beside the patterns: read whole or refused, silent about what it does not know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import documents
from bot.errors import ContentRefused
from bot.language.danger import DangerScreen
from bot.language.danger.model import Model
from bot.language.danger.weights import Told, Weights, stretches
from bot.language.features import features
from tests.kept_apart import danger_examples, danger_judges

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "models"
LANGUAGES = sorted(path.name for path in (ROOT / "dialogues/danger/examples").iterdir())


@pytest.fixture(scope="module")
def both() -> DangerScreen:
    return DangerScreen.load(ROOT / "dialogues/danger", ("en", "pl"), MODELS)


def level(screen: DangerScreen, words: str) -> str:
    found = screen.screen(words)
    return found.level if found else "nothing"


@pytest.mark.parametrize(
    "words",
    [
        "mum has not come back and me and my sister have no food",
        "he is reading this over my shoulder i have to go",
        "nie moge pisac bo on siedzi obok mnie",
        "mama nie wrocila i jestem sama z braciszkiem",
    ],
)
def test_it_finds_danger_that_uses_no_plain_word(both: DangerScreen, words: str) -> None:
    assert level(both, words) == "now"


@pytest.mark.parametrize(
    "words",
    [
        "we went to the park and the library and had chips",
        "can i bring my sister to the meeting",
        "w niedziele bylismy na placu zabaw z babcia",
        "czy moge przyjsc na spotkanie z siostra",
    ],
)
def test_it_raises_no_alarm_at_an_ordinary_answer(both: DangerScreen, words: str) -> None:
    assert level(both, words) == "nothing"


def test_a_few_words_by_themselves_are_left_to_the_patterns(both: DangerScreen) -> None:
    assert level(both, "my little brother") == "nothing"
    assert level(both, "he hits me") == "now"


def test_words_that_no_example_has_are_left_to_the_patterns(both: DangerScreen) -> None:
    words = "Ich möchte gerne morgen Nachmittag wiederkommen dürfen"
    assert both.trained is not None
    common = both.trained.common
    assert all(one.read(Told.of(words), common, (), lambda _: ()) is None for one in both.weights)
    assert level(both, "he is hitting me zxqv wvkj qqzx jjvk zzqx vvkq xxzq kkvj") == "now"


def test_one_sentence_of_danger_in_a_long_answer_is_found(both: DangerScreen) -> None:
    quiet = "We went to the park. It was nice. My mum helps on Wednesdays. "
    assert level(both, quiet * 5 + "He is outside and he will not go away. " + quiet * 5) == "now"


EVERYDAY = {
    "en": ("We went to the park and had chips", " and ", "then my mum came and helped with tea"),
    "pl": ("Bylismy na placu zabaw i jedlismy frytki", " i ", "potem przyszla babcia i pomogla przy kolacji"),
}


@pytest.mark.parametrize("language", EVERYDAY)
@pytest.mark.parametrize("between", [". ", " and ", ""])
def test_danger_in_the_middle_of_an_everyday_answer_is_not_drowned(
    both: DangerScreen, language: str, between: str
) -> None:
    """Of what is found by itself, nine of ten are found in an answer about something else."""
    entries = documents.read(ROOT / f"tests/safety/dev/danger.{language}.yml").value
    short = [entry["text"] for entry in entries if len(entry["text"].split()) <= 20]
    alone = [text for text in short if level(both, text) == "now"]
    assert len(alone) > 30
    before, and_, after = EVERYDAY[language]
    between = between or and_
    kept = [text for text in alone if level(both, between.join((before, text, after))) == "now"]
    assert len(kept) >= 0.9 * len(alone)


def test_every_part_of_a_message_is_looked_at() -> None:
    words = "One two. Three four! Five " + "six " * 100
    assert {word for stretch in stretches(words) for word in stretch.split()} == {
        "One", "two", "Three", "four", "Five", "six",
    }  # fmt: skip


def test_the_weight_of_words_does_not_grow_with_their_number() -> None:
    for words in ("one", "one two three", "one two three four five six seven"):
        found = features(words.split())
        whole = sum(weight**2 for name, weight in found.items() if name[0] != "~")
        assert whole == pytest.approx(1)
    assert features([]) == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda held: held.pop("model"),
        lambda held: held["model"].pop("classes"),
        lambda held: held["model"].update(classes=["now"]),
        lambda held: held["model"]["start"].pop(),
        lambda held: held["model"].pop("table"),
        lambda held: held["model"].update(table=[]),
        lambda held: held["model"]["table"].update(columns=[]),
        lambda held: held["model"]["table"]["columns"].pop(),
        lambda held: held["model"]["table"].update(sums=""),
        lambda held: held["model"]["table"].update(sums="AAA"),
        lambda held: held["model"]["table"]["columns"].append(held["model"]["table"]["columns"].pop()[:-8]),
        lambda held: held["model"]["table"]["columns"].append(held["model"]["table"]["columns"].pop()[:-1]),
        lambda held: held["model"]["table"].update(columns=7),
        lambda held: held.pop("meanings"),
        lambda held: held["meanings"].pop("places"),
        lambda held: held["meanings"].update(known=["hit"]),
        lambda held: held["meanings"].update(known=7),
    ],
)
def test_a_broken_model_is_refused(tmp_path: Path, change: object) -> None:
    held = json.loads((MODELS / "danger.en.json").read_text())
    assert callable(change)
    change(held)
    path = tmp_path / "danger.en.json"
    path.write_text(json.dumps(held))
    with pytest.raises(ContentRefused, match=r"danger\.en\.json"):
        Weights.load(path)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}"])
@pytest.mark.parametrize("kind", [Weights, Model])
def test_what_is_no_model_is_refused(tmp_path: Path, kind: type[Weights] | type[Model], text: str) -> None:
    path = tmp_path / "danger.json"
    path.write_text(text)
    with pytest.raises(ContentRefused, match=r"danger\.json"):
        kind.load(path)
    with pytest.raises(ContentRefused, match=r"nowhere\.json"):
        kind.load(tmp_path / "nowhere.json")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_judge_is_among_the_examples(language: str) -> None:
    """What teaches the screen never judges it."""
    teachers = {text.lower() for text in danger_examples(language)}
    assert [text for text in danger_judges(language) if len(text) > 12 and text.lower() in teachers] == []


@pytest.mark.parametrize(
    ("words", "looked_at"),
    [
        ("she was happy about the party last week and we had cake", ["en"]),
        ("w niedziele bylismy nad jeziorem i bylo bardzo fajnie", ["pl"]),
        ("my dad said nie chce juz zyc", ["en", "pl"]),
        ("he came home late and said zabije cie", ["en", "pl"]),
        ("qwrtz", ["en", "pl"]),
    ],
)
def test_a_message_is_looked_at_in_each_language_whose_words_it_may_hold(
    both: DangerScreen, words: str, looked_at: list[str]
) -> None:
    assert [both.files[number].path.stem for number in both.languages_of(Told.of(words))] == looked_at
