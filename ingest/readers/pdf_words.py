"""The letters, words and logical text of a row of glyphs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.characters import HEBREW, LATIN
from ingest.readers.direction import to_logical
from ingest.readers.pdf_direction import Base
from ingest.readers.pdf_glyphs import Glyph

_SPACE_GAP = 0.19
_SPACE_GAP_WITH_GLYPH = 0.08
_SPACED_LETTERS = 4
_SPACED_GAP = 0.12
"""Distance of letters, in em, above which a line is taken as letter-spaced."""
_MIRRORED = str.maketrans("()[]{}<>", ")(][}{><")
_PLACEHOLDERS = 0x10800
"""First of the code points, right-to-left letters of a dead script, that stand for a letter with its points."""


def letters_of(segment: Sequence[Glyph], spaces: Sequence[float]) -> Iterator[str]:
    """The segment's letters with their points, and a space where a gap or a painted space parts words. `segment` is
    ordered from the left; `spaces` are the middles of the painted spaces, ordered too."""
    glyphs = without_note_marks(segment)
    spacing = _letter_spacing(glyphs, spaces)
    right: float | None = None
    for glyph in glyphs:
        if right is not None:
            gap = glyph.x0 - right - spacing * glyph.size
            if gap > _SPACE_GAP * glyph.size or (
                gap > _SPACE_GAP_WITH_GLYPH * glyph.size and _has_space(spaces, right, glyph.x0, 0.02 * glyph.size)
            ):
                yield " "
        if glyph.is_hebrew:
            yield glyph.char + glyph.points
        else:
            yield from glyph.char
        right = glyph.x1 if right is None else max(right, glyph.x1)


def _letter_spacing(glyphs: Sequence[Glyph], spaces: Sequence[float]) -> float:
    """The distance, in em, at which the letters of a letter-spaced line are set; 0 for any other line."""
    gaps = sorted(
        (after.x0 - before.x1) / after.size
        for before, after in pairwise(glyphs)
        if before.char.isalpha() and after.char.isalpha() and not _has_space(spaces, before.x1, after.x0, 0.0)
    )
    if len(gaps) < _SPACED_LETTERS or 2 * len(gaps) < len(glyphs):
        return 0.0
    usual = gaps[len(gaps) // 2]
    return usual if usual > _SPACED_GAP and gaps[len(gaps) // 4] > 0.8 * usual else 0.0


def _has_space(spaces: Sequence[float], left: float, right: float, slack: float) -> bool:
    at = bisect_left(spaces, left - slack)
    return at < len(spaces) and spaces[at] <= right + slack


def without_note_marks(segment: Sequence[Glyph]) -> Sequence[Glyph]:
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


def logical(letters: Sequence[str], base: Base, continued: bool = False) -> str:
    """Letters in visual order as logical text; a letter keeps its points. `base` is the direction of the paragraph, and
    `continued` means that it began above. Latin alone runs from the left everywhere."""
    whole = "".join(letters)
    hebrew, latin = bool(HEBREW.search(whole)), bool(LATIN.search(whole))
    if latin and not hebrew:
        base = "L"
    stand_ins: dict[str, str] = {}
    line = "".join(
        letter if len(letter) == 1 else stand_ins.setdefault(letter, chr(_PLACEHOLDERS + len(stand_ins)))
        for letter in letters
    )
    originals = {ord(stand_in): letter for letter, stand_in in stand_ins.items()}
    text = to_logical(line, base, continued).translate(originals)
    # brackets among Hebrew are oriented by the page's context, those among numbers only by this
    return text if hebrew or base == "L" else text.translate(_MIRRORED)
