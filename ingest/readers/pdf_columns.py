"""Rows of a page in reading order: column after column, between the rows that span the columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby, pairwise
from statistics import median

import numpy as np

from ingest.readers.pdf_glyphs import Glyph
from ingest.readers.pdf_lines import Row

_GUTTER = 0.8
"""Width, in em, of the narrowest white strip between two columns."""
_STEPS = 100
_MAX_GUTTERS = 3
_MAX_CANDIDATES = 6
_LEAST_RUN = 4
"""Rows, one below the other, that a gutter must not cut."""
_LEAST_ROWS = 6
_LEAST_LINES = 4
_LEAST_WIDTH = 7.0
"""Width, in em, of the narrowest column of text."""
_FULL = 0.8
"""Share of a column's width that a full line of it takes."""
_LEAST_FULL = 0.35
"""Share of a column's lines that are full; the cells of a table are of any length."""
_LEAST_BAND_FULL = 0.55
_LARGE = 1.15
_CLEAR = 1.2
"""White space, in em, above and below a heading of all columns."""

_Span = tuple[float, float]


def in_reading_order(rows: Sequence[Row], right_to_left: bool) -> list[Row]:
    """The rows of a page, from its top, in reading order: those of each column together, the right one first where that
    is asked."""
    if len(rows) < _LEAST_ROWS:
        return list(rows)
    strip = _GUTTER * median(glyph.size for row in rows for glyph in row.glyphs)
    spans = [_inked(row, strip) for row in rows]
    for gutters in _choices(spans, strip):
        columns = [
            None if _cut(inked, gutters, strip) else _parts(row, gutters)
            for row, inked in zip(rows, spans, strict=True)
        ]
        if _are_columns(columns, strip / _GUTTER):
            headings = _headings(rows, columns)
            divided = [None if i in headings else parts for i, parts in enumerate(columns)]
            return list(_read(rows, divided, right_to_left))
    return list(rows)


def _inked(row: Row, strip: float) -> list[_Span]:
    """The spans of x that the row's letters cover, where gaps narrower than a gutter count as covered."""
    spans: list[_Span] = []
    for glyph in sorted(row.painted, key=lambda glyph: glyph.x0):
        if spans and glyph.x0 - spans[-1][1] < strip:
            spans[-1] = spans[-1][0], max(spans[-1][1], glyph.x1)
        else:
            spans.append((glyph.x0, glyph.x1))
    return spans


def _cut(spans: Iterable[_Span], gutters: Iterable[float], strip: float) -> bool:
    return any(start < x + strip / 2 and end > x - strip / 2 for x in gutters for start, end in spans)


def _choices(rows: Sequence[Sequence[_Span]], strip: float) -> Iterator[tuple[float, ...]]:
    """Sets of places at which the page may be divided, the largest sets first."""
    left = min(spans[0][0] for spans in rows)
    width = max(spans[-1][1] for spans in rows) - left
    places = [left + width * step / _STEPS for step in range(_STEPS)]
    scores = [_kept_rows(rows, uncut, x) for x, uncut in zip(places, _uncut(rows, places, strip), strict=True)]
    peaks: list[tuple[int, float]] = []
    step = 0
    while step < _STEPS:
        end = step
        while end < _STEPS and scores[end] == scores[step]:
            end += 1
        around = max(scores[step - 1] if step else 0, scores[end] if end < _STEPS else 0)
        if scores[step] >= _LEAST_ROWS and scores[step] > around:
            peaks.append((scores[step], left + width * (step + end - 1) / 2 / _STEPS))
        step = end
    best = sorted(x for _, x in sorted(peaks, reverse=True)[:_MAX_CANDIDATES])
    for count in range(min(_MAX_GUTTERS, len(best)), 0, -1):
        yield from combinations(best, count)


def _uncut(rows: Sequence[Sequence[_Span]], places: Sequence[float], strip: float) -> list[list[bool]]:
    """For each place, which rows a gutter there does not cut."""
    starts = np.array([start for spans in rows for start, _ in spans])
    ends = np.array([end for spans in rows for _, end in spans])
    firsts = np.cumsum([0, *(len(spans) for spans in rows[:-1])])
    x = np.array(places)[:, None]
    cut = (starts < x + strip / 2) & (ends > x - strip / 2)
    uncut: list[list[bool]] = (~np.logical_or.reduceat(cut, firsts, axis=1)).tolist()
    return uncut


