"""EPUB books: the chapters in the order of the spine, each read as a page; notes stand at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from ingest.characters import clean
from ingest.errors import CopyProtected, FileDamaged
from ingest.readers.encoding import NotText, decode_as_stored
from ingest.readers.extract import Block, Extract, Properties, extract_of
from ingest.readers.html import parse
from ingest.readers.html_blocks import blocks, drop_unseen
from ingest.readers.package import Package, not_a, opened
from ingest.readers.xml_tree import child, children, name, text, value

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = frozenset(("application/xhtml+xml", "text/html"))
_NOTES = frozenset(
    "footnote footnotes endnote endnotes rearnote rearnotes doc-footnote doc-endnote doc-endnotes".split()
)
_NOTE_MARKS = frozenset("noteref backlink referrer doc-noteref doc-backlink".split())
_AUTHOR = "aut"
_DOCUMENT_TYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
"""With the declarations inside it, which the parser of pages does not know."""


def read(path: Path) -> Extract:
    """Headings, paragraphs, list items and table rows; title, authors and date by the book's description. Tables of
    contents are left out.

    Raises FormatMismatch, CopyProtected, PasswordNeeded, FileDamaged and FileTooLarge.
    """
    with opened(path, "EPUB") as package:
        root = _root_file(package)
        if not root:
            raise not_a(path, "EPUB")
        book = package.tree(root)
        if book is None:
            raise FileDamaged(path, ("no list of contents", "אין רשימת תוכן"))
        chapters = list(_chapters(book, dirname(root)))
        if _encrypted(package).intersection(chapters):
            raise CopyProtected(path)
        body: list[Block] = []
        notes: list[Block] = []
        for chapter in chapters:
            _read_page(package, chapter, body, notes)
        return extract_of(body, notes, _properties(child(book, "metadata")))


def _root_file(package: Package) -> str:
    """The part that lists the others."""
    container = package.tree(_CONTAINER)
    files = (value(element, "full-path") for element in (container.iter() if container is not None else ()))
    return next(filter(None, files), "")


def _encrypted(package: Package) -> set[str]:
    """The parts that only some reading programs may open; fonts are often among them."""
    tree = package.tree(_ENCRYPTION)
    elements = tree.iter() if tree is not None else ()
    return {normpath(unquote(value(element, "URI"))) for element in elements if name(element) == "CipherReference"}


def _chapters(book: etree._Element, folder: str) -> Iterator[str]:
    """The parts of the spine that are pages, without the tables of contents."""
    contents = {
        _part(folder, value(element, "href"))
        for element in book.iter()
        if name(element) == "reference" and value(element, "type").lower() == "toc"
    }
    pages: dict[str, str] = {}
    for item in children(child(book, "manifest")):
        is_contents = "nav" in value(item, "properties").split()
        if value(item, "media-type") in _PAGES and not is_contents:
            pages[value(item, "id")] = _part(folder, value(item, "href"))
    for entry in children(child(book, "spine")):
        part = pages.get(value(entry, "idref"), "")
        if part and part not in contents:
            yield part


def _part(folder: str, href: str) -> str:
    return normpath(join(folder, unquote(href.partition("#")[0])))


def _read_page(package: Package, part: str, body: list[Block], notes: list[Block]) -> None:
    """Adds the blocks of one page. A part that is not there is passed over."""
    data = package.read(part)
    if data is None:
        return
    try:
        tree = parse(package.path, _DOCUMENT_TYPE.sub("", clean(decode_as_stored(data)), count=1))
    except NotText as error:
        raise FileDamaged(package.path, (f"{part} is not text", f"{part} אינו טקסט")) from error
    page = tree.find("body") if tree is not None else None
    if page is None:
        return
    drop_unseen(page)
    for element in list(page.iterdescendants()):
        if element.tag == "nav" or _roles(element) & _NOTE_MARKS:
            element.drop_tree()
    for element in list(page.iterdescendants()):
        if _roles(element) & _NOTES and not any(_roles(outer) & _NOTES for outer in element.iterancestors()):
            notes += blocks(element)
            element.drop_tree()
    body += blocks(page)


def _roles(element: etree._Element) -> set[str]:
    """What the element is for, by the vocabularies of EPUB and of accessible pages."""
    return {*str(element.get("epub:type", "")).split(), *str(element.get("role", "")).split()}


def _properties(metadata: etree._Element | None) -> Properties:
    """The first title, the authors among the creators, and the date of publication."""
    elements = children(metadata)
    roles = {
        value(element, "refines").removeprefix("#"): text(element)
        for element in elements
        if value(element, "property") == "role"
    }
    titles = [text(element) for element in elements if name(element) == "title"]
    authors = tuple(
        text(element)
        for element in elements
        if name(element) == "creator"
        and (value(element, "role") or roles.get(value(element, "id"), _AUTHOR)) == _AUTHOR
        and text(element)
    )
    dates = {value(element, "event"): text(element) for element in reversed(elements) if name(element) == "date"}
    return Properties(next(iter(titles), ""), authors, dates.get("publication", dates.get("", "")))
