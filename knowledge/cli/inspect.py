"""The commands `read`, `status` and `verify`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from knowledge import generations
from knowledge.cli.index import tell_failures
from knowledge.cli.output import output, write_json
from knowledge.generations import Manifest
from knowledge.settings import load
from knowledge.types import Document

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
    manifest = generations.open_current(settings.index)[1]
    values = _status(settings.index, manifest)
    if as_json:
        write_json({**values, "failures": [asdict(failure) for failure in manifest.failures]})
        return
    out = output(settings.language)
    for name, value in values.items():
        out.line(f"{name:12} {value}")
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


def _document_json(document: Document) -> dict[str, Any]:
    sections = [
        {"page": section.page, "heading": section.heading, "level": section.level, "text": section.text}
        for section in document.sections
    ]
    return {**_description(document), "sections": sections}


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
