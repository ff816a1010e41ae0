"""A reference in pieces, so that each way of showing it can set titles off and keep directions apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.citing.text import script, scripts
from knowledge.types import Language

ISOLATE = {"he": "\u2067", "en": "\u2066"}
"""Right-to-left and left-to-right isolate of the Unicode bidirectional algorithm, by language."""
POP = "\u2069"
EMBED = {"he": "\u202b", "en": "\u202a"}
"""Right-to-left and left-to-right embedding: what isolates do, for programs older than these (Unicode 6.3)."""
POP_EMBEDDING = "\u202c"
MARKS = {"he": "\u200f", "en": "\u200e"}
"""Right-to-left and left-to-right mark, by language."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A value or the punctuation between values. `title`: the title of a work that stands alone, to be set off;
    `link`: an address."""

    text: str
    title: bool = False
    link: bool = False


@dataclass(frozen=True, slots=True)
class Cited:
    """A reference. `language` is that of its words and its direction."""

    pieces: tuple[Piece, ...]
    language: Language

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    def directed(self) -> Iterator[tuple[Piece, Language]]:
        """Every piece with the language of its direction."""
        for piece in self.pieces:
            yield piece, "en" if piece.link else script(piece.text, self.language)

    def marked(self) -> str:
        """The reference as one text in which no piece turns what follows it, such as a year after a Hebrew name."""
        return "".join(embedded(piece.text, language, self.language) for piece, language in self.directed())


def embedded(text: str, language: Language, around: Language) -> str:
    """`text` in its own direction inside a text in that of `around`, and without effect on what follows."""
    if language == around or not text:
        return text
    mixed = len(scripts(text)) == 2
    held = f"{EMBED[language]}{text}{POP_EMBEDDING}" if mixed else text
    return held + MARKS[around]


def isolated(text: str, language: Language, around: Language) -> str:
    """`text` between isolates where its direction is not that of the text around it."""
    return text if language == around or not text else f"{ISOLATE[language]}{text}{POP}"
