"""Text that is handed over: without what no file may hold, and with the direction that its letters have."""

from __future__ import annotations

import re

from knowledge.types import Language

# What XML 1.0 (section 2.2, production Char) forbids, DEL, and the signs that only steer the direction of text: one
# that a document leaves open would turn all that follows it.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_BREAK = re.compile("\r\n?|[\x85\u2028\u2029]")
_HEBREW = re.compile("[\u05d0-\u05ea\ufb1d-\ufb4f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_EMPTY_LINES = re.compile(r"\n[ \t]*\n\s*")


def cleaned(text: str) -> str:
    """`text` word for word, without characters that a file cannot hold; its lines end with a line feed."""
    return _UNFIT.sub("", _BREAK.sub("\n", text))


def one_line(text: str) -> str:
    """`text` cleaned, every run of white space one space."""
    return " ".join(cleaned(text).split())


def paragraphs(text: str) -> list[str]:
    """The paragraphs of `text`, cleaned; an empty line stands between two."""
    return [part.strip() for part in _EMPTY_LINES.split(cleaned(text)) if part.strip()]


def script(text: str, otherwise: Language) -> Language:
    """The language in whose letters most of `text` is written; `otherwise` on a tie."""
    hebrew, latin = len(_HEBREW.findall(text)), len(_LATIN.findall(text))
    if hebrew == latin:
        return otherwise
    return "he" if hebrew > latin else "en"


def scripts(text: str) -> set[Language]:
    """The languages in whose letters something of `text` is written."""
    found: set[Language] = {"he"} if _HEBREW.search(text) else set()
    return found | {"en"} if _LATIN.search(text) else found


def first_strong(text: str) -> Language | None:
    """The language whose direction the first letter of `text` has, as the bidirectional algorithm (rule P2) would take
    it; None without a letter."""
    hebrew, latin = _HEBREW.search(text), _LATIN.search(text)
    if hebrew is None or latin is None:
        return "he" if hebrew else "en" if latin else None
    return "he" if hebrew.start() < latin.start() else "en"
