"""Markdown (CommonMark with tables) with an optional YAML description at its head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree, html
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.characters import clean
from ingest.readers.extract import Block, Extract, FrontMatter, Kind, extract_of
from ingest.readers.text import decoded

FRONT_MATTER = re.compile(r"\A\s*?^---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


def read(path: Path) -> Extract:
    """Headings, paragraphs, list items and table rows without their markup. Raises FormatMismatch where the bytes are
    no text."""
    text = clean(decoded(path))
    found = FRONT_MATTER.match(text)
    front_matter = None
    if found:
        front_matter = FrontMatter(found.group(1), text.count("\n", 0, found.start(1)) + 1)
        text = text[found.end() :]
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return extract_of(_blocks(tokens), front_matter=front_matter)


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    kind: Kind = "paragraph"
    level = 0
    marker = ""
    cells: list[str] = []
    for token in tokens:
        match token.type:
            case "heading_open":
                kind, level = "heading", int(token.tag[1:])
            case "heading_close" | "paragraph_close":
                kind, level = "paragraph", 0
            case "list_item_open":
                # The number of an ordered item is part of what was written; a bullet is not.
                kind, marker = "item", f"{token.info}{token.markup} " if token.info else ""
            case "list_item_close":
                kind, marker = "paragraph", ""
            case "tr_open":
                kind, cells = "row", []
            case "tr_close":
                yield Block("row", " | ".join(cells))
                kind = "paragraph"
            case "fence" | "code_block":
                yield Block("code", token.content)
            case "html_block":
                yield Block("paragraph", _html_text(token.content))
            case "inline" if kind == "row":
                cells.append(_plain(token.children or []))
            case "inline":
                yield Block(kind, marker + _plain(token.children or []), level)
                marker = ""


def _plain(tokens: Sequence[Token]) -> str:
    """The words of inline tokens; raw HTML tags fall away, an image leaves its description."""
    parts = []
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                parts.append(token.content)
            case "softbreak" | "hardbreak":
                parts.append("\n")
            case "image":
                parts.append(_plain(token.children or []))
    return "".join(parts)


def _html_text(fragment: str) -> str:
    """The words of a piece of HTML, without scripts, styles and comments."""
    try:
        root = html.fragment_fromstring(fragment, create_parent="div")
    except (etree.LxmlError, ValueError):
        return ""
    etree.strip_elements(root, "script", "style", etree.Comment, with_tail=False)
    return " ".join(root.itertext())
