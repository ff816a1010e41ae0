"""The lines of a PDF's pages as headings, paragraphs, list items and table rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from ingest.byline import is_byline
from ingest.readers.extract import Block, Kind
from ingest.readers.pdf_running import without_running_lines
from ingest.readers.pdf_text import Line

_HEADING_SIZE = 1.15
_HEADING_LENGTH = 120
_HEADING_LINES = 3
_MAX_LEVEL = 6
_PARAGRAPH_GAP = 1.4
"""Distance of baselines, as a multiple of the usual one, that parts paragraphs."""
_PARAGRAPH_LINES = 4
_FULL = 0.8
_MOSTLY_FULL = 0.6
"""Share of a paragraph's lines that are full."""
_LARGE_ROOM = 0.25
_SMALL_ROOM = 0.03

_WORDS = re.compile(r"\w+")
_BULLET = re.compile(r"[•▪◦●○■□–*·‣⁃o-]\s+(?=\S)")
_NUMBERED = re.compile(r"(?:\d{1,2}[.)]|\(\d{1,2}\)|[א-ת][.)])\s+\S")
_SENTENCE_END = re.compile(r"[.?!:;][\"”'’)\]]*$")
_NOT_HEADING_END = re.compile(r"[,;.]$")
_HYPHENATED = re.compile(r"(?:^|\s)[^\s\d@./:]*[a-z]{2}[-\u2010]$")
_HYPHEN_END = re.compile(r"\w-$")


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """An entry of the PDF's outline: its level and the page to which it leads, both from 1."""

    title: str
    level: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a document, and those that stand apart from its text: footnotes, and lines in the margins."""

    body: list[Block]
    notes: list[Block]


def layout_of(
    pages: Sequence[Sequence[Line]], outline: Sequence[OutlineEntry], labels: Mapping[int, str] | None = None
) -> Layout:
    """The blocks of a document from the lines of its pages. `labels` are the page numbers that are printed."""
    kept = [line for page in without_running_lines(pages, labels or {}) for line in page]
    lines = [line for line in kept if not _is_apart(line)]
    apart = [line for line in kept if _is_apart(line)]
    if not lines:
        lines, apart = [replace(line, note=0, margin=False) for line in apart], []
    body = list(_blocks(lines, _heading_levels(lines, outline))) if lines else []
    return Layout(body, list(_notes(apart)))


def _is_apart(line: Line) -> bool:
    return line.note > 0 or (line.margin and not is_byline(line.text))


def _notes(lines: Sequence[Line]) -> Iterator[Block]:
    """One block a footnote, and one a line of the margins."""
    ordered = sorted(lines, key=lambda line: (line.page, line.margin))
    for _, group in groupby(enumerate(ordered), lambda pair: (pair[1].page, pair[1].note or -pair[0] - 1)):
        yield _block([line for _, line in group], "paragraph", 0)


def _key(text: str) -> str:
    return "".join(_WORDS.findall(text)).casefold()


def _heading_levels(lines: Sequence[Line], outline: Sequence[OutlineEntry]) -> dict[int, int]:
    """Number of a line -> heading level: by the outline where it names the line, else by size, then by weight."""
    named = _named(lines, outline)
    large = _HEADING_SIZE * _body_size(lines)
    bold_letters = sum(len(line.text) for line in lines if line.bold)
    bold_tells = bold_letters * 2 < sum(len(line.text) for line in lines)
    standing_out = [line.size >= large or (bold_tells and line.bold) for line in lines]
    levels: dict[int, int] = {}
    sizes = sorted({round(line.size) for line in lines if line.size >= large and _may_head(line)}, reverse=True)
    for i in reversed(range(len(lines))):
        line = lines[i]
        is_sentence = i + 1 < len(lines) and i + 1 not in levels and _same_style(line, lines[i + 1])
        if i in named:
            levels[i] = named[i]
        elif standing_out[i] and _may_head(line) and not is_sentence:
            rank = sizes.index(round(line.size)) if line.size >= large else len(sizes)
            levels[i] = min(rank + 1, _MAX_LEVEL)
    return levels


def _named(lines: Sequence[Line], outline: Sequence[OutlineEntry]) -> dict[int, int]:
    """Number of a line -> level of the entry of the outline that the line is, or that it and its neighbours are
    together. An entry names lines of its page; without one, or without its words there, of any page."""
    levels: dict[str, dict[int | None, int]] = {}
    for entry in outline:
        if key := _key(entry.title):
            levels.setdefault(key, {}).setdefault(entry.page, entry.level)
    found: dict[str, list[range]] = {}
    for i in range(len(lines)) if levels else ():
        key = ""
        for stop in range(i + 1, min(i + _HEADING_LINES, len(lines)) + 1):
            key += _key(lines[stop - 1].text)
            if lines[stop - 1].page == lines[i].page and key in levels:
                found.setdefault(key, []).append(range(i, stop))
    result: dict[int, int] = {}
    for key, places in found.items():
        on_page = [place for place in places if lines[place[0]].page in levels[key]]
        for place in on_page or places:
            level = levels[key].get(lines[place[0]].page, next(iter(levels[key].values())))
            result.update(dict.fromkeys(place, level))
    return result


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
    leading = _leading(lines)
    margins = _margins(lines, leading)
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
            and _continues(group[-1], line, margins[i - 1], leading, level > 0)
        )
        if not continues and group:
            yield _block(group, kind, level)
            group = []
        group.append(line)
        kind, level = here, levels.get(i, 0)
    if group:
        yield _block(group, kind, level)


def _margins(lines: Sequence[Line], leading: float) -> list[tuple[float, float]]:
    """The left and right edge of the text around each line: of a paragraph that is clearly one, else of its column."""
    columns: dict[tuple[int, int], tuple[float, float]] = {}
    stretches: list[list[Line]] = []
    for line in lines:
        left, right = columns.get((line.page, line.block), (line.x0, line.x1))
        columns[line.page, line.block] = min(left, line.x0), max(right, line.x1)
        if stretches and _is_close(stretches[-1][-1], line, leading):
            stretches[-1].append(line)
        else:
            stretches.append([line])
    result: list[tuple[float, float]] = []
    for stretch in stretches:
        left, right = min(line.x0 for line in stretch), max(line.x1 for line in stretch)
        full = sum(line.x1 - line.x0 >= _FULL * (right - left) for line in stretch)
        if len(stretch) < _PARAGRAPH_LINES or full < _MOSTLY_FULL * len(stretch):
            left, right = columns[stretch[0].page, stretch[0].block]
        result += [(left, right)] * len(stretch)
    return result


def _is_close(before: Line, line: Line, leading: float) -> bool:
    """Whether nothing but the end of a line need part the two."""
    gap = (before.y - line.y) / max(line.size, before.size)
    same = (before.page, before.block) == (line.page, line.block) and abs(before.size - line.size) < 0.12 * line.size
    return same and 0 < gap <= _PARAGRAPH_GAP * leading


def _leading(lines: Sequence[Line]) -> float:
    """The distance of baselines within paragraphs as a multiple of the size: a small one among those that occur."""
    gaps = sorted(
        (before.y - line.y) / line.size
        for before, line in pairwise(lines)
        if (before.page, before.block) == (line.page, line.block) and 0.8 < (before.y - line.y) / line.size < 4
    )
    return gaps[len(gaps) // 4] if gaps else 1.2


def _continues(before: Line, line: Line, margins: tuple[float, float], leading: float, heading: bool) -> bool:
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
    return not _had_room(before, line, margins)


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
