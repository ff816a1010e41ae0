"""Building: counts, the cache of vectors, the same bytes every time."""

from __future__ import annotations

import errno
import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.blob_cache import BlobCache
from knowledge.build import Counts, build, is_disk_full
from knowledge.catalogue import Catalogue
from knowledge.encoder import Encoder
from knowledge.types import Document, Metadata, Passage, Section
from knowledge.vectors import VectorIndex, load_means
from knowledge.words import WordIndex
from tests.encoder import ConceptEncoder
from tests.knowledge.shelf import build_shelf, document, passages

DOCUMENTS = [
    document("a.txt", "הכלב ישן\nהחתול ער", "הלחם חם"),
    document("b.txt", "The dog sleeps\nWater\nThe dog sleeps"),
    document("c.txt", "1936"),
]
DISTINCT = ["הכלב ישן", "החתול ער", "הלחם חם", "The dog sleeps", "Water", "1936"]


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[BlobCache]:
    opened = BlobCache(tmp_path / "vectors.db")
    yield opened
    opened.close()


def vector_files(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in ("vectors.faiss", "means.npy")]


def test_counts_and_files(tmp_path: Path) -> None:
    encoder = ConceptEncoder()
    folder = tmp_path / "g"
    assert build_shelf(folder, DOCUMENTS, encoder) == Counts(documents=3, passages=4, windows=7, embedded=6)
    assert encoder.encoded == DISTINCT
    assert sorted(path.name for path in folder.iterdir()) == ["catalogue.db", "means.npy", "vectors.faiss", "words"]


def test_stores_hold_the_same_rows(tmp_path: Path) -> None:
    build_shelf(tmp_path / "g", DOCUMENTS)
    catalogue = Catalogue(tmp_path / "g" / "catalogue.db")
    vectors = VectorIndex(tmp_path / "g" / "vectors.faiss")
    assert catalogue.documents == 3
    assert len(WordIndex(tmp_path / "g" / "words")) == len(catalogue.passage_document) == 4
    assert len(vectors) == len(catalogue.window_passage) == 7
    assert vectors.dimension == ConceptEncoder.dimension
    assert catalogue.passage_document.tolist() == [0, 0, 1, 2]
    assert catalogue.window_passage.tolist() == [0, 0, 1, 2, 2, 2, 3]


def test_means_are_of_the_windows_languages(tmp_path: Path) -> None:
    # The windows of a Hebrew passage may be English: each counts for its own language. One without letters counts for
    # its passage's.
    text = "כלב כלב כלב כלב\ndog\n12"
    build_shelf(tmp_path / "g", [document("a.txt", text)])
    means = load_means(tmp_path / "g" / "means.npy")
    dog, other = np.eye(ConceptEncoder.dimension)[[0, -1]]
    # the encoder divides by the length where it is above 1: all three vectors have length 1
    assert means["he"] == pytest.approx((dog + other) / (2 + 100))
    assert means["en"] == pytest.approx(dog / (1 + 100))


def test_nothing_is_embedded_twice(tmp_path: Path, cache: BlobCache) -> None:
    first, second = ConceptEncoder(), ConceptEncoder()
    assert build_shelf(tmp_path / "1", DOCUMENTS, first, cache).embedded == 6
    assert build_shelf(tmp_path / "2", DOCUMENTS, second, cache) == Counts(3, 4, 7, embedded=0)
    assert (first.encoded, second.encoded) == (DISTINCT, [])
    assert vector_files(tmp_path / "1") == vector_files(tmp_path / "2")


def test_only_what_is_new_is_embedded(tmp_path: Path, cache: BlobCache) -> None:
    build_shelf(tmp_path / "1", DOCUMENTS, ConceptEncoder(), cache)
    encoder = ConceptEncoder()
    more = [*DOCUMENTS, document("d.txt", "Water\nBread")]
    assert build_shelf(tmp_path / "2", more, encoder, cache).embedded == 1
    assert encoder.encoded == ["Bread"]
    build_shelf(tmp_path / "3", more)
    assert vector_files(tmp_path / "2") == vector_files(tmp_path / "3")


