"""Which pages of a PDF are read by text recognition, and how well every page was read.

A page's own text is taken unless there is next to none of it on a page that shows something, most of its characters are
no letters, or the lexicon does not know its words. Such a page is recognised where tesseract is installed, and the
better of the two texts is kept. Garbage is dropped: it must not be searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest import ocr
from ingest.quality import count_words
from ingest.readers.direction import orient_brackets
from ingest.readers.pdf_text import Line, PageText
from knowledge.types import PageNote, share_known

_FEW_CHARACTERS = 15
"""Characters that are no text of a page, but its number or a mark."""
_STAMP_CHARACTERS = 150
"""Characters that are no text of a page whose picture fills half of it, but a stamp on a scan."""
_LARGE_PICTURE = 0.5
_SMALL_PICTURE = 0.02
"""Share of the page's area below which a picture is a logo or a rule."""
_OUTLINES = 200
"""Drawn shapes of a page that may be letters turned into outlines."""
_LEAST_LETTERS = 0.5
_DOUBTFUL = 0.5
"""Reading quality below which a page is recognised."""
_GARBAGE = 0.3
"""Reading quality below which a text is dropped."""
_MAX_DEPTH = 4
_MAX_OBJECTS = 20_000
_EM = 1.4
"""A font's em as a multiple of the height of its letters."""


@dataclass(frozen=True, slots=True)
class RoutedPage:
    """A page's lines and how it was read. `wanting`: its text is missing or doubtful, and it may be recognised."""

    lines: tuple[Line, ...]
    note: PageNote
    wanting: bool


def routed(page: pdfium.PdfPage, text: PageText, number: int) -> RoutedPage:
    """A page with its own text, judged. `number` counts from 1."""
    note = PageNote(number, *_counted(text.lines), ocr=text.recognised)
    doubtful = note.quality is not None and note.quality < _DOUBTFUL
    return RoutedPage(tuple(text.lines), note, text.garbled or doubtful or _is_poor(page, text))


def recognised(path: Path, pages: Sequence[RoutedPage]) -> list[RoutedPage]:
    """The pages, those that want it recognised; one that could not be is noted, and keeps its text unless that is
    garbage."""
    found = ocr.recognise(path, [page.note.page for page in pages if page.wanting])
    result = []
    for page in pages:
        if not page.wanting:
            result.append(page)
        elif page.note.page in found:
            result.append(_without_garbage(_better(page, _lines(found[page.note.page], page.note.page))))
        else:
            result.append(_without_garbage(replace(page, note=replace(page.note, needs_ocr=True))))
    return result


def _better(page: RoutedPage, lines: Sequence[Line]) -> RoutedPage:
    """The page with the text of which the lexicon knows more words."""
    known, words = _counted(lines)
    if known <= page.note.known and _characters(page.lines) >= _FEW_CHARACTERS:
        return page
    return replace(page, lines=tuple(lines), note=PageNote(page.note.page, known, words, ocr=True))


def _without_garbage(page: RoutedPage) -> RoutedPage:
    share = share_known(page.note.known, page.note.words)
    return replace(page, lines=()) if share is not None and share < _GARBAGE else page


def _counted(lines: Sequence[Line]) -> tuple[int, int]:
    return count_words("\n".join(line.text for line in lines))


def _characters(lines: Sequence[Line]) -> int:
    return sum(len("".join(line.text.split())) for line in lines)


def _is_poor(page: pdfium.PdfPage, text: PageText) -> bool:
    """Whether the page shows more than its text says."""
    count = _characters(text.lines)
    if count >= _FEW_CHARACTERS and _letters(text.lines) < _LEAST_LETTERS * count:
        return True
    # what was written under the picture of a page is no stamp on it
    if count >= (_FEW_CHARACTERS if text.recognised else _STAMP_CHARACTERS):
        return False
    pictured, shapes = _shown(page)
    if count >= _FEW_CHARACTERS:
        return pictured >= _LARGE_PICTURE
    return pictured >= _SMALL_PICTURE or shapes >= _OUTLINES


def _letters(lines: Sequence[Line]) -> int:
    """Letters and digits: a table of figures is sound text."""
    return sum(char.isalnum() for line in lines for char in line.text)


def _shown(page: pdfium.PdfPage) -> tuple[float, int]:
    """The share of the page's area that pictures fill, and how many shapes are drawn on it."""
    width, height = page.get_size()
    area = max(1.0, width * height)
    pictured = 0.0
    shapes = 0
    kinds = [raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH]
    for item in islice(page.get_objects(filter=kinds, max_depth=_MAX_DEPTH), _MAX_OBJECTS):
        if item.type == raw.FPDF_PAGEOBJ_PATH:
            shapes += 1
            continue
        left, bottom, right, top = item.get_bounds()
        # inside a form the place is the form's own, so the picture may be of any size
        pictured += 1.0 if item.level else abs((right - left) * (top - bottom)) / area
    return pictured, shapes


def _lines(found: Sequence[ocr.RecognisedLine], number: int) -> list[Line]:
    """Recognised lines as lines of the page. Their heights vary with their letters, and are taken as one."""
    size = _EM * median(line.height for line in found) if found else 0.0
    texts = orient_brackets("\n".join(line.text for line in found)).split("\n")
    return [
        Line(text, (text,), number, line.block, line.x0, line.x1, line.y, size, False)
        for line, text in zip(found, texts, strict=False)
    ]
