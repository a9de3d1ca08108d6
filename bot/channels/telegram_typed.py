"""What was typed on the way in: a code, a PIN, six digits, however a phone writes them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

LONGEST = 60
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−_", "-"))
_WITH_HYPHENS = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
_WITHOUT = re.compile(r"[0-9A-Z]{4} ?[0-9A-Z]{4} ?[0-9A-Z]{4}")
_DIGITS = re.compile(r"(?<!\d)\d{4,8}(?!\d)")


@dataclass(frozen=True, slots=True)
class Typed:
    """One message on the way in; its words are in no repr."""

    address: str
    update_id: int
    language: str
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a worker's or somebody's own; `digits` where they were typed behind it."""

    text: str = field(repr=False)
    digits: str | None = field(default=None, repr=False)


def code_in(words: str, *, in_talk: bool) -> Code | None:
    """Return the code that a message is, None where it is anything else.

    Inside a conversation (`in_talk`) it must have its hyphens, a letter and a digit: a telephone number or
    three short words are an answer there.
    """
    text = visible(plain_digits(words)).strip().translate(_HYPHENS).upper()
    if len(text) > LONGEST:
        return None
    head, gap, tail = text.rpartition(" ")
    if gap and re.fullmatch(r"\d{6}", tail) and (code := code_in(head, in_talk=in_talk)):
        return Code(code.text, tail)
    has_digit, has_letter = any(s.isdigit() for s in text), any(s.isalpha() for s in text)
    if _WITH_HYPHENS.fullmatch(text):
        return Code(text) if not in_talk or (has_digit and has_letter) else None
    if _WITHOUT.fullmatch(text) and has_digit and has_letter and not in_talk:
        return Code(text)
    return None


def digits_in(words: str, *, in_talk: bool) -> str | None:
    """Return the PIN or digits that a message is, or has as its only number; None where there are none.

    Inside a conversation (`in_talk`) the message must be digits and nothing else.
    """
    text = re.sub(r"(?<=\d)[\s\-.]+(?=\d)", "", visible(plain_digits(words[:LONGEST])).strip())
    found = _DIGITS.findall(text)
    if len(found) != 1 or (in_talk and found[0] != text):
        return None
    return str(found[0])


def visible(words: str) -> str:
    """Return words without marks that are not seen: our own messages put them around a code."""
    return "".join(sign for sign in words if unicodedata.category(sign) != "Cf")


def plain_digits(words: str) -> str:
    """Return words with the digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in words)