def test_another_model_embeds_again(tmp_path: Path, cache: BlobCache) -> None:
    build_shelf(tmp_path / "1", DOCUMENTS, ConceptEncoder("one"), cache)
    encoder = ConceptEncoder("two")
    assert build_shelf(tmp_path / "2", DOCUMENTS, encoder, cache).embedded == 6
    assert encoder.encoded == DISTINCT
    assert build_shelf(tmp_path / "3", DOCUMENTS, ConceptEncoder("one"), cache).embedded == 0


def test_a_cached_vector_of_another_size_is_embedded_again(tmp_path: Path, cache: BlobCache) -> None:
    build_shelf(tmp_path / "1", DOCUMENTS, ConceptEncoder(), cache)
    cache.put([(hashlib.sha256(b"concepts\nWater").digest(), b"short")])
    encoder = ConceptEncoder()
    assert build_shelf(tmp_path / "2", DOCUMENTS, encoder, cache).embedded == 1
    assert encoder.encoded == ["Water"]
    assert vector_files(tmp_path / "1") == vector_files(tmp_path / "2")


@pytest.mark.parametrize("at_once", [1, 2, 3, 7])
def test_batches_do_not_show(at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_shelf(tmp_path / "1", DOCUMENTS)
    monkeypatch.setattr("knowledge.build._AT_ONCE", at_once)
    build_shelf(tmp_path / "2", DOCUMENTS)
    assert vector_files(tmp_path / "1") == vector_files(tmp_path / "2")


def test_finished_batches_are_in_the_cache_when_a_build_dies(
    tmp_path: Path, cache: BlobCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.build._AT_ONCE", 2)

    def until_the_lights_go_out() -> Iterator[tuple[Document, list[Passage]]]:
        yield DOCUMENTS[0], passages(DOCUMENTS[0])
        raise KeyboardInterrupt

    (tmp_path / "1").mkdir()
    with pytest.raises(KeyboardInterrupt):
        build(until_the_lights_go_out(), ConceptEncoder(), cache, tmp_path / "1")
    encoder = ConceptEncoder()
    assert build_shelf(tmp_path / "2", DOCUMENTS, encoder, cache).embedded == 4
    assert encoder.encoded == DISTINCT[2:]


def test_no_documents(tmp_path: Path) -> None:
    assert build_shelf(tmp_path / "g", []) == Counts(0, 0, 0, 0)
    assert len(VectorIndex(tmp_path / "g" / "vectors.faiss")) == 0
    assert load_means(tmp_path / "g" / "means.npy")["he"].tolist() == [0.0] * ConceptEncoder.dimension


def test_document_without_text_is_kept(tmp_path: Path) -> None:
    empty = Document("empty.pdf", Metadata("Empty"), (Section(""),))
    (tmp_path / "g").mkdir()
    counts = build([(empty, []), (DOCUMENTS[2], passages(DOCUMENTS[2]))], ConceptEncoder(), None, tmp_path / "g")
    assert counts == Counts(2, 1, 1, 1)


def test_encoder_of_the_tests_is_an_encoder() -> None:
    encoder: Encoder = ConceptEncoder()
    assert encoder.encode_query("כלב hound").tolist() == [1, 0, 0, 0, 0, 0, 0]
    assert encoder.encode_passages(["מים", "dog cat"]).tolist() == [
        [0, 0, 0, 1, 0, 0, 0],
        [np.float32(0.5**0.5), np.float32(0.5**0.5), 0, 0, 0, 0, 0],
    ]


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EFBIG, "File too large"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (OSError("An IO error occurred: 'No space left on device (os error 28)'"), True),
        (sqlite3.OperationalError("database or disk is full"), True),
        (OSError(errno.EACCES, "Permission denied"), False),
        (OSError(errno.EROFS, "Read-only file system"), False),
        (sqlite3.OperationalError("database is locked"), False),
    ],
)
def test_is_disk_full(error: OSError | sqlite3.Error, full: bool) -> None:
    assert is_disk_full(error) is full
