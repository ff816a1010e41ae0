"""OpenDocument texts: a walk of the content that leaves out tracked deletions, annotations and tables of contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from ingest.errors import PasswordNeeded
from ingest.readers.extract import Block, Extract, Kind, Properties, extract_of
from ingest.readers.package import Package, not_a, opened
from ingest.readers.xml_tree import child, children, name, text, value

_SKIPPED = frozenset(
    "tracked-changes annotation annotation-end note-citation ruby-text sequence-decls variable-decls user-field-decls"
    " forms table-of-content alphabetical-index illustration-index table-index object-index user-index hidden-text"
    " covered-table-cell title desc meta object".split()
)
"""Elements without text of the document's own."""
_SPACES: Mapping[str, str] = {"s": " ", "tab": " ", "line-break": "\n"}
_BOXES = frozenset(
    "text-box custom-shape rect line polyline polygon path circle ellipse connector caption measure".split()
)
_ROW_GROUPS = frozenset(("table-header-rows", "table-rows", "table-row-group"))
_TITLE = "Title"
_MAX_LEVEL = 6


@dataclass(frozen=True, slots=True)
class _Styles:
    """The styles of titles, and those whose text is not shown."""

    titles: frozenset[str]
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Walk:
    """The styles, and the notes that were met on the way."""

    styles: _Styles
    notes: list[Block] = field(default_factory=list)


def read(path: Path) -> Extract:
    """Headings, paragraphs, list items and table rows; foot- and endnotes at the end.

    Raises FormatMismatch, PasswordNeeded, FileDamaged and FileTooLarge.
    """
    with opened(path, "ODT") as package:
        _check_password(path, package)
        content = package.tree("content.xml")
        body = child(content, "body", "text")
        if content is None or body is None:
            raise not_a(path, "ODT")
        walk = _Walk(_styles(content, package.tree("styles.xml")))
        blocks = list(_blocks(body, walk))
        return extract_of(blocks, walk.notes, _properties(package.tree("meta.xml")))


def _check_password(path: Path, package: Package) -> None:
    manifest = package.tree("META-INF/manifest.xml")
    if manifest is not None and any(name(element) == "encryption-data" for element in manifest.iter()):
        raise PasswordNeeded(path)


def _styles(*parts: etree._Element | None) -> _Styles:
    based: dict[str, list[str]] = {}
    hidden: set[str] = set()
    for part in parts:
        for style in part.iter() if part is not None else ():
            if name(style) == "style":
                own = value(style, "name")
                based.setdefault(value(style, "parent-style-name"), []).append(own)
                if value(child(style, "text-properties"), "display") == "none":
                    hidden.add(own)
    titles = {_TITLE}
    waiting = [_TITLE]
    while waiting:
        found = set(based.get(waiting.pop(), ())) - titles
        titles |= found
        waiting += found
    return _Styles(frozenset(titles), frozenset(hidden))


def _blocks(container: etree._Element, walk: _Walk, kind: Kind = "paragraph") -> Iterator[Block]:
    for element in container:
        match name(element):
            case "p" | "h":
                yield from _paragraph(element, walk, kind)
            case "list-item" | "numbered-paragraph":
                yield from _blocks(element, walk, "item")
            case "list-header":
                yield from _blocks(element, walk)
            case "table":
                yield from _table(element, walk)
            case tag if tag and tag not in _SKIPPED:
                yield from _blocks(element, walk, kind)


def _paragraph(paragraph: etree._Element, walk: _Walk, kind: Kind) -> Iterator[Block]:
    """The paragraph itself, then the text boxes that hang on it."""
    boxes: list[etree._Element] = []
    words = "".join(_words(paragraph, walk, boxes))
    level = _level(paragraph, walk.styles)
    if value(paragraph, "style-name") not in walk.styles.hidden:
        yield Block("heading", words, level) if level else Block(kind, words)
    for box in boxes:
        yield from _blocks(box, walk)


def _level(paragraph: etree._Element, styles: _Styles) -> int:
    """1 to 6 for a heading, 0 for text."""
    if name(paragraph) == "p":
        return 1 if value(paragraph, "style-name") in styles.titles else 0
    outline = value(paragraph, "outline-level")
    return min(max(1, int(outline)), _MAX_LEVEL) if outline.isdecimal() else 1


def _words(element: etree._Element, walk: _Walk, boxes: list[etree._Element]) -> Iterator[str]:
    """The text inside `element`; notes and text boxes are put aside."""
    yield element.text or ""
    for inner in element:
        tag = name(inner)
        if tag in _SPACES:
            yield _SPACES[tag]
        elif tag == "note":
            walk.notes.append(Block("paragraph", " ".join(block.text for block in _blocks(inner, walk))))
        elif tag in _BOXES:
            boxes.append(inner)
        elif tag and tag not in _SKIPPED and value(inner, "style-name") not in walk.styles.hidden:
            yield from _words(inner, walk, boxes)
        yield inner.tail or ""


def _table(table: etree._Element, walk: _Walk) -> Iterator[Block]:
    """A block a row; a table of one cell is a frame around text and yields that text's blocks."""
    rows = [children(row, "table-cell") for row in _rows(table)]
    if len(rows) == 1 and len(rows[0]) == 1:
        yield from _blocks(rows[0][0], walk)
        return
    for row in rows:
        texts = (" ".join(block.text for block in _blocks(cell, walk) if block.text) for cell in row)
        yield Block("row", " | ".join(texts))


def _rows(element: etree._Element) -> Iterator[etree._Element]:
    for inner in element:
        if name(inner) == "table-row":
            yield inner
        elif name(inner) in _ROW_GROUPS:
            yield from _rows(inner)


def _properties(meta: etree._Element | None) -> Properties:
    """Title and author. The dates are those of the file, not of the publication, and are left."""
    own = child(meta, "meta")
    author = text(child(own, "initial-creator")) or text(child(own, "creator"))
    names = tuple(part.strip() for part in author.split(";") if part.strip())
    return Properties(text(child(own, "title")), names)
