"""C06: short sentences, few of them, in words that people use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot import documents
from bot.content.findings import Finding
from bot.content.model import Item
from bot.content.source import Source
from bot.errors import ContentRefused

# Reading age 9 for everyone: words a sentence, sentences a message, letters on a button.
CHILD = "child"
WORDS_CHILD = 12
# Other languages split ideas into words in other ways: a quarter more, and only for what is a child's alone.
WORDS_CHILD_TRANSLATED = 15
_WORDS = {CHILD: WORDS_CHILD}
_SHORTER = "Split it, or say less."
_SAID_TO_CHILDREN = {"question", "explanation", "notice", "safety"}
_WORDS_ANYONE, _WORDS_EASIER = 20, 15
_SENTENCES, _SENTENCES_SAFETY = 3, 4
SHORT, BUTTON = 30, 40
# The full stops of every script we write: Urdu ends a sentence with ۔, Bengali and Panjabi with ।
_END = re.compile(r"(?<=[.?!…؟۔।॥])[”’»)]*\s+|\n+")
# What stands between spaces and holds a letter. Runs of \w would break a Bengali word at its vowel signs.
_WORD = re.compile(r"\S*[^\W_]\S*")


def sentences(text: str) -> list[str]:
    """The sentences of one message; `{lines}` is a list of its own and no sentence."""
    return [part for part in _END.split(text) if part.strip() and part.strip() != "{lines}"]


def limit_of(item: Item, field: str) -> str:
    """The limit of one field in words, for translators."""
    if field == "short":
        return f"at most {SHORT} characters"
    if item.kind in {"choice", "menu"}:
        return f"at most {BUTTON} characters"
    return f"at most {_words_limit(item, field)} words a sentence"


def _words_limit(item: Item, field: str) -> int:
    limit = min(_WORDS.get(audience, _WORDS_ANYONE) for audience in item.audiences)
    return min(limit, _WORDS_EASIER) if field.startswith("easier") else limit


def longest_sentence(text: str) -> int:
    """The number of words in the longest sentence."""
    return max((len(_WORD.findall(sentence)) for sentence in sentences(text)), default=0)


def _is_told_to_children(source: Source, item: Item) -> bool:
    """Whether a child hears what is written for anyone."""
    guided = any(guide.audience == CHILD for guide in source.guides.values())
    own = f"{item.id}.{CHILD}" in source.items
    return guided and not own and "anyone" in item.audiences and item.kind in _SAID_TO_CHILDREN


def faults(source: Source, plain: Mapping[str, str]) -> Iterator[Finding]:
    """`plain` is jargon -> the plain word for it (`plain_words.yml`)."""
    for item in source.items.values():
        yield from _lengths(source, item)
        yield from _jargon(source, item, plain)


def _lengths(source: Source, item: Item) -> Iterator[Finding]:
    place = source.places[item.id]
    shared = _is_told_to_children(source, item)
    mend = f"Split it, or say less, or write '{item.id}.{CHILD}' for children." if shared else _SHORTER
    most = _SENTENCES_SAFETY if item.kind == "safety" else _SENTENCES
    for field, text in item.wording.items():
        key = field.partition(".")[0]
        if key in {"short", "term"}:
            continue
        longest = min(_words_limit(item, field), WORDS_CHILD if shared else _WORDS_ANYONE)
        for sentence in sentences(text):
            count = len(_WORD.findall(sentence))
            if count > longest:
                wrong = f"a sentence of '{key}' has {count} words, the limit is {longest}."
                yield place.finding("C06", wrong, mend, key)
        if len(sentences(text)) > most:
            wrong = f"'{key}' has {len(sentences(text))} sentences, the limit is {most}."
            yield place.finding("C06", wrong, "Write several messages: a list of texts.", key)
    if item.short and len(item.short) > SHORT:
        wrong = f"'short' has {len(item.short)} characters, the limit is {SHORT}."
        yield place.finding("C06", wrong, "Shorten it: it stands on a button.", "short")
    if item.kind in {"choice", "menu"} and any(len(text) > BUTTON for text in item.texts):
        wrong = f"'text' has {len(item.texts[0])} characters, the limit of a button is {BUTTON}."
        yield place.finding("C06", wrong, "Shorten it.", "text")


def _jargon(source: Source, item: Item, plain: Mapping[str, str]) -> Iterator[Finding]:
    if item.kind == "name":
        return  # it stands in letters like this, and a family must know it again
    explained = {term for word in item.words for term in _terms(source, word)}
    allowed = explained | set(item.allows) | (set(_terms(source, item.id)))
    for field, text in item.wording.items():
        key = field.partition(".")[0]
        if key == "term":
            continue
        lower = text.lower()
        for avoid, say in plain.items():
            found = re.search(rf"(?<![\w-]){re.escape(avoid)}s?(?![\w-])", lower)
            if found and not any(avoid in term for term in allowed):
                yield source.places[item.id].finding(
                    "C06",
                    f"'{key}' says '{found[0]}'.",
                    f"Say: {say}. If it is an official name that is explained here, add it to "
                    "'allows' or 'words'.",
                    key,
                )


def _terms(source: Source, word_id: str) -> list[str]:
    word = source.items.get(word_id)
    if word is None or word.kind != "word":
        return []
    return [term.lower() for term in (word.term or "", *word.also)]


def plain_words(path: Path) -> dict[str, str]:
    """Read `plain_words.yml`: `say: [avoid, ...]` turned about, small letters.

    Raises ContentRefused if there is none: a list of nothing finds nothing.
    """
    document = documents.read(path)
    held = document.value
    if not isinstance(held, dict) or not held:
        raise ContentRefused(f"{path} lists no words.", remedy="write 'plain word: [jargon, ...]'.")
    return {avoid.lower(): say for say, avoided in held.items() for avoid in avoided}
