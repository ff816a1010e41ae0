"""Late interaction: tokens in two bits a coordinate, and how well they meet a query's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from knowledge.encoder import TokenVectors
from knowledge.tokens import TokenIndex, TokenWriter, coded, row_type
from tests.encoder import ConceptEncoder

LEVELS = np.array([-1.5, -0.5, 0.5, 1.5])
"""What the codes 0, 1, 2, 3 stand for, in spreads."""


class Tiny(ConceptEncoder):
    """An encoder of another dimension, spread and means of passages' tokens."""

    def __init__(self, spread: Sequence[float], he: Sequence[float] = (), en: Sequence[float] = ()) -> None:
        super().__init__()
        self.token_spread = floats(spread)
        self.dimension = len(spread)
        none = [0.0] * len(spread)
        self.passage_token_means = {"he": floats(he or none), "en": floats(en or none)}


def floats(values: object) -> NDArray[np.float32]:
    return np.array(values, np.float32)


def token_vectors(*rows: Sequence[float], ids: Sequence[int] = ()) -> TokenVectors:
    return TokenVectors(np.array(ids or range(len(rows)), np.int32), floats(rows))


def unpacked(row: NDArray[np.void], dimension: int) -> list[int]:
    """The codes of a token, the first coordinate in a byte's lowest bits."""
    return [int(row["codes"][place // 4]) >> 2 * (place % 4) & 3 for place in range(dimension)]


def half(value: float) -> float:
    return float(np.float16(value))


def in_bytes(*coordinates: float) -> list[float]:
    """A query's coordinates, each weighed by its spread, as they are read: in steps of a 127th of the greatest."""
    step = max(map(abs, coordinates)) / 127
    return [step * round(coordinate / step) for coordinate in coordinates]


# Coding --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dimension", "size"), [(1, 2 + 1), (3, 2 + 1), (4, 2 + 1), (5, 2 + 2), (8, 2 + 2), (9, 2 + 3), (384, 2 + 96)]
)
def test_size_of_a_token(dimension: int, size: int) -> None:
    assert row_type(dimension).itemsize == size


def test_coding_by_hand() -> None:
    # Of length 1: 0.6, 0, -0.8, in spreads of 0.5: 1.2, 0, -1.6, so 1.5, 0.5, -1.5.
    (row,) = coded(token_vectors([3, 0, -4]), "he", Tiny([0.5] * 3))
    assert row["codes"].tolist() == [3 + (2 << 2) + (0 << 4)]
    assert float(row["length"]) == half(0.5 * math.sqrt(2.25 + 0.25 + 2.25))
    assert row.tobytes() == np.float16(0.5 * math.sqrt(4.75)).tobytes() + bytes([11])


def test_each_coordinate_has_its_own_spread() -> None:
    # 0.6 and 0.8 in spreads of 0.4 and 1: 1.5 and 0.8, so 1.5 and 0.5.
    (row,) = coded(token_vectors([0.6, 0.8]), "he", Tiny([0.4, 1.0]))
    assert unpacked(row, 2) == [3, 2]
    assert float(row["length"]) == half(math.hypot(1.5 * 0.4, 0.5 * 1.0))


@pytest.mark.parametrize(
    ("value", "code"), [(-0.9, 0), (-0.51, 0), (-0.5, 1), (-0.01, 1), (0.0, 2), (0.49, 2), (0.5, 3), (0.9, 3)]
)
def test_steps_lie_at_whole_spreads(value: float, code: int) -> None:
    (row,) = coded(token_vectors([value, math.sqrt(1 - value**2)]), "he", Tiny([0.5, 0.5]))
    assert unpacked(row, 2)[0] == code


def test_a_dimension_that_four_does_not_divide() -> None:
    (row,) = coded(token_vectors([-4, -3, 0, 0, 12]), "en", Tiny([0.25] * 5))
    # -4/13, -3/13, 0, 0, 12/13 in spreads: -1.2, -0.9, 0, 0, 3.7; the last byte's further bits stay empty
    assert row["codes"].tolist() == [0 + (1 << 2) + (2 << 4) + (2 << 6), 3]
    assert float(row["length"]) == half(0.25 * math.sqrt(2.25 + 0.25 + 0.25 + 0.25 + 2.25))


def test_the_mean_of_the_passages_language_is_taken_off() -> None:
    encoder = Tiny([0.5, 0.5], he=(1, 0), en=(0, 2))
    vectors = token_vectors([1, 1], [4, -4])
    # Hebrew leaves (0, 1) and (0.6, -0.8), English (0.7, -0.7) and (0.55, -0.83).
    assert [unpacked(row, 2) for row in coded(vectors, "he", encoder)] == [[2, 3], [3, 0]]
    assert [unpacked(row, 2) for row in coded(vectors, "en", encoder)] == [[3, 0], [3, 0]]


def test_the_length_of_the_vector_does_not_matter() -> None:
    encoder = Tiny([0.3] * 3)
    short, long = coded(token_vectors([0.001, 0.002, -0.003], [100, 200, -300]), "he", encoder)
    assert short.tobytes() == long.tobytes()


def test_coding_of_no_tokens() -> None:
    none = TokenVectors(np.zeros(0, np.int32), np.zeros((0, 5), np.float32))
    rows = coded(none, "he", Tiny([0.5] * 5))
    assert (len(rows), rows.dtype) == (0, row_type(5))


@given(seed=st.integers(0, 2**32 - 1), dimension=st.integers(1, 13), count=st.integers(1, 4))
def test_every_coordinate_comes_back_to_its_step(seed: int, dimension: int, count: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(count, dimension)).astype(np.float32)
    encoder = Tiny(random.uniform(0.1, 1, dimension).tolist())
    lengths = np.linalg.norm(vectors, axis=1)
    for row, vector, length in zip(coded(token_vectors(*vectors), "he", encoder), vectors, lengths, strict=True):
        steps = (vector / length) / encoder.token_spread
        values = LEVELS[unpacked(row, dimension)]
        assert float(row["length"]) == pytest.approx(float(np.linalg.norm(values * encoder.token_spread)), rel=2**-10)
        inside = np.abs(steps) < 2
        assert np.abs(values - steps)[inside].max(initial=0) <= 0.5 + 1e-5
        assert values[~inside].tolist() == (1.5 * np.sign(steps[~inside])).tolist()


# Files ---------------------------------------------------------------------------------------------------------------


def write(folder: Path, encoder: Tiny, *passages: TokenVectors) -> None:
    writer = TokenWriter(folder)
    for passage in passages:
        writer.add(passage.ids, coded(passage, "he", encoder))
    writer.close()


def stored(folder: Path, encoder: Tiny, *passages: TokenVectors) -> TokenIndex:
    write(folder, encoder, *passages)
    return TokenIndex(folder, encoder.dimension)


NONE = TokenVectors(np.zeros(0, np.int32), np.zeros((0, 2), np.float32))
HALVES = Tiny([0.5, 0.5])
EAST, NORTH, WEST, SOUTH = (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)


def test_files(tmp_path: Path) -> None:
    first, last = token_vectors(EAST, NORTH, EAST, ids=[5, 1, 5]), token_vectors(SOUTH, ids=[1])
    write(tmp_path, HALVES, first, NONE, last)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["token-ends.npy", "token-passages.npy", "tokens.bin"]
    rows = [coded(tokens, "he", HALVES).tobytes() for tokens in (first, last)]
    assert (tmp_path / "tokens.bin").read_bytes() == b"".join(rows)
    ends, passages = (np.load(tmp_path / name) for name in ("token-ends.npy", "token-passages.npy"))
    assert (ends.dtype, ends.tolist()) == (np.int64, [3, 3, 4])
    # in how many passages an id stands, however often it stands in one
    assert (passages.dtype, passages.tolist()) == (np.int32, [0, 2, 0, 0, 0, 1])


def test_length_counts_passages(tmp_path: Path) -> None:
    assert len(stored(tmp_path, HALVES, token_vectors(EAST, NORTH), NONE, NONE)) == 3


def test_an_empty_store(tmp_path: Path) -> None:
    store = stored(tmp_path, HALVES)
    assert len(store) == 0
    assert store.similarity(token_vectors(EAST), floats([0, 0]), HALVES.token_spread, []).tolist() == []


def test_abandoning_lets_go_of_the_file(tmp_path: Path) -> None:
    writer = TokenWriter(tmp_path)
    writer.add(np.array([1], np.int32), coded(token_vectors(EAST), "he", HALVES))
    writer.abandon()
    assert [path.name for path in tmp_path.iterdir()] == ["tokens.bin"]
    with pytest.raises(ValueError, match="closed file"):
        writer.add(np.array([1], np.int32), coded(token_vectors(EAST), "he", HALVES))


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content[:-1],
        lambda content: content + b"\0",
        lambda content: content[:-3],
        lambda content: content[:0],
    ],
    ids=["cut", "a byte more", "a token less", "empty"],
)
def test_tokens_of_another_size_are_refused(change: object, tmp_path: Path) -> None:
    write(tmp_path, HALVES, token_vectors(EAST, NORTH), token_vectors(WEST))
    file = tmp_path / "tokens.bin"
    file.write_bytes(change(file.read_bytes()))  # type: ignore[operator]
    with pytest.raises(ValueError, match=r"tokens\.bin is not as long as token-ends\.npy says"):
        TokenIndex(tmp_path, 2)


