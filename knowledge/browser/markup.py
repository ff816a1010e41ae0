"""HTML of text that nobody vouches for: escaping, highlights, direction, excerpts.

Spans are always found on the raw text; each piece between two marks is escaped by itself and then wrapped, so neither
the text nor the place of a mark can open or close a tag.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.types import Language, Span

EXCERPT = 420
"""Characters of a passage that a result card shows."""

# Control characters and lone surrogates cannot be sent; overrides (U+202D, U+202E) make text read other than it is.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202d\u202e]")
_HEBREW = re.compile("[\u05d0-\u05ea\ufb1d-\ufb4f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_PARAGRAPH = re.compile(r"\S.*?(?=\s*\n[ \t]*\n|\s*\Z)", re.S)
_SENTENCE = re.compile(r"[.!?]\s+|\n+")
_WORD = re.compile(r"\s+")
_EMPTY_LINES = re.compile(r"\n\s*\n")
_CELL = " | "


def escape(text: str) -> str:
    """`text` as HTML that shows it and does nothing else, fit for element content and quoted attributes."""
    return html.escape(_UNFIT.sub("", text))


def isolate(text: str) -> str:
    """`text` escaped, its direction kept from spreading to what stands beside it."""
    return f"<bdi>{escape(text)}</bdi>"


def direction(language: Language) -> str:
    """The HTML ``dir`` of a language."""
    return "rtl" if language == "he" else "ltr"


def script_direction(text: str, language: Language) -> str:
    """The HTML ``dir`` of the script that most of the letters of `text` belong to; that of `language` on a tie."""
    hebrew, latin = len(_HEBREW.findall(text)), len(_LATIN.findall(text))
    if hebrew == latin:
        return direction(language)
    return "rtl" if hebrew > latin else "ltr"


@dataclass(frozen=True, slots=True)
class Layer:
    """Spans of a text that are wrapped in one element. `tag` and `css` are ours, never a document's."""

    spans: tuple[Span, ...]
    tag: str = "mark"
    css: str = ""

    def within(self, start: int, end: int) -> Layer:
        """The layer with only the spans that touch ``[start, end)``."""
        return Layer(tuple(span for span in self.spans if span[0] < end and start < span[1]), self.tag, self.css)

    def wrap(self, piece: str, start: int, end: int) -> str:
        """`piece`, the HTML of ``[start, end)``, in this layer's element if a span covers it."""
        if not any(a <= start and end <= b for a, b in self.spans):
            return piece
        attributes = f' class="{self.css}"' if self.css else ""
        return f"<{self.tag}{attributes}>{piece}</{self.tag}>"


def layered(text: str, layers: Sequence[Layer], start: int = 0, end: int | None = None) -> str:
    """The HTML of ``text[start:end]`` with every layer's spans wrapped, the first layer innermost."""
    end = len(text) if end is None else end
    near = [layer.within(start, end) for layer in layers]
    edges = {edge for layer in near for span in layer.spans for edge in span}
    pieces = []
    for left, right in pairwise(sorted({start, end} | {edge for edge in edges if start < edge < end})):
        piece = escape(text[left:right])
        for layer in near:
            piece = layer.wrap(piece, left, right)
        pieces.append(piece)
    return "".join(pieces)


def excerpt(text: str, centre: Span | None, size: int = EXCERPT) -> Span:
    """The span of `text`, at most `size` characters, that holds as much as it can around `centre`. It starts with a
    sentence if one starts soon enough, and is cut between words."""
    if len(text) <= size:
        return (0, len(text))
    middle = sum(centre) // 2 if centre else 0
    start = min(max(0, middle - size // 2), len(text) - size)
    end = start + size
    if start > 0:
        edge = _SENTENCE.search(text, start, start + size // 3) or _WORD.search(text, start, end)
        start = edge.end() if edge and edge.end() <= middle else start
    if end < len(text):
        gap = text.rfind(" ", start, end)
        end = gap if gap > start else end
    return (start, end)


def shown_excerpt(text: str, layers: Sequence[Layer], centre: Span | None) -> str:
    """The HTML of the excerpt around `centre`, without empty lines, with an ellipsis where text was left out."""
    start, end = excerpt(text, centre)
    before = "… " if start > 0 else ""
    after = " …" if end < len(text) else ""
    return before + _EMPTY_LINES.sub("\n", layered(text, layers, start, end)) + after


def paragraphs(text: str) -> Iterator[Span]:
    """The spans of the paragraphs of a section's text, which empty lines separate."""
    for found in _PARAGRAPH.finditer(text):
        yield found.span()


def block(text: str, layers: Sequence[Layer], span: Span, language: Language) -> str:
    """One paragraph (lines that were kept apart, such as items of a list, stay apart), or one table if all its lines
    are rows of cells; as HTML in its own direction."""
    start, end = span
    side = script_direction(text[start:end], language)
    lines = list(_lines(text, start, end))
    if all(_CELL in text[a:b] for a, b in lines):
        base: Language = "he" if side == "rtl" else "en"
        rows = "".join(f"<tr>{_cells(text, layers, (a, b), base)}</tr>" for a, b in lines)
        return f'<div class="kb-table"><table dir="{side}"><tbody>{rows}</tbody></table></div>'
    if len(lines) == 1:
        return f'<p dir="{side}">{layered(text, layers, start, end)}</p>'
    return (
        f'<p dir="{side}">{"".join(f"<span class=kb-line>{layered(text, layers, a, b)}</span>" for a, b in lines)}</p>'
    )


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    for found in re.compile(r"[^\n]+").finditer(text, start, end):
        yield found.span()


def _cells(text: str, layers: Sequence[Layer], row: Span, language: Language) -> str:
    start, end = row
    cells = []
    while start <= end:
        stop = text.find(_CELL, start, end)
        stop = end if stop == -1 else stop
        side = script_direction(text[start:stop], language)
        cells.append(f'<td dir="{side}">{layered(text, layers, start, stop)}</td>')
        start = stop + len(_CELL)
    return "".join(cells)


def flag(country: str) -> str:
    """The flag emoji of an ISO 3166-1 alpha-2 code."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in country)
