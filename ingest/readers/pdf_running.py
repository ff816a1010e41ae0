"""Running lines: headers, footers and page numbers, which are no part of a document's text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ingest.readers.pdf_text import Line

_EDGE_LINES = 2
_REPEATED = 0.6
"""Share of the pages, or of the left or right ones, on which a running line repeats."""
_ROMAN = re.compile(r"(?=[ivxl])(?:x{0,4}|xl|lx{0,3})(?:ix|iv|v?i{0,4})", re.IGNORECASE)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_PAGE_NUMBER = re.compile(r"\W*(?:page|p\.|עמוד|עמ')?\s*(\w+)\s*(?:(?:/|of|מתוך)\s*\d+)?\W*", re.IGNORECASE)


def without_running_lines(pages: Sequence[Sequence[Line]], labels: Mapping[int, str]) -> list[list[Line]]:
    """The pages without the lines that repeat, but for a page number, at the top or the bottom of most pages, of most
    left or right ones, or of neighbouring ones. `labels` are the page numbers that are printed."""
    edges = [_edges(page) for page in pages]
    written = [line.page for page in pages for line in page[:1]]
    found: defaultdict[str, dict[int, Line]] = defaultdict(dict)
    for edge in edges:
        for line in edge:
            for key in _repeatable(line):
                found[key].setdefault(line.page, line)
    repeated = {key for key, lines in found.items() if _runs(lines, written)}
    return [
        [
            line
            for line in page
            if line not in edge or not (_is_page_number(line, labels) or _repeatable(line) & repeated)
        ]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _edges(page: Sequence[Line]) -> list[Line]:
    """The lines at the top and the bottom of a page, and those beside its text."""
    ordered = sorted((line for line in page if not line.margin), key=lambda line: -line.y)
    return [*ordered[:_EDGE_LINES], *ordered[-_EDGE_LINES:], *(line for line in page if line.margin)]


def _repeatable(line: Line) -> set[str]:
    """What may repeat on other pages: the text, or the text with one number as its distance from the page's own."""
    numbered = {
        f"{line.text[: found.start()]}\0{int(found.group()) - line.page}\0{line.text[found.end() :]}"
        for found in _NUMBER.finditer(line.text)
    }
    roman = {f"\0{_value(line.text) - line.page}\0"} if _ROMAN.fullmatch(line.text) else set()
    return {line.text, *numbered, *roman}


def _value(roman: str) -> int:
    """The value of a roman number below ninety."""
    values = [_ROMAN_VALUES[letter] for letter in roman.lower()]
    return sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))


def _runs(lines: Mapping[int, Line], written: Sequence[int]) -> bool:
    """Whether the lines, which have one text but for the page number, are running lines of the written pages."""
    if len(lines) < 2:
        return False
    shares = [written, *([page for page in written if page % 2 == side] for side in (0, 1) if len(written) > 3)]
    if any(_on_most(lines, pages) for pages in shares):
        return True
    numbers = sorted(lines)
    heights = [lines[number].y for number in numbers]
    close = max(heights) - min(heights) < lines[numbers[0]].size
    return len(numbers) > 2 and close and numbers[-1] - numbers[0] <= 2 * (len(numbers) - 1)


def _on_most(lines: Iterable[int], pages: Sequence[int]) -> bool:
    return len(set(lines) & set(pages)) >= max(2, _REPEATED * len(pages))


def _is_page_number(line: Line, labels: Mapping[int, str]) -> bool:
    found = _PAGE_NUMBER.fullmatch(line.text)
    return found is not None and found.group(1).casefold() in (str(line.page), labels.get(line.page, "").casefold())
