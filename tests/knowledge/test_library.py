"""The library: documents, facets, highlights, and stores that do not fit their manifest."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import IndexDamaged
from knowledge.generations import Failure, Manifest
from knowledge.library import Facets, Library, open_stores
from knowledge.settings import load
from knowledge.types import Document, Filters, Metadata, Query, Section
from tests.encoder import ConceptEncoder
from tests.knowledge.shelf import build_shelf, library, manifest_of

BREAD = Document(
    "bread.md",
    Metadata("על הלחם", "he", date="2005", type="brief", topics=("education", "advocacy"), countries=("IL",)),
    (Section("הלחם חם", "פרק", 1), Section("מים", "עוד", 1)),
)
WORK = Document(
    "notes/work.pdf",
    Metadata("On work", "en", date="2010-05", type="case-study", topics=("education",), countries=("ES", "IL")),
    (Section("Work begins", page=3, page_breaks=((5, 4),)),),
)
UNDATED = Document("c.txt", Metadata("ללא תאריך", "he"), (Section("כלב"),))


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    return library(tmp_path / "g", BREAD, WORK, UNDATED)


def test_documents(shelf: Library) -> None:
    assert shelf.document("notes/work.pdf") == WORK
    assert shelf.document("bread.md") == BREAD
    assert [shelf.document(name) for name in ("work.pdf", "", "../bread.md", "BREAD.md")] == [None] * 4
    assert shelf.documents() == [(each.id, each.metadata) for each in (BREAD, WORK, UNDATED)]


@pytest.mark.parametrize(
    ("filters", "facets"),
    [
        (
            Filters(),
            Facets(
                3,
                {"advocacy": 1, "education": 2},
                {"brief": 1, "case-study": 1},
                {"ES": 1, "IL": 2},
                {"en": 1, "he": 2},
                {"2005": 1, "2010": 1},
            ),
        ),
        (
            Filters(topics=("education",)),
            Facets(
                2,
                {"advocacy": 1, "education": 2},
                {"brief": 1, "case-study": 1},
                {"ES": 1, "IL": 2},
                {"en": 1, "he": 1},
                {"2005": 1, "2010": 1},
            ),
        ),
        (
            Filters(topics=("education",), year_to=2005),
            Facets(1, {"advocacy": 1, "education": 1}, {"brief": 1}, {"IL": 1}, {"he": 1}, {"2005": 1}),
        ),
        (Filters(language="en", types=("brief",)), Facets(0, {}, {}, {}, {}, {})),
        (Filters(topics=("unheard-of",)), Facets(0, {}, {}, {}, {}, {})),
    ],
)
def test_facets(filters: Filters, facets: Facets, shelf: Library) -> None:
    assert shelf.facets(filters) == facets


def test_highlights(shelf: Library) -> None:
    assert shelf.highlights("לחם", "הלחם והמים") == ((0, 4),)


def test_search_by_words_needs_no_model(tmp_path: Path) -> None:
    built = library(tmp_path / "g", BREAD, WORK, UNDATED)
    settings = load(index=tmp_path)
    without = Library(settings.model_copy(update={"cache": tmp_path / "no-model"}), built.manifest, built.stores)
    assert [hit.document for hit in without.search(Query("begins", "words")).hits] == ["notes/work.pdf"]
    assert not (tmp_path / "no-model").exists()


def test_generation_and_failures(tmp_path: Path) -> None:
    built = library(tmp_path / "g", BREAD)
    failure = Failure("scan.pdf", "no text was found in it", "לא נמצא בו טקסט", "recognise it", "הריצו זיהוי תווים")
    opened = Library(load(index=tmp_path), replace(built.manifest, failures=(failure,)), built.stores)
    assert (opened.generation, opened.failures) == ("g", (failure,))


def test_several_threads(shelf: Library) -> None:
    queries = [Query(text) for text in ("לחם", "כלב", "work", "מים")] * 10
    alone = [shelf.search(query).hits for query in queries]
    with ThreadPoolExecutor(4) as pool:
        together = [results.hits for results in pool.map(shelf.search, queries)]
    assert together == alone


# Stores that do not fit ----------------------------------------------------------------------------------------------


@pytest.fixture
def built(tmp_path: Path) -> tuple[Path, Manifest]:
    return tmp_path / "g", manifest_of(build_shelf(tmp_path / "g", [BREAD, WORK, UNDATED]))


def test_stores_that_fit(built: tuple[Path, Manifest]) -> None:
    folder, manifest = built
    assert (manifest.documents, manifest.passages, manifest.windows) == (3, 4, 4)
    assert open_stores(folder, folder, manifest).catalogue.documents == 3


@pytest.mark.parametrize("field", ["documents", "passages", "windows", "dimension"])
@pytest.mark.parametrize("by", [-1, 1])
def test_counts_that_differ_from_the_manifest(field: str, by: int, built: tuple[Path, Manifest]) -> None:
    folder, manifest = built
    other = replace(manifest, **{field: getattr(manifest, field) + by})
    with pytest.raises(IndexDamaged) as failure:
        open_stores(folder, folder, other)
    assert failure.value.detail == ("its stores hold different counts", "מספר הרשומות במאגריו אינו זהה")
    assert failure.value.en == (
        f"The index in {folder} is damaged: its stores hold different counts. Nothing in the corpus is lost; "
        "rebuild it with: python -m knowledge index"
    )


def test_tokens_of_another_generation(built: tuple[Path, Manifest], tmp_path: Path) -> None:
    folder, manifest = built
    build_shelf(tmp_path / "other", [BREAD])
    for name in ("tokens.bin", "token-ends.npy", "token-passages.npy"):
        (tmp_path / "other" / name).replace(folder / name)
    with pytest.raises(IndexDamaged) as failure:
        open_stores(folder, folder, manifest)
    assert failure.value.detail[0] == "its stores hold different counts"


@pytest.mark.parametrize("name", ["tokens.bin", "token-ends.npy"])
def test_tokens_of_two_generations(name: str, built: tuple[Path, Manifest], tmp_path: Path) -> None:
    folder, manifest = built
    build_shelf(tmp_path / "other", [BREAD])
    (tmp_path / "other" / name).replace(folder / name)
    with pytest.raises(IndexDamaged) as failure:
        open_stores(folder, folder, manifest)
    assert "tokens.bin is not as long as token-ends.npy says" in failure.value.detail[0]


@pytest.mark.parametrize("name", ["words", "vectors.faiss", "catalogue.db"])
def test_a_store_of_another_generation(name: str, built: tuple[Path, Manifest], tmp_path: Path) -> None:
    folder, manifest = built
    build_shelf(tmp_path / "other", [BREAD])
    (folder / name).rename(tmp_path / "away")
    (tmp_path / "other" / name).rename(folder / name)
    with pytest.raises(IndexDamaged) as failure:
        open_stores(folder, folder, manifest)
    assert failure.value.detail[0] == "its stores hold different counts"


def remove(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def overwrite(path: Path) -> None:
    path.write_bytes(b"\xab" * path.stat().st_size)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [remove, empty, overwrite, cut])
@pytest.mark.parametrize(
    "name", ["catalogue.db", "words/meta.json", "vectors.faiss", "means.npy", "token-ends.npy", "token-passages.npy"]
)
def test_a_damaged_store(name: str, damage: Callable[[Path], None], built: tuple[Path, Manifest]) -> None:
    folder, manifest = built
    damage(folder / name)
    with pytest.raises(IndexDamaged) as failure:
        open_stores(folder, folder, manifest)
    assert failure.value.en.endswith("rebuild it with: python -m knowledge index")
    assert "\n" not in failure.value.en


@pytest.mark.parametrize("damage", [remove, empty, cut])
def test_damaged_tokens(damage: Callable[[Path], None], built: tuple[Path, Manifest]) -> None:
    folder, manifest = built
    damage(folder / "tokens.bin")
    with pytest.raises(IndexDamaged, match=r"tokens\.bin"):
        open_stores(folder, folder, manifest)


def test_means_of_another_dimension(built: tuple[Path, Manifest]) -> None:
    folder, manifest = built
    np.save(folder / "means.npy", np.zeros((3, ConceptEncoder.dimension), np.float32))
    with pytest.raises(IndexDamaged):
        open_stores(folder, folder, manifest)
