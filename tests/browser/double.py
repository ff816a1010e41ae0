"""A library of three documents that finds a passage where a word of the query stands in it; for tests of the pages."""

from __future__ import annotations

import re
from collections import Counter
from types import SimpleNamespace

from knowledge.analysis import coded_words
from knowledge.catalogue import PassageRecord
from knowledge.editions import Relation
from knowledge.errors import QueryEmpty
from knowledge.generations import Failure
from knowledge.similar import Similar
from knowledge.types import Document, Filters, Hit, Metadata, Query, Results, Section, Span, quality_of

DOCUMENTS = (
    Document(
        "a.pdf",
        Metadata("ערבות הדדית", "he", ("צוות המאגר",), "2005", type="brief", topics=("education",), countries=("IL",)),
        (
            Section("הקואופרטיב הוא ארגון שחבריו הם בעליו.", "מבוא", 1, page=1),
            Section("הקואופרטיב נסגר.", "סיכום", 1, page=3),
        ),
    ),
    Document(
        "b.md",
        Metadata("Mondragon", "en", date="2010", type="case-study", topics=("education",), countries=("ES",)),
        (Section("A federation of worker cooperatives, in Hebrew קואופרטיב."),),
    ),
    Document(
        "c.txt", Metadata("פרוטוקול", "he", date="1990", type="minutes", topics=("advocacy",)), (Section("סיכום."),)
    ),
)


RELATIONS: tuple[Relation, ...] = ()


class Double:
    """Answers as `knowledge.library.Library` does."""

    generation = "1"
    failures = (Failure("scan.pdf", "no text was found in it", "לא נמצא בו טקסט", "recognise it", "הריצו זיהוי תווים"),)

    def document(self, id: str) -> Document | None:
        return next((document for document in DOCUMENTS if document.id == id), None)

    def quality(self, id: str) -> float | None:
        return quality_of(next(document.pages for document in DOCUMENTS if document.id == id))

    def highlights(self, query_text: str, text: str) -> tuple[Span, ...]:
        words = "|".join(map(re.escape, re.findall(r"\w+", query_text)))
        return tuple(found.span() for found in re.finditer(words, text)) if words else ()

    def relations(self, id: str) -> tuple[Relation, ...]:
        return tuple(each for each in RELATIONS if id in (each.main, each.other))

    def title(self, id: str) -> str | None:
        return next((document.metadata.title for document in DOCUMENTS if document.id == id), None)

    def similar(self, id: str, place: tuple[int, int] | None = None, *, limit: int) -> list[Similar]:
        others = [document for document in DOCUMENTS if document.id != id and place != (0, 0)]
        return [Similar(0.5, document.id, document.metadata, record(document)) for document in others[: min(limit, 1)]]

    def facets(self, filters: Filters) -> SimpleNamespace:
        kept = [document.metadata for document in DOCUMENTS if satisfies(document.metadata, filters)]
        return SimpleNamespace(
            topics=Counter(topic for metadata in kept for topic in metadata.topics),
            types=Counter(metadata.type for metadata in kept),
            countries=Counter(country for metadata in kept for country in metadata.countries),
            languages=Counter(metadata.language for metadata in kept),
            years=Counter(str(metadata.year) for metadata in kept),
            documents=len(kept),
        )

    def search(self, query: Query) -> Results:
        if not re.search(r"\w", query.text):
            raise QueryEmpty
        kept = [document for document in DOCUMENTS if satisfies(document.metadata, query.filters)]
        found = [
            (document, number, self.highlights(query.text, section.text))
            for document in kept
            for number, section in enumerate(document.sections)
        ]
        hits = [hit(rank, *each) for rank, each in enumerate([each for each in found if each[2]], start=1)]
        named = {each.document: each.metadata for each in hits}
        return Results(query, tuple(hits[: query.limit]), len(kept), 12.0, found=tuple(named.items()))


def record(document: Document) -> PassageRecord:
    section, language = document.sections[0], document.metadata.language
    text = section.text
    place, label, words = (0, 0, 0, 0, len(text), section.page), str(section.page or ""), coded_words(text)
    return PassageRecord(*place, language, section.heading, text, label, words)


def hit(rank: int, document: Document, number: int, highlights: tuple[Span, ...]) -> Hit:
    section, metadata = document.sections[number], document.metadata
    text, language = section.text, metadata.language
    return Hit(
        rank, 1 / rank, 1 / rank, None, document.id, metadata, section.heading, section.page, number, 0, len(text),
        language, text, highlights, None, page_label=str(section.page or ""),
    )  # fmt: skip


def satisfies(metadata: Metadata, filters: Filters) -> bool:
    return (
        (not filters.topics or bool(set(filters.topics) & set(metadata.topics)))
        and (not filters.types or metadata.type in filters.types)
        and (not filters.countries or bool(set(filters.countries) & set(metadata.countries)))
        and (filters.language in (None, metadata.language))
        and (filters.year_from is None or filters.year_from <= (metadata.year or 0))
        and (filters.year_to is None or (metadata.year or 9999) <= filters.year_to)
    )
