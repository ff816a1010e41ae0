"""The one way in: a file becomes a document, or a failure that a person can act on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.archive import as_file
from ingest.describe import describe
from ingest.errors import (
    DescriptionInvalid,
    FileDamaged,
    FileEmpty,
    FileMissing,
    FileNotPermitted,
    FileTooLarge,
    FormatMismatch,
    FormatUnsupported,
    ReadError,
    TextMissing,
)
from ingest.front_matter import Description, parse_description, sidecar_of
from ingest.quality import count_words
from ingest.readers import doc, docx, eml, epub, html, markdown, mhtml, odt, pdf, pptx, rtf, text
from ingest.readers.extract import Extract
from ingest.readers.package import kind_of
from ingest.yaml_fields import Invalid, Problem
from knowledge.types import CardField, Document, PageNote, Section

_READERS: Mapping[str, Callable[[Path], Extract]] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": text.read,
    ".html": html.read,
    ".htm": html.read,
    ".docx": docx.read,
    ".pdf": pdf.read,
    ".eml": eml.read,
    ".mht": mhtml.read,
    ".mhtml": mhtml.read,
    ".rtf": rtf.read,
    ".odt": odt.read,
    ".pptx": pptx.read,
    ".epub": epub.read,
    ".doc": doc.read,
}

SUFFIXES = frozenset(_READERS)
"""The endings of the files that can be read, in lower case."""

MAX_BYTES = 200 * 2**20
"""The size of a file, in bytes, above which it is not opened."""

_SIGNATURES: Mapping[bytes, str] = {b"%PDF-": "PDF", b"{\\rtf": "RTF"}
_CONTAINERS: Mapping[bytes, str] = {b"PK\x03\x04": "ZIP", b"\xd0\xcf\x11\xe0": "OLE"}
"""The beginnings of files that hold others; what they are for is told by what they hold."""
_CONTAINED = frozenset({"DOCX", "PPTX", "ODT", "EPUB", "DOC"})


def read_document(path: Path, id: str) -> Document:
    """The document at `path`, which may lead through an archive; `id` is its name in the library.

    Raises a subclass of ingest.errors.ReadError for everything that keeps it out of the library.
    """
    try:
        with as_file(path) as file:
            return _read(file, id)
    except ReadError as error:
        if error.path == str(path):
            raise
        raise type(error)(path, error.detail) from error  # a temporary file's name says nothing
    except FileNotFoundError as error:
        raise FileMissing(path) from error
    except PermissionError as error:
        raise FileNotPermitted(path) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise FileDamaged(path, (why, why)) from error


def _read(path: Path, id: str) -> Document:
    reader = _reader_for(path)
    extract = reader(path)
    if not any(section.text.strip() or section.heading for section in extract.sections):
        raise TextMissing(path)
    description = _description(path, extract)
    metadata = describe(path, extract, description)
    pages = extract.pages or (_whole(extract.sections),)
    return Document(id, metadata, _without_title(extract.sections, metadata.title), pages)


def _whole(sections: Sequence[Section]) -> PageNote:
    """How well a document without pages was read."""
    return PageNote(0, *count_words("\n".join(f"{section.heading}\n{section.text}" for section in sections)))


def _reader_for(path: Path) -> Callable[[Path], Extract]:
    """The reader for the file's ending, once the file is known to be one that can be opened."""
    if path.is_dir():
        raise FormatUnsupported(path, ("a folder", "תיקייה"))
    size = path.stat().st_size
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise FormatUnsupported(path, (path.suffix, path.suffix) if path.suffix else None)
    if size == 0:
        raise FileEmpty(path)
    if size > MAX_BYTES:
        mb = MAX_BYTES // 2**20
        raise FileTooLarge(path, (f"{size // 2**20} MB; the limit is {mb} MB", f"{size // 2**20} MB; המותר {mb} MB"))
    with path.open("rb") as file:
        head = file.read(8)
    kind = _kind(path, head)
    if kind and kind != path.suffix[1:].upper():
        raise FormatMismatch(path, (f"it is {kind}", f"זהו {kind}"))
    return reader


def _kind(path: Path, head: bytes) -> str:
    """What the file is whatever its name says; "" where only its reader can tell."""
    container = next((kind for signature, kind in _CONTAINERS.items() if head.startswith(signature)), "")
    if not container:
        return next((kind for signature, kind in _SIGNATURES.items() if head.startswith(signature)), "")
    return kind_of(path) or ("" if path.suffix[1:].upper() in _CONTAINED else container)


def _description(path: Path, extract: Extract) -> Description:
    """What a person wrote, in the file itself or in its sidecar, checked against the document's text."""
    sidecar = sidecar_of(path)
    front_matter = extract.front_matter
    if front_matter is not None and sidecar.is_file():
        where = Problem(
            front_matter.line,
            f"described twice: here and in {sidecar.name}",
            f"מתואר פעמיים: כאן וב־{sidecar.name}",
        )
        raise _invalid(path, path.name, [where])
    if front_matter is not None:
        source, written, first_line = path.name, front_matter.text, front_matter.line
    elif sidecar.is_file():
        source, written, first_line = sidecar.name, text.decoded(sidecar), 1
    else:
        return Description()
    try:
        description = parse_description(written, first_line)
    except Invalid as error:
        raise _invalid(path, source, error.problems) from error
    missing = _unsupported(description, extract.sections)
    if missing:
        raise _invalid(path, source, missing)
    return description


def _unsupported(description: Description, sections: Sequence[Section]) -> list[Problem]:
    """The fields of the card whose passage does not occur in the document."""
    whole = _single_spaced(" ".join(f"{section.heading} {section.text}" for section in sections))

    def problem(entry: CardField) -> Problem:
        name, words = f"card.{entry.name}.passage", entry.passage[:60]
        return Problem(
            description.card_lines[entry.name],
            f"{name}: “{words}” does not occur in the document",
            f"{name}: “{words}” אינו מופיע במסמך",
        )

    return [problem(entry) for entry in description.card if _single_spaced(entry.passage) not in whole]


def _single_spaced(words: str) -> str:
    return " ".join(words.split())


def _invalid(path: Path, source: str, problems: Sequence[Problem]) -> DescriptionInvalid:
    en = "; ".join(f"{source}, line {problem.line}: {problem.en}" for problem in problems)
    he = "; ".join(f"{source}, שורה {problem.line}: {problem.he}" for problem in problems)
    return DescriptionInvalid(path, (en, he))


def _without_title(sections: Sequence[Section], title: str) -> tuple[Section, ...]:
    """The sections without a first heading that only repeats the title."""
    first, *others = sections
    if first.heading == title:
        first = replace(first, heading="", level=0)
    elif first.heading and not first.text:
        first = replace(first, heading="", level=0, text=first.heading)
    kept = (first, *others) if first.text else tuple(others)
    return kept or (Section(title),)
