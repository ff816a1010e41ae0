"""Invisible text layers: what text recognition wrote under the picture of a page.

The engine writes word after word in reading order, each as one text object. A right-to-left word, digits included, is
painted mirrored from its right end, so neither the seen order nor the usual right-to-left handling is of use: within
an object the letters follow its own direction, and the objects follow each other.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.readers.pdf_glyphs import em

_INVISIBLE = 3
_SAMPLES = 200
_SAME_LINE = 0.5
_MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class LayerWord:
    """A word as text recognition wrote it; x, y and size are in PDF units."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


def is_text_layer(page: pdfium.PdfTextPage) -> bool:
    """Whether most of the page's text is invisible."""
    count = page.count_chars()
    seen = hidden = 0
    for index in range(0, count, max(1, count // _SAMPLES)):
        item = raw.FPDFText_GetTextObject(page, index)
        if item:
            seen += 1
            hidden += raw.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE
    return hidden * 2 > seen


def layer_lines(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> Iterator[list[LayerWord]]:
    """The lines of an invisible text layer, each as its words in logical order."""
    words = _words(textpage)
    line: list[LayerWord] = []
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=_MAX_DEPTH):
        word = words.get(address_of(item.raw))
        if word is None:
            continue
        if line and abs(line[-1].y - word.y) > _SAME_LINE * max(line[-1].size, word.size):
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _words(textpage: pdfium.PdfTextPage) -> dict[int, LayerWord]:
    """Address of a text object -> its word."""
    letters: dict[int, list[tuple[float, str]]] = {}
    places: dict[int, tuple[float, float]] = {}
    matrix = raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(textpage.count_chars()):
        item = raw.FPDFText_GetTextObject(textpage, index)
        code = raw.FPDFText_GetUnicode(textpage, index)
        if not item or raw.FPDFText_IsGenerated(textpage, index) == 1 or code > 0x10FFFF:
            continue
        raw.FPDFText_GetMatrix(textpage, index, matrix)
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        address = address_of(item)
        along = -x.value if matrix.a < 0 else x.value
        letters.setdefault(address, []).append((along, chr(code)))
        places.setdefault(address, (y.value, em(textpage, index)))
    result = {}
    for address, found in letters.items():
        found.sort(key=lambda letter: letter[0])
        ends = sorted(abs(along) for along in (found[0][0], found[-1][0]))
        text = "".join(char for _, char in found)
        result[address] = LayerWord(text, ends[0], ends[1], *places[address])
    return result


def address_of(item: raw.FPDF_PAGEOBJECT) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0
