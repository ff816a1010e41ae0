"""The glyphs of a PDF page with their boxes: what is painted and where, whatever order it was painted in."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.characters import HEBREW, clean

_MAX_GLYPHS = 200_000
_LEAST_EM = 2.0
_DEFAULT_SIZE = 10.0
_REACH = 3.0
"""How far, in PDF units, a point may stand beside its letter."""
_FONT_NAME_BYTES = 128


@dataclass(frozen=True, slots=True)
class Glyph:
    """One painted character.

    `char` is its text (two letters for a ligature) and `points` the Hebrew points on it; the box and the origin are in
    PDF units, y upwards; `size` is the font's em.
    """

    char: str
    x0: float
    x1: float
    y0: float
    y1: float
    origin: tuple[float, float]
    size: float
    index: int
    points: str = ""

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def baseline(self) -> float:
        return self.origin[1]

    @property
    def is_space(self) -> bool:
        return self.char.isspace()

    @property
    def is_hebrew(self) -> bool:
        return bool(HEBREW.match(self.char))


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    """A page's glyphs; `unmapped` is the share of painted characters that the file gives no text for."""

    glyphs: tuple[Glyph, ...]
    unmapped: float


def read_glyphs(page: pdfium.PdfTextPage) -> PageGlyphs:
    """The glyphs of a page, with every Hebrew point on its letter. Characters that pdfium made up are left out."""
    letters: list[Glyph] = []
    points: list[Glyph] = []
    painted = unmapped = 0
    for index in range(min(page.count_chars(), _MAX_GLYPHS)):
        code = raw.FPDFText_GetUnicode(page, index)
        if raw.FPDFText_IsGenerated(page, index) == 1 or code in (10, 13, 0xFFFE, 0xFFFF):
            continue
        painted += 1
        char = _text_of(page, index, code)
        if char is None:
            unmapped += 1
        elif char:
            glyph = _glyph(page, index, char)
            (points if unicodedata.category(char[0]) == "Mn" else letters).append(glyph)
    return PageGlyphs(tuple(_with_points(letters, points)), unmapped / painted if painted else 0.0)


def _text_of(page: pdfium.PdfTextPage, index: int, code: int) -> str | None:
    """The text of a painted character, "" for one that is never seen, None where the file gives it no text."""
    if raw.FPDFText_IsHyphen(page, index) == 1:
        return "-"
    if raw.FPDFText_HasUnicodeMapError(page, index) == 1:
        return None
    if code == 0x09:
        return " "
    if code == 0 or code > 0x10FFFF:
        return None
    char = chr(code)
    if unicodedata.category(char) in ("Cc", "Co", "Cn", "Cs") or char == "\ufffd":
        return None
    is_form = 0xFB00 <= code <= 0xFB06 or 0xFB1D <= code <= 0xFB4F or 0x2000 <= code <= 0x200A or code == 0xA0
    return clean(unicodedata.normalize("NFKC", char)) if is_form else clean(char)


def _glyph(page: pdfium.PdfTextPage, index: int, char: str) -> Glyph:
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetLooseCharBox(page, index, box)
    raw.FPDFText_GetCharOrigin(page, index, x, y)
    size = em(page, index) or abs(box.top - box.bottom) or _DEFAULT_SIZE
    left, right = min(box.left, box.right), max(box.left, box.right)
    return Glyph(char, left, right, box.bottom, box.top, (x.value, y.value), size, index)


def em(page: pdfium.PdfTextPage, index: int) -> float:
    """The font's size on the page, 0 where the file does not give it. Boxes are no measure: fonts declare theirs from
    0.6 to 1.2 em."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(page, index, matrix)
    em = raw.FPDFText_GetFontSize(page, index) * math.hypot(matrix.c, matrix.d)
    return em if em >= _LEAST_EM else 0.0


def _with_points(letters: Sequence[Glyph], points: Iterable[Glyph]) -> Iterable[Glyph]:
    """The letters, each with its points: those painted at its origin, else those painted above or below it."""
    by_origin: dict[tuple[float, float], int] = {}
    for i, letter in enumerate(letters):
        if letter.is_hebrew:
            by_origin.setdefault(_rounded(letter.origin), i)
    from_left = sorted(by_origin.values(), key=lambda i: letters[i].x0)
    lefts = [letters[i].x0 for i in from_left]
    widest = max((letters[i].x1 - letters[i].x0 for i in from_left), default=0.0)
    result = list(letters)
    for point in points:
        at = by_origin.get(_rounded(point.origin))
        if at is not None:
            # one glyph of the font gave both: its width was divided between them
            letter = result[at]
            x0, x1 = min(letter.x0, point.x0), max(letter.x1, point.x1)
            result[at] = replace(letter, points=letter.points + point.char, x0=x0, x1=x1)
            continue
        first = bisect_left(lefts, point.middle - widest - _REACH)
        last = bisect_right(lefts, point.middle + _REACH)
        near = _nearest(result, from_left[first:last], point)
        if near is not None:
            result[near] = replace(result[near], points=result[near].points + point.char)
    return result


def _rounded(origin: tuple[float, float]) -> tuple[float, float]:
    return round(origin[0], 1), round(origin[1], 1)


def _nearest(letters: Sequence[Glyph], candidates: Iterable[int], point: Glyph) -> int | None:
    """The letter over or under which a point stands."""

    def distance(i: int) -> tuple[bool, float]:
        inside = letters[i].x0 - 0.3 <= point.middle <= letters[i].x1 + 0.3
        return not inside, abs(letters[i].middle - point.middle)

    near = [
        i
        for i in candidates
        if abs(letters[i].baseline - point.baseline) < 0.8 * point.size
        and letters[i].x0 - _REACH <= point.middle <= letters[i].x1 + _REACH
    ]
    return min(near, key=distance, default=None)


def is_bold(page: pdfium.PdfTextPage, glyph: Glyph) -> bool:
    """Whether the glyph's font is a bold one, by its name."""
    name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(page, glyph.index, name, _FONT_NAME_BYTES, flags)
    return 0 < length <= _FONT_NAME_BYTES and b"bold" in name.value.lower()
