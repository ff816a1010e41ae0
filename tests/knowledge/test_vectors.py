"""The vector leg: language means, centring, exact search."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge import vectors
from knowledge.vectors import VectorIndex, VectorIndexWriter, centred, language_means, load_means, save_means


def index(folder: Path, rows: NDArray[np.float32]) -> VectorIndex:
    writer = VectorIndexWriter(rows.shape[1])
    for start in range(0, len(rows), 3):
        writer.add(rows[start : start + 3])
    writer.write(folder / "vectors.faiss")
    return VectorIndex(folder / "vectors.faiss")


def axes(*values: float) -> NDArray[np.float32]:
    return np.array(values, np.float32)


# Unit vectors at these angles: their cosine to the first axis falls from row to row.
ANGLES = np.radians([0, 20, 40, 60, 80, 100, 140, 180])
FAN = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1).astype(np.float32)


def test_means_are_drawn_towards_the_prior() -> None:
    sums = {"he": (300, np.array([30.0, -60.0])), "en": (0, np.zeros(2))}
    means = language_means(sums, {"he": axes(0.5, 0.1), "en": axes(0.25, -0.75)})
    # (30 + 100 * 0.5) / 400, (-60 + 100 * 0.1) / 400; a language without windows keeps the prior
    assert means["he"].tolist() == [np.float32(0.2), np.float32(-0.125)]
    assert means["en"].tolist() == [0.25, -0.75]
    assert means["he"].dtype == np.float32


def test_means_round_trip(tmp_path: Path) -> None:
    means = {"he": axes(0.1, 0.2, 0.3), "en": axes(-1, 0, 1e-7)}
    save_means(means, tmp_path / "means.npy")
    loaded = load_means(tmp_path / "means.npy")
    assert list(loaded) == ["he", "en"]
    assert all(np.array_equal(loaded[language], means[language]) for language in means)
    assert loaded["he"].dtype == np.float32


@pytest.mark.parametrize("content", [b"", b"\x93NUM", b"PK\x03\x04", b"no array here"])
def test_damaged_means(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "means.npy").write_bytes(content)
    with pytest.raises(ValueError, match=r"magic string"):
        load_means(tmp_path / "means.npy")


def test_truncated_means(tmp_path: Path) -> None:
    save_means({"he": axes(1, 2), "en": axes(3, 4)}, tmp_path / "means.npy")
    whole = (tmp_path / "means.npy").read_bytes()
    (tmp_path / "means.npy").write_bytes(whole[:-1])
    with pytest.raises(ValueError, match=r"Failed to read all data"):
        load_means(tmp_path / "means.npy")


@pytest.mark.parametrize("rows", [1, 3])
def test_means_of_another_number_of_languages(rows: int, tmp_path: Path) -> None:
    np.save(tmp_path / "means.npy", np.zeros((rows, 2), np.float32))
    with pytest.raises(ValueError, match=r"zip\(\) argument"):
        load_means(tmp_path / "means.npy")


def test_missing_means(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_means(tmp_path / "means.npy")


def test_centred() -> None:
    rows = np.array([[3.0, 1.0], [0.0, -3.0], [0.0, 1.0]], np.float32)
    assert centred(rows, axes(0, 1)).tolist() == [[1, 0], [0, -1], [0, 0]]  # the mean itself has no direction left


def test_centred_by_row_and_of_one_vector() -> None:
    rows = np.array([[3.0, 1.0], [1.0, -3.0]], np.float32)
    assert centred(rows, np.array([[0, 1], [1, 0]], np.float32)).tolist() == [[1, 0], [0, -1]]
    assert centred(axes(0.3, 0.5), axes(0.3, 0.1)).tolist() == [0, 1]


def kept(numbers: NDArray[np.float64], dimension: int = 2) -> list[float]:
    """As the index keeps them: in 127 steps of what six standard deviations reach, at most 1."""
    steps = 127 / min(1.0, 6 / math.sqrt(dimension))
    found: list[float] = (np.clip(np.rint(numbers * steps), -127, 127) / steps).tolist()
    return found


def rows_of(found: tuple[NDArray[np.int64], NDArray[np.float32]]) -> list[int]:
    rows: list[int] = found[0].tolist()
    return rows


def pairs(found: tuple[NDArray[np.int64], NDArray[np.float32]]) -> list[tuple[int, float]]:
    return list(zip(found[0].tolist(), found[1].tolist(), strict=True))


def test_exact_search_in_order(tmp_path: Path) -> None:
    order = [5, 2, 7, 0, 3, 6, 1, 4]
    found = index(tmp_path, FAN[order]).search(axes(1, 0), 8)
    assert [order[row] for row in rows_of(found)] == list(range(8))
    assert found[1].tolist() == pytest.approx(kept(np.cos(ANGLES)), abs=1e-6)


def test_a_coordinate_out_of_reach_is_cut_off_and_others_are_kept(tmp_path: Path) -> None:
    row = np.zeros(100, np.float64)
    row[:3] = 0.8, -0.6, 0.031
    stored = index(tmp_path, row[None].astype(np.float32))
    assert stored.vectors([0])[0].tolist() == pytest.approx(kept(row, 100), abs=1e-6)
    assert stored.vectors([0])[0, :3].tolist() == pytest.approx([0.6, -0.6, 0.031], abs=0.6 / 127)


def test_the_order_is_that_of_the_cosines_with_the_query_as_it_is(tmp_path: Path) -> None:
    rows = np.random.default_rng(7).normal(size=(3000, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    stored = index(tmp_path, rows)
    for query in rows[:20] + 0.3 * rows[20:40]:
        found, cosines = stored.search(query, 50)
        assert cosines.tolist() == sorted(cosines.tolist(), reverse=True)
        assert cosines.tolist() == pytest.approx(stored.cosines(query, found).tolist(), abs=1e-6)
        best = np.argsort(-rows @ query)[:10].tolist()
        assert len({*best} & {*found[:10].tolist()}) >= 9


@pytest.mark.parametrize(("limit", "rows"), [(0, []), (1, [0]), (3, [0, 1, 2]), (8, [*range(8)]), (400, [*range(8)])])
def test_limit(limit: int, rows: list[int], tmp_path: Path) -> None:
    assert rows_of(index(tmp_path, FAN).search(axes(1, 0), limit)) == rows


@pytest.mark.parametrize(
    ("allowed", "limit", "rows"),
    [
        ([], 8, []),
        ([7], 8, [7]),
        ([0, 7], 1, [0]),
        ([1, 4, 6], 2, [1, 4]),
        ([1, 4, 6], 3, [1, 4, 6]),
        ([1, 4, 6], 400, [1, 4, 6]),
        ([*range(8)], 400, [*range(8)]),
    ],
)
def test_allowed_rows(allowed: list[int], limit: int, rows: list[int], tmp_path: Path) -> None:
    mask = np.zeros(8, np.bool_)
    mask[allowed] = True
    assert rows_of(index(tmp_path, FAN).search(axes(1, 0), limit, mask)) == rows


def test_mask_of_a_length_that_fills_no_byte(tmp_path: Path) -> None:
    rows = np.eye(13, dtype=np.float32)
    vectors = index(tmp_path, rows)
    for row in range(13):
        mask = np.arange(13) == row
        assert pairs(vectors.search(rows[row], 13, mask)) == [(row, 1.0)]
        assert pairs(vectors.search(rows[row], 13, ~mask))[0][1] == 0.0


def test_equal_scores_are_all_found(tmp_path: Path) -> None:
    found = index(tmp_path, np.tile(axes(0, 1), (5, 1))).search(axes(0, 1), 10)
    assert sorted(pairs(found)) == [(row, 1.0) for row in range(5)]


@pytest.mark.parametrize("rows", [[0], [3, 0, 7], [5, 5], [*range(8)]])
def test_cosines_of_some_rows(rows: list[int], tmp_path: Path) -> None:
    vectors = index(tmp_path, FAN)
    found = vectors.cosines(axes(1, 0), rows)
    assert (found.shape, found.dtype) == ((len(rows),), np.float32)
    assert found.tolist() == pytest.approx(kept(np.cos(ANGLES[rows])), abs=1e-6)
    searched = dict(pairs(vectors.search(axes(1, 0), 8)))
    assert found.tolist() == pytest.approx([searched[row] for row in rows], abs=1e-6)


def test_cosines_of_no_rows(tmp_path: Path) -> None:
    found = index(tmp_path, FAN).cosines(axes(1, 0), [])
    assert (found.shape, found.dtype) == ((0,), np.float32)


def test_empty_index(tmp_path: Path) -> None:
    vectors = index(tmp_path, np.zeros((0, 4), np.float32))
    assert (len(vectors), vectors.dimension) == (0, 4)
    assert pairs(vectors.search(axes(1, 0, 0, 0), 10)) == []
    assert pairs(vectors.search(axes(1, 0, 0, 0), 10, np.zeros(0, np.bool_))) == []


def test_size_and_dimension(tmp_path: Path) -> None:
    vectors = index(tmp_path, FAN)
    assert (len(vectors), vectors.dimension) == (8, 2)


def test_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"could not open"):
        VectorIndexWriter(2).write(tmp_path / "nowhere" / "vectors.faiss")


@pytest.mark.parametrize("allowed", [None, [0, 3, 4, 6], [1, 2], [5]])
def test_shares_find_what_the_whole_finds(
    allowed: list[int] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mask = None if allowed is None else np.isin(np.arange(len(FAN)), allowed)
    found = index(tmp_path, FAN)
    rows, cosines = found.search(axes(0.6, 0.8), 3, mask)
    monkeypatch.setattr(vectors, "SHARE", 2)
    again, same = found.search(axes(0.6, 0.8), 3, mask)
    assert again.tolist() == rows.tolist()
    assert same.tolist() == cosines.tolist()


# Large indexes -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rows() -> NDArray[np.float32]:
    """Around thirty directions, as texts lie around subjects."""
    random = np.random.default_rng(3)
    subjects = random.normal(size=(30, 32))
    drawn = (subjects[random.integers(0, 30, 2000)] + 0.7 * random.normal(size=(2000, 32))).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@pytest.fixture
def both(rows: NDArray[np.float32], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[VectorIndex, VectorIndex]:
    """The rows in an index with a first pass over coarse codes, and in one without."""
    (tmp_path / "large").mkdir()
    monkeypatch.setattr(vectors, "FIRST_PASS", len(rows) + 1)
    small = index(tmp_path, rows)
    monkeypatch.setattr(vectors, "FIRST_PASS", len(rows))
    return index(tmp_path / "large", rows), small


def kind(file: Path) -> str:
    return type(vectors.faiss.read_index(str(file))).__name__


def test_a_large_index_has_coarse_codes_of_two_bits_a_coordinate(
    both: tuple[VectorIndex, VectorIndex], tmp_path: Path
) -> None:
    assert kind(tmp_path / "large" / "vectors.faiss") == "IndexRefine"
    assert kind(tmp_path / "vectors.faiss") == "IndexScalarQuantizer"
    coarse = 2 * 16 * 32 * 4 + 2000 * 32 // 4  # what they stand for, and one for each row
    sizes = [file.stat().st_size for file in (tmp_path / "large" / "vectors.faiss", tmp_path / "vectors.faiss")]
    assert sizes[0] - sizes[1] == pytest.approx(coarse, rel=0.35)


def test_a_large_index_holds_what_a_small_one_holds(
    both: tuple[VectorIndex, VectorIndex], rows: NDArray[np.float32]
) -> None:
    large, small = both
    assert (len(large), large.dimension) == (2000, 32)
    assert np.array_equal(large.vectors(range(2000)), small.vectors(range(2000)))
    assert np.array_equal(large.cosines(rows[0], range(2000)), small.cosines(rows[0], range(2000)))


def test_coarse_codes_choose_what_is_nearest(both: tuple[VectorIndex, VectorIndex], rows: NDArray[np.float32]) -> None:
    large, small = both
    kept = []
    for query in rows[:100] + 0.1 * rows[100:200]:
        found, cosines = large.search(query, 50)
        exact, best = small.search(query, 50)
        assert cosines.tolist() == small.cosines(query, found).tolist()
        assert cosines.tolist() == sorted(cosines.tolist(), reverse=True)
        assert (cosines <= best).all()
        kept.append(len({*found[:10].tolist()} & {*exact[:10].tolist()}) / 10)
    assert np.mean(kept) >= 0.99


def test_coarse_codes_leave_out_nothing_that_is_asked_for(
    both: tuple[VectorIndex, VectorIndex], rows: NDArray[np.float32]
) -> None:
    large, small = both
    assert pairs(large.search(rows[7], 1000)) == pairs(small.search(rows[7], 1000))  # chosen from: twice that
    assert pairs(large.search(rows[7], 3000)) == pairs(small.search(rows[7], 3000))


def test_among_allowed_rows_all_are_compared(both: tuple[VectorIndex, VectorIndex], rows: NDArray[np.float32]) -> None:
    large, small = both
    allowed = np.arange(2000) % 3 == 1
    for query in rows[:30]:
        assert pairs(large.search(query, 40, allowed)) == pairs(small.search(query, 40, allowed))


def test_coarse_codes_are_of_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "FIRST_PASS", 8)
    odd = np.eye(9, dtype=np.float32)
    assert rows_of(index(tmp_path, odd).search(odd[4], 1)) == [4]
    assert kind(tmp_path / "vectors.faiss") == "IndexScalarQuantizer"


def test_the_same_rows_make_the_same_file(
    both: tuple[VectorIndex, VectorIndex], rows: NDArray[np.float32], tmp_path: Path
) -> None:
    (tmp_path / "again").mkdir()
    index(tmp_path / "again", rows)
    files = [tmp_path / name / "vectors.faiss" for name in ("large", "again")]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_search_wakes_no_thread_of_faiss(both: tuple[VectorIndex, VectorIndex], rows: NDArray[np.float32]) -> None:
    def threads() -> tuple[int, int]:
        before = vectors.faiss.omp_get_max_threads()
        both[0].search(rows[0], 1)
        return before, vectors.faiss.omp_get_max_threads()

    vectors.faiss.omp_set_num_threads(3)  # of this thread: a new one has faiss's own number
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(threads).result()[1] == 1
    assert threads() == (3, 1)
