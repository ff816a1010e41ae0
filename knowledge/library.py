"""A generation opened for reading: the one door by which the command line and the browser look into the library."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from threadpoolctl import threadpool_limits

from knowledge import generations
from knowledge.analysis import matching_spans
from knowledge.catalogue import Catalogue
from knowledge.correction import Understanding
from knowledge.editions import Relation
from knowledge.encoder import CompiledEncoder, Encoder
from knowledge.errors import IndexDamaged, KnowledgeError, ModelChanged, cause
from knowledge.generations import Failure, Manifest
from knowledge.plan import plan
from knowledge.search import Stores, search
from knowledge.settings import Settings
from knowledge.similar import Place, Similar, similar
from knowledge.tokens import TokenIndex
from knowledge.types import Document, Filters, Language, Metadata, Query, Results, Span
from knowledge.vectors import VectorIndex, load_means
from knowledge.words import WordIndex


@dataclass(frozen=True, slots=True)
class Facets:
    """How many documents have each value, after the filters."""

    documents: int
    topics: Mapping[str, int]
    types: Mapping[str, int]
    countries: Mapping[str, int]
    languages: Mapping[str, int]
    years: Mapping[str, int]


class Library:
    """A generation's stores and the model that reads queries for them. Safe to use from several threads."""

    def __init__(self, settings: Settings, manifest: Manifest, stores: Stores, encoder: Encoder | None = None) -> None:
        self._settings = settings
        self.manifest = manifest
        self.stores = stores
        self._encoder = encoder
        self._loading = Lock()

    @classmethod
    def open(cls, settings: Settings, encoder: Encoder | None = None) -> Library:
        """The generation that serves. The model is loaded with the first query that needs it unless `encoder` is given.

        Raises IndexMissing, IndexVersion, IndexDamaged.
        """
        folder, manifest = generations.open_current(settings.index)
        return cls(settings, manifest, open_stores(settings.index, folder, manifest), encoder)

    @property
    def generation(self) -> str:
        """The generation's name."""
        return self.manifest.generation

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Source files that stayed out of this generation."""
        return self.manifest.failures

    @property
    def encoder(self) -> Encoder:
        """The model that built the generation. Raises ModelDamaged, ModelChanged."""
        with self._loading:  # two first queries at once load one model
            if self._encoder is None:
                self._encoder = self._load_encoder()
            return self._encoder

    def _load_encoder(self) -> Encoder:
        folder = self._settings.cache / "models" / self.manifest.fingerprint
        if not (folder / "encoder.json").is_file():
            raise ModelChanged(self.manifest.model)
        return CompiledEncoder.load(folder, self._settings.threads)

    def search(self, query: Query) -> Results:
        """The passages that answer `query`. Raises what `knowledge.search.search` does, and what `encoder` does."""
        encoder = None if query.mode == "words" else self.encoder
        try:
            return search(self.stores, encoder, query)
        except (sqlite3.DatabaseError, ValueError, OSError) as error:  # damage that keeps a file's size
            reason = cause(error)
            raise IndexDamaged(self._settings.index, (reason, reason)) from error

    def similar(
        self, document: str, place: Place | None = None, language: Language | None = None, limit: int = 5
    ) -> list[Similar]:
        """The passages of other documents nearest in meaning to a document, or to one passage of it, best first, one a
        document; only those in `language` unless None. Empty where the library does not hold the document.

        Raises IndexDamaged.
        """
        try:
            return similar(self.stores, document, place, language, limit)
        except (sqlite3.DatabaseError, ValueError, OSError) as error:
            reason = cause(error)
            raise IndexDamaged(self._settings.index, (reason, reason)) from error

    def document(self, name: str) -> Document | None:
        """A whole document by its id; None when the library does not hold it."""
        return self.stores.catalogue.document(name)

    def relations(self, name: str) -> tuple[Relation, ...]:
        """What a document is to others and they are to it; empty where the library does not hold it."""
        row = self.stores.catalogue.row_of(name)
        return () if row is None else self.stores.catalogue.relations_of(row)

    def title(self, name: str) -> str | None:
        """A document's title by its id; None when the library does not hold it."""
        row = self.stores.catalogue.row_of(name)
        return None if row is None else self.stores.catalogue.metadata(row)[1].title

    def documents(self) -> list[tuple[str, Metadata]]:
        """Ids and descriptions of all documents."""
        return self.stores.catalogue.every_metadata()

    def quality(self, document: str) -> float | None:
        """The reading quality of a document, in [0, 1]; None where it cannot be judged."""
        return self.stores.catalogue.quality(document)

    def facets(self, filters: Filters) -> Facets:
        """What can be filtered by, with counts among the documents that satisfy `filters`."""
        catalogue = self.stores.catalogue
        rows = catalogue.matching(filters)
        return Facets(
            documents=len(rows),
            topics=catalogue.counts("topic", rows),
            types=catalogue.counts("type", rows),
            countries=catalogue.counts("country", rows),
            languages=catalogue.counts("language", rows),
            years=catalogue.counts("year", rows),
        )

    def highlights(self, query: str, text: str) -> tuple[Span, ...]:
        """The spans of `text` whose words match the query as it was understood, in either language."""
        try:
            asked = plan(Query(query), self.stores.catalogue, self.stores.words, self.stores.understanding)
        except KnowledgeError:  # a query that finds nothing marks nothing
            return ()
        return matching_spans((*asked.words, *asked.widened), text)


def open_stores(index: Path, folder: Path, manifest: Manifest) -> Stores:
    """The stores in `folder`, their counts checked against the manifest. Raises IndexDamaged."""
    # Numpy's own threads wait by spinning, which slows openvino's, and for sums as small as a search's it takes longer
    # to wake them than to add: with them a search takes twice as long (`benchmarks/latency.py`). What is worth two
    # cores is shared out by `knowledge.parallel`.
    threadpool_limits(1)
    try:
        catalogue = Catalogue(folder / "catalogue.db")
        words = WordIndex(folder / "words")
        stores = Stores(
            catalogue,
            words,
            VectorIndex(folder / "vectors.faiss"),
            VectorIndex(folder / "contexts.faiss"),
            load_means(folder / "means.npy"),
            TokenIndex(folder, manifest.dimension),
            Understanding(words),
        )
    except (OSError, sqlite3.Error, ValueError, RuntimeError) as error:
        reason = cause(error)
        raise IndexDamaged(index, (reason, reason)) from error
    found = (catalogue.documents, len(catalogue.passage_document), len(catalogue.window_passage))
    expected = (manifest.documents, manifest.passages, manifest.windows)
    same = (len(stores.words), len(stores.tokens), len(stores.vectors), stores.vectors.dimension)
    sections = int(catalogue.passage_context[-1]) + 1 if manifest.passages else 0
    if (len(stores.contexts), stores.contexts.dimension) != (sections, manifest.dimension):
        raise IndexDamaged(index, ("its stores hold different counts", "מספר הרשומות במאגריו אינו זהה"))
    if found != expected or same != (manifest.passages, manifest.passages, manifest.windows, manifest.dimension):
        raise IndexDamaged(index, ("its stores hold different counts", "מספר הרשומות במאגריו אינו זהה"))
    return stores
