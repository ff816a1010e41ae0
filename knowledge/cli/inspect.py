"""The commands `read`, `status` and `verify`."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from knowledge import generations
from knowledge.catalogue import Catalogue
from knowledge.cli.index import tell_failures
from knowledge.cli.output import Output, output, write_json
from knowledge.errors import IndexDamaged, cause
from knowledge.generations import Manifest
from knowledge.settings import load
from knowledge.types import LOW_QUALITY, Document, PageNote, quality_of

Readings = list[tuple[str, tuple[PageNote, ...]]]

_JSON = typer.Option("--json", help="Write one JSON object.")
_INDEX = typer.Option(help="Folder of the index.", metavar="DIR")


def read(
    file: Annotated[Path, typer.Argument(help="A document.")],
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Show what the reader makes of a file: its description and its text by section. Loads no model."""
    from ingest.read import read_document  # noqa: PLC0415

    settings = load()
    document = read_document(file, file.name)
    if as_json:
        write_json(_document_json(document))
        return
    out = output(settings.language)
    for name, value in _description(document).items():
        if value:
            out.line(f"{name}:", "dim")
            for line in _lines(value):
                out.paragraph(line)
    out.line("reading quality:", "dim")
    for note in document.pages:
        out.paragraph(_note_line(note))
    for section in document.sections:
        out.line()
        if section.page:
            out.line(f"p. {section.page}", "dim")
        if section.heading:
            out.line(section.heading, "bold")
        out.line(section.text)


def status(
    index: Annotated[Path | None, _INDEX] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Say what the index holds and which files stayed out."""
    settings = load(index=index)
    folder, manifest = generations.open_current(settings.index)
    values = _status(settings.index, manifest)
    readings = _readings(settings.index, folder)
    if as_json:
        write_json({**values, **_poor(readings), "failures": [asdict(failure) for failure in manifest.failures]})
        return
    out = output(settings.language)
    for name, value in values.items():
        out.line(f"{name:12} {value}")
    _tell_poor(out, readings)
    if manifest.failures:
        out.say(f"{len(manifest.failures)} files stayed out:", f"{len(manifest.failures)} קבצים נשארו בחוץ:")
        tell_failures(out, manifest.failures)


def verify(index: Annotated[Path | None, _INDEX] = None) -> None:
    """Check every byte of the index against its manifest."""
    settings = load(index=index)
    manifest = generations.verify(settings.index)
    files, size = len(manifest.files), sum(record.size for record in manifest.files.values())
    output(settings.language).say(
        f"The index is whole: {files} files, {size:,} bytes, generation {manifest.generation}.",
        f"האינדקס שלם: {files} קבצים, {size:,} בתים, דור {manifest.generation}.",
    )


def _description(document: Document) -> dict[str, Any]:
    metadata = asdict(document.metadata)
    first = ("title", "authors", "date", "language")
    return {name: metadata[name] for name in (*first, *(key for key in metadata if key not in first))}


def _lines(value: Any) -> list[str]:
    """A field's value as lines: an item a line, a card's entry as its name and value."""
    if isinstance(value, dict):
        return [f"{name}: {item}" for name, item in value.items()]
    if isinstance(value, list | tuple):
        return [f"{item['name']}: {item['value']}" if isinstance(item, dict) else str(item) for item in value]
    return [str(value)]


def _note_line(note: PageNote) -> str:
    """How a page was read, in a line: ``p. 2: 97%, OCR``."""
    place = f"p. {note.page}: " if note.page else ""
    marks = [name for name, holds in (("OCR", note.ocr), ("needs OCR", note.needs_ocr)) if holds]
    return place + ", ".join([_percent(note.quality) or "too few words to judge", *marks])


def _percent(quality: float | None) -> str:
    return "" if quality is None else f"{100 * quality:.0f}%"


def _readings(index: Path, folder: Path) -> Readings:
    """How every page of every document was read. Raises IndexDamaged."""
    try:
        catalogue = Catalogue(folder / "catalogue.db")
        try:
            return catalogue.every_pages()
        finally:
            catalogue.close()
    except sqlite3.Error as error:
        reason = cause(error)
        raise IndexDamaged(index, (reason, reason)) from error


def _poor(readings: Readings) -> dict[str, list[dict[str, Any]]]:
    """The documents of low reading quality, those with pages read by OCR, and those with pages that need it."""
    qualities = [(name, quality_of(notes)) for name, notes in readings]
    recognised = [(name, [note.page for note in notes if note.ocr]) for name, notes in readings]
    needing = [(name, [note.page for note in notes if note.needs_ocr]) for name, notes in readings]
    return {
        "low_quality": [
            {"document": name, "quality": round(quality, 4)}
            for name, quality in qualities
            if quality is not None and quality < LOW_QUALITY
        ],
        "ocr": [{"document": name, "pages": pages} for name, pages in recognised if pages],
        "needs_ocr": [{"document": name, "pages": pages} for name, pages in needing if pages],
    }


def _tell_poor(out: Output, readings: Readings) -> None:
    """How many documents and pages `_poor` names, and a table of the documents."""
    poor = _poor(readings)
    out.line(f"{'low_quality':12} {len(poor['low_quality'])}")
    for name in ("ocr", "needs_ocr"):
        out.line(f"{name:12} {sum(len(entry['pages']) for entry in poor[name])}")
    named = {entry["document"] for entries in poor.values() for entry in entries}
    rows = [
        (
            _percent(quality_of(notes)),
            str(sum(note.ocr for note in notes)),
            str(sum(note.needs_ocr for note in notes)),
            name,
        )
        for name, notes in readings
        if name in named
    ]
    if not rows:
        return
    out.say(
        "Documents of low reading quality, or with pages that were read by OCR or need it (make ocr installs it):",
        "מסמכים שאיכות קריאתם נמוכה, או שיש בהם עמודים שנקראו ב־OCR או שדרוש להם OCR (make ocr מתקין אותו):",
    )
    headings = [
        out.choose("quality", "איכות"),
        out.choose("pages by OCR", "עמודים ב־OCR"),
        out.choose("pages that need OCR", "עמודים שדרוש להם OCR"),
        out.choose("file", "קובץ"),
    ]
    out.table(headings, rows)


def _document_json(document: Document) -> dict[str, Any]:
    sections = [
        {"page": section.page, "heading": section.heading, "level": section.level, "text": section.text}
        for section in document.sections
    ]
    pages = [
        {"page": note.page or None, "quality": note.quality, "ocr": note.ocr, "needs_ocr": note.needs_ocr}
        for note in document.pages
    ]
    return {**_description(document), "quality": document.quality, "pages": pages, "sections": sections}


def _status(index: Path, manifest: Manifest) -> dict[str, Any]:
    return {
        "index": str(index),
        "generation": manifest.generation,
        "created": manifest.created,
        "corpus": manifest.corpus,
        "model": manifest.model,
        "fingerprint": manifest.fingerprint,
        "documents": manifest.documents,
        "passages": manifest.passages,
        "windows": manifest.windows,
        "bytes": sum(record.size for record in manifest.files.values()),
        "failed": len(manifest.failures),
    }
