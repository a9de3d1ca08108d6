from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ContentRefused
from bot.language.examples import Example, Examples, is_control
from bot.language.fold import fold
from bot.language.phrases import Phrases

HEAD = 'version: "3.1"\nnlu:\n'


def write(folder: Path, language: str, **intents: list[str]) -> None:
    blocks = [
        f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {line}\n" for line in lines)
        for intent, lines in intents.items()
    ]
    path = folder / language / "controls.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + "".join(blocks), encoding="utf-8")


def load(folder: Path, *languages: str) -> Phrases:
    labels = Path(__file__).parents[2] / "dialogues" / "labels"
    return Phrases.load(folder, languages, labels=labels)


def test_every_control_example_acts_in_its_own_language(phrases: Phrases, examples: Examples) -> None:
    controls = [example for example in examples.all if is_control(example.intent)]
    assert len(controls) > 1000
    for example in controls:
        assert phrases.control(example.words, example.language) == example.intent, example


def test_no_answer_or_question_in_the_training_data_is_taken_for_a_control(
    phrases: Phrases, examples: Examples
) -> None:
    others = [example for example in examples.all if not is_control(example.intent)]
    assert len(others) > 1000
    for example in others:
        assert phrases.control(example.words, example.language) is None, example


@pytest.mark.parametrize(
    "words",
    [
        "Uderzono mnie",
        "nie chcę żeby krzyczał",
        "I want them to stop shouting",
        "yes but only at weekends",
        "he said stop",
        "stop stop",
        "/restart",
        "  /stop",
        "/skip",
        "",
        "…",
        "stop" * 100,
    ],
)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_sentence_with_a_control_word_in_it_is_not_a_control(
    phrases: Phrases, words: str, language: str
) -> None:
    assert phrases.control(words, language) is None


def test_the_conversations_language_comes_before_english(tmp_path: Path) -> None:
    write(tmp_path, "en", thanks=["ta"], stop=["stop"])
    write(tmp_path, "pl", yes=["ta"])
    phrases = load(tmp_path, "en", "pl")
    assert phrases.control("ta", "pl") == "yes"
    assert phrases.control("ta", "en") == "thanks"
    assert phrases.control("STOP!", "pl") == "stop"
    assert phrases.control("ta", "ur") == "thanks"


def test_english_does_not_act_on_a_languages_own_answer(tmp_path: Path) -> None:
    write(tmp_path, "en", no=["no"])
    write(tmp_path, "pl", yes=["tak"], answer=["no"])
    assert load(tmp_path, "en", "pl").control("no", "pl") is None


def test_one_phrase_with_two_meanings_in_a_language_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "en", stop=["enough"], skip=["Enough!"])
    with pytest.raises(ContentRefused, match=r"'enough' .* means both stop and skip"):
        load(tmp_path, "en")


def test_a_phrase_that_is_also_an_answer_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "en", no=["no"], answer=["No."])
    with pytest.raises(ContentRefused, match="means both no and answer"):
        load(tmp_path, "en")


def test_clashes_between_languages_are_reported(tmp_path: Path) -> None:
    write(tmp_path, "en", thanks=["ta"])
    write(tmp_path, "pl", yes=["ta"])
    (clash,) = Examples.read(tmp_path, ["en", "pl"]).clashes()
    assert (clash.phrase, clash.first.intent, clash.second.intent) == ("ta", "thanks", "yes")


def test_a_language_without_phrases_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "en", stop=["stop"])
    with pytest.raises(ContentRefused, match="no control has a phrase"):
        load(tmp_path, "en", "pl")


@pytest.mark.parametrize("text", ["nlu: 3\n", "- 1\n", HEAD + "- intent: stop\n  examples: |\n    stop\n"])
def test_a_file_of_another_form_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "x.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentRefused, match=r"x\.yml"):
        load(tmp_path, "en")


def test_marks_of_entities_are_taken_off(tmp_path: Path) -> None:
    write(tmp_path, "en", stop=['[stop](word) [now]{"entity": "time"}'])
    assert load(tmp_path, "en").control("stop now", "en") == "stop"


def test_every_example_is_given_as_written_and_folded(examples: Examples) -> None:
    said = examples.said()
    assert set(said) == {"en", "pl"}
    assert sum(map(len, said.values())) == len(examples.all)
    assert ("Nie rozumiem", "nie rozumiem") in {(words.capitalize(), folded) for words, folded in said["pl"]}


def test_folded_phrases_are_never_empty(examples: Examples) -> None:
    empty = [example for example in examples.all if not fold(example.words)]
    assert empty == []


def test_examples_are_plain_values() -> None:
    assert Example("en", "stop", "stop", Path("x")) == Example("en", "stop", "stop", Path("x"))
