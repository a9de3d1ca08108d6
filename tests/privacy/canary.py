"""Looking for a string in whole files, in every form in which it may lie there."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

GZIP = b"\x1f\x8b\x08"
MOST_UNPACKED = 64 * 1024 * 1024
GZIP_WINDOW = 31
MOST_ZEROS = 64
ZEROS = re.compile(rb"\x00{65,}")


@dataclass(frozen=True, slots=True)
class Hit:
    """`name` and `form` say what was found; the string itself stays out of a test's output."""

    path: str
    name: str
    form: str


def forms(text: str) -> dict[str, bytes]:
    """Return each way of writing the text down, by its name. The text holds no line end."""
    raw = text.encode()
    found = {
        "raw": raw,
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
        "percent": quote(text, safe="").encode(),
        "percent, lower": re.sub("%..", lambda one: one[0].lower(), quote(text, safe="")).encode(),
        "percent, plus": quote(text, safe=" ").replace(" ", "+").encode(),
        "json": json.dumps(text)[1:-1].encode(),
        "json, upper": re.sub(r"(?<=\\u)....", lambda one: one[0].upper(), json.dumps(text)[1:-1]).encode(),
    }
    for lead in range(3):
        # Only whole signs of the text itself: the first and last depend on what stands beside it.
        first, last = -(-8 * lead // 6), 8 * (lead + len(raw)) // 6
        at = base64.b64encode(bytes(lead) + raw)[first:last]
        found[f"base64 at {lead}"] = at
        found[f"base64url at {lead}"] = at.translate(bytes.maketrans(b"+/", b"-_"))
    return found


def search(roots: Iterable[Path], needles: Mapping[str, str], since: float = 0) -> list[Hit]:
    """Return where needles (name -> text) lie in the files under the roots.

    A file last written before `since` (seconds of the epoch), when no needle was made yet, is left out.

    Whole files, and what is packed with gzip inside them. AssertionError where there is nothing to look
    at or for: a search of nothing finds nothing. A needle of digits is not found inside a longer number
    or as the fraction of a second.
    """
    wanted = {name: _ways(text) for name, text in needles.items()}
    assert wanted, "nothing to search for"
    hits = []
    for root in roots:
        looked = 0
        for path in _files(root):
            content = _content(path, since)
            if content is None:
                continue
            looked += 1
            for form_prefix, piece in (("", content), *(("gzip, ", one) for one in _unpacked(content))):
                hits += [Hit(str(path), name, form_prefix + form) for name, form in _in(piece, wanted)]
        assert looked, f"nothing to search in {root}"
    return hits


def _ways(text: str) -> dict[str, bytes]:
    """Return the forms, each way of writing once: plain letters are the same in several."""
    assert len(text) >= 4, "too short to be told from chance"
    once = {written: form for form, written in reversed(forms(text).items())}
    return {form: written for written, form in once.items()}


def _in(content: bytes, wanted: Mapping[str, Mapping[str, bytes]]) -> Iterator[tuple[str, str]]:
    # Pages of nothing but zeros are most of a database's own log, and no needle holds so many.
    content = ZEROS.sub(bytes(MOST_ZEROS), content)
    for name, ways in wanted.items():
        for form, written in ways.items():
            if written in content and (form != "raw" or not written.isdigit() or _apart(written, content)):
                yield name, form


def _apart(digits: bytes, content: bytes) -> bool:
    return re.search(rb"(?<![0-9.])" + digits + rb"(?![0-9])", content) is not None


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    yield from (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())


def _content(path: Path, since: float) -> bytes | None:
    """None for a file older than that, and for one that went away meanwhile: what is gone holds nothing."""
    try:
        return path.read_bytes() if path.stat().st_mtime >= since else None
    except FileNotFoundError:
        return None


def _unpacked(content: bytes) -> Iterator[bytes]:
    for found in re.finditer(re.escape(GZIP), content):
        unpacker = zlib.decompressobj(GZIP_WINDOW)
        try:
            piece = unpacker.decompress(content[found.start() :], MOST_UNPACKED)
        except zlib.error:  # three bytes that only look like the start of one, or one that was cut
            piece = b""
        if piece:
            yield piece
