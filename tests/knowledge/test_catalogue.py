"""The records: what goes in comes out, and what the filters choose."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.analysis import coded_words
from knowledge.catalogue import Catalogue, CatalogueWriter, PassageRecord, metadata_from_json, metadata_to_json
from knowledge.editions import Relation
from knowledge.types import CardField, Document, Filters, Metadata, PageNote, Passage, Section

FULL = Metadata(
    title='מונדרגון: "הפדרציה"',
    language="en",
    authors=("אריזמנדי", "O'Brien"),
    date="1956-04-14",
    organisation="MCC",
    type="case-study",
    topics=("world-cooperatives", "education"),
    countries=("ES", "FR"),
    summary="A federation.\nIn two lines 😀",
    sources=("https://example.org/?a=1&b=2",),
    supersedes="old/mondragon.pdf",
    rights="CC BY 4.0",
    card=(CardField("members", "70,000", "has 70,000 members"), CardField("outcome", "worked", "")),
    origins={"title": "person", "date": "file", "authors": "text"},
)
MONDRAGON = Document(
    "cases/mondragon.pdf",
    FULL,
    (
        Section("First. Second line\n\nthird 😀 fourth.", "Intro", 1, page=3, page_breaks=((7, 4), (20, 6))),
        Section("נִקּוּד וסוף.", "פרק ב'", 2),
        Section("", "Empty", 3, page=9),
    ),
    (PageNote(3, 90, 100, ocr=True), PageNote(4, 0, 20, needs_ocr=True), PageNote(6)),
)
PASSAGES = (
    Passage(0, 0, 18, 3, "en", ((0, 6), (0, 18))),
    Passage(0, 20, 35, 6, "en", ((20, 35),)),
    Passage(1, 0, 13, None, "he", ((0, 13),)),
)


def catalogue(folder: Path, *documents: tuple[Document, tuple[Passage, ...]]) -> Catalogue:
    writer = CatalogueWriter(folder / "catalogue.db")
    for document, passages in documents:
        writer.add(document, passages)
    writer.close()
    return Catalogue(folder / "catalogue.db")


def described(name: str, **fields: Any) -> tuple[Document, tuple[Passage, ...]]:
    return Document(name, Metadata(name, **fields), (Section("x"),)), ()


SHELF = (
    described("0", language="he", date="1990", type="minutes", topics=("education",), countries=("IL",)),
    described(
        "1", language="en", date="2005-06", type="case-study", topics=("education", "advocacy"), countries=("ES",)
    ),
    described("2", language="he", date="2010-01-31", type="brief", topics=("housing-land",), countries=("IL", "ES")),
    described("3", language="en", type="minutes", topics=("advocacy",)),
    described("4", language="he"),
)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Catalogue]:
    opened = catalogue(tmp_path, *SHELF)
    yield opened
    opened.close()


# Round trips ---------------------------------------------------------------------------------------------------------


def test_document_round_trip(tmp_path: Path) -> None:
    stored = catalogue(tmp_path, described("a"), (MONDRAGON, PASSAGES))
    assert stored.document("cases/mondragon.pdf") == MONDRAGON
    assert stored.metadata(1) == ("cases/mondragon.pdf", FULL)
    assert stored.every_metadata() == [("a", Metadata("a")), ("cases/mondragon.pdf", FULL)]
    assert stored.documents == 2


def test_pages_after_the_round_trip(tmp_path: Path) -> None:
    stored = catalogue(tmp_path, (MONDRAGON, PASSAGES)).document("cases/mondragon.pdf")
    assert stored is not None
    assert [stored.sections[0].page_at(offset) for offset in (0, 6, 7, 19, 20, 34)] == [3, 3, 4, 4, 6, 6]


def test_a_passage_is_cited_by_the_number_that_the_file_gives_its_page(tmp_path: Path) -> None:
    document = replace(MONDRAGON, pages=(PageNote(3, label="iii"), PageNote(6, 10, 30)))
    stored = catalogue(tmp_path, (document, PASSAGES))
    assert [stored.passage(row).page_label for row in range(3)] == ["iii", "6", ""]
    assert [document.page_label(page) for page in (3, 6, 9, None)] == ["iii", "6", "9", ""]


def test_unknown_document(shelf: Catalogue) -> None:
    assert shelf.document("nothing") is None


def test_passages_and_windows(tmp_path: Path) -> None:
    stored = catalogue(tmp_path, (MONDRAGON, PASSAGES), (MONDRAGON_AGAIN, PASSAGES[2:]))
    texts = "First. Second line", "third 😀 fourth.", "נִקּוּד וסוף."
    words = [coded_words(text) for text in texts]
    assert [len(each) // 12 for each in words] == [3, 2, 2]
    assert stored.passage(0) == PassageRecord(0, 0, 0, 0, 18, 3, "en", "Intro", texts[0], "3", words[0])
    assert stored.passage(1) == PassageRecord(1, 0, 0, 20, 35, 6, "en", "Intro", texts[1], "6", words[1])
    assert stored.passage(2) == PassageRecord(2, 0, 1, 0, 13, None, "he", "פרק ב'", texts[2], "", words[2])
    assert stored.passage(3) == PassageRecord(3, 1, 1, 0, 13, None, "he", "פרק ב'", texts[2], "", words[2])
    assert stored.passages([2, 0]) == {row: stored.passage(row) for row in (0, 2)}
    assert stored.windows(range(5)) == {0: (0, 6), 1: (0, 18), 2: (20, 35), 3: (0, 13), 4: (0, 13)}
    assert (stored.passages([]), stored.windows([])) == ({}, {})


MONDRAGON_AGAIN = Document("again", FULL, MONDRAGON.sections)


def test_rows_of_passages_and_windows(tmp_path: Path) -> None:
    stored = catalogue(tmp_path, described("a"), (MONDRAGON, PASSAGES), (MONDRAGON_AGAIN, PASSAGES[2:]))
    assert stored.passage_document.tolist() == [1, 1, 1, 2]
    assert stored.passage_language.tolist() == ["en", "en", "he", "he"]
    assert stored.window_passage.tolist() == [0, 0, 1, 2, 3]


def test_add_returns_rows(tmp_path: Path) -> None:
    writer = CatalogueWriter(tmp_path / "catalogue.db")
    assert writer.add(MONDRAGON, PASSAGES) == (0, 0)
    assert writer.add(*described("a")) == (1, 3)
    assert writer.add(MONDRAGON_AGAIN, PASSAGES[:1]) == (2, 3)
    assert (writer.documents, writer.passages, writer.windows) == (3, 4, 6)
    writer.abandon()


def test_same_id_twice(tmp_path: Path) -> None:
    writer = CatalogueWriter(tmp_path / "catalogue.db")
    writer.add(*described("a"))
    with pytest.raises(sqlite3.IntegrityError):
        writer.add(*described("a"))
    writer.abandon()


def test_empty_catalogue(tmp_path: Path) -> None:
    stored = catalogue(tmp_path)
    assert (stored.documents, stored.every_metadata()) == (0, [])
    assert [column.tolist() for column in (stored.passage_document, stored.passage_language)] == [[], []]
    assert stored.window_passage.tolist() == []
    assert stored.matching(Filters()).tolist() == []


def test_a_finished_catalogue_is_read_only(tmp_path: Path) -> None:
    stored = catalogue(tmp_path, described("a"))
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        stored._connection.execute("delete from documents")


def test_an_abandoned_catalogue_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        Catalogue(tmp_path / "catalogue.db")


LINE = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
METADATA = st.builds(
    Metadata,
    title=LINE,
    language=st.sampled_from(["he", "en"]),
    authors=st.lists(LINE, max_size=3).map(tuple),
    date=st.sampled_from([None, "1990", "1990-12", "1990-12-31"]),
    organisation=st.none() | LINE,
    type=st.none() | LINE,
    topics=st.lists(LINE, max_size=2).map(tuple),
    countries=st.lists(LINE, max_size=2).map(tuple),
    summary=st.none() | LINE,
    sources=st.lists(LINE, max_size=2).map(tuple),
    supersedes=st.none() | LINE,
    rights=st.none() | LINE,
    card=st.lists(st.builds(CardField, LINE, LINE, LINE), max_size=2).map(tuple),
    origins=st.dictionaries(LINE, st.sampled_from(["person", "file", "text", "ocr", "suggested"]), max_size=3),
    confidence=st.dictionaries(LINE, st.floats(0, 1), max_size=3),
)


@given(METADATA)
def test_metadata_round_trip(metadata: Metadata) -> None:
    assert metadata_from_json(metadata_to_json(metadata)) == metadata


def test_metadata_json_is_readable() -> None:
    assert '"title": "מונדרגון: \\"הפדרציה\\""' in metadata_to_json(FULL)


def test_how_pages_were_read(tmp_path: Path) -> None:
    plain = Document("plain.txt", Metadata("Plain"), (Section("x"),), (PageNote(0, 4, 4),))
    opened = catalogue(tmp_path, (MONDRAGON, PASSAGES), (plain, ()))
    assert opened.every_pages() == [(MONDRAGON.id, MONDRAGON.pages), (plain.id, plain.pages)]
    assert opened.document(plain.id) == plain
    assert [opened.quality(name) for name in (MONDRAGON.id, plain.id, "unknown")] == [0.75, None, None]


# Relations -----------------------------------------------------------------------------------------------------------

RELATIONS = (
    Relation("same text", "2", "0", 1.0),
    Relation("edition", "2", "3", None, True),
    Relation("contained", "4", "2", 0.8125),
)


def related(folder: Path, *relations: Relation) -> Catalogue:
    writer = CatalogueWriter(folder / "catalogue.db")
    for document, passages in SHELF:
        writer.add(document, passages)
    writer.relate(relations)
    writer.close()
    return Catalogue(folder / "catalogue.db")


def test_relations_round_trip(tmp_path: Path) -> None:
    stored = related(tmp_path, *reversed(RELATIONS))
    found = {name: stored.relations_of(name) for name in ("0", "1", "2", "3", "4", "nothing")}
    assert found == {
        "0": RELATIONS[:1],
        "1": (),
        "2": RELATIONS,
        "3": RELATIONS[1:2],
        "4": RELATIONS[2:],
        "nothing": (),
    }
    assert [relation.declared for relation in found["2"]] == [False, True, False]


def test_main_documents(tmp_path: Path) -> None:
    assert related(tmp_path, *RELATIONS).main_of() == {0: 2, 3: 2}  # what is contained stands under nothing


def test_without_relations(shelf: Catalogue) -> None:
    assert (shelf.main_of(), shelf.relations_of("0")) == ({}, ())


@pytest.mark.parametrize(("main", "other"), [("0", "nothing"), ("nothing", "0")])
def test_a_relation_to_no_document(main: str, other: str, tmp_path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        related(tmp_path, Relation("same text", main, other, 1.0))


def test_two_relations_of_a_pair(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        related(tmp_path, RELATIONS[0], Relation("edition", "2", "0"))


# Filters -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        (Filters(), [0, 1, 2, 3, 4]),
        (Filters(topics=("education",)), [0, 1]),
        (Filters(topics=("education", "housing-land")), [0, 1, 2]),
        (Filters(topics=("education", "advocacy")), [0, 1, 3]),
        (Filters(topics=("taxation-finance",)), []),
        (Filters(types=("minutes",)), [0, 3]),
        (Filters(types=("minutes", "brief")), [0, 2, 3]),
        (Filters(types=("guide",)), []),
        (Filters(countries=("ES",)), [1, 2]),
        (Filters(countries=("ES", "IL")), [0, 1, 2]),
        (Filters(countries=("FR",)), []),
        (Filters(countries=("education",)), []),  # a topic is no country
        (Filters(language="he"), [0, 2, 4]),
        (Filters(language="en"), [1, 3]),
        (Filters(year_from=2005), [1, 2]),
        (Filters(year_from=2006), [2]),
        (Filters(year_to=2005), [0, 1]),
        (Filters(year_to=1989), []),
        (Filters(year_from=1990, year_to=2005), [0, 1]),
        (Filters(year_from=2010, year_to=2010), [2]),
        (Filters(year_from=0), [0, 1, 2]),  # without a date there is no year
        (Filters(year_to=9999), [0, 1, 2]),
        (Filters(topics=("education",), language="en"), [1]),
        (Filters(types=("minutes",), countries=("IL",)), [0]),
        (Filters(topics=("advocacy",), types=("minutes",)), [3]),
        (Filters(topics=("advocacy",), year_to=2020), [1]),
        (Filters(("education",), ("case-study",), ("ES",), (), (), "en", 2000, 2006), [1]),
        (Filters(("education",), ("case-study",), ("ES",), (), (), "he", 2000, 2006), []),
    ],
)
def test_matching(filters: Filters, rows: list[int], shelf: Catalogue) -> None:
    found = shelf.matching(filters)
    assert found.tolist() == rows
    assert found.dtype == np.int64


ALONE = {
    "topics": ("education", "housing-land"),
    "types": ("minutes", "brief"),
    "countries": ("IL",),
    "language": "he",
    "year_from": 1995,
    "year_to": 2010,
}


@pytest.mark.parametrize("names", [names for size in range(2, 7) for names in combinations(ALONE, size)], ids=" ".join)
def test_fields_together_are_all_required(names: tuple[str, ...], shelf: Catalogue) -> None:
    each = [set(shelf.matching(Filters(**{name: ALONE[name]})).tolist()) for name in names]  # type: ignore[arg-type]
    together = Filters(**{name: ALONE[name] for name in names})  # type: ignore[arg-type]
    assert shelf.matching(together).tolist() == sorted(set.intersection(*each))


def test_a_label_twice_counts_once(tmp_path: Path) -> None:
    stored = catalogue(tmp_path, described("a", topics=("education", "education"), countries=("IL", "IL")))
    assert stored.counts("topic") == {"education": 1}
    assert stored.matching(Filters(topics=("education",))).tolist() == [0]


@pytest.mark.parametrize("value", ["' or 1=1 --", "education' --", "%", "*", ""])
def test_values_are_never_sql(value: str, shelf: Catalogue) -> None:
    assert shelf.matching(Filters(topics=(value,), types=(value,), countries=(value,))).tolist() == []


# Counts --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "every", "some"),
    [
        ("topic", {"advocacy": 2, "education": 2, "housing-land": 1}, {"advocacy": 2, "education": 1}),
        ("country", {"ES": 2, "IL": 2}, {"ES": 1}),
        ("type", {"brief": 1, "case-study": 1, "minutes": 2}, {"case-study": 1, "minutes": 1}),
        ("language", {"en": 2, "he": 3}, {"en": 2, "he": 1}),
        ("year", {"1990": 1, "2005": 1, "2010": 1}, {"2005": 1}),
    ],
)
def test_counts(field: str, every: dict[str, int], some: dict[str, int], shelf: Catalogue) -> None:
    assert list(shelf.counts(field).items()) == list(every.items())  # sorted by value
    assert shelf.counts(field, np.array([1, 3, 4])) == some
    assert shelf.counts(field, np.array([], np.int64)) == {}
