"""The text of glyphs that a PDF gives none for, from the fonts that it embeds.

A producer that subsets a font itself may leave a glyph out of the table that gives its text (a letter with its points
that is one glyph of the font, say), while the font's own table still has it.
"""

from __future__ import annotations

import ctypes
import io
import logging
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

_MOST_BYTES = 20 << 20
_ALIKE = 0.02
"""Ems by which the bounds of one glyph may differ, as the font has them and as it is painted: hinting moves them."""
logging.getLogger("fontTools").setLevel(logging.CRITICAL + 1)

Bounds = tuple[float, float, float, float]
"""Left, bottom, right and top of a glyph, in ems from its origin."""


@dataclass(frozen=True, slots=True)
class EmbeddedFonts:
    """The fonts of a page that were asked for, each with the characters and bounds of its glyphs by their numbers."""

    _known: dict[int, dict[int, tuple[int, Bounds]]] = field(default_factory=dict)

    def code_point(self, page: pdfium.PdfTextPage, index: int, em: float) -> int | None:
        """The character of the painted glyph `index`, which pdfium gives no text but a number; `em` is its size.

        The number is that of the glyph in the font unless the file renumbers them, so the glyph must also be as large
        as the one that is painted. None where it is not, or where the font has no Unicode table of its own.
        """
        font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(page, index))
        if not font or not em:
            return None
        address = ctypes.addressof(font.contents)
        if address not in self._known:
            self._known[address] = _glyphs(_data(font))
        found = self._known[address].get(raw.FPDFText_GetUnicode(page, index))
        if found is None or not _alike(found[1], _painted(page, index, em)):
            return None
        return found[0]


def _data(font: raw.FPDF_FONT) -> bytes:
    """The font program; empty for a font that is not embedded, or is larger than fonts are."""
    size = ctypes.c_size_t()
    raw.FPDFFont_GetFontData(font, None, 0, ctypes.byref(size))
    if raw.FPDFFont_GetIsEmbedded(font) != 1 or not 0 < size.value <= _MOST_BYTES:
        return b""
    buffer = (ctypes.c_uint8 * size.value)()
    raw.FPDFFont_GetFontData(font, buffer, size.value, ctypes.byref(size))
    return bytes(buffer)


def _glyphs(data: bytes) -> dict[int, tuple[int, Bounds]]:
    """Number of a glyph -> its code point by the font's Unicode table, the first where several share it, and its
    bounds."""
    if not data:
        return {}
    try:
        with TTFont(io.BytesIO(data), lazy=True) as font:
            outlines, units = font.getGlyphSet(), font["head"].unitsPerEm
            found = {}
            for code, name in sorted((font.getBestCmap() or {}).items(), reverse=True):
                pen = BoundsPen(outlines)
                outlines[name].draw(pen)
                if pen.bounds:
                    left, bottom, right, top = (side / units for side in pen.bounds)
                    found[font.getGlyphID(name)] = code, (left, bottom, right, top)
            return found
    except Exception:  # noqa: BLE001  a damaged font raises anything; then it tells nothing
        return {}


def _painted(page: pdfium.PdfTextPage, index: int, em: float) -> Bounds:
    left, bottom, right, top = page.get_charbox(index)
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(page, index, x, y)
    return (left - x.value) / em, (bottom - y.value) / em, (right - x.value) / em, (top - y.value) / em


def _alike(one: Bounds, other: Bounds) -> bool:
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))
