from __future__ import annotations

from pathlib import Path

import pytest

from bot import documents
from bot.errors import ContentRefused
from bot.language.danger import DangerScreen
from bot.language.phrases import Phrases
from bot.language.short_answers import ShortAnswers
from tests.kept_apart import every_string

LABELS_FOLDER = Path(__file__).parents[2] / "dialogues" / "labels"
SCALE = [
    ("6", 6), ("6.", 6), (" 6 ", 6), ("6/10", 6), ("6 / 10", 6), ("10/10", 10), ("0", 0), ("0/10", 0),
    ("٦", 6), ("６", 6), ("6️⃣", 6), ("🔟", 10), ("010", None), ("11", None), ("100", None), ("-3", None),
    ("6.5", None), ("6,5", None), ("5-6", None), ("5–6", None), ("6%", None), ("2/3", None), ("<3", None),
    ("6 6", None), ("", None), ("?", None), ("👍", None), ("x" * 5000, None), ("6" * 5000, None),
]  # fmt: skip
ENGLISH = [
    ("six", 6), ("SIX!", 6), ("about a 6", 6), ("6 out of ten", 6), ("I'd say 7", 7), ("ten", 10),
    ("5 or 6", None), ("six and a half", None), ("6 kids", None), ("6 because mum helps", None),
    ("not 6", None), ("less than 6", None), ("no", None), ("six ten", None),
]  # fmt: skip
POLISH = [
    ("sześć", 6), ("szesc", 6), ("szóstka", 6), ("chyba 7", 7), ("6 na 10", 6), ("8 z 10", 8),
    ("six", 6), ("7 albo 8", None), ("6 dzieci", None), ("nie 6", None), ("ani 6", None),
]  # fmt: skip


@pytest.mark.parametrize(("words", "value"), SCALE + ENGLISH)
def test_a_place_on_the_scale_in_english(phrases: Phrases, words: str, value: int | None) -> None:
    assert phrases.scale_value(words, "en") == value


@pytest.mark.parametrize(("words", "value"), SCALE + POLISH)
def test_a_place_on_the_scale_in_polish(phrases: Phrases, words: str, value: int | None) -> None:
    assert phrases.scale_value(words, "pl") == value


@pytest.fixture(scope="module")
def every() -> ShortAnswers:
    return ShortAnswers.load(LABELS_FOLDER, tuple(NUMBERS))


NUMBERS = {
    "en": "zero one two three four five six seven eight nine ten",
    "pl": "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć",
    "cy": "dim un dau tri pedwar pump chwech saith wyth naw deg",
    "ro": "zero unu doi trei patru cinci șase șapte opt nouă zece",
    "ur": "صفر ایک دو تین چار پانچ چھ سات آٹھ نو دس",
    "pa": "ਸਿਫ਼ਰ ਇੱਕ ਦੋ ਤਿੰਨ ਚਾਰ ਪੰਜ ਛੇ ਸੱਤ ਅੱਠ ਨੌਂ ਦਸ",
    "bn": "শূন্য এক দুই তিন চার পাঁচ ছয় সাত আট নয় দশ",
    "ar": "صفر واحد اثنين ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة",
    "so": "eber kow laba saddex afar shan lix toddoba siddeed sagaal toban",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez",
    "uk": "нуль один два три чотири п'ять шість сім вісім дев'ять десять",
    "tr": "sıfır bir iki üç dört beş altı yedi sekiz dokuz on",
    "fa": "صفر یک دو سه چهار پنج شش هفت هشت نه ده",
    "lt": "nulis vienas du trys keturi penki šeši septyni aštuoni devyni dešimt",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix",
}
OUT_OF_TEN = {
    "en": "7 out of 10", "pl": "7 na 10", "cy": "7 allan o 10", "ro": "7 din 10", "ur": "10 میں سے 7",
    "pa": "10 ਵਿੱਚੋਂ 7", "bn": "১০ এর মধ্যে ৭", "ar": "٧ من ١٠", "so": "10 ka mid ah 7", "pt": "7 em 10",
    "uk": "7 з 10", "tr": "10 üzerinden 7", "fa": "۷ از ۱۰", "lt": "7 iš 10", "es": "7 de 10",
    "fr": "7 sur 10",
}  # fmt: skip


