"""PowerPoint presentations: a slide is a page, its title a heading, and the speaker's notes stand at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from lxml import etree

from ingest.readers.extract import Block, Extract, Kind, extract_of
from ingest.readers.ooxml import core_properties, main_part, relations
from ingest.readers.package import Package, not_a, opened
from ingest.readers.xml_tree import child, children, name, value

_TITLES: Mapping[str, int] = {"ctrTitle": 1, "title": 2}
"""The placeholders of titles, and the level of the heading."""
_OF_THE_MASTER = frozenset(("dt", "ftr", "hdr", "sldNum", "sldImg"))
"""Placeholders whose text repeats from slide to slide."""
_COUNTERS = ("slidenum", "datetime")
_BULLETS = frozenset(("buChar", "buAutoNum", "buBlip"))
_LIST_PLACEHOLDERS = frozenset(("", "body", "obj"))


def read(path: Path) -> Extract:
    """Titles, paragraphs, list items and table rows with the numbers of their slides, hidden slides too.

    Raises FormatMismatch, PasswordNeeded, FileDamaged and FileTooLarge.
    """
    with opened(path, "PowerPoint") as package:
        main = main_part(package, "ppt/presentation.xml")
        presentation = package.tree(main) if main else None
        if main is None or presentation is None or name(presentation) != "presentation":
            raise not_a(path, "PowerPoint")
        blocks: list[Block] = []
        notes: list[Block] = []
        for number, part in enumerate(_slides(package, main, presentation), 1):
            slide, spoken = _slide(package, part)
            blocks += (replace(block, page=number) for block in slide)
            notes += (replace(block, page=number) for block in spoken)
        return extract_of(blocks, notes, core_properties(package.tree("docProps/core.xml")))


def _slides(package: Package, main: str, presentation: etree._Element) -> Iterator[str]:
    """The parts of the slides in the order in which they are shown."""
    targets = relations(package, main)
    for slide in children(child(presentation, "sldIdLst")):
        # a slide has two attributes "id": its own and, in the namespace of relationships, that of its part
        ids = [str(own) for key, own in slide.items() if str(key).endswith("}id")]
        if ids and ids[0] in targets:
            yield targets[ids[0]][1]


def _slide(package: Package, part: str) -> tuple[list[Block], list[Block]]:
    """What a slide shows, its title first, and what its notes say."""
    tree = package.tree(part)
    targets = relations(package, part)
    shapes = child(tree, "cSld", "spTree")
    if shapes is None:
        return [], []
    diagrams = {ident: target for ident, (_, target) in targets.items()}
    shown = list(_shapes(shapes, package, diagrams))
    shown.sort(key=lambda block: block.kind != "heading")
    spoken: list[Block] = []
    for kind, target in targets.values():
        page = child(package.tree(target), "cSld", "spTree") if kind.endswith("/notesSlide") else None
        if page is not None:
            spoken += _shapes(page, package, {})
    return shown, [replace(block, kind="paragraph", level=0) for block in spoken]


def _shapes(container: etree._Element, package: Package, parts: Mapping[str, str]) -> Iterator[Block]:
    """The text of the shapes below `container` in the order in which they are read aloud."""
    for shape in container:
        match name(shape):
            case "sp":
                yield from _shape(shape)
            case "grpSp":
                yield from _shapes(shape, package, parts)
            case "AlternateContent":
                branches = (branch for branch in shape if any(name(inner) == "t" for inner in branch.iter()))
                yield from _shapes(next(branches, etree.Element("none")), package, parts)
            case "graphicFrame":
                yield from _graphic(shape, package, parts)


def _shape(shape: etree._Element) -> Iterator[Block]:
    place = child(shape, "nvSpPr", "nvPr", "ph")
    kind = value(place, "type")
    body = child(shape, "txBody")
    if body is None or kind in _OF_THE_MASTER:
        return
    paragraphs = children(body, "p")
    if kind in _TITLES:
        yield Block("heading", " ".join(map(_text, paragraphs)), _TITLES[kind])
        return
    is_list = place is not None and kind in _LIST_PLACEHOLDERS
    for paragraph in paragraphs:
        yield Block(_kind(paragraph, is_list), _text(paragraph))


def _kind(paragraph: etree._Element, is_list: bool) -> Kind:
    marks = {name(mark) for mark in children(child(paragraph, "pPr"))}
    if marks & _BULLETS:
        return "item"
    return "item" if is_list and "buNone" not in marks else "paragraph"


def _text(paragraph: etree._Element) -> str:
    return "".join(_runs(paragraph))


def _runs(paragraph: etree._Element) -> Iterator[str]:
    for run in paragraph:
        match name(run):
            case "r" if not _is_note_mark(run):
                yield _written(run)
            case "fld" if not value(run, "type").startswith(_COUNTERS):
                yield _written(run)
            case "br":
                yield "\n"


def _written(run: etree._Element) -> str:
    found = child(run, "t")
    return (found.text or "") if found is not None else ""


def _is_note_mark(run: etree._Element) -> bool:
    """A raised number that links to a note."""
    look = child(run, "rPr")
    raised = value(look, "baseline").rstrip("%").isdecimal() and value(look, "baseline") != "0"
    return raised and child(look, "hlinkClick") is not None and _written(run).isdecimal()


def _graphic(frame: etree._Element, package: Package, parts: Mapping[str, str]) -> Iterator[Block]:
    """A table, a block a row, or a diagram, an item a shape; charts have no text of their own."""
    data = child(frame, "graphic", "graphicData")
    for row in children(child(data, "tbl"), "tr"):
        yield Block("row", " | ".join(_cell(child(cell, "txBody")) for cell in children(row, "tc")))
    diagram = parts.get(value(child(data, "relIds"), "dm"))
    for point in children(child(package.tree(diagram), "ptLst")) if diagram else ():
        yield Block("item", _cell(child(point, "t")))


def _cell(body: etree._Element | None) -> str:
    return " ".join(text for text in map(_text, children(body, "p")) if text.strip())
