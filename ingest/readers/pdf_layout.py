"""The lines of a PDF's pages as headings, paragraphs, list items and table rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.byline import is_byline
from ingest.readers.extract import Block, Kind
from ingest.readers.pdf_text import Line

_EDGE_LINES = 2
_REPEATED = 0.6
"""Share of the pages on which a line at the edge repeats when it is a running header or footer."""
_HEADING_SIZE = 1.15
_HEADING_LENGTH = 120
_HEADING_LINES = 3
_MAX_LEVEL = 6
_PARAGRAPH_GAP = 1.4
"""Distance of baselines, as a multiple of the usual one, that parts paragraphs."""
_LARGE_ROOM = 0.25
_SMALL_ROOM = 0.03

_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_WORDS = re.compile(r"\w+")
_BULLET = re.compile(r"[•▪◦●○■□–*·‣⁃o-]\s+(?=\S)")
_NUMBERED = re.compile(r"(?:\d{1,2}[.)]|\(\d{1,2}\)|[א-ת][.)])\s+\S")
_SENTENCE_END = re.compile(r"[.?!:;][\"”'’)\]]*$")
_NOT_HEADING_END = re.compile(r"[,;.]$")
_HYPHENATED = re.compile(r"(?:^|\s)[^\s\d@./:]*[a-z]{2}-$")
_HYPHEN_END = re.compile(r"\w-$")
_PAGE_NUMBER = re.compile(r"\W*(?:page|עמוד|עמ')?\s*(\d+)\s*(?:(?:/|of|מתוך)\s*\d+)?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """An entry of the PDF's outline: its level, from 1."""

    title: str
    level: int


def blocks_of(pages: Sequence[Sequence[Line]], outline: Sequence[OutlineEntry]) -> list[Block]:
    """The blocks of a document from the lines of its pages."""
    lines = [line for page in _without_running_lines(pages) for line in page]
    if not lines:
        return []
    levels = _heading_levels(lines, outline)
    return list(_blocks(lines, levels))


def _without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without the lines that repeat, but for a page number, at the top or the bottom of most pages."""
    edges = [_edges(page) for page in pages]
    written = sum(1 for page in pages if page)
    counts = Counter(key for edge in edges for key in {key for line in edge for key in _repeatable(line)})
    repeated = {key for key, count in counts.items() if count >= max(2, _REPEATED * written)}
    return [
        [line for line in page if line not in edge or not (_is_page_number(line) or _repeatable(line) & repeated)]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _edges(page: Sequence[Line]) -> list[Line]:
    ordered = sorted(page, key=lambda line: -line.y)
    return ordered[:_EDGE_LINES] + ordered[-_EDGE_LINES:]


def _repeatable(line: Line) -> set[str]:
    """What may repeat on other pages: the text, or the text with one number as its distance from the page's own."""
    numbered = {
        f"{line.text[: found.start()]}\0{int(found.group()) - line.page}\0{line.text[found.end() :]}"
        for found in _NUMBER.finditer(line.text)
    }
    return {line.text, *numbered}


def _is_page_number(line: Line) -> bool:
    found = _PAGE_NUMBER.fullmatch(line.text)
    return found is not None and found.group(1) == str(line.page)


def _key(text: str) -> str:
    return "".join(_WORDS.findall(text)).casefold()


def _heading_levels(lines: Sequence[Line], outline: Sequence[OutlineEntry]) -> dict[int, int]:
    """Number of a line -> heading level: by the outline where it names the line, else by size, then by weight."""
    named = {_key(entry.title): entry.level for entry in outline if _key(entry.title)}
    large = _HEADING_SIZE * _body_size(lines)
    bold_letters = sum(len(line.text) for line in lines if line.bold)
    bold_tells = bold_letters * 2 < sum(len(line.text) for line in lines)
    standing_out = [line.size >= large or (bold_tells and line.bold) for line in lines]
    levels: dict[int, int] = {}
    sizes = sorted({round(line.size) for line in lines if line.size >= large and _may_head(line)}, reverse=True)
    for i in reversed(range(len(lines))):
        line = lines[i]
        is_sentence = i + 1 < len(lines) and i + 1 not in levels and _same_style(line, lines[i + 1])
        if _key(line.text) in named:
            levels[i] = named[_key(line.text)]
        elif standing_out[i] and _may_head(line) and not is_sentence:
            rank = sizes.index(round(line.size)) if line.size >= large else len(sizes)
            levels[i] = min(rank + 1, _MAX_LEVEL)
    return levels


def _same_style(line: Line, following: Line) -> bool:
    """Whether two neighbouring lines look alike, so that one is a heading only if the other is."""
    near = (line.page, line.block) == (following.page, following.block) and line.y - following.y < 2 * line.size
    return near and line.bold == following.bold and abs(line.size - following.size) < 0.1 * line.size


