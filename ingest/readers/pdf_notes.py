"""Footnotes: which rows of a page stand below its text and explain it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from statistics import median

from ingest.readers.pdf_glyphs import Glyph
from ingest.readers.pdf_lines import Row
from ingest.readers.pdf_painting import Rule

_MARK = re.compile(r"[\[(]?(?:\d{1,3}|\*{1,3}|[†‡§])[\])]?\.?")
_SMALL = 0.93
"""Size of a note's letters as a multiple of the text's, at most."""
_AS_LARGE = 1.02
_RAISED_SIZE = 0.8
_RAISED = 0.12
_WORD_GAP = 0.1
_LOWER_PART = 0.4
"""Share of the page, from below, in which notes as large as the text stand."""
_MAX_RULE = 0.6
"""Width of the rule above notes as a share of the text's width, at most."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: in a left-to-right paragraph, in the page's margin, in a table."""

    from_left: bool
    margin: bool = False
    table: bool = False


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A row of a note: which note of the page it belongs to, from 1, and the row without the note's mark."""

    note: int
    row: Row


@dataclass(frozen=True, slots=True)
class _Start:
    """A row that may begin a note: whether its mark is raised, and the row without it."""

    raised: bool
    row: Row


def notes_of(
    rows: Sequence[Row], places: Sequence[Place], heights: tuple[float, float], rules: Callable[[], Sequence[Rule]]
) -> dict[int, NoteRow]:
    """Number of a row -> its note. `heights` are those at which the page ends below and above; `rules` is asked only
    where there may be notes."""
    result: dict[int, NoteRow] = {}
    note = 0
    for block in dict.fromkeys(row.block for row in rows):
        numbers = [i for i, row in enumerate(rows) if row.block == block and not places[i].margin]
        starts = {i: start for i in numbers if not places[i].table and (start := _start(rows[i], places[i].from_left))}
        first = _first(rows, _below_tables(numbers, places), starts, heights, rules)
        for i in (i for i in numbers if first is not None and i >= first):
            note += i in starts or i == first
            result[i] = NoteRow(note, starts[i].row if i in starts else rows[i])
    return result


def _below_tables(numbers: Sequence[int], places: Sequence[Place]) -> Sequence[int]:
    """The rows from the last table on."""
    last = max((at for at, i in enumerate(numbers) if places[i].table), default=0)
    return numbers[last:]


def _first(
    rows: Sequence[Row],
    numbers: Sequence[int],
    starts: Mapping[int, _Start],
    heights: tuple[float, float],
    rules: Callable[[], Sequence[Rule]],
) -> int | None:
    """Which row of a block begins its notes: from there on, all are no larger than text and nothing else follows."""
    body = median(glyph.size for row in rows for glyph in row.glyphs)
    low = heights[0] + _LOWER_PART * (heights[1] - heights[0])
    largest = list(accumulate(map(_size, (rows[i] for i in reversed(numbers))), max))[::-1]
    for at, i in enumerate(numbers):
        small = largest[at] <= _SMALL * body
        if not at or largest[at] > _AS_LARGE * body or not (i in starts or small):
            continue
        if i in starts and (small or (starts[i].raised and rows[i].baseline < low)):
            return i
        if _ruled(rows, numbers[at - 1], i, rules()):
            return i
    return None


def _size(row: Row) -> float:
    return median(glyph.size for glyph in row.painted)


def _ruled(rows: Sequence[Row], above: int, below: int, rules: Sequence[Rule]) -> bool:
    """Whether a rule, shorter than the text is wide, stands between two rows."""
    block = [glyph for row in rows if row.block == rows[below].block for glyph in row.painted]
    left, right = min(glyph.x0 for glyph in block), max(glyph.x1 for glyph in block)
    return any(
        rows[below].baseline < y < rows[above].baseline
        and x0 < right
        and x1 > left
        and x1 - x0 < _MAX_RULE * (right - left)
        for x0, x1, y in rules
    )


def _start(row: Row, from_left: bool) -> _Start | None:
    """The row as the first of a note, if it begins with a mark."""
    glyphs = sorted(row.painted, key=lambda glyph: glyph.middle, reverse=not from_left)
    largest = max(glyph.size for glyph in glyphs)
    baseline = max(glyph.baseline for glyph in glyphs if glyph.size >= 0.95 * largest)

    def raised(glyph: Glyph) -> bool:
        return glyph.size < _RAISED_SIZE * largest and glyph.baseline > baseline + _RAISED * largest - 0.01

    mark = [glyphs[0]]
    for before, glyph in pairwise(glyphs):
        gap = max(before.x0, glyph.x0) - min(before.x1, glyph.x1)
        if gap > _WORD_GAP * largest or raised(before) != raised(glyph):
            break
        mark.append(glyph)
    mark.sort(key=lambda glyph: glyph.middle)
    if len(mark) == len(glyphs) or not _MARK.fullmatch("".join(glyph.char for glyph in mark)):
        return None
    rest = tuple(glyph for glyph in row.glyphs if glyph not in mark)
    return _Start(raised(mark[0]), replace(row, glyphs=rest))
