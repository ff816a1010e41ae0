"""The library from above: where documents stand on the map, when they appeared, what is covered."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from knowledge import overview as module
from knowledge.encoder import Vectors, normalised
from knowledge.errors import IndexDamaged
from knowledge.overview import (
    Column,
    Coverage,
    Overview,
    Timeline,
    arrivals,
    coverage,
    document_vectors,
    earlier,
    inside,
    latest_entries,
    layout,
    newest,
    overview,
    principal,
    timeline,
)
from knowledge.taxonomy import TOPICS
from knowledge.types import Metadata
from tests.knowledge.shelf import document, library


def described(
    date: str | None = None, type: str | None = None, topics: tuple[str, ...] = (), countries: tuple[str, ...] = ()
) -> Metadata:
    return Metadata("t", date=date, type=type, topics=topics, countries=countries)


def clusters(groups: int, members: int, dimension: int = 16) -> Vectors:
    """Unit vectors in tight groups, those of one group following each other."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(groups, dimension))
    return normalised(
        (np.repeat(centres, members, 0) + random.normal(0, 0.05, (groups * members, dimension))).astype("f4")
    )


def nearest(places: np.ndarray) -> list[int]:
    distances = np.linalg.norm(places[:, None] - places[None], axis=-1)
    np.fill_diagonal(distances, np.inf)
    return distances.argmin(axis=1).tolist()


# The map -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chunk", [1, 2, 3, 100])
def test_a_document_is_the_mean_of_its_windows(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", chunk)
    windows = np.array([[1, 0], [0, 1], [0, 2], [0, -4], [-3, 0]], np.float32)
    catalogue: Any = SimpleNamespace(
        documents=4,  # the third has no passage, the last one's windows are apart from each other
        passage_document=np.array([0, 1, 3, 3, 0], np.int32),
        window_passage=np.array([0, 0, 2, 1, 3], np.int32),
    )
    vectors: Any = SimpleNamespace(dimension=2, vectors=lambda rows: windows[np.asarray(rows)])
    root = 0.5**0.5
    expected = [[root, root], [0, -1], [0, 0], [-3 / 13**0.5, 2 / 13**0.5]]
    assert document_vectors(catalogue, vectors) == pytest.approx(np.array(expected))


def test_documents_of_one_subject_meet_whatever_their_language(tmp_path: Path) -> None:
    shelf = library(
        tmp_path / "g", document("a", "כלב"), document("b", "dog"), document("c", "bread"), document("d", "לחם")
    )
    vectors = document_vectors(shelf.stores.catalogue, shelf.stores.vectors)
    cosines = vectors @ vectors.T
    assert np.diag(cosines) == pytest.approx(np.ones(4), abs=1e-5)
    assert cosines[0, 1] > 0.9 > 0.1 > cosines[0, 2]


def test_components_do_not_depend_on_the_order_of_documents() -> None:
    assert principal(np.array([[-1, 0], [1, 0]], np.float32), 2).tolist() == [[-1, 0], [1, 0]]
    vectors = clusters(3, 4)
    whole, turned = principal(vectors, 5), principal(vectors[::-1], 5)
    assert whole.shape == (12, 5)
    assert np.abs(whole[::-1] - turned).max() < 1e-5
    assert (whole.var(axis=0)[:-1] >= whole.var(axis=0)[1:]).all()


@pytest.mark.parametrize(("number", "places"), [(0, []), (1, [[0.5, 0.5]]), (2, [[0, 0.5], [1, 0.5]])])
def test_libraries_too_small_for_a_map_have_one(number: int, places: list[list[float]]) -> None:
    vectors = np.eye(4, dtype=np.float32)[[1, 0]][:number]
    assert layout(vectors).tolist() == places


def test_copies_of_one_document_stand_together() -> None:
    places = layout(np.tile(np.float32([0.6, 0.8, 0]), (9, 1)))
    assert places.tolist() == [[0.5, 0.5]] * 9


@pytest.mark.parametrize("landmarks", [1000, 30])
def test_neighbours_in_meaning_are_neighbours_on_the_map(landmarks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LANDMARKS", landmarks)
    vectors = clusters(5, 12)
    places = layout(vectors)
    assert places.shape == (60, 2)
    assert (places.min(axis=0).tolist(), places.max(axis=0).tolist()) == ([0, 0], [1, 1])
    same_group = [row // 12 == near // 12 for row, near in enumerate(nearest(places))]
    assert sum(same_group) >= 58
    assert len({tuple(place) for place in places.tolist()}) == 60
    assert (layout(vectors) == places).all()


def test_which_places_lie_in_an_area() -> None:
    places = np.array([[0, 0], [0.5, 0.5], [1, 1], [0.5, 0.1], [0.9, 0.5]])
    assert inside(places, ()).all()
    assert inside(places, ((0.5, 1), (1, 0.5))).tolist() == [False, True, True, False, True]
    triangle = ((-0.1, -0.1), (1.1, -0.1), (0.5, 0.6))
    assert inside(places, triangle).tolist() == [True, True, False, True, False]
    notched = ((0, 0.4), (0.45, 0.4), (0.5, 0.55), (0.55, 0.4), (1, 0.4), (1, 0.8), (0, 0.8))
    assert inside(places, notched).tolist() == [False, False, False, False, True]
    assert inside(np.zeros((0, 2)), triangle).tolist() == []


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


def test_the_overview_of_a_library(tmp_path: Path) -> None:
    shelf = library(tmp_path / "g", document("a", "כלב"), document("b", "לחם"))
    above = overview(shelf, tmp_path)
    assert [name for name, _ in above.documents] == ["a", "b"]
    assert sorted(above.places[:, 0].tolist()) == [0, 1]
    assert (above.entered, above.since) == ({}, "2024-01-01T00:00:00+00:00")


def test_the_overview_of_one_document(tmp_path: Path) -> None:
    above = overview(library(tmp_path / "g", document("a", "כלב")), tmp_path)
    assert (len(above.documents), above.places.tolist()) == (1, [[0.5, 0.5]])


def test_an_index_that_is_damaged_is_told(tmp_path: Path) -> None:
    shelf = library(tmp_path / "g", document("a", "כלב"))

    class Broken:
        dimension = 7

        def vectors(self, rows: range) -> None:
            raise ValueError(f"bad codes in {rows}")

    broken: Any = Broken()
    shelf.stores = replace(shelf.stores, vectors=broken)
    with pytest.raises(IndexDamaged, match="bad codes"):
        overview(shelf, tmp_path)