def _may_head(line: Line) -> bool:
    has_letters = sum(char.isalpha() for char in line.text) >= 2
    return (
        has_letters
        and len(line.text) <= _HEADING_LENGTH
        and len(line.cells) == 1
        and not _NOT_HEADING_END.search(line.text)
        and not is_byline(line.text)
    )


def _body_size(lines: Sequence[Line]) -> float:
    """The size of most letters."""
    return median(size for line in lines for size in [line.size] * max(1, len(line.text) // 10))


def _blocks(lines: Sequence[Line], levels: dict[int, int]) -> Iterator[Block]:
    """Runs of lines, one block each."""
    margins = _margins(lines)
    leading = _leading(lines)
    group: list[Line] = []
    kind: Kind = "paragraph"
    level = 0
    for i, line in enumerate(lines):
        here: Kind = "heading" if i in levels else "row" if len(line.cells) > 1 else "paragraph"
        continues = (
            bool(group)
            and here == kind
            and here != "row"
            and levels.get(i, 0) == level
            and _continues(group[-1], line, margins, leading, level > 0)
        )
        if not continues and group:
            yield _block(group, kind, level)
            group = []
        group.append(line)
        kind, level = here, levels.get(i, 0)
    if group:
        yield _block(group, kind, level)


def _margins(lines: Sequence[Line]) -> dict[tuple[int, int], tuple[float, float]]:
    """(page, block) -> the left and right edge of its text."""
    margins: dict[tuple[int, int], tuple[float, float]] = {}
    for line in lines:
        left, right = margins.get((line.page, line.block), (line.x0, line.x1))
        margins[line.page, line.block] = min(left, line.x0), max(right, line.x1)
    return margins


def _leading(lines: Sequence[Line]) -> float:
    """The distance of baselines within paragraphs as a multiple of the size: a small one among those that occur."""
    gaps = sorted(
        (before.y - line.y) / line.size
        for before, line in pairwise(lines)
        if (before.page, before.block) == (line.page, line.block) and 0.8 < (before.y - line.y) / line.size < 4
    )
    return gaps[len(gaps) // 4] if gaps else 1.2


def _continues(
    before: Line, line: Line, margins: dict[tuple[int, int], tuple[float, float]], leading: float, heading: bool
) -> bool:
    """Whether `line` goes on with what `before` began."""
    same_column = (before.page, before.block) == (line.page, line.block)
    gap = (before.y - line.y) / max(line.size, before.size)
    if heading:
        return same_column and gap < 2 * leading and abs(before.size - line.size) < 0.1 * line.size
    if is_byline(before.text) or is_byline(line.text) or _BULLET.match(line.text) or _NUMBERED.match(line.text):
        return False
    if same_column and (gap > _PARAGRAPH_GAP * leading or gap < 0):
        return False
    if abs(before.size - line.size) > 0.12 * line.size:
        return False
    return not _had_room(before, line, margins[before.page, before.block])


def _had_room(before: Line, line: Line, margins: tuple[float, float]) -> bool:
    """Whether the first word of `line` would have fitted at the end of `before`: then a paragraph ended there."""
    width = max(margins[1] - margins[0], 1.0)
    room = width - (before.x1 - before.x0)
    word = (line.x1 - line.x0) * (len(line.text.split()[0]) + 1) / max(len(line.text), 1)
    if _SENTENCE_END.search(before.text):
        return room > word + _SMALL_ROOM * width
    return room > word + _LARGE_ROOM * width


def _block(lines: Sequence[Line], kind: Kind, level: int) -> Block:
    if kind == "row":
        return Block("row", " | ".join(lines[0].cells), page=lines[0].page)
    if kind == "heading" and len(lines) > _HEADING_LINES:
        kind, level = "paragraph", 0
    text = lines[0].text
    page = lines[0].page
    breaks: list[tuple[int, int]] = []
    bullet = _BULLET.match(text)
    if bullet and kind == "paragraph":
        kind, text = "item", text[bullet.end() :]
    elif kind == "paragraph" and _NUMBERED.match(text):
        kind = "item"
    for before, line in pairwise(lines):
        text = _ready_to_join(text, line.text)
        if line.page != before.page:
            breaks.append((len(text), line.page))
        text += line.text
    return Block(kind, text, level, page, tuple(breaks))


def _ready_to_join(text: str, following: str) -> str:
    """`text` with what stands between it and the next line: nothing after a hyphen, which a Latin word loses."""
    if _HYPHENATED.search(text) and following[:1].islower():
        return text[:-1]
    return text if _HYPHEN_END.search(text) and following[:1].isalnum() else f"{text} "
