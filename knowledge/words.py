"""The word leg: a tantivy index of passages by their words and stems, ranked by BM25.

`knowledge.analysis` makes the terms; tantivy only splits them at the spaces put between them. Row numbers are those of
the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from knowledge.analysis import Token, tokens

_WRITER_HEAP = 128 << 20
_TOKENIZER = "terms"


@dataclass(frozen=True, slots=True)
class Field:
    """A searched field: the text it holds, whether by word or by stem, and its weight in the score."""

    name: str
    weight: float


FIELDS = (Field("words", 1.0), Field("stems", 1.0))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name=_TOKENIZER, index_option="freq")
    builder.add_text_field("stems", tokenizer_name=_TOKENIZER, index_option="freq")
    builder.add_unsigned_field("row", fast=True)
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
        """One passage. The title and the heading count as its words, as they do to a reader."""
        found = [*tokens(title), *tokens(heading), *tokens(text)]
        record = tantivy.Document()
        record.add_unsigned("row", row)
        record.add_unsigned("document", document)
        record.add_text("words", " ".join(token.word for token in found))
        record.add_text("stems", " ".join(token.stem for token in found))
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
        self, query: Sequence[Token], limit: int, documents: Iterable[int] | None = None
    ) -> list[tuple[int, float]]:
        """(row, BM25 score) of the best passages, best first. Only `documents` are allowed; None allows all."""
        terms = self._terms(query)
        if not terms:
            return []
        wanted = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        if documents is not None:
            allowed = tantivy.Query.term_set_query(self._schema, "document", list(documents))
            wanted = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, wanted),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)),
                ]
            )
        hits = self._searcher.search(wanted, limit=limit, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return [(int(row or 0), float(score)) for row, (score, _) in zip(rows, hits, strict=True)]

    def _terms(self, query: Sequence[Token]) -> list[tantivy.Query]:
        values = {"words": [token.word for token in query], "stems": [token.stem for token in query]}
        return [
            tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field.name, value), field.weight)
            for field in FIELDS
            for value in dict.fromkeys(values[field.name])
        ]
