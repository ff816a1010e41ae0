"""Which rows of a page are rows of tables, and their cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.readers.pdf_glyphs import Glyph
from ingest.readers.pdf_lines import Row

_SEED_GAP = 1.3
"""A gap, in em, that parts columns where another stands below it. Justified lines rarely have one, never two."""
_BAND = 0.8
"""Width, in em, of the white band between two columns: more than a space."""

_WORD_GAP = 0.15
_STRETCHED_GAPS = 2
_STRETCHED_GAP = 3.0
"""Width, in em, of the gaps between the words of a stretched line, at most."""

_Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Table:
    """Consecutive rows of a page: the number of the first, and the cells of each from left to right. A cell may be
    empty."""

    first: int
    cells: tuple[Sequence[Sequence[Glyph]], ...]


def tables_of(rows: Sequence[Row]) -> list[Table]:
    """The tables of a page."""
    result: list[Table] = []
    taken = 0
    for run in _runs(_seeds(rows), rows):
        if run.start < taken:
            continue
        members, bands = _grown(rows, run, taken)
        result.append(Table(members.start, tuple(_cells(rows[i].painted, bands) for i in members)))
        taken = members.stop
    return result


def _seeds(rows: Sequence[Row]) -> list[int]:
    """Rows with a wide gap that stands above or below another row's."""
    gaps = [_wide_gaps(row) for row in rows]
    found: set[int] = set()
    for i, ((above, upper), (below, lower)) in enumerate(pairwise(zip(rows, gaps, strict=True))):
        if above.block == below.block and any(_meet(one, other) for one in upper for other in lower):
            found |= {i, i + 1}
    return sorted(found)


def _wide_gaps(row: Row) -> list[_Span]:
    """The gaps of a row that may part cells. A line that was stretched to the width of its column has none: the gaps
    between its words are alike."""
    gaps = _free(row.painted)
    widths = sorted(end - start for start, end in gaps if end - start > _WORD_GAP * row.size)
    if len(widths) >= _STRETCHED_GAPS and widths[-1] < _STRETCHED_GAP * row.size and widths[-1] < 1.12 * widths[0]:
        return []
    return [gap for gap in gaps if gap[1] - gap[0] > _SEED_GAP * row.size]


def _runs(numbers: Sequence[int], rows: Sequence[Row]) -> list[range]:
    """Consecutive numbers of rows in one block as ranges."""
    runs: list[range] = []
    for n in numbers:
        if runs and runs[-1].stop == n and rows[n - 1].block == rows[n].block:
            runs[-1] = range(runs[-1].start, n + 1)
        else:
            runs.append(range(n, n + 1))
    return runs


def _grown(rows: Sequence[Row], run: range, taken: int) -> tuple[range, list[_Span]]:
    """The rows of a table and its white bands: the run, and the rows next to it that keep to the same columns, but for
    the first `taken` rows of the page."""
    glyphs = [glyph for i in run for glyph in rows[i].painted]
    band = _BAND * median(glyph.size for glyph in glyphs)
    bands = [span for span in _free(glyphs) if span[1] - span[0] >= band]
    first, last = run.start, run.stop - 1
    for step in (-1, 1):
        i = (first if step < 0 else last) + step
        while taken <= i < len(rows) and rows[i].block == rows[run.start].block:
            narrowed = [span for span in _free([*glyphs, *rows[i].painted]) if span[1] - span[0] >= band]
            kept = [span for span in narrowed if any(_meet(span, old) for old in bands)]
            if not bands or len(kept) < len(bands) or sum(map(bool, _cells(rows[i].painted, kept))) < 2:
                break
            glyphs, bands = [*glyphs, *rows[i].painted], kept
            first, last = min(first, i), max(last, i)
            i += step
    return range(first, last + 1), bands


def _cells(glyphs: Iterable[Glyph], bands: Sequence[_Span]) -> list[list[Glyph]]:
    middles = [(start + end) / 2 for start, end in bands]
    cells: list[list[Glyph]] = [[] for _ in range(len(bands) + 1)]
    for glyph in sorted(glyphs, key=lambda glyph: glyph.middle):
        cells[sum(glyph.middle > middle for middle in middles)].append(glyph)
    return cells


def _free(glyphs: Iterable[Glyph]) -> list[_Span]:
    """The spans of x between the glyphs that none of them covers."""
    free: list[_Span] = []
    right: float | None = None
    for glyph in sorted(glyphs, key=lambda glyph: glyph.x0):
        if right is not None and glyph.x0 > right:
            free.append((right, glyph.x0))
        right = glyph.x1 if right is None else max(right, glyph.x1)
    return free


def _meet(one: _Span, other: _Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