@pytest.mark.parametrize("language", NUMBERS)
def test_every_number_of_the_scale_has_a_word(every: ShortAnswers, language: str) -> None:
    found = [every.scale_value(word, language) for word in NUMBERS[language].split()]
    assert found == list(range(11))


@pytest.mark.parametrize("language", OUT_OF_TEN)
def test_so_many_out_of_ten_is_read(every: ShortAnswers, language: str) -> None:
    assert every.scale_value(OUT_OF_TEN[language], language) == 7
    assert every.scale_value(f"{OUT_OF_TEN[language]} 3", language) is None


LABELS = [
    ("anxiety", "en"), ("My anxiety.", "en"), ("DRUGS, alcohol & stuff", "en"),
    ("everything!!", "en"), ("school and my behaviour", "en"), ("Szkoła", "pl"), ("stres i depresja", "pl"),
    ("zla matka", "pl"), ("problemy w szkole i stres", "pl"), ("neglect", "pl"),
]  # fmt: skip
NOT_LABELS = [
    ("my nan", "en"), ("he hits me", "en"), ("and", "en"), ("", "en"), ("?", "en"), ("6", "en"),
    ("she shouts at school", "en"), ("school is hard because they laugh at me", "en"), ("I was hit", "en"),
    ("domestic violence", "en"), ("abuse", "en"), ("moja babcia", "pl"), ("bije mnie", "pl"),
    ("przemoc", "pl"), ("krzyczy w domu", "pl"), ("szkoła", "en"), ("school " * 2000, "en"),
    ("she is never home", "en"), ("my mum helps me", "en"), ("he takes my phone", "en"),
    ("mum doesn't drink", "en"), ("there is no food", "en"), ("he makes me drink", "en"),
    ("they argue about money", "en"), ("home with my mum", "en"), ("mum is dead", "en"),
    ("he got me drunk", "en"), ("tata pije w pracy", "pl"), ("nie ma taty w domu", "pl"),
    ("mama mi pomaga", "pl"), ("bierze mi telefon", "pl"), ("kłócą się o pieniądze", "pl"),
    ("mój chłopak", "pl"), ("no", "en"), ("no one", "en"), ("nikt", "pl"), ("nie", "pl"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "language"), LABELS)
def test_only_a_label(phrases: Phrases, words: str, language: str) -> None:
    assert phrases.is_label(words, language)


@pytest.mark.parametrize(("words", "language"), NOT_LABELS)
def test_more_than_a_label(phrases: Phrases, words: str, language: str) -> None:
    assert not phrases.is_label(words, language)


FOLDER = Path(__file__).parents[2] / "dialogues" / "labels"
SORE = (
    "abus",
    "violen",
    "hit",
    "beat",
    "rape",
    "touch",
    "bulli",
    "bully",
    "przemoc",
    "bij",
    "gwał",
    "dotyk",
    "molest",
    "dokucz",
)


def labels_of(language: str) -> dict[str, list[str]]:
    held = documents.read(FOLDER / f"{language}.yml").value["labels"]
    return {kind: [str(text) for text in texts] for kind, texts in held.items()}


@pytest.mark.parametrize("language", ["en", "pl"])
def test_words_of_abuse_are_never_in_a_list_of_labels(language: str) -> None:
    screen = DangerScreen.load(FOLDER.parent / "danger", ["en", "pl"])
    texts = [text for held in labels_of(language).values() for text in held]
    assert len(texts) > 1000
    assert [text for text in texts if any(word.startswith(SORE) for word in text.lower().split())] == []
    assert [text for text in texts if screen.screen(text.replace("*", "")) is not None] == []


