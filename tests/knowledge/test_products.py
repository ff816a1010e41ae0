"""Products of queries with vectors of one byte a coordinate."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from knowledge.products import packed, products


def floats(*rows: list[float]) -> NDArray[np.float32]:
    return np.array(rows, np.float32)


def test_by_hand() -> None:
    vectors = np.array([[1, 2], [-128, 127], [0, 0]], np.int8)
    found = products(vectors, packed(floats([1, 0.5], [-127, 254])))
    assert (found.shape, found.dtype) == ((3, 2), np.float32)
    expected = [2, 381, -64.5, 127 * 128 + 254 * 127, 0, 0]
    assert found.reshape(-1).tolist() == pytest.approx(expected, rel=1e-4)


def test_a_query_of_nothing_meets_nothing() -> None:
    assert products(np.array([[127, -128]], np.int8), packed(floats([0, 0], [0, 1]))).tolist() == [[0, -128]]


@pytest.mark.parametrize("size", [1e-20, 1e-3, 1.0, 1e20])
def test_the_size_of_a_query_does_not_matter(size: float) -> None:
    vectors = np.array([[100, -3, 7]], np.int8)
    ((found,),) = products(vectors, packed(floats([size, -0.25 * size, 0])))
    assert found == pytest.approx(100.75 * size, rel=1e-4)


@pytest.mark.parametrize("value", [127, -127])
def test_the_greatest_coordinates_fit(value: int) -> None:
    vectors = np.full((1, 1000), 127 if value > 0 else -128, np.int8)
    ((found,),) = products(vectors, packed(np.full((1, 1000), value, np.float32)))
    assert found == int(vectors.astype(int).sum()) * value


def test_queries_of_one_byte_by_hand() -> None:
    # In steps of 2 / 127 and of 10 / 127: 127 and -32 (of 31.75), 64 (of 63.5) and 127.
    found = products(np.array([[1, 2], [-128, 127]], np.int8), packed(floats([2, -0.5], [5, 10]), 1))
    one, other = 2 / 127, 10 / 127
    expected = [63 * one, 318 * other, (-128 * 127 - 127 * 32) * one, (-128 * 64 + 127 * 127) * other]
    assert (found.shape, found.dtype) == ((2, 2), np.float32)
    assert found.reshape(-1).tolist() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(("size", "most"), [(1, 127), (2, 32512)])
@given(
    seed=st.integers(0, 2**32 - 1), rows=st.integers(0, 40), queries=st.integers(1, 20), dimension=st.integers(1, 90)
)
def test_products_are_those_of_numbers(
    size: Literal[1, 2], most: int, seed: int, rows: int, queries: int, dimension: int
) -> None:
    random = np.random.default_rng(seed)
    vectors = random.integers(-128, 128, (rows, dimension)).astype(np.int8)
    asked = random.normal(size=(queries, dimension)).astype(np.float32)
    found = products(vectors, packed(asked, size))
    half_a_step = np.abs(asked).max(axis=1) / most / 2
    allowed = np.abs(vectors.astype(float)).sum(axis=1)[:, None] * half_a_step * 1.01 + 1e-3
    assert found.shape == (rows, queries)
    assert (np.abs(found - vectors.astype(float) @ asked.T) <= allowed).all()


def test_equal_vectors_have_equal_products() -> None:
    random = np.random.default_rng(0)
    vectors = np.tile(random.integers(-128, 128, (1, 384)).astype(np.int8), (101, 1))
    found = products(vectors, packed(random.normal(size=(7, 384)).astype(np.float32)))
    assert (found == found[0]).all()


def test_in_many_threads() -> None:
    random = np.random.default_rng(0)
    vectors = random.integers(-128, 128, (5000, 384)).astype(np.int8)
    queries = [random.normal(size=(3, 384)).astype(np.float32) for _ in range(40)]
    alone = [products(vectors, packed(query)) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda query: products(vectors, packed(query)), queries))
    assert all(np.array_equal(one, other) for one, other in zip(alone, together, strict=True))
