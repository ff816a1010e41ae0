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
from knowledge.tokens import TokenIndex, coded, row_type
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
PASSAGES = ["הכלב ישן\nהחתול ער", "הלחם חם", "The dog sleeps\nWater\nThe dog sleeps", "1936"]
FILES = ("vectors.faiss", "means.npy", "tokens.bin", "token-ends.npy", "token-passages.npy")


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[BlobCache]:
    opened = BlobCache(tmp_path / "vectors.db")
    yield opened
    opened.close()


def vector_files(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in FILES]


def test_counts_and_files(tmp_path: Path) -> None:
    encoder = ConceptEncoder()
    folder = tmp_path / "g"
    assert build_shelf(folder, DOCUMENTS, encoder) == Counts(documents=3, passages=4, windows=7, embedded=6)
    assert (encoder.encoded, encoder.read) == (DISTINCT, PASSAGES)
    assert sorted(path.name for path in folder.iterdir()) == [
        "catalogue.db",
        "contexts.faiss",
        "means.npy",
        "token-ends.npy",
        "token-passages.npy",
        "tokens.bin",
        "vectors.faiss",
        "words",
    ]


def test_stores_hold_the_same_rows(tmp_path: Path) -> None:
    build_shelf(tmp_path / "g", DOCUMENTS)
    catalogue = Catalogue(tmp_path / "g" / "catalogue.db")
    vectors = VectorIndex(tmp_path / "g" / "vectors.faiss")
    assert catalogue.documents == 3
    assert len(WordIndex(tmp_path / "g" / "words")) == len(catalogue.passage_document) == 4
    assert len(vectors) == len(catalogue.window_passage) == 7
    assert vectors.dimension == ConceptEncoder.dimension
    assert len(TokenIndex(tmp_path / "g", ConceptEncoder.dimension)) == 4
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
    assert (first.read, second.read) == (PASSAGES, [])
    assert vector_files(tmp_path / "1") == vector_files(tmp_path / "2")


def test_only_what_is_new_is_embedded(tmp_path: Path, cache: BlobCache) -> None:
    build_shelf(tmp_path / "1", DOCUMENTS, ConceptEncoder(), cache)
    encoder = ConceptEncoder()
    more = [*DOCUMENTS, document("d.txt", "Water\nBread")]
    assert build_shelf(tmp_path / "2", more, encoder, cache).embedded == 1
    assert (encoder.encoded, encoder.read) == (["Bread"], ["Water\nBread"])
    build_shelf(tmp_path / "3", more)
    assert vector_files(tmp_path / "2") == vector_files(tmp_path / "3")


def test_another_model_embeds_again(tmp_path: Path, cache: BlobCache) -> None:
    build_shelf(tmp_path / "1", DOCUMENTS, ConceptEncoder("one"), cache)
    encoder = ConceptEncoder("two")
    assert build_shelf(tmp_path / "2", DOCUMENTS, encoder, cache).embedded == 6
    assert (encoder.encoded, encoder.read) == (DISTINCT, PASSAGES)
    again = ConceptEncoder("one")
    assert build_shelf(tmp_path / "3", DOCUMENTS, again, cache).embedded == 0
    assert (again.encoded, again.read) == ([], [])


def test_a_cached_vector_of_another_size_is_embedded_again(tmp_path: Path, cache: BlobCache) -> None:
    build_shelf(tmp_path / "1", DOCUMENTS, ConceptEncoder(), cache)
    cache.put([(hashlib.sha256(b"concepts\nWater").digest(), b"short")])
    encoder = ConceptEncoder()
    assert build_shelf(tmp_path / "2", DOCUMENTS, encoder, cache).embedded == 1
    assert (encoder.encoded, encoder.read) == (["Water"], [])
    assert vector_files(tmp_path / "1") == vector_files(tmp_path / "2")


def token_key(language: str, text: str) -> bytes:
    return hashlib.sha256(f"concepts\ntokens {language}\n{text}".encode()).digest()


def test_cached_tokens_of_another_size_are_read_again(tmp_path: Path, cache: BlobCache) -> None:
    build_shelf(tmp_path / "1", DOCUMENTS, ConceptEncoder(), cache)
    key = token_key("he", PASSAGES[1])
    whole = cache.get([key])[key]
    assert len(whole) == 2 * (4 + 2 + 2)  # for each of two words its id, its length and seven times two bits
    cache.put([(key, whole[:-1])])
    encoder = ConceptEncoder()
    assert build_shelf(tmp_path / "2", DOCUMENTS, encoder, cache).embedded == 0
    assert (encoder.encoded, encoder.read) == ([], [PASSAGES[1]])
    assert cache.get([key])[key] == whole
    assert vector_files(tmp_path / "1") == vector_files(tmp_path / "2")


def test_the_same_passage_is_read_once_and_stored_for_each(tmp_path: Path) -> None:
    encoder = ConceptEncoder()
    build_shelf(tmp_path / "g", [document("a", "הכלב ישן", "הכלב ישן"), document("b", "הכלב ישן")], encoder)
    assert encoder.read == ["הכלב ישן"]
    assert np.load(tmp_path / "g" / "token-ends.npy").tolist() == [2, 4, 6]
    store = TokenIndex(tmp_path / "g", encoder.dimension)
    found = store.similarity(
        encoder.encode_query("cat").tokens, np.zeros(7, np.float32), encoder.token_spread, [0, 1, 2]
    )
    assert len(store) == 3
    assert len(set(found.tolist())) == 1


