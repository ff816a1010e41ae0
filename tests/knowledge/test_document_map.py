"""The map of the library: where documents stand."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from knowledge import document_map
from knowledge.document_map import document_vectors, inside, layout, load_map, principal, write_map
from knowledge.encoder import Vectors, normalised
from tests.knowledge.shelf import document, library


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


@pytest.mark.parametrize("chunk", [1, 2, 3, 100])
def test_a_document_is_the_mean_of_its_windows(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_map, "CHUNK", chunk)
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
    monkeypatch.setattr(document_map, "LANDMARKS", landmarks)
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


def test_a_map_is_kept_beside_the_stores(tmp_path: Path) -> None:
    shelf = library(tmp_path / "g", document("a", "כלב"), document("b", "dog"), document("c", "bread"))
    write_map(tmp_path / "g")
    places = load_map(tmp_path / "g", 3)
    assert (places == layout(document_vectors(shelf.stores.catalogue, shelf.stores.vectors))).all()
    (dog, _), (same, _), (bread, _) = places.tolist()
    assert abs(dog - same) < 0.01
    assert abs(dog - bread) > 0.99
