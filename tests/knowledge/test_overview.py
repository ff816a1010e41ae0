"""The library from above: where documents stand on the map, when they appeared, what is covered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge import generations
from knowledge.document_map import write_map
from knowledge.errors import IndexDamaged
from knowledge.library import Library
from knowledge.overview import (
    Column,
    Coverage,
    Overview,
    Timeline,
    arrivals,
    coverage,
    earlier,
    latest_entries,
    newest,
    overview,
    timeline,
)
from knowledge.taxonomy import TOPICS
from knowledge.types import Metadata
from tests.knowledge.shelf import document, library


def described(
    date: str | None = None, type: str | None = None, topics: tuple[str, ...] = (), countries: tuple[str, ...] = ()
) -> Metadata:
    return Metadata("t", date=date, type=type, topics=topics, countries=countries)


# When ----------------------------------------------------------------------------------------------------------------


def test_a_timeline_has_a_column_for_every_year_between() -> None:
    documents = [
        described("2003-05", "brief"),
        described("2001", "article"),
        described("2003", "brief"),
        described("2003"),
        described(),
    ]
    assert timeline(documents) == Timeline(
        (Column(2001, 2001, {"article": 1}), Column(2002, 2002, {}), Column(2003, 2003, {"": 1, "brief": 2})), undated=1
    )


@pytest.mark.parametrize(
    ("first", "last", "columns", "ends"),
    [
        ("1999", "1999", 1, (1999, 1999)),
        ("2000", "2023", 24, (2000, 2000)),
        ("2000", "2024", 13, (2000, 2001)),
        ("1909", "2026", 13, (1900, 1909)),
        ("0001", "9999", 20, (0, 499)),
    ],
)
def test_a_column_stands_for_as_few_years_as_there_is_room_for(
    first: str, last: str, columns: int, ends: tuple[int, int]
) -> None:
    found = timeline([described(first), described(last)]).columns
    assert (len(found), (found[0].first, found[0].last)) == (columns, ends)
    assert found[0].first <= int(first) and found[-1].last >= int(last)
    assert sum(column.documents for column in found) == 2


def test_a_timeline_of_nothing() -> None:
    assert timeline([]) == Timeline((), 0)
    assert timeline([described()]) == Timeline((), 1)


def test_the_newest_by_date() -> None:
    dates = ["2020", None, "2026-11", "2026-11-02", "2026", "2026-11"]
    documents = [(str(row), described(date)) for row, date in enumerate(dates)]
    assert newest(documents, 10) == [3, 2, 5, 4, 0]
    assert newest(documents, 2) == [3, 2]


def test_when_documents_appeared() -> None:
    kept = [("t1", frozenset("abx")), ("t2", frozenset("bcx")), ("t3", frozenset("abcd"))]
    assert arrivals(kept) == {"a": "t3", "c": "t2", "d": "t3"}
    assert arrivals(kept[:1]) == {}


def test_the_latest_entries() -> None:
    documents = (("a", described("2001")), ("b", described("2009")), ("c", described()), ("d", described("2009")))
    above = Overview(documents, np.zeros((4, 2)), {"c": "2026-02", "a": "2026-01"}, "2025")
    assert latest_entries(above, 10) == [2, 0, 1, 3]
    assert latest_entries(above, 1) == [2]


def test_earlier_generations_that_can_be_read(tmp_path: Path) -> None:
    def write(name: str, text: str) -> None:
        folder = tmp_path / "generations" / name
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(text, "utf-8")

    failed = [{"id": "bad.pdf"}]
    write("2", json.dumps({"created": "2026-02-01", "sources": {"a": "", "bad.pdf": ""}, "failures": failed}))
    write("1", json.dumps({"created": "2026-01-01", "sources": {"a": ""}, "failures": []}))
    write("3", "{")
    write("4", "[]")
    write("41", json.dumps({"created": "soon", "sources": {"a": ""}, "failures": []}))
    write("5", json.dumps({"created": "e", "sources": {}, "failures": []}))
    write(".building-7", json.dumps({"created": "2026-01-01", "sources": {}, "failures": []}))
    assert earlier(tmp_path, "5") == [("2026-01-01", frozenset("a")), ("2026-02-01", frozenset("a"))]
    assert earlier(tmp_path / "none", "5") == []


# What is covered -----------------------------------------------------------------------------------------------------


def test_topics_and_countries() -> None:
    documents = [
        described(topics=("education", "advocacy"), countries=("IL", "ES")),
        described(topics=("education",), countries=("ES",)),
        described(topics=("education", "made-up"), countries=()),
        described(topics=("made-up",), countries=("IT",)),
    ]
    found = coverage(documents, ["IL", "ES", "IT", "FR"])
    counts = {("ES", "advocacy"): 1, ("ES", "education"): 2, ("IL", "advocacy"): 1, ("IL", "education"): 1}
    assert found == Coverage(("ES", "IL", "IT", "FR"), counts, outside=2)
    assert (found.most, found.number("ES", "education"), found.number("FR", "education")) == (2, 2, 0)
    assert found.gaps("education") == ("IT", "FR")
    assert found.gaps("classification") == ("ES", "IL", "IT", "FR")


def test_nothing_is_covered_in_an_empty_library() -> None:
    empty = coverage([], [])
    assert empty == Coverage((), {}, 0)
    assert (empty.most, [empty.gaps(topic) for topic in TOPICS]) == (0, [()] * 12)


# All of it -----------------------------------------------------------------------------------------------------------


def mapped(index: Path, *names: str) -> Library:
    """A library of documents on dogs, bread and so on, with its map, as a generation of `index`."""
    folder = generations.folder_of(index, "g")
    folder.parent.mkdir(parents=True)
    shelf = library(folder, *(document(name, text) for name, text in zip(names, ("כלב", "לחם"), strict=False)))
    write_map(folder)
    return shelf


def test_the_overview_of_a_library(tmp_path: Path) -> None:
    above = overview(mapped(tmp_path, "a", "b"), tmp_path)
    assert [name for name, _ in above.documents] == ["a", "b"]
    assert sorted(above.places[:, 0].tolist()) == [0, 1]
    assert (above.entered, above.since) == ({}, "2024-01-01T00:00:00+00:00")


def test_the_overview_of_one_document(tmp_path: Path) -> None:
    above = overview(mapped(tmp_path, "a"), tmp_path)
    assert (len(above.documents), above.places.tolist()) == (1, [[0.5, 0.5]])


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_bytes(file.read_bytes()[:40])])
def test_an_index_whose_map_is_damaged_is_told(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    shelf = mapped(tmp_path, "a", "b")
    damage(generations.folder_of(tmp_path, "g") / "map.npy")
    with pytest.raises(IndexDamaged):
        overview(shelf, tmp_path)


def test_a_map_of_other_documents_is_told(tmp_path: Path) -> None:
    shelf = mapped(tmp_path, "a", "b")
    np.save(generations.folder_of(tmp_path, "g") / "map.npy", np.zeros((3, 2)))
    with pytest.raises(IndexDamaged, match=r"map\.npy holds 3 places for 2 documents"):
        overview(shelf, tmp_path)