@pytest.mark.parametrize("language", ["en", "pl"])
def test_no_example_of_danger_now_is_only_a_label(phrases: Phrases, language: str) -> None:
    folder = FOLDER.parent / "danger" / "examples" / language
    files = [documents.read(path).value for path in sorted(folder.glob("*.yml"))]
    rows = [row for held in files for kind, row in held.items() if kind in ("now", "concern")]
    said = [text for row in rows for text in every_string(row)]
    assert len(said) > 1000
    assert [text for text in said if phrases.is_label(text, language)] == []


CLASSES = [
    ("neglect", "en", {"jargon"}), ("Lack of supervision, tbh", "en", {"jargon"}),
    ("anger and stuff", "en", {"conduct", "vague"}), ("drugs and money", "en", {"habit", "means"}),
    ("not great", "en", {"vague"}), ("a really good mum", "en", {"praise"}), ("my nan", "en", set()),
    ("zaniedbaniem", "pl", {"jargon"}), ("bardzo zmęczona", "pl", {"feeling"}),
    ("neglect", "pl", {"jargon"}), ("ze szkołą", "pl", {"school"}), ("bije", "pl", set()),
]  # fmt: skip


@pytest.mark.parametrize(("words", "language", "classes"), CLASSES)
def test_a_label_is_of_the_classes_of_its_words(
    phrases: Phrases, words: str, language: str, classes: set[str]
) -> None:
    assert phrases.label_classes(words, language) == classes


REST = "specific: [no food]\nfillers: [b]\nnumbers: {0: [zero]}\nout_of: [of ten]\naround: [about]\n"
MANY = ", ".join(f"word{chr(97 + at // 26)}{chr(97 + at % 26)}" for at in range(60))


def load(folder: Path, labels: str) -> ShortAnswers:
    (folder / "en.yml").write_text(f"labels:{labels}\n{REST}", encoding="utf-8")
    return ShortAnswers.load(folder, ["en"])


WRONG = [
    ("\n  school: [a]", "fewer than 60"),
    (" [a, b]", "is not a list of words for each class"),
    (f"\n  school: [{MANY}]\n  health: []", "is not a list of words for each class"),
    (f"\n  school: [{MANY}]\n  Health!: [ill]", "'Health!' is no name"),
    (f"\n  school: [{MANY}]\n  health: [wordab]", "'wordab' stands in two classes, school and health"),
    (f"\n  school: [{MANY}, '?']", "nothing can be compared with"),
    (f"\n  school: [{MANY}, ill*]", "the star in 'ill\\*' stands wrong"),
    (f"\n  school: [{MANY}, sch*ol]", "stands wrong"),
]


@pytest.mark.parametrize(("labels", "wrong"), WRONG)
def test_a_list_that_cannot_be_right_is_refused(tmp_path: Path, labels: str, wrong: str) -> None:
    with pytest.raises(ContentRefused, match=wrong):
        load(tmp_path, labels)


def test_a_star_takes_a_short_ending_and_what_is_specific_is_no_label(tmp_path: Path) -> None:
    short = load(tmp_path, f"\n  school: [{MANY}, teach* b, food]")
    found = [bool(short.label_classes(words, "en")) for words in ("Teachers b", "teach b", "teachereers b")]
    assert found == [True, True, False]
    assert short.label_classes("b food", "en")
    assert not short.label_classes("b no food", "en")


def test_a_language_with_other_classes_is_refused(tmp_path: Path) -> None:
    load(tmp_path, f"\n  school: [{MANY}]")
    (tmp_path / "pl.yml").write_text(f"labels:\n  health: [{MANY}]\n{REST}", encoding="utf-8")
    with pytest.raises(ContentRefused, match=r"pl.yml has other classes of labels: health, school"):
        ShortAnswers.load(tmp_path, ["en", "pl"])


def test_a_list_with_another_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en.yml").write_text("label: [a]\n", encoding="utf-8")
    with pytest.raises(ContentRefused, match="does not hold exactly"):
        ShortAnswers.load(tmp_path, ["en"])
