"""Which language, of all sixteen: those that are not offered yet are tried too."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ContentRefused
from bot.language.detect import Detector, Judgement
from bot.language.examples import Examples
from bot.language.feature_table import checksum
from bot.language.languages import read_languages
from bot.language.phrases import Phrases
from tests.vocabularies import vocabularies

DIALOGUES = Path(__file__).parents[2] / "dialogues"
CODES = tuple(read_languages(DIALOGUES / "content/languages.yml"))


@pytest.fixture(scope="module")
def every() -> Detector:
    return Detector.load(CODES, Examples.read(DIALOGUES / "nlu", CODES), vocabularies(CODES))


def first(judged: Judgement) -> str:
    return judged.ranked[0][0]


SENTENCES = {
    "en": "I am worried about what they will say at the meeting",
    "pl": "Martwię się, co powiedzą na tym spotkaniu",
    "cy": "Dwi'n poeni am beth fyddan nhw'n ei ddweud yn y cyfarfod",
    "ro": "Mi-e teamă de ce o să spună la întâlnire",
    "ur": "مجھے فکر ہے کہ وہ میٹنگ میں کیا کہیں گے",
    "pa": "ਮੈਨੂੰ ਫ਼ਿਕਰ ਹੈ ਕਿ ਉਹ ਮੀਟਿੰਗ ਵਿੱਚ ਕੀ ਕਹਿਣਗੇ",
    "bn": "মিটিংয়ে তারা কী বলবে তা নিয়ে আমি চিন্তিত",
    "ar": "أنا قلقة مما سيقولونه في الاجتماع",
    "so": "Waxaan ka walwalsanahay waxa ay kulanka ku sheegi doonaan",
    "pt": "Estou preocupada com o que vão dizer na reunião",
    "uk": "Я хвилююся через те, що вони скажуть на зустрічі",
    "tr": "Toplantıda ne söyleyeceklerinden endişeleniyorum",
    "fa": "نگرانم که در جلسه چه خواهند گفت",
    "lt": "Nerimauju dėl to, ką jie pasakys susitikime",
    "es": "Me preocupa lo que vayan a decir en la reunión",
    "fr": "J'ai peur de ce qu'ils vont dire à la réunion",
}


def test_there_is_a_sentence_of_every_language() -> None:
    assert set(SENTENCES) == set(CODES)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("phone", [None, "en-GB", "pl"])
def test_a_sentence_is_told_and_sure_whatever_the_phone_says(
    every: Detector, code: str, phone: str | None
) -> None:
    judged = every.judge(SENTENCES[code], phone)
    assert (first(judged), judged.sure, judged.out_of_set) == (code, True, False)
    assert first(every.judge(SENTENCES[code].upper(), phone)) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("boje sie ze zabiora mi dzieci", "pl"),
        ("ma tem ca imi iau copiii", "ro"),
        ("nao percebo o que querem de mim", "pt"),
        ("cocuklarimi almalarindan korkuyorum", "tr"),
        ("bijau kad atims mano vaikus", "lt"),
        ("j ai peur qu ils prennent mes enfants", "fr"),
    ],
)
def test_a_sentence_without_its_accents_is_told(every: Detector, words: str, code: str) -> None:
    assert first(every.judge(words)) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("ٹھیک", "ur"),
        ("بڑی", "ur"),
        ("چه", "fa"),
        ("مدرسة", "ar"),
        ("ਮਾਂ", "pa"),
        ("মা", "bn"),
        ("її", "uk"),
    ],
)
def test_letters_that_one_language_writes_decide(every: Detector, words: str, code: str) -> None:
    assert first(every.judge(words, "en")) == code


@pytest.mark.parametrize("words", ["мы", "это", "объект", "ёлка", "Я не понимаю, что вы от меня хотите"])
def test_russian_letters_are_never_ukrainian(every: Detector, words: str) -> None:
    judged = every.judge(words)
    assert judged.out_of_set
    assert not judged.sure


@pytest.mark.parametrize(
    "words",
    [
        "क्या आप मेरी मदद कर सकते हैं",
        "你好，我需要帮助",
        "Καλημέρα, χρειάζομαι βοήθεια",
        "Non capisco che cosa devo fare con questa lettera",
        "Ich verstehe diesen Brief vom Jugendamt nicht",
        "Не разбирам какво искате от мен",
        "Nem értem, mit akarnak tőlem ezzel a levéllel",
    ],
)
def test_a_language_that_we_do_not_have_is_seen(every: Detector, words: str) -> None:
    judged = every.judge(words, "en")
    assert judged.out_of_set
    assert not judged.sure


def test_a_script_of_nobody_follows_the_phone(every: Detector) -> None:
    assert first(every.judge("你好", "tr")) == "tr"
    assert [code for code, _ in every.judge("你好").ranked] == list(CODES)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("mujhe samajh nahi aa raha ke kya karna hai", "ur"),
        ("mainu samajh nahi aundi ki karna hai", "pa"),
        ("ami bujhte parchi na ki korte hobe", "bn"),
        ("ana mish fahma shu lazim a3mal", "ar"),
        ("man nemidanam bayad chekar konam", "fa"),
    ],
)
def test_latin_letters_that_are_not_its_own_are_asked_about(every: Detector, words: str, code: str) -> None:
    judged = every.judge(words)
    assert not judged.sure
    assert code in [borrowed for borrowed, _ in judged.borrowed[:2]]
    assert code in [ranked for ranked, _ in judged.ranked[:3]]


def test_a_word_that_examples_of_danger_alone_hold_tells_its_language() -> None:
    """Neither profiles nor phrases know it; the screen's examples do."""

    class Knows:
        def __init__(self, *words: str) -> None:
            self.sums = set(map(checksum, words))

        def knows(self, word: int) -> bool:
            return word in self.sums

    without = Detector.load(["en", "pl", "so"], Examples(()))
    told = Detector(["en", "pl", "so"], without.voices, {"en": Knows("zqx"), "so": Knows("wvk", "zqx")})
    before, after = (dict(one.judge("zqx wvk").ranked) for one in (without, told))
    assert after["so"] > before["so"]
    assert after["en"] / after["so"] < before["en"] / before["so"]
    assert after["pl"] < before["pl"]


def test_latin_words_that_no_list_knows_are_never_sure(every: Detector) -> None:
    judged = every.judge("qaxootiyeeddii warqaadyahaan")
    assert judged.strange
    assert not judged.sure


def test_two_scripts_at_once_are_not_sure(every: Detector) -> None:
    assert not every.judge("hello my name is مرحبا اسمي").sure


@pytest.mark.parametrize("words", ["", "123", "7/10", "👍", "\u0378\u0379", "\ud83d", "\x00", "\u200f", "…"])
def test_nothing_to_go_by_is_nothing(every: Detector, words: str) -> None:
    judged = every.judge(words, "lt")
    assert (first(judged), judged.sure, judged.out_of_set, judged.borrowed) == ("lt", False, False, ())


def test_letters_in_fancy_dress_are_read(every: Detector) -> None:
    assert first(every.judge("𝖓𝖎𝖊 𝖗𝖔𝖟𝖚𝖒𝖎𝖊𝖒")) == "pl"


def test_a_language_without_a_profile_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        Detector.load(["en", "xx"], Examples(()))


def test_phrases_without_a_control_are_refused_before_a_detector_is_made() -> None:
    with pytest.raises(ContentRefused):
        Phrases.load(DIALOGUES / "nlu", ["en", "xx"])
