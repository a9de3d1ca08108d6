"""Random ids, tokens, and the codes that people speak."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

# Crockford's base 32: no I, L, O or U, so that nothing spoken or written is taken for something else.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HEARD_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_SELECTOR = 4
_VERIFIER = 8


def new_id() -> str:
    """Return a random id of 128 bits, 22 letters."""
    return secrets.token_urlsafe(16)


def new_token() -> str:
    """Return a random token of 256 bits, for sessions."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class SpokenCode:
    """`SSSS-VVVV-VVVV`: 20 bits to find by, 40 bits to prove with. The repr shows neither."""

    selector: str
    verifier: str

    def __repr__(self) -> str:
        return "SpokenCode(...)"

    @property
    def text(self) -> str:
        half = _VERIFIER // 2
        return f"{self.selector}-{self.verifier[:half]}-{self.verifier[half:]}"

    @classmethod
    def make(cls) -> SpokenCode:
        return cls(spoken(_SELECTOR), spoken(_VERIFIER))

    @classmethod
    def parse(cls, text: str) -> SpokenCode:
        """Read what a person typed. Nonsense gives a code that matches nothing, never an error.

        So a malformed code takes the same path, and the same time, as a wrong one.
        """
        letters = plain_code(text)
        if len(letters) != _SELECTOR + _VERIFIER or any(c not in ALPHABET for c in letters):
            return cls("", letters[:64])
        return cls(letters[:_SELECTOR], letters[_SELECTOR:])


def spoken(length: int) -> str:
    """Return random letters of the spoken alphabet, five bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def plain_code(text: str) -> str:
    """Return a typed code without spaces and dashes, with look-alike letters read as digits."""
    kept = "".join(c for c in text[:200].upper() if c.isalnum())
    return kept.translate(_HEARD_AS)
