"""Glyphs to rows, by baseline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ingest.readers.pdf_glyphs import Glyph

_SAME_BASELINE = 0.25
_SMALL = 0.8


@dataclass(frozen=True)
class Row:
    """The glyphs on one baseline, from left to right. `block` tells the columns of a page apart, and from what spans
    them."""

    glyphs: tuple[Glyph, ...]
    baseline: float
    size: float
    y0: float
    y1: float
    block: int = 0

    @cached_property
    def painted(self) -> list[Glyph]:
        """The glyphs that are no spaces."""
        return [glyph for glyph in self.glyphs if not glyph.is_space]


def rows_of(glyphs: Iterable[Glyph]) -> list[Row]:
    """The rows of a page from its top: glyphs with one baseline; small raised or lowered ones join the row beside which
    they stand."""
    found: list[tuple[Glyph, list[Glyph]]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (-glyph.origin[1], glyph.x0)):
        for first, members in reversed(found[-6:]):
            close = abs(first.baseline - glyph.baseline) < _SAME_BASELINE * max(glyph.size, first.size)
            if close or _is_raised(glyph, first):
                members.append(glyph)
                break
        else:
            found.append((glyph, [glyph]))
    rows = [Row(tuple(members), first.baseline, first.size, first.y0, first.y1) for first, members in found]
    return sorted((row for row in _with_raised(rows) if row.painted), key=lambda row: -row.baseline)


def _is_raised(small: Glyph | Row, row: Glyph | Row) -> bool:
    return small.size < _SMALL * row.size and row.y0 <= (small.y0 + small.y1) / 2 <= row.y1


def _with_raised(rows: Sequence[Row]) -> list[Row]:
    """Rows of a few small glyphs that were met before the row beside which they stand, joined to it."""
    result = list(rows)
    for row in rows:
        if len(row.glyphs) > 3:
            continue
        for i, other in enumerate(result):
            if other is not row and _is_raised(row, other):
                result[i] = replace(other, glyphs=other.glyphs + row.glyphs)
                result.remove(row)
                break
    return result
