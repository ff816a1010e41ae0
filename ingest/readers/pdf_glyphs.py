"""The glyphs of a PDF page with their boxes: what is painted and where, whatever order it was painted in."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.characters import clean
from ingest.readers.pdf_fonts import EmbeddedFonts

_MAX_GLYPHS = 200_000
_LEAST_EM = 2.0
_DEFAULT_SIZE = 10.0
_REACH = 3.0
"""How far, in PDF units, a point may stand beside its letter."""
_HYPHENS = frozenset((0x02, 0x2D, 0xAD))
_FONT_NAME_BYTES = 128
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_ANGLE_STEP = 0.5
"""Degrees to which the directions of writing are told apart."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One painted character.

    `char` is its text (two letters for a ligature) and `points` the Hebrew points on it; the box and the origin are in
    PDF units, y upwards, on a page turned so that the glyph stands upright; `size` is the font's em.
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
        return "\u05d0" <= self.char < "\u05eb"


@dataclass(frozen=True, slots=True)
class Turned:
    """The glyphs that are written in one direction, `angle` degrees counter-clockwise from left to right, on the page
    turned back by as much. Points of the page turn with `turn`."""

    angle: float
    glyphs: tuple[Glyph, ...]

    def turn(self, x: float, y: float) -> tuple[float, float]:
        return _turned(x, y, self.angle)


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    """A page's glyphs by the direction in which they are written, the most frequent first; `unmapped` is the share of
    painted characters that the file gives no text for."""

    parts: tuple[Turned, ...]
    unmapped: float


def read_glyphs(page: pdfium.PdfTextPage) -> PageGlyphs:
    """The glyphs of a page, with every Hebrew point on its letter. Characters that pdfium made up are left out."""
    found: defaultdict[float, list[Glyph]] = defaultdict(list)
    painted = unmapped = 0
    measure = _Measure()
    fonts = EmbeddedFonts()
    for index in range(min(page.count_chars(), _MAX_GLYPHS)):
        code = raw.FPDFText_GetUnicode(page, index)
        if raw.FPDFText_IsGenerated(page, index) == 1 or code in (10, 13, 0xFFFE, 0xFFFF):
            continue
        painted += 1
        char = _text_of(page, index, code, fonts)
        if char is None:
            unmapped += 1
        elif char:
            angle, glyph = _glyph(page, index, char, measure)
            found[angle].append(glyph)
    ordered = sorted(found.items(), key=lambda part: -len(part[1]))
    parts = tuple(Turned(angle, tuple(_with_points(glyphs))) for angle, glyphs in ordered)
    return PageGlyphs(parts, unmapped / painted if painted else 0.0)


def _text_of(page: pdfium.PdfTextPage, index: int, code: int, fonts: EmbeddedFonts) -> str | None:
    """The text of a painted character, "" for one that is never seen, None where neither the file nor its font gives
    it a text."""
    if code in _HYPHENS and raw.FPDFText_IsHyphen(page, index) == 1:
        return "-"
    if raw.FPDFText_HasUnicodeMapError(page, index) == 1:
        own = fonts.code_point(page, index, em(page, index))
        return None if own is None else _text_of_code(own)
    return _text_of_code(code)


@lru_cache(maxsize=4096)
def _text_of_code(code: int) -> str | None:
    if code == 0x09:
        return " "
    if code == 0 or code > 0x10FFFF:
        return None
    char = chr(code)
    if unicodedata.category(char) in ("Cc", "Co", "Cn", "Cs") or char == "\ufffd":
        return None
    is_form = 0xFB00 <= code <= 0xFB06 or 0xFB1D <= code <= 0xFB4F or 0x2000 <= code <= 0x200A or code == 0xA0
    return clean(unicodedata.normalize("NFKC", char)) if is_form else clean(char)


@dataclass(frozen=True, slots=True)
class _Measure:
    """What pdfium writes a glyph's measures into."""

    matrix: raw.FS_MATRIX = field(default_factory=raw.FS_MATRIX)
    box: raw.FS_RECTF = field(default_factory=raw.FS_RECTF)
    x: ctypes.c_double = field(default_factory=ctypes.c_double)
    y: ctypes.c_double = field(default_factory=ctypes.c_double)


def _angle(matrix: raw.FS_MATRIX) -> float:
    """Degrees by which the writing is turned counter-clockwise. Mirrored writing is not turned: fonts may stand on
    their head, and letters be painted from right to left."""
    a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
    mirrored = a * d - b * c < 0
    if (b == 0 and a > 0) or (mirrored and abs(a) >= abs(b)):
        return 0.0
    degrees = math.degrees(math.atan2(-c, d) if mirrored else math.atan2(b, a))
    return round(degrees / _ANGLE_STEP) * _ANGLE_STEP % 360


def _glyph(page: pdfium.PdfTextPage, index: int, char: str, measure: _Measure) -> tuple[float, Glyph]:
    """The angle of writing and the glyph."""
    box = measure.box
    raw.FPDFText_GetMatrix(page, index, measure.matrix)
    raw.FPDFText_GetLooseCharBox(page, index, box)
    raw.FPDFText_GetCharOrigin(page, index, measure.x, measure.y)
    left, right, bottom, top = box.left, box.right, box.bottom, box.top
    angle = _angle(measure.matrix)
    size = _em(page, index, measure.matrix) or abs(top - bottom) or _DEFAULT_SIZE
    if left > right:
        left, right = right, left
    origin = measure.x.value, measure.y.value
    if not angle:
        return angle, Glyph(char, left, right, bottom, top, origin, size, index)
    return angle, _upright(Glyph(char, left, right, bottom, top, origin, size, index), angle)


