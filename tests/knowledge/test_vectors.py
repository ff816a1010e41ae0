"""The vector leg: language means, centring, exact search."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

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


def halved(numbers: NDArray[np.float64]) -> list[float]:
    """As the index keeps them: in half precision."""
    kept: list[float] = numbers.astype(np.float32).astype(np.float16).tolist()
    return kept


def test_exact_search_in_order(tmp_path: Path) -> None:
    order = [5, 2, 7, 0, 3, 6, 1, 4]
    found = index(tmp_path, FAN[order]).search(axes(1, 0), 8)
    assert [order[row] for row, _ in found] == list(range(8))
    assert [score for _, score in found] == pytest.approx(halved(np.cos(ANGLES)), abs=1e-6)


@pytest.mark.parametrize(("limit", "rows"), [(0, []), (1, [0]), (3, [0, 1, 2]), (8, [*range(8)]), (400, [*range(8)])])
def test_limit(limit: int, rows: list[int], tmp_path: Path) -> None:
    assert [row for row, _ in index(tmp_path, FAN).search(axes(1, 0), limit)] == rows


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
    assert [row for row, _ in index(tmp_path, FAN).search(axes(1, 0), limit, mask)] == rows


def test_mask_of_a_length_that_fills_no_byte(tmp_path: Path) -> None:
    rows = np.eye(13, dtype=np.float32)
    vectors = index(tmp_path, rows)
    for row in range(13):
        mask = np.arange(13) == row
        assert vectors.search(rows[row], 13, mask) == [(row, 1.0)]
        assert vectors.search(rows[row], 13, ~mask)[0][1] == 0.0


def test_equal_scores_are_all_found(tmp_path: Path) -> None:
    found = index(tmp_path, np.tile(axes(0, 1), (5, 1))).search(axes(0, 1), 10)
    assert sorted(found) == [(row, 1.0) for row in range(5)]


@pytest.mark.parametrize("rows", [[0], [3, 0, 7], [5, 5], [*range(8)]])
def test_cosines_of_some_rows(rows: list[int], tmp_path: Path) -> None:
    vectors = index(tmp_path, FAN)
    found = vectors.cosines(axes(1, 0), rows)
    assert (found.shape, found.dtype) == ((len(rows),), np.float32)
    assert found.tolist() == pytest.approx(halved(np.cos(ANGLES[rows])), abs=1e-6)
    searched = dict(vectors.search(axes(1, 0), 8))
    assert found.tolist() == pytest.approx([searched[row] for row in rows], abs=1e-6)


def test_cosines_of_no_rows(tmp_path: Path) -> None:
    found = index(tmp_path, FAN).cosines(axes(1, 0), [])
    assert (found.shape, found.dtype) == ((0,), np.float32)


def test_empty_index(tmp_path: Path) -> None:
    vectors = index(tmp_path, np.zeros((0, 4), np.float32))
    assert (len(vectors), vectors.dimension) == (0, 4)
    assert vectors.search(axes(1, 0, 0, 0), 10) == []
    assert vectors.search(axes(1, 0, 0, 0), 10, np.zeros(0, np.bool_)) == []


def test_size_and_dimension(tmp_path: Path) -> None:
    vectors = index(tmp_path, FAN)
    assert (len(vectors), vectors.dimension) == (8, 2)


def test_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"could not open"):
        VectorIndexWriter(2).write(tmp_path / "nowhere" / "vectors.faiss")
