"""What a reader hands over, and how its blocks become sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal

from ingest.characters import one_line
from knowledge.types import PageNote, Section

Kind = Literal["heading", "paragraph", "item", "row", "code"]

OPENING_LINES = 30
"""How many lines of a document's beginning are kept for its byline."""


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, table row or piece of code.

    `level` counts headings from 1. `page` is the page on which the block starts (from 1) and `breaks` lists
    ``(offset, page)`` where later pages start inside its text; both stay empty in formats without pages.
    """

    kind: Kind
    text: str
    level: int = 0
    page: int | None = None
    breaks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file says of itself. `date` is what the file calls its publication, in any notation."""

    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The description at a file's head: its YAML and the number of the YAML's first line in the file, from 1."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Extract:
    """A file's text and what it says of itself; `opening` is its first lines as they stand on the page, and
    `opening_pages` the pages that they are of. `pages` says how each page was read, in formats that have pages."""

    sections: tuple[Section, ...]
    opening: tuple[str, ...] = ()
    properties: Properties = field(default_factory=Properties)
    front_matter: FrontMatter | None = None
    opening_pages: frozenset[int] = frozenset()
    pages: tuple[PageNote, ...] = ()


def extract_of(
    blocks: Iterable[Block],
    notes: Iterable[Block] = (),
    properties: Properties | None = None,
    front_matter: FrontMatter | None = None,
    pages: Iterable[PageNote] = (),
) -> Extract:
    """The extract of a file that is `blocks`. Foot- and endnotes are a section of their own at the end.

    Line breaks inside a block, other than code, become spaces; the opening keeps them.
    """
    raw = list(blocks)
    lines = ((line, block) for block in raw for line in map(one_line, block.text.split("\n")) if line)
    opening = list(islice(lines, OPENING_LINES))
    body = _without_bare_headings(_tidied(raw))
    return Extract(
        (*_sections(body), *_sections(_tidied(notes))),
        tuple(line for line, _ in opening),
        properties or Properties(),
        front_matter,
        frozenset(page for _, block in opening for page in _pages_of(block)),
        tuple(pages),
    )


def _pages_of(block: Block) -> list[int]:
    """The pages on which the block stands."""
    return [page for page in (block.page, *(page for _, page in block.breaks)) if page is not None]


def _tidied(blocks: Iterable[Block]) -> list[Block]:
    """The blocks that hold text, each of one line; a line of code stays a line."""
    result = []
    for block in blocks:
        lines = block.text.split("\n") if block.kind == "code" else [block.text]
        text = "\n".join(line for line in map(one_line, lines) if line)
        if text:
            result.append(replace(block, text=text))
    return result


def _without_bare_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """A heading with nothing below it but a heading of its own rank, or the end, becomes a paragraph, so that its
    words stay searchable. The first block may be the document's title and is left."""
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        bare = following is None or (following.kind == "heading" and following.level <= block.level)
        if block.kind == "heading" and bare and i > 0:
            yield replace(block, kind="paragraph", level=0)
        else:
            yield block


def _sections(blocks: Iterable[Block]) -> Iterator[Section]:
    heading: Block | None = None
    body: list[Block] = []
    for block in blocks:
        if block.kind == "heading":
            if heading or body:
                yield _section(heading, body)
            heading, body = block, []
        else:
            body.append(block)
    if heading or body:
        yield _section(heading, body)


def _section(heading: Block | None, body: Sequence[Block]) -> Section:
    """Paragraphs stand apart by an empty line; the items of a list and the rows of a table by a line break."""
    breaks: list[tuple[int, int]] = []
    page = body[0].page if body else (heading.page if heading else None)
    current = page
    parts: list[str] = []
    length = 0
    for i, block in enumerate(body):
        if i:
            gap = "\n" if block.kind == body[i - 1].kind and block.kind in ("item", "row") else "\n\n"
            parts.append(gap)
            length += len(gap)
        if block.page is not None and block.page != current:
            breaks.append((length, block.page))
        breaks += [(length + offset, number) for offset, number in block.breaks]
        current = breaks[-1][1] if breaks else current
        parts.append(block.text)
        length += len(block.text)
    name, level = (heading.text, heading.level) if heading else ("", 0)
    return Section("".join(parts), name, level, page, tuple(breaks))