def _upright(glyph: Glyph, angle: float) -> Glyph:
    """The glyph on the page turned clockwise by `angle` degrees."""
    origin = _turned(*glyph.origin, angle)
    size = glyph.size
    if angle % 90:
        # the box is that of a slanting letter: its width follows from the width of the box and the em
        sine, cosine = abs(math.sin(math.radians(angle))), abs(math.cos(math.radians(angle)))
        width = max(0.0, (glyph.x1 - glyph.x0 - size * sine) / cosine) if cosine > sine else size / 2
        (x0, y0), (x1, y1) = origin, (origin[0] + width, origin[1] + size)
    else:
        corners = [_turned(glyph.x0, glyph.y0, angle), _turned(glyph.x1, glyph.y1, angle)]
        (x0, x1), (y0, y1) = (sorted(ends) for ends in zip(*corners, strict=True))
    return replace(glyph, x0=x0, x1=x1, y0=y0, y1=y1, origin=origin)


def _turned(x: float, y: float, angle: float) -> tuple[float, float]:
    """The point on the page turned clockwise by `angle` degrees about its origin."""
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    return x * cosine + y * sine, y * cosine - x * sine


def em(page: pdfium.PdfTextPage, index: int) -> float:
    """The font's size on the page, 0 where the file does not give it. Boxes are no measure: fonts declare theirs from
    0.6 to 1.2 em."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(page, index, matrix)
    return _em(page, index, matrix)


def _em(page: pdfium.PdfTextPage, index: int, matrix: raw.FS_MATRIX) -> float:
    em = raw.FPDFText_GetFontSize(page, index) * math.hypot(matrix.c, matrix.d)
    return em if em >= _LEAST_EM else 0.0


def _with_points(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """The letters, each with its points: those painted at its origin, else those painted above or below it."""
    letters: list[Glyph] = []
    points: list[Glyph] = []
    for glyph in glyphs:
        (points if _is_mark(glyph.char[0]) else letters).append(glyph)
    doubtful = [i for i, letter in enumerate(letters) if _may_be_point(letter.char[0])]
    if not points and not doubtful:
        return letters
    by_origin: dict[tuple[float, float], int] = {}
    for i, letter in enumerate(letters):
        if letter.is_hebrew:
            by_origin.setdefault(_rounded(letter.origin), i)
    damaged = _damaged_points(letters, doubtful, by_origin)
    points += [point for point in damaged.values() if point is not None]
    result = list(letters)
    for near, point, same_glyph in _placed(letters, points, by_origin):
        letter = result[near]
        result[near] = replace(letter, points=letter.points + point.char * (point.char not in letter.points))
        if same_glyph:
            # one glyph of the font gave both: its width was divided between them
            x0, x1 = min(letter.x0, point.x0), max(letter.x1, point.x1)
            result[near] = replace(result[near], x0=x0, x1=x1)
    return [letter for i, letter in enumerate(result) if i not in damaged]


@lru_cache(maxsize=4096)
def _is_mark(char: str) -> bool:
    return unicodedata.category(char) == "Mn"


@lru_cache(maxsize=4096)
def _may_be_point(char: str) -> bool:
    """Whether the character is of a script that has no business on a Hebrew letter."""
    return not char.isascii() and not "\u05d0" <= char <= "\u05ea" and unicodedata.category(char)[0] in "LS"


def _damaged_points(
    letters: Sequence[Glyph], doubtful: Iterable[int], by_origin: Mapping[tuple[float, float], int]
) -> dict[int, Glyph | None]:
    """Number of a glyph that can only be a point, for it stands where a Hebrew letter does -> the point, if known.

    Some producers spoil the high byte of the points' code points.
    """
    found: dict[int, Glyph | None] = {}
    for i in doubtful:
        if _rounded(letters[i].origin) in by_origin:
            char = chr(0x0500 | ord(letters[i].char[0]) & 0xFF)
            found[i] = replace(letters[i], char=char) if _is_mark(char) else None
    return found


def _placed(
    letters: Sequence[Glyph], points: Iterable[Glyph], by_origin: Mapping[tuple[float, float], int]
) -> Iterator[tuple[int, Glyph, bool]]:
    """The number of a point's letter, the point, and whether both have one origin."""
    from_left = sorted(by_origin.values(), key=lambda i: letters[i].x0)
    lefts = [letters[i].x0 for i in from_left]
    widest = max((letters[i].x1 - letters[i].x0 for i in from_left), default=0.0)
    for point in points:
        at = by_origin.get(_rounded(point.origin))
        if at is not None:
            yield at, point, True
            continue
        first = bisect_left(lefts, point.middle - widest - _REACH)
        last = bisect_right(lefts, point.middle + _REACH)
        near = _nearest(letters, from_left[first:last], point)
        if near is not None:
            yield near, point, False


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
    """Whether the glyph's font is a bold one, by its name or its flags."""
    name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(page, glyph.index, name, _FONT_NAME_BYTES, flags)
    named = 0 < length <= _FONT_NAME_BYTES and _BOLD_NAME.search(name.value) is not None
    return named or bool(flags.value > 0 and flags.value & _FORCE_BOLD)
