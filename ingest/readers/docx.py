"""Word documents: a walk of the text runs, so that tables, notes, insertions and text boxes are not lost and deleted
text is not found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from ingest.readers.docx_package import open_package
from ingest.readers.extract import Block, Extract, extract_of
from ingest.readers.ooxml import core_properties
from ingest.readers.package import not_a
from ingest.readers.xml_tree import child as _child
from ingest.readers.xml_tree import name as _name
from ingest.readers.xml_tree import value as _value

_REMOVED = frozenset(("del", "moveFrom", "rPr", "pPr", "sectPr", "instrText", "delText"))
_SPACES: Mapping[str, str] = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_HEADING = re.compile(r"heading ([1-9])$", re.IGNORECASE)
_BODY_LEVEL = 9
_MAX_LEVEL = 6


def read(path: Path) -> Extract:
    """Headings by style, paragraphs, list items and table rows; foot- and endnotes at the end.

    Raises FormatMismatch, PasswordNeeded, FileDamaged and FileTooLarge.
    """
    package = open_package(path)
    body = _child(package.document, "body")
    if body is None:
        raise not_a(path, "Word")
    levels = _heading_levels(package.styles)
    notes = [block for part in (package.footnotes, package.endnotes) if part is not None for block in _notes(part)]
    return extract_of(_blocks(body, levels), notes, core_properties(package.core))


def _heading_levels(styles: etree._Element | None) -> dict[str, int]:
    """Style id -> heading level, by the style's name, its outline level, or those of the style it is based on."""
    own: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in styles if styles is not None else ():
        if _name(style) != "style":
            continue
        ident = _value(style, "styleId")
        based[ident] = _value(_child(style, "basedOn"))
        name = _value(_child(style, "name"))
        found = _HEADING.match(name)
        outline = _value(_child(style, "pPr", "outlineLvl"))
        if name.lower() == "title":
            own[ident] = 1
        elif found:
            own[ident] = int(found.group(1))
        elif outline.isdecimal():
            own[ident] = int(outline) + 1
    levels = {}
    for ident in based:
        ancestor, seen = ident, set[str]()
        while ancestor in based and ancestor not in own and ancestor not in seen:
            seen.add(ancestor)
            ancestor = based[ancestor]
        levels[ident] = own.get(ancestor, 0)
    return levels


def _level(paragraph: etree._Element, levels: Mapping[str, int]) -> int:
    """1 to 6 for a heading, 0 for text."""
    outline = _value(_child(paragraph, "pPr", "outlineLvl"))
    level = int(outline) + 1 if outline.isdecimal() else levels.get(_value(_child(paragraph, "pPr", "pStyle")), 0)
    return 0 if level > _BODY_LEVEL else min(level, _MAX_LEVEL)


def _blocks(container: etree._Element, levels: Mapping[str, int]) -> Iterator[Block]:
    for element in container:
        match _name(element):
            case "p":
                yield from _paragraph(element, levels)
            case "tbl":
                yield from _table(element, levels)
            case "AlternateContent":
                yield from _blocks(_alternative(element), levels)
            case name if name and name not in _REMOVED:
                yield from _blocks(element, levels)


def _paragraph(paragraph: etree._Element, levels: Mapping[str, int]) -> Iterator[Block]:
    """The paragraph itself, then the text boxes that hang on it."""
    boxes: list[etree._Element] = []
    text = "".join(_runs(paragraph, boxes))
    level = _level(paragraph, levels)
    if level:
        yield Block("heading", text, level)
    elif _child(paragraph, "pPr", "numPr") is not None:
        yield Block("item", text)
    else:
        yield Block("paragraph", text)
    for box in boxes:
        yield from _blocks(box, {})


def _runs(element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    """The text inside `element`, deleted and hidden runs left out; text boxes are put aside in `boxes`."""
    for child in element:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in _SPACES:
            yield _SPACES[name]
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "AlternateContent":
            yield from _runs(_alternative(child), boxes)
        elif name == "r" and _is_hidden(child):
            continue
        elif name and name not in _REMOVED:
            yield from _runs(child, boxes)


def _is_hidden(run: etree._Element) -> bool:
    mark = _child(run, "rPr", "vanish")
    return mark is not None and _value(mark) not in ("0", "false", "off")


def _alternative(element: etree._Element) -> etree._Element:
    """The one branch of mc:AlternateContent to read: its branches say the same in other markup."""
    for branch in element:
        if any(_name(inner) in ("t", "txbxContent") for inner in branch.iter()):
            return branch
    return etree.Element("none")


def _table(table: etree._Element, levels: Mapping[str, int]) -> Iterator[Block]:
    """A block a row; a table of one cell is a frame around text and yields that text's blocks."""
    rows = list(_below(table, "tr"))
    cells = [list(_below(row, "tc")) for row in rows]
    if len(cells) == 1 and len(cells[0]) == 1:
        yield from _blocks(cells[0][0], levels)
        return
    for row in cells:
        texts = (" ".join(block.text for block in _blocks(cell, {}) if block.text) for cell in row)
        yield Block("row", " | ".join(texts))


def _below(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The nearest descendants of that name, through content controls and insertions but not through deletions."""
    for child in element:
        if _name(child) == name:
            yield child
        elif _name(child) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _below(child, name)


def _notes(part: etree._Element) -> Iterator[Block]:
    """One paragraph a note, without the separators that are kept among the notes."""
    for note in part:
        if _name(note) in ("footnote", "endnote") and _value(note, "type") in ("", "normal"):
            yield Block("paragraph", " ".join(block.text for block in _blocks(note, {})))
