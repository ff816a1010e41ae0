"""PDF files: pypdf opens and describes them, pypdfium2 gives the glyphs from which the text is rebuilt."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError
from pypdf.generic import Destination

from ingest.characters import one_line
from ingest.readers.extract import Extract, Properties, extract_of
from ingest.readers.pdf_layout import OutlineEntry, blocks_of
from ingest.readers.pdf_text import Line, page_lines
from knowledge.errors import FileDamaged, FormatMismatch, PasswordNeeded, TextMissing

_HEADER_BYTES = 1024
_MAX_OUTLINE = 5000
_MAX_OUTLINE_DEPTH = 6

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

    Raises FormatMismatch, PasswordNeeded, FileDamaged, and TextMissing where no page holds text.
    """
    with path.open("rb") as file:
        if b"%PDF" not in file.read(_HEADER_BYTES):
            raise FormatMismatch(path, ("not a PDF", "אינו PDF"))
    properties, outline = _described(path)
    pages = _pages(path)
    if not any(pages):
        raise TextMissing(path)
    return extract_of(blocks_of(pages, outline), properties=properties)


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
            outline = list(islice(_entries(reader.outline), _MAX_OUTLINE))
            return Properties(one_line(str(title or "")), authors), outline
    except FileNotDecryptedError as error:
        raise PasswordNeeded(path) from error
    except _BROKEN_DESCRIPTION:
        return Properties(), []


def _entries(outline: Iterable[object], level: int = 1) -> Iterator[OutlineEntry]:
    """The outline's entries in order; an entry's children are the list that follows it."""
    for entry in outline:
        if isinstance(entry, Destination):
            if entry.title:
                yield OutlineEntry(one_line(entry.title), level)
        elif isinstance(entry, list) and level < _MAX_OUTLINE_DEPTH:
            yield from _entries(entry, level + 1)


def _pages(path: Path) -> list[list[Line]]:
    """The lines of every page."""
    pages: list[list[Line]] = []
    try:
        with pdfium.PdfDocument(path) as document:
            for index in range(len(document)):
                page = document[index]
                try:
                    pages.append(page_lines(page, index + 1))
                finally:
                    page.close()
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise PasswordNeeded(path) from error
        raise FileDamaged(path) from error
    return pages
