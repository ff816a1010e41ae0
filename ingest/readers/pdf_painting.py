"""How a page was painted: the rules on it, and on which side its tables begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice, pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.readers.pdf_glyphs import Glyph
from ingest.readers.pdf_layer import address_of
from ingest.readers.pdf_lines import Row
from ingest.readers.pdf_tables import Table

_MAX_OBJECTS = 20_000
_MAX_DEPTH = 4
_THIN = 2.0
_LEAST_STEPS = 3
_LEAST_SHARE = 0.8
_NARROWER = 3.0
"""How much further, in em, a table stands from the margin at which it ends."""

Rule = tuple[float, float, float]
"""Left end, right end and height of a thin horizontal line on the page."""


def rules_of(page: pdfium.PdfPage) -> list[Rule]:
    """The thin horizontal lines that are drawn on the page itself."""
    found: list[Rule] = []
    for item in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1), _MAX_OBJECTS):
        left, bottom, right, top = item.get_bounds()
        if top - bottom < _THIN and right - left > 10 * _THIN:
            found.append((left, right, (bottom + top) / 2))
    return found


def begins_left(
    page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, rows: Sequence[Row], tables: Sequence[Table]
) -> list[bool]:
    """Whether the first column of each table of a right-to-left page is its left one.

    A producer that paints the words of its lines from the right, as they are read, paints the cells as they are read
    too. Where that shows nothing, a table that is narrower than the text stands at the margin where it begins.
    """
    order = {
        address_of(item.raw): number
        for number, item in enumerate(
            islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=_MAX_DEPTH), _MAX_OBJECTS)
        )
    }
    inside = {table.first + i for table in tables for i in range(len(table.cells))}
    lines = [
        _steps([[glyph] for glyph in row.painted], textpage, order) for i, row in enumerate(rows) if i not in inside
    ]
    in_order = _from_right(lines)
    result = []
    for table in tables:
        cells = _from_right([_steps(row, textpage, order) for row in table.cells])
        if cells is not None and (cells or in_order):
            result.append(not cells)
        else:
            result.append(not cells and _at_left_margin(rows, table))
    return result


def _steps(
    pieces: Sequence[Sequence[Glyph]], textpage: pdfium.PdfTextPage, order: Mapping[int, int]
) -> tuple[int, int]:
    """How often what is painted next stands to the right of what was painted before, and how often to the left."""
    places: dict[int, float] = {}
    for piece in pieces:
        for glyph in piece:
            item = order.get(address_of(raw.FPDFText_GetTextObject(textpage, glyph.index)), -1)
            places[item] = min(places.get(item, glyph.x0), glyph.x0)
    painted = [x for item, x in sorted(places.items()) if item >= 0]
    rightward = sum(after > before for before, after in pairwise(painted))
    return rightward, max(0, len(painted) - 1 - rightward)


def _from_right(rows: Sequence[tuple[int, int]]) -> bool | None:
    """Whether the rows are painted from the right; None where they differ or are painted in one piece."""
    rightward, leftward = sum(row[0] for row in rows), sum(row[1] for row in rows)
    if rightward + leftward < _LEAST_STEPS:
        return None
    if leftward >= _LEAST_SHARE * (rightward + leftward):
        return True
    return False if rightward >= _LEAST_SHARE * (rightward + leftward) else None


def _at_left_margin(rows: Sequence[Row], table: Table) -> bool:
    block = [row for row in rows if row.block == rows[table.first].block]
    members = rows[table.first : table.first + len(table.cells)]
    em = max(row.size for row in members)
    left = min(glyph.x0 for row in members for glyph in row.painted)
    right = max(glyph.x1 for row in members for glyph in row.painted)
    before = left - min(glyph.x0 for row in block for glyph in row.painted)
    after = max(glyph.x1 for row in block for glyph in row.painted) - right
    return after > _NARROWER * max(em, before)
