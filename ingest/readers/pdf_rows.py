"""The rows of a page as they are seen: their words, their cells, and what they are to the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import pypdfium2 as pdfium

from ingest.readers.pdf_columns import in_reading_order
from ingest.readers.pdf_direction import Base, SeenLine, Way, ways
from ingest.readers.pdf_glyphs import Glyph, Turned, is_bold
from ingest.readers.pdf_lines import Row, rows_of
from ingest.readers.pdf_notes import Place, notes_of
from ingest.readers.pdf_painting import begins_left, rules_of
from ingest.readers.pdf_tables import tables_of
from ingest.readers.pdf_words import letters_of

_MARGIN = 0.07
"""Height of the margins, as a share of the page's, in which lines may stand that are no part of the text."""
_MARGIN_GAP = 1.0
"""White space, in em, between such lines and the text."""
_MARGIN_LINES = 2
_LEAST_TEXT = 6
_NUMBER_GLYPHS = 8
_MAX_BLOCKS = 100
"""More than the blocks that the writing of one direction has on a page."""


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row as it is seen: for every cell, from the left, its letters, each with its points.

    `from_left` says that the left cell is read first; `note` is the number of the page's footnote to which the row
    belongs, or 0; `margin` says that it stands beside the text.
    """

    row: Row
    cells: tuple[tuple[str, ...], ...]
    from_left: bool
    way: Way
    bold: bool
    note: int
    margin: bool


def seen_rows(
    page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, part: Turned, base: Base, turn: int
) -> Iterator[SeenRow]:
    """The rows written in one direction, in reading order. `base` is the direction of most of the page; `turn` counts
    the directions of writing: the text is in the first, and what is written otherwise stands beside it."""
    rows = in_reading_order(rows_of(part.glyphs), base == "R")
    cells = [[_from_left(row.painted)] for row in rows]
    first_left = [base == "L"] * len(rows)
    tables = tables_of(rows)
    sides = begins_left(page, textpage, rows, tables) if tables and base == "R" else [True] * len(tables)
    tabular: set[int] = set()
    for table, side in zip(tables, sides, strict=True):
        for i, row_cells in enumerate(table.cells, table.first):
            cells[i] = [list(cell) for cell in row_cells]
            first_left[i] = side
            tabular.add(i)
    letters = [
        tuple(tuple(letters_of(cell, _spaces(row))) for cell in row_cells)
        for row, row_cells in zip(rows, cells, strict=True)
    ]
    directions = ways([_line(row, texts) for row, texts in zip(rows, letters, strict=True)], base)
    heights = _heights(page, part)
    margins = _in_margin(rows, heights)
    places = [Place(way.base == "L", i in margins, i in tabular) for i, way in enumerate(directions)]
    notes = notes_of(rows, places, heights, lambda: () if part.angle else rules_of(page))
    for i, row in enumerate(rows):
        note = notes.get(i)
        texts = (tuple(letters_of(_from_left(note.row.painted), _spaces(row))),) if note else letters[i]
        moved = replace(row, block=row.block + _MAX_BLOCKS * turn)
        yield SeenRow(
            moved,
            texts,
            first_left[i],
            directions[i],
            _bold(textpage, row),
            note.note if note else 0,
            i in margins or turn > 0,
        )


def _from_left(glyphs: Sequence[Glyph]) -> list[Glyph]:
    return sorted(glyphs, key=lambda glyph: glyph.middle)


def _spaces(row: Row) -> list[float]:
    return sorted(glyph.middle for glyph in row.glyphs if glyph.is_space and glyph.x1 > glyph.x0)


def _bold(textpage: pdfium.PdfTextPage, row: Row) -> bool:
    glyphs = row.painted
    return all(is_bold(textpage, glyph) for glyph in (glyphs[0], glyphs[len(glyphs) // 2], glyphs[-1]))


def _line(row: Row, cells: Sequence[Sequence[str]]) -> SeenLine:
    glyphs = row.painted
    x0, x1 = min(glyph.x0 for glyph in glyphs), max(glyph.x1 for glyph in glyphs)
    return SeenLine(" ".join("".join(cell) for cell in cells), row.block, x0, x1, row.baseline, row.size)


def _heights(page: pdfium.PdfPage, part: Turned) -> tuple[float, float]:
    """Where the page ends below and above the writing."""
    left, bottom, right, top = page.get_bbox()
    heights = [part.turn(x, y)[1] for x in (left, right) for y in (bottom, top)]
    return min(heights), max(heights)


def _in_margin(rows: Sequence[Row], heights: tuple[float, float]) -> set[int]:
    """The rows that stand in the upper and the lower margin, apart from the text and no larger, and a page number."""
    ordered = sorted(range(len(rows)), key=lambda i: -rows[i].baseline)
    depth = _MARGIN * (heights[1] - heights[0])
    body = median(row.size for row in rows) if rows else 0.0
    top = _apart([i for i in ordered if rows[i].baseline > heights[1] - depth], ordered, rows)
    lower = ordered[::-1]
    bottom = _apart([i for i in lower if rows[i].baseline < heights[0] + depth], lower, rows)
    numbers = [i for i in (*ordered[:1], *lower[:1]) if _is_number(rows[i])]
    found = {i for i in (*top, *bottom, *numbers) if rows[i].size <= 1.02 * body}
    return found if len(rows) - len(found) >= _LEAST_TEXT else set()


def _is_number(row: Row) -> bool:
    glyphs = row.painted
    return (
        len(glyphs) <= _NUMBER_GLYPHS
        and any(glyph.char.isdigit() for glyph in glyphs)
        and not any(glyph.char.isalpha() for glyph in glyphs)
    )


def _apart(margin: Sequence[int], ordered: Sequence[int], rows: Sequence[Row]) -> Sequence[int]:
    """The first rows of those in a margin, where a wide gap parts them from the text. `ordered` begins with them."""
    for count in range(min(_MARGIN_LINES, len(margin)), 0, -1):
        if count == len(ordered):
            continue
        last, following = rows[ordered[count - 1]], rows[ordered[count]]
        if abs(last.baseline - following.baseline) > following.size + _MARGIN_GAP * last.size:
            return margin[:count]
    return ()
