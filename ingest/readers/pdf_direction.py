"""Which way the paragraphs of a page run.

A line of two directions reads differently in a right-to-left and in a left-to-right paragraph, and producers set Hebrew
in both. What tells them apart: where sentences end, at which margin the lines begin, where bullets stand, and of which
letters there are more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ingest.characters import HEBREW, LATIN

Base = Literal["R", "L"]

_CLOSING = "\"'”’“‘()[] "
_STOPS = ".,;:!?"
_BULLETS = "•▪◦●○■□‣·"
_STOP_RIGHT = 8.0
"""Nothing but the end of a left-to-right paragraph puts a stop at the right of Hebrew."""
_STOP_LEFT = 2.0
_MOST = 4.0
_BULLET = 4.0
_LATIN_STOP = 1.0
_FLUSH = 1.0
_LETTERS = 1.5
_MOSTLY = 0.7
_INDENT = 1.0
"""Distance from a margin, in em, within which a line begins there."""
_ROOM = 3.0
"""Distance from a margin, in em, which no line that begins there keeps."""
_PARAGRAPH_GAP = 1.35
_PAGE_SHARE = 0.25
"""What the evidence of the whole page counts for a paragraph that has little of its own."""
_PAGE = 0.5


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line as it is seen from the left, and its place; `block` counts the page's columns."""

    text: str
    block: int
    x0: float
    x1: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Way:
    """The direction of a line's paragraph, and whether the line goes on with one begun above."""

    base: Base
    continued: bool


def ways(lines: Sequence[SeenLine], page: Base) -> list[Way]:
    """The direction of each line's paragraph; `page` is that of most of the page's letters."""
    margins = _margins(lines)
    sides = [_side(line, *margins[line.block]) for line in lines]
    groups = _paragraphs(lines, sides)
    totals = [
        _of_letters("".join(lines[i].text for i in group))
        + sum(_of_text(lines[i].text) + _FLUSH * sides[i] for i in group)
        for group in groups
    ]
    prior = _PAGE_SHARE * max(-_MOST, min(_MOST, sum(totals))) + (-_PAGE if page == "R" else _PAGE)
    return [
        Way("L" if total + prior > 0 else "R", i > group[0])
        for group, total in zip(groups, totals, strict=True)
        for i in group
    ]


def _margins(lines: Sequence[SeenLine]) -> dict[int, tuple[float, float]]:
    """Block -> the left and the right edge of its text."""
    margins: dict[int, tuple[float, float]] = {}
    for line in lines:
        left, right = margins.get(line.block, (line.x0, line.x1))
        margins[line.block] = min(left, line.x0), max(right, line.x1)
    return margins


def _side(line: SeenLine, left: float, right: float) -> float:
    """At which margin the line begins: 1 for the left one, -1 for the right one, less where it nearly fills the width,
    and 0 where that shows nothing."""
    before, after = (line.x0 - left) / line.size, (right - line.x1) / line.size
    room = max(before, after)
    if room < _INDENT or min(before, after) > _INDENT:
        return 0.0
    strength = 1.0 if room > _ROOM else 0.5
    return strength if after > before else -strength


def _paragraphs(lines: Sequence[SeenLine], sides: Sequence[float]) -> list[range]:
    """Consecutive lines that may be of one paragraph: close, of one size, and not begun at opposite margins."""
    gaps = sorted(above.y - below.y for above, below in pairwise(lines) if above.block == below.block)
    inside = [gap for gap in gaps if gap > 0]
    leading = inside[len(inside) // 4] if inside else 0.0
    groups: list[range] = []
    for i, line in enumerate(lines):
        if i:
            above = lines[i - 1]
            together = (
                above.block == line.block
                and 0 < above.y - line.y <= _PARAGRAPH_GAP * leading
                and abs(above.size - line.size) <= 0.12 * line.size
                and all(sides[i] * side > -1 for side in sides[groups[-1].start : i])
                and _of_letters(line.text) * _of_letters(above.text) >= 0
            )
            if together:
                groups[-1] = range(groups[-1].start, i + 1)
                continue
        groups.append(range(i, i + 1))
    return groups


def _of_text(text: str) -> float:
    """What the ends of a line say: above 0 for left to right. A full stop stands at the end of the last word."""
    inner = text.strip(_CLOSING)
    if len(inner) < 2:
        return 0.0
    score = 0.0
    if inner[0] in _BULLETS and inner[1] == " ":
        score += _BULLET
    if inner[-1] in _BULLETS and inner[-2] == " ":
        score -= _BULLET
    if inner[0] in _STOPS and inner[1].isalnum():
        score -= _STOP_LEFT
    if inner[-1] in _STOPS and inner[-2].isalnum():
        score += _STOP_RIGHT if HEBREW.match(inner[-2]) else _LATIN_STOP
    return score


def _of_letters(text: str) -> float:
    """What the letters of a paragraph say."""
    hebrew, latin = len(HEBREW.findall(text)), len(LATIN.findall(text))
    if hebrew >= _MOSTLY * (hebrew + latin):
        return -_LETTERS
    return _LETTERS if latin >= _MOSTLY * (hebrew + latin) else 0.0