def _kept_rows(rows: Sequence[Sequence[_Span]], uncut: Sequence[bool], x: float) -> int:
    """How many rows stand on both sides of a white strip at `x`, or beside such rows, in runs that it does not cut."""
    if sum(uncut) < _LEAST_ROWS:
        return 0
    total = 0
    for whole, run in groupby(zip(uncut, rows, strict=True), lambda pair: pair[0]):
        if not whole:
            continue
        members = [spans for _, spans in run]
        left = sum(spans[0][0] < x for spans in members)
        right = sum(spans[-1][1] > x for spans in members)
        if len(members) >= _LEAST_RUN and min(left, right) >= _LEAST_RUN // 2:
            total += len(members)
    return total


def _parts(row: Row, gutters: Sequence[float]) -> list[Row | None]:
    """What of the row stands in each column, from the left."""
    edges = [float("-inf"), *gutters, float("inf")]
    parts: list[Row | None] = []
    for left, right in pairwise(edges):
        members = tuple(glyph for glyph in row.glyphs if left <= glyph.middle < right)
        inked = any(not glyph.is_space for glyph in members)
        parts.append(replace(row, glyphs=members) if inked else None)
    return parts


def _are_columns(rows: Sequence[Sequence[Row | None] | None], em: float) -> bool:
    """Whether these are columns of running text: wide enough, and with full lines. None is a row that spans them."""
    count = next((len(parts) for parts in rows if parts), 0)
    for column in range(count):
        spans = [_span(part.painted) for parts in rows if parts and (part := parts[column])]
        if len(spans) < _LEAST_LINES:
            return False
        width = max(end for _, end in spans) - min(start for start, _ in spans)
        full = sum(end - start >= _FULL * width for start, end in spans)
        if width < _LEAST_WIDTH * em or full < _LEAST_FULL * len(spans):
            return False
    return True


def _headings(rows: Sequence[Row], columns: Sequence[Sequence[Row | None] | None]) -> set[int]:
    """Large rows that stand over all columns though they do not reach over them: beside them there is nothing."""
    large = _LARGE * median(row.size for row in rows)
    found: set[int] = set()
    for i, parts in enumerate(columns):
        if parts is None or rows[i].size < large or sum(map(bool, parts)) > 1:
            continue
        mine = next(number for number, part in enumerate(parts) if part)
        beside = [
            rows[n].baseline - rows[i].baseline
            for n, other in enumerate(columns)
            if other and any(part for number, part in enumerate(other) if number != mine)
        ]
        above, below = [y for y in beside if y > 0], [-y for y in beside if y <= 0]
        if above and below and min(*above, *below) > _CLEAR * rows[i].size:
            found.add(i)
    return found


def _span(glyphs: Sequence[Glyph]) -> _Span:
    return min(glyph.x0 for glyph in glyphs), max(glyph.x1 for glyph in glyphs)


def _read(rows: Sequence[Row], columns: Sequence[Sequence[Row | None] | None], right_to_left: bool) -> Iterator[Row]:
    """The rows in reading order. What spans the columns is block 0; the columns count from 1 in reading order."""
    widths = _widths(columns)
    band: list[int] = []
    for i in range(len(rows) + 1):
        if i < len(rows) and columns[i] is not None:
            band.append(i)
            continue
        yield from _read_band([rows[n] for n in band], [columns[n] or () for n in band], widths, right_to_left)
        band = []
        if i < len(rows):
            yield rows[i]


def _widths(columns: Sequence[Sequence[Row | None] | None]) -> list[float]:
    """The width of each column."""
    divided = [parts for parts in columns if parts]
    spans = [[_span(part.painted) for part in column if part] for column in zip(*divided, strict=True)]
    return [max(end for _, end in column) - min(start for start, _ in column) for column in spans]


def _read_band(
    rows: Sequence[Row], columns: Sequence[Sequence[Row | None]], widths: Sequence[float], right_to_left: bool
) -> Iterator[Row]:
    """The rows between two that span the columns. Where none of them is a full line they are no columns, but a table's
    rows, or the last line of a paragraph."""
    lines = [(_span(part.painted), width) for row in columns for part, width in zip(row, widths, strict=True) if part]
    if not any(end - start >= _LEAST_BAND_FULL * width for (start, end), width in lines):
        yield from rows
        return
    order = range(len(widths))
    for block, number in enumerate(reversed(order) if right_to_left else order, 1):
        yield from (replace(part, block=block) for row in columns if (part := row[number]))
