"""More like this: by meaning, in either language, never the document itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.library import Library
from tests.knowledge.shelf import document, library


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library(
        tmp_path_factory.mktemp("similar") / "g",
        document("dogs.txt", "כלב", "לחם"),
        document("hound.txt", "hound", "water"),
        document("bread.txt", "לחם"),
        document("cat.txt", "cat"),
    )


def found(shelf: Library, name: str, **options: object) -> list[tuple[str, str]]:
    return [(each.document, each.passage.text) for each in shelf.similar(name, **options)]  # type: ignore[arg-type]


def test_the_nearest_passage_of_each_other_document_comes_first(shelf: Library) -> None:
    near = shelf.similar("bread.txt")
    assert (near[0].document, near[0].passage.text, near[0].passage.section) == ("dogs.txt", "לחם", 1)
    assert near[0].cosine > near[1].cosine
    assert [each.document for each in near].count("dogs.txt") == 1
    assert "bread.txt" not in [each.document for each in near]
    assert len(near) == 3


def test_of_one_passage(shelf: Library) -> None:
    assert found(shelf, "dogs.txt", place=(0, 1), limit=1) == [("hound.txt", "hound")]
    assert found(shelf, "dogs.txt", place=(1, 0), limit=1) == [("bread.txt", "לחם")]


def test_the_foreign_shelf(shelf: Library) -> None:
    assert {name for name, _ in found(shelf, "dogs.txt", language="en")} == {"hound.txt", "cat.txt"}
    assert {name for name, _ in found(shelf, "cat.txt", language="he")} == {"dogs.txt", "bread.txt"}


@pytest.mark.parametrize(("name", "place"), [("missing.txt", None), ("dogs.txt", (7, 0)), ("dogs.txt", (0, 99))])
def test_what_is_not_there_is_like_nothing(shelf: Library, name: str, place: tuple[int, int] | None) -> None:
    assert shelf.similar(name, place) == []


def test_a_library_of_one_document(tmp_path: Path) -> None:
    assert library(tmp_path / "g", document("a.txt", "כלב")).similar("a.txt") == []
