"""The language of each stretch in a tagged PDF, which WeasyPrint gives to the document alone.

Without it a screen reader reads Polish out with English sounds (PDF/UA-1, 7.2). WeasyPrint offers no place to
say it, so the one function that makes an element of the tag tree is wrapped; tests read real files back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint.pdf import tags

# These are no element of the tree: what is in them is.
_PASSED_THROUGH = ("html", "body")
_build = tags._build_box_tree


def _with_language(box: Any, *rest: Any) -> Iterator[Any]:  # noqa: ANN401 (the library has no types)
    element = getattr(getattr(box, "_box", box), "element", None)
    language = None if element is None or element.tag in _PASSED_THROUGH else element.get("lang")
    for made in _build(box, *rest):
        # A page box yields what is in it, which may have said its own already.
        if language and "Lang" not in made:
            made["Lang"] = pydyf.String(language)
        yield made


def say_languages() -> None:
    """Let every PDF that is made from now on say the language of each element that has one of its own."""
    tags._build_box_tree = _with_language
