"""Glyphs to rows: by baseline, then by column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.readers.pdf_glyphs import Glyph

_SAME_BASELINE = 0.25
_SMALL = 0.8
_MIN_COLUMN_ROWS = 8
_MAX_CROSSING = 0.12
"""Share of the rows that a gutter between columns may cut: headings and running lines span both."""


@dataclass(frozen=True, slots=True)
class Row:
    """The glyphs on one baseline, from left to right. `block` counts the columns and full-width parts of a page."""

    glyphs: tuple[Glyph, ...]
    baseline: float
    size: float
    y0: float
    y1: float
    block: int = 0

    @property
    def painted(self) -> list[Glyph]:
        return [glyph for glyph in self.glyphs if not glyph.is_space]


def rows_of(glyphs: Iterable[Glyph], right_to_left: bool) -> list[Row]:
    """The rows of a page in reading order: column after column, the right one first where that is asked."""
    rows = _by_baseline(glyphs)
    band = 0.4 * median(glyph.size for row in rows for glyph in row.glyphs) if rows else 0.0
    gutter = _gutter(rows, band)
    if gutter is None:
        return sorted(rows, key=lambda row: -row.baseline)
    return list(_in_columns(rows, gutter, band, right_to_left))


def _by_baseline(glyphs: Iterable[Glyph]) -> list[Row]:
    """Glyphs with one baseline; small raised or lowered ones join the row beside which they stand."""
    found: list[tuple[Glyph, list[Glyph]]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (-glyph.baseline, glyph.x0)):
        for first, members in reversed(found[-6:]):
            close = abs(first.baseline - glyph.baseline) < _SAME_BASELINE * max(glyph.size, first.size)
            if close or _is_raised(glyph, first):
                members.append(glyph)
                break
        else:
            found.append((glyph, [glyph]))
    rows = [Row(tuple(members), first.baseline, first.size, first.y0, first.y1) for first, members in found]
    return _with_raised(rows)


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


def _gutter(rows: Sequence[Row], band: float) -> float | None:
    """The x of a white band that nearly all rows respect, with wide text on both sides; None without one."""
    painted = [glyphs for row in rows if (glyphs := row.painted)]
    if len(painted) < _MIN_COLUMN_ROWS:
        return None
    left = min(glyph.x0 for glyphs in painted for glyph in glyphs)
    width = max(glyph.x1 for glyphs in painted for glyph in glyphs) - left
    best: tuple[tuple[int, int], float] | None = None
    for percent in range(30, 71):
        x = left + width * percent / 100
        crossing = _crossings(painted, x, band, 0.25 * width)
        if crossing is not None and (best is None or (crossing, abs(percent - 50)) < best[0]):
            best = (crossing, abs(percent - 50)), x
    return best[1] if best else None


def _crossings(rows: Sequence[Sequence[Glyph]], x: float, band: float, least_width: float) -> int | None:
    """How many rows a band at `x` cuts; None where it is no gutter."""
    cut = 0
    lefts: list[float] = []
    rights: list[float] = []
    for glyphs in rows:
        before = [glyph for glyph in glyphs if glyph.x1 <= x - band]
        after = [glyph for glyph in glyphs if glyph.x0 >= x + band]
        if len(before) + len(after) < len(glyphs):
            cut += 1
            continue
        if before:
            lefts.append(_width(before))
        if after:
            rights.append(_width(after))
    is_gutter = (
        cut <= _MAX_CROSSING * len(rows)
        and min(len(lefts), len(rights)) >= 4
        and min(median(lefts), median(rights)) > least_width
    )
    return cut if is_gutter else None


def _width(glyphs: Sequence[Glyph]) -> float:
    return max(glyph.x1 for glyph in glyphs) - min(glyph.x0 for glyph in glyphs)


def _in_columns(rows: Sequence[Row], gutter: float, band: float, right_to_left: bool) -> Iterator[Row]:
    """Rows above the columns, the columns one after the other, rows below."""
    spanning: list[Row] = []
    left: list[Row] = []
    right: list[Row] = []
    for row in rows:
        if any(glyph.x0 < gutter + band and glyph.x1 > gutter - band for glyph in row.painted):
            spanning.append(row)
            continue
        for column, members in (
            (left, tuple(glyph for glyph in row.glyphs if glyph.middle < gutter)),
            (right, tuple(glyph for glyph in row.glyphs if glyph.middle >= gutter)),
        ):
            if any(not glyph.is_space for glyph in members):
                column.append(replace(row, glyphs=members))
    top = min((max(row.baseline for row in column) for column in (left, right) if column), default=0.0)
    columns = (right, left) if right_to_left else (left, right)
    above = [row for row in spanning if row.baseline >= top]
    below = [row for row in spanning if row.baseline < top]
    for block, part in enumerate((above, *columns, below)):
        for row in sorted(part, key=lambda row: -row.baseline):
            yield replace(row, block=block)
