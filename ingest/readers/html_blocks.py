"""The elements of a page as blocks. Reads HTML and the simplified markup that trafilatura gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from ingest.readers.extract import Block, Kind

_UNSEEN = ("script", "style", "noscript", "template", "svg", "math", "object", "iframe", "head", "select", "textarea")
_HEADINGS: Mapping[str, int] = {f"h{level}": level for level in range(1, 7)}
_ITEMS = frozenset(("li", "item", "dt", "dd"))
_CONTAINERS = frozenset(
    re.findall(
        r"\w+",
        "p div section article main header footer aside nav form fieldset figure figcaption address blockquote quote"
        " center ul ol dl list body html details summary hr tbody thead tfoot caption td th cell",
    )
)
_TABLES = frozenset(("table",))
_ROWS = frozenset(("tr", "row"))
_CELLS = frozenset(("td", "th", "cell"))
_CODE = frozenset(("pre",))
_BREAKS = frozenset(("br", "lb"))
_BLOCK_LEVEL = frozenset((*_HEADINGS, "head", *_ITEMS, *_CONTAINERS, *_TABLES, *_ROWS, *_CODE))
_LONG_CELL = 600
_SPACES = re.compile(r"\s+")
_EMPTY_LINE = re.compile(r"\n\s*\n")


def drop_unseen(root: etree._Element) -> None:
    """Removes scripts, styles and whatever else a reader of the page does not see."""
    etree.strip_elements(root, *(name for name in _UNSEEN if name != root.tag), with_tail=False)


def visible_text(element: etree._Element) -> str:
    """The words of `element` with single spaces."""
    return " ".join(" ".join(map(str, element.itertext())).split())


def blocks(element: etree._Element, kind: Kind = "paragraph", level: int = 0) -> Iterator[Block]:
    """Headings, paragraphs, items, rows and code below `element`, in order; two line breaks part paragraphs."""
    words = [_squeezed(element.text)]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if _holds_blocks(child):
            yield from _written(words, kind, level)
            words = []
            yield from _block(child, tag, kind)
        elif tag:
            words.append(_inline(child))
        words.append(_squeezed(child.tail))
    yield from _written(words, kind, level)


def _block(element: etree._Element, tag: str, kind: Kind) -> Iterator[Block]:
    if tag in _HEADINGS:
        yield from blocks(element, "heading", _HEADINGS[tag])
    elif tag == "head":
        yield from blocks(element, "heading", _HEADINGS.get(str(element.get("rend")), 2))
    elif tag in _ITEMS:
        yield from blocks(element, "item")
    elif tag in _CODE:
        yield Block("code", "".join(map(str, element.itertext())))
    elif tag in _TABLES:
        yield from _table(element)
    else:
        yield from blocks(element, "item" if kind == "item" else "paragraph")


def _table(table: etree._Element) -> Iterator[Block]:
    """A row a block, or, for a table that only places text on the page, the blocks of its cells."""
    if _is_layout(table):
        yield from blocks(table)
        return
    for part in table.iter():
        if part.tag == "caption":
            yield from blocks(part)
        elif part.tag in _ROWS:
            cells = [
                " ".join(block.text for block in blocks(cell) if block.text) for cell in part if cell.tag in _CELLS
            ]
            yield Block("row", " | ".join(" ".join(cell.split()) for cell in cells))


def _is_layout(table: etree._Element) -> bool:
    inner = (element for element in table.iterdescendants() if isinstance(element.tag, str))
    return any(
        element.tag in _TABLES
        or element.tag in _HEADINGS
        or (element.tag in _CELLS and len(visible_text(element)) > _LONG_CELL)
        for element in inner
    )


def _holds_blocks(element: etree._Element) -> bool:
    return any(child.tag in _BLOCK_LEVEL for child in element.iter() if isinstance(child.tag, str))


def _inline(element: etree._Element) -> str:
    if element.tag in _BREAKS:
        return "\n"
    inner = "".join(_inline(child) + _squeezed(child.tail) for child in element if isinstance(child.tag, str))
    return _squeezed(element.text) + inner


def _squeezed(text: str | None) -> str:
    return _SPACES.sub(" ", str(text)) if text else ""


def _written(words: list[str], kind: Kind, level: int) -> Iterator[Block]:
    for part in _EMPTY_LINE.split("".join(words)):
        if part.strip():
            yield Block(kind, part, level)
