"""A PDF page as lines of logical text.

The order and direction in which a producer painted the glyphs is not trusted: lines are rebuilt from where the glyphs
stand, and each is turned from visual to logical order by the bidirectional algorithm, which is its own inverse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

import pypdfium2 as pdfium

from ingest.characters import HEBREW, LATIN, one_line
from ingest.readers.direction import is_reversed, orient_brackets
from ingest.readers.encoding import UNMASKED
from ingest.readers.pdf_direction import Base
from ingest.readers.pdf_glyphs import Turned, read_glyphs
from ingest.readers.pdf_layer import is_text_layer, layer_lines
from ingest.readers.pdf_rows import SeenRow, seen_rows
from ingest.readers.pdf_words import logical

_MASKED = re.compile("[\u00e0-\u00fa]")
_PLAIN = re.compile("[A-Za-z]")
_HEBREW_PAGE = 0.4
_MAX_UNMAPPED = 0.3
"""Share of characters without text above which a page's text is taken as garbage."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. `cells` are a table row's texts, else the line itself; x, y and size are in PDF units.

    `note` is the number of the page's footnote of which the line is part, 0 for none; `margin` says that it stands
    above, below or beside the text.
    """

    text: str
    cells: tuple[str, ...]
    page: int
    block: int
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    note: int = 0
    margin: bool = False


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's own text. `recognised`: it is what text recognition wrote under a picture; `garbled`: the characters
    that are painted have no text."""

    lines: list[Line]
    recognised: bool = False
    garbled: bool = False


def page_text(page: pdfium.PdfPage, number: int) -> PageText:
    """The lines of a page in reading order; none for a page whose characters have no text. `number` counts from 1."""
    textpage = page.get_textpage()
    try:
        if is_text_layer(textpage):
            return PageText(_layer_lines(page, textpage, number), recognised=True)
        found = read_glyphs(textpage)
        if not found.parts or found.unmapped > _MAX_UNMAPPED:
            return PageText([], garbled=found.unmapped > _MAX_UNMAPPED)
        parts = _unmasked(found.parts)
        base = _base(parts)
        seen = [row for i, part in enumerate(parts) for row in seen_rows(page, textpage, part, base, i)]
    finally:
        textpage.close()
    cells = [_cells(row, base) for row in seen]
    if is_reversed("\n".join(" ".join(texts) for texts in cells)):
        # painted in logical order: what is seen from the left is the text
        cells = [tuple("".join(cell) for cell in row.cells) for row in seen]
    return PageText(_lines(seen, cells, number))


def _base(parts: Iterable[Turned]) -> Base:
    """The direction of most of the page."""
    text = _painted(parts)
    hebrew = len(HEBREW.findall(text))
    return "R" if hebrew > _HEBREW_PAGE * (hebrew + len(LATIN.findall(text))) else "L"


def _painted(parts: Iterable[Turned]) -> str:
    return "".join(glyph.char for part in parts for glyph in part.glyphs)


def _unmasked(parts: Sequence[Turned]) -> Sequence[Turned]:
    """Glyphs of old fonts that put Hebrew on the code points of accented letters, with their Hebrew letters."""
    text = _painted(parts)
    masked, plain, hebrew = (len(letters.findall(text)) for letters in (_MASKED, _PLAIN, HEBREW))
    if masked <= 20 or masked <= 3 * hebrew or masked <= 1.2 * plain:
        return parts
    return [
        replace(part, glyphs=tuple(replace(glyph, char=glyph.char.translate(UNMASKED)) for glyph in part.glyphs))
        for part in parts
    ]


def _cells(seen: SeenRow, base: Base) -> tuple[str, ...]:
    """The row's cells as logical text, in reading order."""
    if len(seen.cells) == 1:
        return (logical(seen.cells[0], seen.way.base, seen.way.continued),)
    cells = [logical(cell, base) for cell in seen.cells]
    return tuple(cells if seen.from_left else reversed(cells))


def _lines(seen: Sequence[SeenRow], cells: Sequence[tuple[str, ...]], number: int) -> list[Line]:
    """The lines, with the brackets of the whole page oriented together: they nest across lines."""
    marked = orient_brackets("\n".join("\t".join(cell.replace("\t", " ") for cell in texts) for texts in cells))
    result = []
    for row, text in zip(seen, marked.split("\n"), strict=True):
        texts = tuple(map(one_line, text.split("\t")))
        glyphs = row.row.painted
        x0, x1 = min(glyph.x0 for glyph in glyphs), max(glyph.x1 for glyph in glyphs)
        size = median(glyph.size for glyph in glyphs)
        place = (number, row.row.block, x0, x1, row.row.baseline, size, row.bold, row.note, row.margin)
        whole = one_line(" ".join(texts))
        if whole:
            result.append(Line(whole, texts, *place))
    return result


def _layer_lines(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, number: int) -> list[Line]:
    """The lines of an invisible text layer. Their sizes vary with the picture and are taken as one."""
    lines = list(layer_lines(page, textpage))
    size = median(word.size for line in lines for word in line) if lines else 0.0
    texts = orient_brackets("\n".join(one_line(" ".join(word.text for word in line)) for line in lines))
    result = []
    for words, text in zip(lines, texts.split("\n"), strict=True):
        x0, x1 = min(word.x0 for word in words), max(word.x1 for word in words)
        if text:
            result.append(Line(text, (text,), number, 0, x0, x1, words[0].y, size, False))
    return result
