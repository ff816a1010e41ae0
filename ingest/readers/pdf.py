"""PDF files: pypdf opens and describes them, pypdfium2 gives the glyphs from which the text is rebuilt."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError
from pypdf.generic import Destination

from ingest import ocr
from ingest.characters import one_line
from ingest.errors import FileDamaged, FormatMismatch, OcrNeeded, PasswordNeeded, ReadError, TextMissing
from ingest.readers.extract import Extract, Properties, extract_of
from ingest.readers.pdf_layout import OutlineEntry, layout_of
from ingest.readers.pdf_routing import RoutedPage, recognised, routed
from ingest.readers.pdf_text import page_text

_HEADER_BYTES = 1024
_MAX_OUTLINE = 5000
_MAX_OUTLINE_DEPTH = 6
_MAX_LABEL = 20

# What pypdf raises on malformed objects besides its own errors.
_BROKEN_DESCRIPTION = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)

# pypdf reports every oddity of a file that it works around.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)


def read(path: Path) -> Extract:
    """Headings, paragraphs, list items and table rows with their pages.

    Raises FormatMismatch, PasswordNeeded, FileDamaged, OcrNeeded where what the pages show can be read only by text
    recognition, and TextMissing where they show nothing.
    """
    with path.open("rb") as file:
        if b"%PDF" not in file.read(_HEADER_BYTES):
            raise FormatMismatch(path, ("not a PDF", "אינו PDF"))
    properties, outline = _described(path)
    own, labels = _pages(path)
    pages = recognised(path, own)
    if not any(page.lines for page in pages):
        raise _without_text(path, sum(page.note.needs_ocr for page in pages))
    layout = layout_of([page.lines for page in pages], outline, labels)
    notes = [replace(page.note, label=labels.get(page.note.page, "")) for page in pages]
    return extract_of(layout.body, layout.notes, properties=properties, pages=notes)


def _without_text(path: Path, needing: int) -> ReadError:
    """Why a file gave no text, where `needing` pages could not be recognised."""
    if not needing:
        return TextMissing(path)
    failed = (
        f"recognition failed or took too long on {needing} pages",
        f"הזיהוי נכשל או נמשך זמן רב מדי ב־{needing} עמודים",
    )
    return OcrNeeded(path, ocr.lack() or failed)


def _described(path: Path) -> tuple[Properties, list[OutlineEntry]]:
    """What the file says of itself, and its outline; nothing where these parts cannot be read, for the pages may be
    sound. Raises PasswordNeeded."""
    try:
        with PdfReader(path) as reader:
            if reader.is_encrypted and not reader.decrypt(""):
                raise PasswordNeeded(path)
            info = reader.metadata
            title, author = (info.title, info.author) if info else (None, None)
            authors = tuple(name for part in str(author or "").split(";") if (name := one_line(part)))
            return Properties(one_line(str(title or "")), authors), _outline(reader)
    except FileNotDecryptedError as error:
        raise PasswordNeeded(path) from error
    except _BROKEN_DESCRIPTION:
        return Properties(), []


def _outline(reader: PdfReader) -> list[OutlineEntry]:
    """The outline; nothing where it cannot be read."""
    try:
        return list(islice(_entries(reader, reader.outline), _MAX_OUTLINE))
    except _BROKEN_DESCRIPTION:
        return []


def _entries(reader: PdfReader, outline: Iterable[object], level: int = 1) -> Iterator[OutlineEntry]:
    """The outline's entries in order; an entry's children are the list that follows it."""
    for entry in outline:
        if isinstance(entry, Destination):
            if entry.title:
                page = reader.get_destination_page_number(entry)
                yield OutlineEntry(one_line(entry.title), level, None if page is None or page < 0 else page + 1)
        elif isinstance(entry, list) and level < _MAX_OUTLINE_DEPTH:
            yield from _entries(reader, entry, level + 1)


def _pages(path: Path) -> tuple[list[RoutedPage], dict[int, str]]:
    """Every page with its own text, and the labels of those that are numbered otherwise than from 1."""
    pages: list[RoutedPage] = []
    labels: dict[int, str] = {}
    try:
        with pdfium.PdfDocument(path) as document:
            for index in range(len(document)):
                page = document[index]
                label = one_line(document.get_page_label(index))[:_MAX_LABEL]
                if label not in ("", str(index + 1)):
                    labels[index + 1] = label
                try:
                    pages.append(routed(page, page_text(page, index + 1), index + 1))
                finally:
                    page.close()
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise PasswordNeeded(path) from error
        raise FileDamaged(path) from error
    return pages, labels
