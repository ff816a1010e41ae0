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
from fontTools.ttLib import TTFont

_MOST_BYTES = 20 << 20
logging.getLogger("fontTools").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class EmbeddedFonts:
    """The fonts of a page that were asked for, each with its glyphs' characters by their numbers."""

    _known: dict[int, dict[int, int]] = field(default_factory=dict)

    def code_point(self, page: pdfium.PdfTextPage, index: int) -> int | None:
        """The character of the painted glyph `index`, which pdfium gives no text but its number in the font; None
        where the font has no Unicode table of its own or does not name the glyph there."""
        font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(page, index))
        if not font:
            return None
        address = ctypes.addressof(font.contents)
        if address not in self._known:
            self._known[address] = _characters(_data(font))
        return self._known[address].get(raw.FPDFText_GetUnicode(page, index))


def _data(font: raw.FPDF_FONT) -> bytes:
    """The font program; empty for a font that is not embedded, or is larger than fonts are."""
    size = ctypes.c_size_t()
    raw.FPDFFont_GetFontData(font, None, 0, ctypes.byref(size))
    if raw.FPDFFont_GetIsEmbedded(font) != 1 or not 0 < size.value <= _MOST_BYTES:
        return b""
    buffer = (ctypes.c_uint8 * size.value)()
    raw.FPDFFont_GetFontData(font, buffer, size.value, ctypes.byref(size))
    return bytes(buffer)


def _characters(data: bytes) -> dict[int, int]:
    """Number of a glyph -> its code point, by the font's Unicode table; where several characters share a glyph, the
    first of them."""
    if not data:
        return {}
    try:
        with TTFont(io.BytesIO(data), lazy=True) as font:
            table = font.getBestCmap() or {}
            return {font.getGlyphID(name): code for code, name in sorted(table.items(), reverse=True)}
    except Exception:  # noqa: BLE001 - a damaged font raises anything; then it tells nothing
        return {}
