"""The parts of a Word package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from ingest.readers.ooxml import main_part
from ingest.readers.package import not_a, opened


@dataclass(frozen=True, slots=True)
class WordParts:
    """The XML parts of a word-processing package. A part that is absent is None."""

    document: etree._Element
    styles: etree._Element | None
    footnotes: etree._Element | None
    endnotes: etree._Element | None
    core: etree._Element | None


def open_package(path: Path) -> WordParts:
    """The parts of the document at `path`.

    Raises FormatMismatch, PasswordNeeded, FileDamaged, and FileTooLarge for what unpacks beyond the limits.
    """
    with opened(path, "Word") as package:
        main = main_part(package, "word/document.xml")
        document = package.tree(main) if main else None
        if main is None or document is None:
            raise not_a(path, "Word")
        folder = main.rpartition("/")[0]
        return WordParts(
            document,
            package.tree(f"{folder}/styles.xml"),
            package.tree(f"{folder}/footnotes.xml"),
            package.tree(f"{folder}/endnotes.xml"),
            package.tree("docProps/core.xml"),
        )