class Bilingual(ConceptEncoder):
    """The words of its Hebrew passages lean towards bread."""

    passage_token_means = {  # noqa: RUF012
        "he": np.eye(ConceptEncoder.dimension, dtype=np.float32)[2],
        "en": np.zeros(ConceptEncoder.dimension, np.float32),
    }


def test_tokens_are_centred_by_the_passages_language(tmp_path: Path, cache: BlobCache) -> None:
    # The same text is a passage of either language: what is cached of one is not the other's.
    encoder = Bilingual()
    (tmp_path / "g").mkdir()
    both = [Passage(0, 0, 3, None, language, ((0, 3),)) for language in ("he", "en")]
    build([(document("a.txt", "dog"), both)], encoder, cache, tmp_path / "g")
    assert encoder.read == ["dog", "dog"]
    rows = np.fromfile(tmp_path / "g" / "tokens.bin", row_type(encoder.dimension))
    expected = [coded(encoder.encode_tokens(["dog"])[0], language, encoder)[0] for language in ("he", "en")]
    assert rows.tobytes() == b"".join(row.tobytes() for row in expected)
    assert expected[0].tobytes() != expected[1].tobytes()


def test_words_of_each_passage_are_counted(tmp_path: Path) -> None:
    build_shelf(tmp_path / "g", DOCUMENTS)
    ends, held = (np.load(tmp_path / "g" / name) for name in ("token-ends.npy", "token-passages.npy"))
    assert ends.tolist() == [4, 6, 13, 14]
    # The axes of dogs, cats, bread, water, work, school and of all else; "הכלב" is no word of the encoder's.
    assert held.tolist() == [1, 0, 0, 1, 0, 0, 4]


@pytest.mark.parametrize("at_once", [1, 2, 3, 7])
def test_batches_do_not_show(at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_shelf(tmp_path / "1", DOCUMENTS)
    monkeypatch.setattr("knowledge.build._AT_ONCE", at_once)
    build_shelf(tmp_path / "2", DOCUMENTS)
    assert vector_files(tmp_path / "1") == vector_files(tmp_path / "2")


@pytest.mark.parametrize("at_once", [1, 2, 3, 4])
def test_batches_of_passages_do_not_show(at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_shelf(tmp_path / "1", DOCUMENTS)
    monkeypatch.setattr("knowledge.build._PASSAGES_AT_ONCE", at_once)
    encoder = ConceptEncoder()
    build_shelf(tmp_path / "2", DOCUMENTS, encoder)
    assert encoder.read == PASSAGES
    assert vector_files(tmp_path / "1") == vector_files(tmp_path / "2")


def test_finished_batches_are_in_the_cache_when_a_build_dies(
    tmp_path: Path, cache: BlobCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.build._AT_ONCE", 2)
    monkeypatch.setattr("knowledge.build._PASSAGES_AT_ONCE", 1)

    def until_the_lights_go_out() -> Iterator[tuple[Document, list[Passage]]]:
        yield DOCUMENTS[0], passages(DOCUMENTS[0])
        raise KeyboardInterrupt

    (tmp_path / "1").mkdir()
    with pytest.raises(KeyboardInterrupt):
        build(until_the_lights_go_out(), ConceptEncoder(), cache, tmp_path / "1")
    encoder = ConceptEncoder()
    assert build_shelf(tmp_path / "2", DOCUMENTS, encoder, cache).embedded == 4
    assert (encoder.encoded, encoder.read) == (DISTINCT[2:], PASSAGES[2:])


def test_no_documents(tmp_path: Path) -> None:
    assert build_shelf(tmp_path / "g", []) == Counts(0, 0, 0, 0)
    assert len(VectorIndex(tmp_path / "g" / "vectors.faiss")) == 0
    assert len(TokenIndex(tmp_path / "g", ConceptEncoder.dimension)) == 0
    assert load_means(tmp_path / "g" / "means.npy")["he"].tolist() == [0.0] * ConceptEncoder.dimension


def test_document_without_text_is_kept(tmp_path: Path) -> None:
    empty = Document("empty.pdf", Metadata("Empty"), (Section(""),))
    (tmp_path / "g").mkdir()
    counts = build([(empty, []), (DOCUMENTS[2], passages(DOCUMENTS[2]))], ConceptEncoder(), None, tmp_path / "g")
    assert counts == Counts(2, 1, 1, 1)


def test_passage_without_words_has_no_tokens(tmp_path: Path) -> None:
    assert build_shelf(tmp_path / "g", [document("a.txt", "…"), document("b.txt", "הלחם")]) == Counts(2, 2, 2, 2)
    assert np.load(tmp_path / "g" / "token-ends.npy").tolist() == [0, 1]


def test_encoder_of_the_tests_is_an_encoder() -> None:
    encoder: Encoder = ConceptEncoder()
    assert encoder.encode_query("כלב hound").vector.tolist() == [1, 0, 0, 0, 0, 0, 0]
    assert encoder.encode_passages(["מים", "dog cat"]).tolist() == [
        [0, 0, 0, 1, 0, 0, 0],
        [np.float32(0.5**0.5), np.float32(0.5**0.5), 0, 0, 0, 0, 0],
    ]
    asked, (read, empty) = encoder.encode_query("dog else").tokens, encoder.encode_tokens(["dog else", ""])
    for found in (asked, read):
        assert (found.ids.tolist(), found.ids.dtype) == ([0, 6], np.int32)
        assert found.vectors.tolist() == np.eye(7)[[0, 6]].tolist()
    assert (empty.ids.shape, empty.vectors.shape) == ((0,), (0, 7))


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