def test_tokens_of_another_dimension_are_refused(tmp_path: Path) -> None:
    write(tmp_path, HALVES, token_vectors(EAST, NORTH))
    with pytest.raises(ValueError, match=r"tokens\.bin is not as long"):
        TokenIndex(tmp_path, 5)


def test_tokens_where_there_are_to_be_none_are_refused(tmp_path: Path) -> None:
    write(tmp_path, HALVES)
    (tmp_path / "tokens.bin").write_bytes(b"abc")
    with pytest.raises(ValueError, match=r"tokens\.bin is not as long"):
        TokenIndex(tmp_path, 2)


@pytest.mark.parametrize("ends", [[9, 2, 3], [-1, 2, 3], [2, 1, 3]], ids=str)
def test_ends_out_of_order_are_refused(ends: list[int], tmp_path: Path) -> None:
    """Damage that keeps the file's size, and the last end."""
    write(tmp_path, HALVES, token_vectors(EAST), token_vectors(NORTH), token_vectors(WEST))
    np.save(tmp_path / "token-ends.npy", np.array(ends))
    with pytest.raises(ValueError, match=r"token-ends\.npy"):
        TokenIndex(tmp_path, 2)


@pytest.mark.parametrize("name", ["token-ends.npy", "token-passages.npy"])
def test_damaged_arrays_are_refused(name: str, tmp_path: Path) -> None:
    write(tmp_path, HALVES, token_vectors(EAST, NORTH), token_vectors(WEST))
    whole = (tmp_path / name).read_bytes()
    for content in (b"", b"no array here", whole[:-1], whole[: len(whole) // 2]):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match=r"magic string|Failed to read all data|EOF"):
            TokenIndex(tmp_path, 2)


@pytest.mark.parametrize("name", ["tokens.bin", "token-ends.npy", "token-passages.npy"])
def test_missing_files(name: str, tmp_path: Path) -> None:
    write(tmp_path, HALVES, token_vectors(EAST))
    (tmp_path / name).unlink()
    with pytest.raises(FileNotFoundError):
        TokenIndex(tmp_path, 2)


def test_arrays_of_objects_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, HALVES, token_vectors(EAST))
    np.save(tmp_path / "token-ends.npy", np.array([1], object), allow_pickle=True)
    with pytest.raises(ValueError, match="allow_pickle=False"):
        TokenIndex(tmp_path, 2)


# Weights -------------------------------------------------------------------------------------------------------------


def root_idf(passages: int, holding: int) -> float:
    return math.sqrt(math.log(1 + (passages - holding + 0.5) / (holding + 0.5)))


def test_weights_by_hand(tmp_path: Path) -> None:
    store = stored(
        tmp_path,
        HALVES,
        token_vectors(EAST, EAST, NORTH, ids=[3, 3, 0]),
        token_vectors(EAST, ids=[3]),
        token_vectors(NORTH, ids=[5]),
        NONE,
    )
    # 3 stands in two of four passages, 0 and 5 in one; 1 in none; 6 and 1000 are above every id that stands in one
    weights = store.weights(np.array([3, 0, 5, 1, 6, 1000, 3], np.int32))
    assert weights.dtype == np.float32
    expected = [root_idf(4, holding) for holding in (2, 1, 1, 0, 0, 0, 2)]
    assert weights.tolist() == pytest.approx(expected, rel=1e-6)


def test_weights_where_no_passage_has_a_token(tmp_path: Path) -> None:
    store = stored(tmp_path, HALVES, NONE, NONE)
    assert store.weights(np.array([0, 7], np.int32)).tolist() == pytest.approx([root_idf(2, 0)] * 2, rel=1e-6)


def test_a_token_of_every_passage_still_counts(tmp_path: Path) -> None:
    store = stored(tmp_path, HALVES, *[token_vectors(EAST, ids=[2])] * 9)
    assert store.weights(np.array([2], np.int32)).tolist() == pytest.approx([root_idf(9, 9)], rel=1e-6)
    assert root_idf(9, 9) > 0.2


# Similarity ----------------------------------------------------------------------------------------------------------


def similarity(store: TokenIndex, query: TokenVectors, *passages: int, mean: Sequence[float] = (0, 0)) -> list[float]:
    found = store.similarity(query, floats(mean), HALVES.token_spread, passages)
    assert (found.shape, found.dtype) == ((len(passages),), np.float32)
    return found.tolist()


# An axis is coded as 1.5 and 0.5 spreads, or -1.5 and 0.5: what lies on the border of two steps belongs to the upper.
LENGTH = half(0.5 * math.sqrt(1.5**2 + 0.5**2))
ALONG, ACROSS = 0.75 / LENGTH, 0.25 / LENGTH
"""Cosines of an axis to its own coded token, and to that of another axis."""


def test_of_one_token_by_hand(tmp_path: Path) -> None:
    store = stored(tmp_path, HALVES, *(token_vectors(axis) for axis in (EAST, NORTH, WEST, SOUTH)))
    assert similarity(store, token_vectors(EAST), 0, 1, 2, 3) == pytest.approx(
        [ALONG, ACROSS, -ALONG, ACROSS], abs=1e-6
    )
    assert similarity(store, token_vectors(SOUTH), 0, 1, 2, 3) == pytest.approx(
        [-ACROSS, -ALONG, -ACROSS, ALONG], abs=1e-6
    )
    x, y = in_bytes(0.6, 0.8)
    assert (x, y) == pytest.approx((0.8 * 95 / 127, 0.8))
    assert similarity(store, token_vectors((3, 4)), 0, 2) == pytest.approx(
        [x * ALONG + y * ACROSS, -x * ALONG + y * ACROSS], abs=1e-6
    )


def test_the_best_of_a_passages_tokens_counts_for_each_of_the_querys(tmp_path: Path) -> None:
    store = stored(
        tmp_path,
        HALVES,
        token_vectors(WEST, EAST, ids=[0, 1]),
        token_vectors(NORTH, ids=[2]),
        token_vectors(EAST, NORTH, WEST, ids=[1, 2, 0]),
    )
    query = token_vectors(EAST, NORTH, ids=[1, 9])
    east, north = root_idf(3, 2), root_idf(3, 0)

    def weighed(of_east: float, of_north: float) -> float:
        return (east * of_east + north * of_north) / (east + north)

    expected = [weighed(ALONG, ACROSS), weighed(ACROSS, ALONG), weighed(ALONG, ALONG)]
    assert similarity(store, query, 0, 1, 2) == pytest.approx(expected, abs=1e-6)


def test_passages_in_any_order_and_twice(tmp_path: Path) -> None:
    store = stored(tmp_path, HALVES, token_vectors(EAST), token_vectors(WEST, SOUTH), token_vectors(NORTH))
    every = similarity(store, token_vectors(EAST), 0, 1, 2)
    assert every == pytest.approx([ALONG, ACROSS, ACROSS], abs=1e-6)
    assert similarity(store, token_vectors(EAST), 2, 0, 1, 0) == [every[2], every[0], every[1], every[0]]


def test_passages_without_tokens_have_none(tmp_path: Path) -> None:
    store = stored(tmp_path, HALVES, NONE, token_vectors(EAST), NONE, NONE, token_vectors(WEST), NONE)
    assert similarity(store, token_vectors(EAST), 0, 1, 2, 3, 4, 5) == pytest.approx(
        [0, ALONG, 0, 0, -ALONG, 0], abs=1e-6
    )
    assert similarity(store, token_vectors(EAST), 3, 5) == [0, 0]


def test_a_query_without_tokens_meets_nothing(tmp_path: Path) -> None:
    store = stored(tmp_path, HALVES, token_vectors(EAST), NONE)
    assert similarity(store, NONE, 0, 1) == [0, 0]


def test_of_no_passages(tmp_path: Path) -> None:
    assert similarity(stored(tmp_path, HALVES, token_vectors(EAST)), token_vectors(EAST)) == []


def test_the_mean_of_the_querys_language_is_taken_off(tmp_path: Path) -> None:
    store = stored(tmp_path, HALVES, token_vectors(EAST), token_vectors(NORTH))
    query = token_vectors((7, 5))  # minus (1, 5): east; minus (4, 1): (3, 4), of length 5
    assert similarity(store, query, 0, 1, mean=(1, 5)) == pytest.approx([ALONG, ACROSS], abs=1e-6)
    x, y = in_bytes(0.6, 0.8)
    assert similarity(store, query, 0, 1, mean=(4, 1)) == pytest.approx(
        [x * ALONG + y * ACROSS, x * ACROSS + y * ALONG], abs=1e-6
    )
    assert similarity(store, query, 0, 1, mean=(7, 5)) == [0, 0]  # the mean itself has no direction left


def test_empty_bits_of_the_last_byte_do_not_count(tmp_path: Path) -> None:
    # Of five coordinates, the second byte's further three would be read as -1.5.
    encoder = Tiny([0.5] * 5)
    last = [0.0, 0.0, 0.0, 0.0, 1.0]
    store = stored(tmp_path, encoder, token_vectors(last))
    (found,) = store.similarity(token_vectors(last), floats([0] * 5), encoder.token_spread, [0])
    assert found == pytest.approx(0.75 / half(0.5 * math.sqrt(4 * 0.25 + 2.25)), abs=1e-6)


def test_spreads_weigh_the_coordinates_back(tmp_path: Path) -> None:
    encoder = Tiny([0.4, 1.0])
    store = stored(tmp_path, encoder, token_vectors((0.6, 0.8)))  # coded as 1.5 * 0.4 and 0.5 * 1.0
    (found,) = store.similarity(token_vectors((0.8, 0.6)), floats([0, 0]), encoder.token_spread, [0])
    x, y = in_bytes(0.8 * 0.4, 0.6 * 1.0)
    assert found == pytest.approx((1.5 * x + 0.5 * y) / half(math.hypot(0.6, 0.5)), abs=1e-6)


def test_coordinates_that_never_differ_say_nothing(tmp_path: Path) -> None:
    encoder = Tiny([0.5, 0.0])
    store = stored(tmp_path, encoder, token_vectors((0.6, 0.8)), token_vectors((0.6, -0.8)))
    found = store.similarity(token_vectors((0.8, 0.6)), floats([0, 0]), encoder.token_spread, [0, 1])
    assert found.tolist() == pytest.approx([0.8, 0.8], abs=1e-3)
    flat = Tiny([0.0, 0.0])
    (tmp_path / "flat").mkdir()
    store = stored(tmp_path / "flat", flat, token_vectors((0.6, 0.8)))
    assert store.similarity(token_vectors((0.6, 0.8)), floats([0, 0]), flat.token_spread, [0]).tolist() == [0.0]


# Against the exact cosines -------------------------------------------------------------------------------------------


def units(rows: NDArray[np.float32], mean: NDArray[np.float32]) -> NDArray[np.float64]:
    centred = rows.astype(np.float64) - mean
    return np.asarray(centred / np.linalg.norm(centred, axis=1, keepdims=True))


@given(seed=st.integers(0, 2**32 - 1), dimension=st.integers(2, 50), passages=st.integers(1, 6))
def test_no_further_from_exact_than_the_coding_moves_a_token(seed: int, dimension: int, passages: int) -> None:
    """A cosine to a vector of length 1 changes by no more than the vector moves, and so do a maximum of such and a
    weighted mean of those."""
    random = np.random.default_rng(seed)
    mean = random.normal(size=dimension).astype(np.float32)
    encoder = Tiny(random.uniform(0.05, 1, dimension).tolist(), he=mean.tolist())
    sizes = random.integers(1, 8, passages)
    tokens = [random.normal(size=(size, dimension)).astype(np.float32) + mean for size in sizes]
    query = TokenVectors(np.arange(4, dtype=np.int32), random.normal(size=(4, dimension)).astype(np.float32))
    with TemporaryDirectory() as folder:
        store = stored(Path(folder), encoder, *(token_vectors(*rows) for rows in tokens))
        found = store.similarity(query, mean, encoder.token_spread, range(passages))
        weights = store.weights(query.ids).astype(np.float64)
        del store
    for rows, value in zip(tokens, found.tolist(), strict=True):
        exact = (units(query.vectors, mean) @ units(rows, mean).T).max(axis=1)
        values = np.array(
            [LEVELS[unpacked(row, dimension)] for row in coded(token_vectors(*rows), "he", encoder)]
        ) * encoder.token_spread.astype(np.float64)
        kept = values / np.linalg.norm(values, axis=1, keepdims=True)
        moved = np.linalg.norm(kept - units(rows, mean), axis=1).max()
        # the stored length is rounded to half precision, the query's coordinates to bytes
        step = (np.abs(units(query.vectors, mean)) * encoder.token_spread).max() / 127
        rounded = (np.abs(kept / encoder.token_spread).sum(axis=1)).max() * step / 2
        assert abs(value - float(weights @ exact / weights.sum())) <= moved + rounded + 2**-10


@given(seed=st.integers(0, 2**32 - 1))
def test_near_the_exact_cosines_of_many_coordinates(seed: int) -> None:
    """Where the spread is that of the tokens, in the model's number of coordinates."""
    random = np.random.default_rng(seed)
    dimension = 384
    mean = random.normal(size=dimension).astype(np.float32)
    scale = random.uniform(0.5, 2, dimension)
    tokens = [(random.normal(size=(8, dimension)) * scale + mean).astype(np.float32) for _ in range(10)]
    spread = units(np.concatenate(tokens), mean).std(axis=0)
    encoder = Tiny(spread.tolist(), he=mean.tolist())
    near = [tokens[row][:3] + (random.normal(size=(3, dimension)) * scale).astype(np.float32) for row in range(10)]
    found, exact = [], []
    with TemporaryDirectory() as folder:
        store = stored(Path(folder), encoder, *(token_vectors(*rows) for rows in tokens))
        for place, rows in enumerate(near):
            query = TokenVectors(np.full(3, 1000, np.int32), rows)  # equal weights
            found += store.similarity(query, mean, encoder.token_spread, range(10)).tolist()
            exact += [float((units(rows, mean) @ units(other, mean).T).max(axis=1).mean()) for other in tokens]
            assert int(np.argmax(found[-10:])) == place
        del store
    assert np.abs(np.subtract(found, exact)).max() <= 0.1
    assert np.corrcoef(found, exact)[0, 1] >= 0.97
