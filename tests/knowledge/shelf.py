"""Tiny libraries for tests: every section is one passage, every line of it one window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.analysis import language_of
from knowledge.blob_cache import BlobCache
from knowledge.build import Counts, build
from knowledge.encoder import Encoder
from knowledge.generations import Manifest
from knowledge.library import Library, open_stores
from knowledge.settings import load
from knowledge.types import Document, Metadata, Passage, Section, Span
from tests.encoder import ConceptEncoder


def document(name: str, *texts: str | Section, metadata: Metadata | None = None) -> Document:
    """A document without a title, so that only its text is searched."""
    sections = tuple(Section(text) if isinstance(text, str) else text for text in texts)
    described = metadata or Metadata("", language_of(sections[0].text))
    return Document(name, described, sections)


def lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def passages(document: Document) -> list[Passage]:
    return [
        Passage(number, 0, len(section.text), section.page, language_of(section.text), tuple(lines(section.text)))
        for number, section in enumerate(document.sections)
    ]


def build_shelf(
    folder: Path, documents: Sequence[Document], encoder: Encoder | None = None, cache: BlobCache | None = None
) -> Counts:
    """The stores of `documents` in the new folder `folder`."""
    folder.mkdir()
    return build(((each, passages(each)) for each in documents), encoder or ConceptEncoder(), cache, folder)


def manifest_of(counts: Counts, dimension: int = ConceptEncoder.dimension) -> Manifest:
    return Manifest(
        generation="g",
        created="2024-01-01T00:00:00+00:00",
        corpus="/corpus",
        model="concepts",
        fingerprint="concepts",
        dimension=dimension,
        documents=counts.documents,
        passages=counts.passages,
        windows=counts.windows,
        inputs="",
        sources={},
        failures=(),
        files={},
    )


def library(folder: Path, *documents: Document) -> Library:
    """A library of `documents`, built in the new folder `folder` and opened."""
    return opened(folder, build_shelf(folder, documents))


def opened(folder: Path, counts: Counts) -> Library:
    """The library that was built in `folder`."""
    manifest = manifest_of(counts)
    return Library(load(index=folder), manifest, open_stores(folder, folder, manifest), ConceptEncoder())
