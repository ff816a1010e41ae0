"""A PDF page as lines of logical text.

The order and direction in which a producer painted the glyphs is not trusted: lines are rebuilt from where the glyphs
stand, and each is turned from visual to logical order by the bidirectional algorithm, which is its own inverse.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import pypdfium2 as pdfium

from ingest.characters import HEBREW, LATIN, one_line
from ingest.readers.direction import is_reversed, orient_brackets, to_logical
from ingest.readers.encoding import UNMASKED
from ingest.readers.pdf_glyphs import Glyph, is_bold, read_glyphs
from ingest.readers.pdf_layer import is_text_layer, layer_lines
from ingest.readers.pdf_lines import Row, rows_of
from ingest.readers.pdf_tables import table_cells

_SPACE_GAP = 0.19
_SPACE_GAP_WITH_GLYPH = 0.08
_HEBREW_PAGE = 0.4
_MAX_UNMAPPED = 0.3
"""Share of characters without text above which a page's text is taken as garbage."""
_MIRRORED = str.maketrans("()[]{}<>", ")(][}{><")
_PLACEHOLDERS = 0x10800
"""First of the code points, right-to-left letters of a dead script, that stand for a letter with its points."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. `cells` are a table row's texts, else the line itself; x, y and size are in PDF units."""

    text: str
    cells: tuple[str, ...]
    page: int
    block: int
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    """A row as it is seen: for every segment, from the left, its letters, each with its points."""

    row: Row
    segments: tuple[tuple[str, ...], ...]
    bold: bool


def page_lines(page: pdfium.PdfPage, number: int) -> list[Line]:
    """The lines of a page in reading order; none for a page whose characters have no text. `number` counts from 1."""
    textpage = page.get_textpage()
    try:
        if is_text_layer(textpage):
            return _layer_lines(page, textpage, number)
        found = read_glyphs(textpage)
        if not found.glyphs or found.unmapped > _MAX_UNMAPPED:
            return []
        glyphs = _unmasked(found.glyphs)
        hebrew = sum(glyph.is_hebrew for glyph in glyphs)
        latin = sum(bool(LATIN.match(glyph.char)) for glyph in glyphs)
        right_to_left = hebrew > _HEBREW_PAGE * (hebrew + latin)
        seen = _seen_rows(textpage, [row for row in rows_of(glyphs, right_to_left) if row.painted])
    finally:
        textpage.close()
    cells = [_cells(row, right_to_left) for row in seen]
    if is_reversed("\n".join(" ".join(texts) for texts in cells)):
        # painted in logical order: what is seen from the left is the text
        cells = [tuple("".join(segment) for segment in row.segments) for row in seen]
    return _lines(seen, cells, number)


def _unmasked(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """Glyphs of old fonts that put Hebrew on the code points of accented letters, with their Hebrew letters."""
    masked = sum("\u00e0" <= glyph.char <= "\u00fa" for glyph in glyphs)
    plain = sum(glyph.char.isascii() and glyph.char.isalpha() for glyph in glyphs)
    hebrew = sum(glyph.is_hebrew for glyph in glyphs)
    if masked <= 20 or masked <= 3 * hebrew or masked <= 1.2 * plain:
        return glyphs
    return [replace(glyph, char=glyph.char.translate(UNMASKED)) for glyph in glyphs]


def _seen_rows(textpage: pdfium.PdfTextPage, rows: Sequence[Row]) -> list[_Seen]:
    """The rows as they are seen, those of tables cell by cell."""
    tables = table_cells(rows)
    result = []
    for i, row in enumerate(rows):
        glyphs = sorted(row.painted, key=lambda glyph: glyph.middle)
        spaces = sorted(glyph.middle for glyph in row.glyphs if glyph.is_space and glyph.x1 > glyph.x0)
        segments = tuple(tuple(_clusters(cell, spaces)) for cell in tables.get(i, [glyphs]))
        bold = all(is_bold(textpage, glyph) for glyph in (glyphs[0], glyphs[len(glyphs) // 2], glyphs[-1]))
        result.append(_Seen(row, segments, bold))
    return result


def _clusters(segment: Sequence[Glyph], spaces: Sequence[float]) -> Iterator[str]:
    """The segment's letters with their points, and a space where a gap or a painted space parts words."""
    right: float | None = None
    for glyph in _without_note_marks(segment):
        if right is not None:
            gap = glyph.x0 - right
            if gap > _SPACE_GAP * glyph.size or (
                gap > _SPACE_GAP_WITH_GLYPH * glyph.size and _has_space(spaces, right, glyph.x0, 0.02 * glyph.size)
            ):
                yield " "
        if glyph.is_hebrew:
            yield glyph.char + glyph.points
        else:
            yield from glyph.char
        right = glyph.x1 if right is None else max(right, glyph.x1)


def _has_space(spaces: Sequence[float], left: float, right: float, slack: float) -> bool:
    at = bisect_left(spaces, left - slack)
    return at < len(spaces) and spaces[at] <= right + slack


def _without_note_marks(segment: Sequence[Glyph]) -> Sequence[Glyph]:
    """The segment without small raised digits, which point to footnotes."""
    if len(segment) < 3:
        return segment
    largest = max(glyph.size for glyph in segment)
    baseline = max(glyph.baseline for glyph in segment if glyph.size >= 0.95 * largest)

    def is_mark(glyph: Glyph) -> bool:
        raised = glyph.baseline > baseline + 0.12 * largest - 0.01
        return glyph.char.isdigit() and glyph.size < 0.8 * largest and raised

    kept = [glyph for glyph in segment if not is_mark(glyph)]
    return kept or segment


def _cells(seen: _Seen, right_to_left: bool) -> tuple[str, ...]:
    """The row's segments as logical text, in reading order."""
    cells = [_logical(segment, right_to_left) for segment in seen.segments]
    return tuple(reversed(cells) if right_to_left else cells)


def _logical(letters: Sequence[str], right_to_left: bool) -> str:
    """Letters in visual order as logical text; a letter keeps its points.

    The direction is that of the page, but left to right for Latin alone and right to left for Hebrew alone.
    """
    whole = "".join(letters)
    hebrew, latin = bool(HEBREW.search(whole)), bool(LATIN.search(whole))
    from_right = hebrew or not latin if right_to_left else hebrew and not latin
    stand_ins: dict[str, str] = {}
    line = "".join(
        letter if len(letter) == 1 else stand_ins.setdefault(letter, chr(_PLACEHOLDERS + len(stand_ins)))
        for letter in letters
    )
    originals = {ord(stand_in): letter for letter, stand_in in stand_ins.items()}
    text = to_logical(line, "R" if from_right else "L").translate(originals)
    # brackets among Hebrew are oriented by the page's context, those among numbers only by this
    return text if hebrew or not from_right else text.translate(_MIRRORED)


def _lines(seen: Sequence[_Seen], cells: Sequence[tuple[str, ...]], number: int) -> list[Line]:
    """The lines, with the brackets of the whole page oriented together: they nest across lines."""
    marked = orient_brackets("\n".join("\t".join(cell.replace("\t", " ") for cell in texts) for texts in cells))
    result = []
    for row, text in zip(seen, marked.split("\n"), strict=True):
        texts = tuple(map(one_line, text.split("\t")))
        glyphs = row.row.painted
        x0, x1 = min(glyph.x0 for glyph in glyphs), max(glyph.x1 for glyph in glyphs)
        size = median(glyph.size for glyph in glyphs)
        place = (number, row.row.block, x0, x1, row.row.baseline, size, row.bold)
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
