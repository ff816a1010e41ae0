"""Sections -> passages -> windows.

A passage is what people read and cite: whole sentences of one section, about 120 to 220 of the model's tokens. A window
is what the vector leg compares: two sentences, the next one starting one sentence later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.analysis import language_of
from knowledge.types import Document, Language, Passage, Section, Span

TARGET_TOKENS = 170
LARGEST_TOKENS = 220
SMALLEST_TOKENS = 60
SENTENCES_A_WINDOW = 2
LONG_SENTENCE_TOKENS = 45
"""Above this the clauses between semicolons count as sentences for the windows."""

_CHARACTERS_A_TOKEN: dict[Language, float] = {"he": 2.96, "en": 3.66}
"""Measured on the embedded model's tokenizer; good to some 10 %, which is all that a passage's length needs."""

_BOUNDARY = re.compile(r"(?<=[.!?…])(?P<close>[\"'”’»)\]]*)\s+|\n+")
_CLAUSE_END = re.compile(r"(?<=;)\s+")
_ABBREVIATION = re.compile(
    r"(?:^|\s)[(\[\"'“”„]*(?:[A-Za-zא-ת]|Mr|Mrs|Ms|Dr|St|No|vs|cf|pp?|e\.g|i\.e|etc|ed|eds|Vol|\d{1,2})\.$"
)


def split(document: Document) -> Iterator[Passage]:
    """The passages of a document in reading order."""
    for number, section in enumerate(document.sections):
        sentences = _sentences(section.text)
        for start, end in _groups(section, sentences):
            spans = sentences[start:end]
            first, last = spans[0][0], spans[-1][1]
            yield Passage(
                section=number,
                start=first,
                end=last,
                page=section.page_at(first),
                language=language_of(section.text[first:last], document.metadata.language),
                windows=tuple(_windows(section.text, spans)),
            )


def _sentences(text: str) -> list[Span]:
    """Spans of the sentences; a line break always ends one, and one longer than a passage is cut at a space."""
    spans: list[Span] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        end = match.end("close") if match["close"] is not None else match.start()
        before = max(start - 1, end - 12, 0)  # with the space that ended the sentence before
        if "\n" not in match[0] and _ABBREVIATION.search(text, before, end):
            continue
        spans += _cut(text, start, end)
        start = match.end()
    return [*spans, *_cut(text, start, len(text))]


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence without the spaces around it, in pieces no longer than a passage."""
    raw = text[start:end]
    start, end = start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip())
    longest = int(LARGEST_TOKENS * _CHARACTERS_A_TOKEN[language_of(raw)])
    while end - start > longest:
        space = text.rfind(" ", start + longest // 2, start + longest)
        cut = space if space > 0 else start + longest
        yield start, cut
        start = cut + (space > 0)
    if start < end:
        yield start, end


def _groups(section: Section, sentences: list[Span]) -> Iterator[Span]:
    """Ranges of sentences that make a passage: up to the target, ending with a paragraph where one ends near it."""
    sizes = [_tokens(section.text[start:end]) for start, end in sentences]
    first, total = 0, 0.0
    ranges: list[Span] = []
    for row, size in enumerate(sizes):
        if row > first and total + size > LARGEST_TOKENS:
            ranges.append((first, row))
            first, total = row, 0.0
        total += size
        ends_paragraph = row + 1 < len(sentences) and "\n\n" in section.text[sentences[row][1] : sentences[row + 1][0]]
        if total >= TARGET_TOKENS or (ends_paragraph and total >= 0.7 * TARGET_TOKENS):
            ranges.append((first, row + 1))
            first, total = row + 1, 0.0
    if first < len(sentences):
        if ranges and total < SMALLEST_TOKENS and sum(sizes[ranges[-1][0] :]) <= 1.2 * LARGEST_TOKENS:
            ranges[-1] = (ranges[-1][0], len(sentences))  # a crumb reads better with what precedes it
        else:
            ranges.append((first, len(sentences)))
    yield from ranges


def _tokens(text: str) -> float:
    return len(text) / _CHARACTERS_A_TOKEN[language_of(text)]


def _windows(text: str, sentences: list[Span]) -> Iterator[Span]:
    units = [unit for sentence in sentences for unit in _clauses(text, sentence)]
    for row in range(max(1, len(units) - SENTENCES_A_WINDOW + 1)):
        yield units[row][0], units[min(row + SENTENCES_A_WINDOW, len(units)) - 1][1]


def _clauses(text: str, sentence: Span) -> Iterator[Span]:
    """A long sentence cut at its semicolons: each clause of a list of aims or findings says a thing of its own."""
    start, end = sentence
    if _tokens(text[start:end]) > LONG_SENTENCE_TOKENS:
        for match in _CLAUSE_END.finditer(text, start, end):
            yield start, match.start()
            start = match.end()
    yield start, end
