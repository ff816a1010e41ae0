"""A ranking in which each group stands once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.editions import Fold, Relation, Under, folded, mains

MAIN_OF = {"a2": "a", "a3": "a", "b2": "b"}


def test_mains() -> None:
    found = mains(
        [
            Relation("same bytes", "a", "b", 1.0),
            Relation("edition", "a", "c", None, True),
            Relation("contained", "volume", "a", 1.0),
        ]
    )
    assert found == {"b": Under("a", "same bytes", 1.0), "c": Under("a", "edition", None)}


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        ([], []),
        (["x"], [Fold("x")]),
        (["a"], [Fold("a", ("a2", "a3"))]),
        (["x", "a", "y"], [Fold("x"), Fold("a", ("a2", "a3")), Fold("y")]),
        (["a3", "x", "a"], [Fold("a", ("a3", "a2")), Fold("x")]),  # the main one, in the place of the best
        (["a3", "a2"], [Fold("a3", ("a", "a2"))]),  # the main one was not found
        (["b2", "a", "b", "a2"], [Fold("b", ("b2",)), Fold("a", ("a2", "a3"))]),
        (["x", "x", "a2", "a2"], [Fold("x"), Fold("a2", ("a", "a3"))]),
    ],
)
def test_folded(ranked: list[str], expected: list[Fold[str]]) -> None:
    assert folded(ranked, MAIN_OF) == expected


def test_folded_without_groups() -> None:
    assert folded([2, 0, 1], {}) == [Fold(2), Fold(0), Fold(1)]


@given(st.lists(st.integers(0, 9), unique=True), st.dictionaries(st.integers(5, 9), st.integers(0, 4)))
def test_nothing_is_lost(ranked: list[int], main_of: dict[int, int]) -> None:
    folds = folded(ranked, main_of)
    listed = [document for fold in folds for document in (fold.shown, *fold.others)]
    assert len(set(listed)) == len(listed)
    assert set(listed) >= set(ranked)
    assert all(fold.shown in ranked for fold in folds)
