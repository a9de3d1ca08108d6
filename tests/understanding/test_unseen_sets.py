"""The unseen phrasings are whole: forty topics, labels, good answers, statements, none twice or elsewhere."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.language.examples import is_control, read_examples
from tests.kept_apart import folded, loaded, sentences

HERE = Path(__file__).parent
TESTS = HERE.parent
ROOT = TESTS.parent
SETS = ("unseen", "unseen_again")
LANGUAGES = ("en", "pl")
BOTH = pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in SETS for lang in LANGUAGES])
# Each other language is judged by one set; Welsh, written first, by a hundred statements.
OTHERS = sorted({path.name.split(".")[1] for path in (HERE / "unseen").glob("topics.*.yml")} - set(LANGUAGES))
EACH = pytest.mark.parametrize(("name", "lang"), [*BOTH.args[1], *(("unseen", code) for code in OTHERS)])
WHOLE = [code for code in OTHERS if code != "cy"]
CONTROLS = {one.intent for one in read_examples(ROOT / "dialogues/nlu", "en") if is_control(one.intent)}
CONTROLS -= {"that_was_my_answer"}
LATIN = {"ur", "pa", "bn", "ar", "fa"}
AUDIENCES = {"parent", "young_person", "child"}


def unseen(name: str, kind: str, lang: str) -> Any:
    return loaded(HERE / name / f"{kind}.{lang}.yml")


def own_texts(name: str, lang: str) -> list[str]:
    topics = [row["text"] for rows in unseen(name, "topics", lang)["topics"].values() for row in rows]
    return [*topics, *unseen(name, "statements", lang)]


def label_texts(lang: str) -> list[str]:
    labels = unseen("unseen", "labels", lang)
    return [*labels["labels"], *labels["good"]]


@EACH
def test_each_of_forty_topics_has_three_phrasings(name: str, lang: str) -> None:
    found = unseen(name, "topics", lang)
    assert set(found) == {"topic_names", "topics"}
    assert set(found["topic_names"]) <= set(range(1, 41))
    assert list(found["topics"]) == list(range(1, 41))
    rows = [row for rows in found["topics"].values() for row in rows]
    assert all(len(rows) == 3 for rows in found["topics"].values())
    assert all(set(row) == {"text", "audience"} for row in rows)
    assert {row["audience"] for row in rows} == AUDIENCES


@pytest.mark.parametrize("lang", [*LANGUAGES, *OTHERS])
def test_labels_and_good_answers_are_forty_each(lang: str) -> None:
    found = unseen("unseen", "labels", lang)
    assert {name: len(rows) for name, rows in found.items()} == {"labels": 40, "good": 40}
    assert [row for row in found["good"] if not 2 <= len(row.split()) <= 8] == []


@EACH
def test_statements_are_a_hundred_or_two(name: str, lang: str) -> None:
    rows = unseen(name, "statements", lang)
    assert len(rows) == (200 if lang in WHOLE else 100)
    most = 12 if name == "unseen" and lang in LANGUAGES else 40
    assert [row for row in rows if not 1 <= len(row.split()) <= most] == []


FIRST = sorted((HERE / "unseen").glob("first.*.yml"))


@pytest.mark.parametrize("path", FIRST, ids=[path.stem for path in FIRST])
def test_first_messages_are_whole(path: Path) -> None:
    found = loaded(path)
    borrowed = {"latin": 40} if path.stem.split(".")[1] in {"ur", "pa", "bn", "ar", "fa"} else {}
    assert {part: len(texts) for part, texts in found.items()} == {"own": 60, **borrowed}
    for texts in found.values():
        assert all(isinstance(text, str) and text.strip() for text in texts)
        assert len(set(texts)) == len(texts)


@BOTH
def test_no_text_stands_twice_or_in_another_kept_apart_folder(name: str, lang: str) -> None:
    texts = [*own_texts(name, lang), *(label_texts(lang) if name == "unseen" else [])]
    assert all(isinstance(text, str) and text and text == text.strip() for text in texts)
    own = Counter(folded(text) for text in texts)
    assert len(texts) == (300 if name == "unseen" else 220)
    assert [text for text, times in own.items() if times > 1] == []
    others = [*TESTS.glob(f"*/held_out/*.{lang}.yml"), *TESTS.glob(f"safety/unseen/*.{lang}.yml")]
    assert len(others) >= 6
    elsewhere = {folded(text) for path in others for text in sentences(loaded(path))}
    assert len(elsewhere) > 100
    # Two hands may ask "what is a core group" alike.
    assert len(set(own) & elsewhere) <= (0 if name == "unseen" else 5)


@pytest.mark.parametrize("lang", [*LANGUAGES, *OTHERS])
def test_every_control_has_eight_common_phrases(lang: str) -> None:
    found = unseen("unseen", "controls", lang)
    assert set(found) == CONTROLS
    assert {name: len(rows) for name, rows in found.items()} == dict.fromkeys(CONTROLS, 8)


@pytest.mark.parametrize("lang", [*LANGUAGES, *OTHERS])
def test_sixty_first_messages_and_forty_in_latin_letters(lang: str) -> None:
    found = unseen("unseen", "first", lang)
    assert {name: len(rows) for name, rows in found.items()} == (
        {"own": 60, "latin": 40} if lang in LATIN else {"own": 60}
    )
    assert all(text.isascii() for text in found.get("latin", []))


@pytest.mark.parametrize("lang", WHOLE)
def test_a_language_says_nothing_twice(lang: str) -> None:
    paths = [*TESTS.glob(f"safety/unseen/*.{lang}.yml"), *(HERE / "unseen").glob(f"*.{lang}.yml")]
    # A first word such as "hello" may well stand among the controls too.
    texts = [text for path in paths if not path.name.startswith("first.") for text in sentences(loaded(path))]
    own = Counter(filter(None, map(folded, texts)))
    assert sum(own.values()) > 900
    assert [text for text, times in own.items() if times > 1] == []
