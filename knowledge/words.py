"""The word leg: a tantivy index of passages by their words and stems, ranked by BM25.

`knowledge.analysis` makes the terms; tantivy only splits them at the spaces put between them. Row numbers are those of
the catalogue.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from knowledge import hebrew
from knowledge.analysis import Token, tokens
from knowledge.syntax import Phrase

_WRITER_HEAP = 128 << 20
_TOKENIZER = "terms"
_FINALS = {"ך": "כך", "ם": "מם", "ן": "נן", "ף": "פף", "ץ": "צץ"}
_FEW = 100
"""Values up to which a query for each is faster than one for the set, four times at 50."""
_K1 = 1.2
"""How soon further occurrences of a term stop to count; fixed in tantivy."""


@dataclass(frozen=True, slots=True)
class Field:
    """A searched field: the text it holds, whether by word or by stem, and its weight in the score."""

    name: str
    weight: float


TEXT = (Field("words", 1.0), Field("stems", 1.0))
"""Of the passage's own text; they alone say how much of a query can be covered."""
FIELDS = (
    *TEXT,
    Field("title_words", 0.5),
    Field("title_stems", 0.5),
    Field("heading_words", 0.5),
    Field("heading_stems", 0.5),
)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        places = "position" if field.name == "words" else "freq"  # for phrases
        builder.add_text_field(field.name, tokenizer_name=_TOKENIZER, index_option=places)
    builder.add_unsigned_field("row", indexed=True, fast=True)
    builder.add_unsigned_field("document", indexed=True, fast=True)
    return builder.build()


def _register(index: tantivy.Index) -> None:
    index.register_tokenizer(_TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


class WordIndexWriter:
    """Fills a new index in an empty folder. Rows are to be added in the catalogue's order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        index = tantivy.Index(_schema(), path=str(folder))
        _register(index)
        self._writer = index.writer(heap_size=_WRITER_HEAP, num_threads=1)

    def add(self, row: int, document: int, title: str, heading: str, text: str) -> None:
        """One passage with the title of its document and its heading."""
        record = tantivy.Document()
        record.add_unsigned("row", row)
        record.add_unsigned("document", document)
        for prefix, part in (("", text), ("title_", title), ("heading_", heading)):
            found = list(tokens(part))
            record.add_text(f"{prefix}words", " ".join(token.word for token in found))
            record.add_text(f"{prefix}stems", " ".join(token.stem for token in found))
        try:
            self._writer.add_document(record)
        except ValueError as error:  # tantivy's word for a disk that does not take it
            raise OSError(str(error)) from error

    def abandon(self) -> None:
        """Stop writing, so that the folder can be removed: letting go of the writer ends its threads."""
        if hasattr(self, "_writer"):
            del self._writer

    def close(self) -> None:
        """Write everything to disk."""
        try:
            self._writer.commit()
            self._writer.wait_merging_threads()
        except ValueError as error:
            raise OSError(str(error)) from error
        for lock in self._folder.glob(".tantivy-*.lock"):  # nobody writes here again
            lock.unlink()


class WordIndex:
    """A finished index, opened for searching."""

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        index = tantivy.Index(self._schema, path=str(folder))
        _register(index)
        self._searcher = index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self,
        query: Sequence[Token],
        limit: int,
        documents: Iterable[int] | None = None,
        rows: Iterable[int] | None = None,
    ) -> list[tuple[int, float]]:
        """(row, coverage) of the best passages, best first: their BM25 score over the most that a passage could have.

        Only `documents` and only `rows` are allowed; None allows all.
        """
        terms = self._terms(query)
        if not terms:
            return []
        wanted = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, *term), weight))
                for term, weight in terms.items()
            ]
        )
        for name, allowed in (("document", documents), ("row", rows)):
            if allowed is not None:
                among = self._among(name, list(allowed))
                wanted = tantivy.Query.boolean_query(
                    [
                        (tantivy.Occur.Must, wanted),
                        (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0)),
                    ]
                )
        hits = self._searcher.search(wanted, limit=limit, count=False).hits
        found = self._searcher.fast_field_values("row", [address for _, address in hits])
        own = {field.name for field in TEXT}
        most = sum(weight * self._highest(*term) for term, weight in terms.items() if term[0] in own)
        return [(int(row or 0), min(1.0, float(score) / most)) for row, (score, _) in zip(found, hits, strict=True)]

    def _among(self, field: str, values: list[int]) -> tantivy.Query:
        if len(values) > _FEW:
            return tantivy.Query.term_set_query(self._schema, field, values)
        each = [tantivy.Query.term_query(self._schema, field, value) for value in values]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in each])

    def _terms(self, query: Sequence[Token]) -> dict[tuple[str, str], float]:
        """(field, term) -> weight."""
        return {
            (field.name, value): field.weight
            for field in FIELDS
            for value in (token.word if field.name.endswith("words") else token.stem for token in query)
        }

    def holding(self, required: Sequence[Sequence[Phrase]], excluded: Sequence[Phrase]) -> NDArray[np.int64]:
        """Rows, ascending, of the passages whose text holds a phrase of every group and none of `excluded`."""
        clauses = [(tantivy.Occur.Must, tantivy.Query.all_query())]
        for group in required:
            alternatives = [(tantivy.Occur.Should, self._phrase(phrase)) for phrase in group]
            clauses.append((tantivy.Occur.Must, tantivy.Query.boolean_query(alternatives)))
        clauses += [(tantivy.Occur.MustNot, self._phrase(phrase)) for phrase in excluded]
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), limit=max(1, len(self)), count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return np.sort(np.array([int(row or 0) for row in rows], np.int64))

    def _phrase(self, phrase: Phrase) -> tantivy.Query:
        """Words in a row are exact, but for the prefix letters that Hebrew writes with the first; one word alone is
        meant in all its forms."""
        if len(phrase.words) > 1 and phrase.prefix:
            return tantivy.Query.phrase_prefix_query(self._schema, "words", list(phrase.words))
        if len(phrase.words) > 1:
            first, *others = map(re.escape, phrase.words)
            return tantivy.Query.regex_phrase_query(self._schema, "words", [_prefixed(first) + first, *others])
        (word,) = phrase.words
        if phrase.prefix:
            last = _FINALS.get(word[-1], word[-1])  # קיבוץ* is meant to find קיבוצים too
            beginning = f"{_prefixed(word)}{re.escape(word[:-1])}[{re.escape(last)}].*"
            return tantivy.Query.regex_query(self._schema, "words", beginning)
        return tantivy.Query.term_query(self._schema, "stems", next(tokens(word)).stem)

    def holds(self, token: Token) -> bool:
        """Whether a passage holds a word or its stem, in its text or above it."""
        return any(self._searcher.doc_freq(*term) for term in self._terms([token]))

    def words(self) -> Mapping[str, int]:
        """Every word of the texts, with the number of passages that hold it."""
        return dict(self._searcher.terms_with_prefix("words", ""))

    def _highest(self, field: str, term: str) -> float:
        """The most that a term can add to a score: BM25 of an endless count of it (Robertson & Zaragoza 2009)."""
        holding = self._searcher.doc_freq(field, term)
        return math.log(1 + (len(self) - holding + 0.5) / (holding + 0.5)) * (1 + _K1)


def _prefixed(word: str) -> str:
    """A regular expression of the letters that may be written before a word."""
    return "[ושהבלמכ]{0,4}" if hebrew.LETTER.search(word) else ""
