"""The texts of a library as one long row of words, in which a quotation is looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import content_tokens, tokens
from knowledge.library import Library
from knowledge.quote_words import Part, Word, words
from knowledge.syntax import Phrase
from knowledge.types import Document, Span

WHOLE = 12_000
"""Passages up to which all texts of a library are looked through; of a larger one those that the word leg names."""
CANDIDATES = 40
"""Documents that the word leg names."""
RUN = 4
"""Words in a row that a candidate for an exact quotation holds."""
_END = "\x1f"
_DOCUMENT_END = "\x1e"
_ADDED = 8
"""Words of the original in whose place an insertion may stand."""


class Texts:
    """Documents as a row of words: entry *i* of `section`, `start` and `end` says where the word *i* stands, and of
    `ids` which it is, capitals aside. `headed`: each section's heading stands before it, its words at ``end == 0``."""

    def __init__(self, documents: Iterable[Document], headed: bool = False) -> None:
        self.documents = list(documents)
        self.vocabulary: dict[str, int] = {}
        self.forms: list[str] = []
        self.first: list[int] = []
        rows: list[tuple[int, int, int, int]] = []
        for document in self.documents:
            self.first.append(len(rows))
            for number, section in enumerate(document.sections):
                heading = [Word(word.form, 0, 0) for word in words(section.heading)] if headed else []
                for form, start, end, _ in (*heading, *words(section.text)):
                    self.forms.append(form)
                    rows.append((self.vocabulary.setdefault(form.casefold(), len(self.vocabulary)), number, start, end))
            rows.append((-1, -1, 0, 0))
            self.forms.append(_DOCUMENT_END)
        self.first.append(len(rows))
        table = np.array(rows, np.int32).reshape(-1, 4)
        self.ids, self.section, self.start, self.end = table.T.copy()
        self.joined = _END + _END.join(self.forms) + _END
        self._places = np.cumsum([1, *(len(form) + 1 for form in self.forms)])

    def __len__(self) -> int:
        return len(self.forms)

    def document(self, row: int) -> int:
        """In which document the word of this row stands."""
        return int(np.searchsorted(self.first, row, "right")) - 1

    def bounds(self, row: int) -> Span:
        """The rows of the document that holds this row."""
        document = self.document(row)
        return self.first[document], self.first[document + 1] - 1

    def section_bounds(self, row: int) -> Span:
        """The rows of the section that holds this row."""
        first, last = self.bounds(row)
        numbers = self.section[first:last]
        own = self.section[row]
        return (
            first + int(np.searchsorted(numbers, own, "left")),
            first + int(np.searchsorted(numbers, own, "right")),
        )

    def spelt(self, word: Word) -> int:
        """The id of a word, -1 for one that no text holds."""
        return self.vocabulary.get(word.form.casefold(), -1)

    def exact(self, parts: Sequence[Part]) -> Iterator[tuple[Span, ...]]:
        """Every place of a quotation, as the rows of each of its parts: in order, and where they are several in one
        section."""
        patterns = [_pattern(part) for part in parts]
        at = 0
        while found := patterns[0].search(self.joined, at):
            at = found.end() - 1
            spans = [self._rows(found)]
            for pattern in patterns[1:]:
                found = pattern.search(self.joined, found.end() - 1)
                if not found:
                    return
                spans.append(self._rows(found))
            if len(spans) == 1 or self._in_one_section(spans):
                yield tuple(spans)
                at = found.end() - 1

    def _rows(self, found: re.Match[str]) -> Span:
        return (
            int(np.searchsorted(self._places, found.start() + 1)),
            int(np.searchsorted(self._places, found.end())),
        )

    def _in_one_section(self, spans: Sequence[Span]) -> bool:
        first, last = spans[0][0], spans[-1][1] - 1
        return self.document(first) == self.document(last) and bool(self.section[first] == self.section[last])


def _pattern(part: Part) -> re.Pattern[str]:
    """A part as an expression for `Texts.joined`."""
    pieces = [_END]
    for number, word in enumerate(part.words):
        if number in part.added:
            pieces.append(f"(?:[^{_END}{_DOCUMENT_END}]+{_END}){{0,{_ADDED}}}?")
        forms = "|".join(map(re.escape, (word.form, *word.others)))
        pieces.append(f"(?:{forms}){_END}" if word.others else forms + _END)
    return re.compile("".join(pieces))


def texts(library: Library, quotation: str, headed: bool = False) -> Texts:
    """The texts in which `quotation` may stand: all of a library of up to `WHOLE` passages."""
    if len(library.stores.catalogue.passage_document) <= WHOLE:
        return _every_text(library, headed)
    named = (library.stores.catalogue.metadata(row)[0] for row in _candidates(library, quotation))
    return Texts((document for name in named if (document := library.document(name))), headed)


@lru_cache(maxsize=4)
def _every_text(library: Library, headed: bool) -> Texts:
    named = (name for name, _ in library.documents())
    return Texts((document for name in named if (document := library.document(name))), headed)


def _candidates(library: Library, quotation: str) -> list[int]:
    """Rows of documents: first those that hold some words of the quotation in a row, then those that hold most."""
    stores = library.stores
    spoken = list(tokens(quotation))
    cut = [tuple(word.word for word in spoken[at : at + RUN]) for at in range(0, max(1, len(spoken) - RUN + 1), RUN)]
    runs = [Phrase(run) for run in cut if run]
    holding = stores.words.holding([runs], []) if runs else np.zeros(0, np.int64)
    best = [row for row, _ in stores.words.search(content_tokens(quotation), CANDIDATES)]
    owners: NDArray[np.int32] = stores.catalogue.passage_document
    ranked = [*owners[holding].tolist()[: 10 * CANDIDATES], *owners[np.array(best, np.int64)].tolist()]
    return list(dict.fromkeys(ranked))[: 2 * CANDIDATES]
