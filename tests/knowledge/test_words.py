"""The word leg: BM25 over words and stems."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from knowledge.analysis import tokens
from knowledge.words import WordIndex, WordIndexWriter


def index(folder: Path, *records: tuple[int, str, str, str]) -> WordIndex:
    """An index of (document, title, heading, text) in row order."""
    writer = WordIndexWriter(folder / "words")
    for row, (document, title, heading, text) in enumerate(records):
        writer.add(row, document, title, heading, text)
    writer.close()
    return WordIndex(folder / "words")


def texts(folder: Path, *every: str) -> WordIndex:
    """An index of one passage a document."""
    return index(folder, *((row, "", "", text) for row, text in enumerate(every)))


def rows(words: WordIndex, query: str, limit: int = 10, documents: list[int] | None = None) -> list[int]:
    return [row for row, _ in words.search(list(tokens(query)), limit, documents)]


def bm25(frequency: int, length: int, mean_length: float, passages: int, holding: int) -> float:
    """Robertson & Zaragoza (2009) with k1 = 1.2 and b = 0.75, as Lucene computes it."""
    weight = math.log(1 + (passages - holding + 0.5) / (holding + 0.5))
    return weight * frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * length / mean_length))


def most(passages: int, *holding: int) -> float:
    """What endlessly many of every term would have; of each it is told how many passages hold it."""
    return sum(bm25(10**9, 1, 1, passages, each) for each in holding)


def test_scores_are_bm25_of_words_and_stems_over_the_most_there_is(tmp_path: Path) -> None:
    words = texts(tmp_path, "חתול כלב", "חתול חתול לחם מים", "לחם", "החתולים")
    mean = (2 + 4 + 1 + 1) / 4
    # the word stands in two passages, its stem in three
    first = bm25(1, 2, mean, 4, 2) + bm25(1, 2, mean, 4, 3)
    second = bm25(2, 4, mean, 4, 2) + bm25(2, 4, mean, 4, 3)
    fourth = bm25(1, 1, mean, 4, 3)
    assert second > first > fourth
    found = words.search(list(tokens("חתול")), 10)
    assert [row for row, _ in found] == [1, 0, 3]
    expected = [score / most(4, 2, 3) for score in (second, first, fourth)]
    assert [score for _, score in found] == pytest.approx(expected, rel=1e-5)


def test_words_that_are_missing_lower_the_cover(tmp_path: Path) -> None:
    words = texts(tmp_path, "כלב חתול", "כלב", "לחם")
    one, two, absent = (bm25(1, length, 4 / 3, 3, holding) for length, holding in ((2, 2), (2, 1), (2, 0)))
    alone = bm25(1, 1, 4 / 3, 3, 2)

    def found(query: str) -> dict[int, float]:
        return dict(words.search(list(tokens(query)), 10))

    # every word is its own stem, so that both fields say the same
    assert found("כלב") == pytest.approx({0: one / most(3, 2), 1: alone / most(3, 2)}, rel=1e-5)
    assert found("כלב חתול") == pytest.approx({0: (one + two) / most(3, 2, 1), 1: alone / most(3, 2, 1)}, rel=1e-5)
    assert found("כלב אריה") == pytest.approx({0: one / most(3, 2, 0), 1: alone / most(3, 2, 0)}, rel=1e-5)
    assert absent > two > one  # a word that no passage holds is missed the most


def test_cover_does_not_reach_one(tmp_path: Path) -> None:
    words = texts(tmp_path, "כלב " * 30, "לחם " * 1000)
    ((row, score),) = words.search(list(tokens("כלב")), 10)
    assert (row, score) == (0, pytest.approx(30 / (30 + 1.2 * (0.25 + 0.75 * 30 / 515)), abs=1e-3))
    assert score < 1


def test_a_word_asked_twice_counts_once(tmp_path: Path) -> None:
    words = texts(tmp_path, "כלב חתול", "לחם")
    assert words.search(list(tokens("כלב כלב")), 10) == words.search(list(tokens("כלב")), 10)


@pytest.mark.parametrize(
    ("word", "held"),
    [("כלב", True), ("הכלבים", True), ("לחם", True), ("פרק", True), ("חתול", False), ("כל", False)],
)
def test_a_word_is_held_by_its_stem_and_above_the_text_too(word: str, held: bool, tmp_path: Path) -> None:
    words = index(tmp_path, (0, "הלחם", "הפרק", "כלב"))
    (token,) = tokens(word)
    assert words.holds(token) is held


def test_order(tmp_path: Path) -> None:
    words = texts(tmp_path, "כלב חתול לחם מים", "כלב", "כלב כלב", "לחם", "כלב לחם")
    assert rows(words, "כלב") == [2, 1, 4, 0]
    assert rows(words, "לחם כלב") == [4, 3, 0, 2, 1]
    assert rows(words, "כלב", limit=2) == [2, 1]


def test_ties_are_in_row_order(tmp_path: Path) -> None:
    words = texts(tmp_path, *["חתול", "כלב"] * 20)
    assert rows(words, "כלב", limit=30) == list(range(1, 40, 2))
    assert rows(words, "כלב", limit=3) == [1, 3, 5]


def test_title_and_heading_count_half_beside_the_text(tmp_path: Path) -> None:
    words = index(
        tmp_path,
        (0, "כלב", "", "מים"),
        (1, "", "כלב חתול", "מים"),
        (2, "", "", "כלב מים"),
        (3, "כלב", "", "כלב"),
        (4, "", "", "מים"),
    )
    found = dict(words.search(list(tokens("כלב")), 10))
    # each field has its own mean length and its own count of passages that hold the word
    title, heading = 0.5 * bm25(1, 1, 2 / 5, 5, 2), 0.5 * bm25(1, 2, 2 / 5, 5, 1)
    short, long = bm25(1, 1, 6 / 5, 5, 2), bm25(1, 2, 6 / 5, 5, 2)
    scores = {0: title, 1: heading, 2: long, 3: short + title}
    expected = {row: score / most(5, 2) for row, score in scores.items()}  # what the text alone could have
    assert found == pytest.approx(expected, rel=1e-5)
    assert rows(words, "כלב") == [3, 2, *sorted((0, 1), key=lambda row: -scores[row])]


def test_cover_is_never_above_one(tmp_path: Path) -> None:
    words = index(tmp_path, (0, "כלב", "כלב", "כלב " * 20), *((row, "", "", "כלב מים") for row in range(1, 9)))
    title = 0.5 * bm25(1, 1, 1 / 9, 9, 1)
    assert bm25(20, 20, 4, 9, 9) + 2 * title > most(9, 9)  # in the text it is frequent, above it rare
    assert words.search(list(tokens("כלב")), 1) == [(0, 1.0)]


@pytest.mark.parametrize(
    ("documents", "expected"),
    [(None, [0, 1, 2, 4]), ([0, 1, 2], [0, 1, 2, 4]), ([1], [2]), ([0, 2], [0, 1, 4]), ([3], []), ([], [])],
)
def test_filter_by_documents(documents: list[int] | None, expected: list[int], tmp_path: Path) -> None:
    words = index(
        tmp_path, (0, "", "", "כלב"), (0, "", "", "כלב"), (1, "", "", "כלב"), (1, "", "", "חתול"), (2, "", "", "כלב")
    )
    assert rows(words, "כלב", documents=documents) == expected


def test_filter_does_not_change_scores(tmp_path: Path) -> None:
    words = texts(tmp_path, "כלב חתול", "כלב", "לחם")
    every = dict(words.search(list(tokens("כלב")), 10))
    assert words.search(list(tokens("כלב")), 10, [0]) == [(0, every[0])]


@pytest.mark.parametrize(
    ("only", "documents", "expected"),
    [
        ([0, 3, 4], None, [0, 4]),
        ([1], None, [1]),
        ([3], None, []),
        ([], None, []),
        ([0, 1, 4], [0], [0, 1]),
        ([0, 4], [2], [4]),
        ([0], [1], []),
    ],
)
def test_filter_by_rows(only: list[int], documents: list[int] | None, expected: list[int], tmp_path: Path) -> None:
    words = index(
        tmp_path, (0, "", "", "כלב"), (0, "", "", "כלב"), (1, "", "", "כלב"), (1, "", "", "חתול"), (2, "", "", "כלב")
    )
    every = dict(words.search(list(tokens("כלב")), 10))
    found = words.search(list(tokens("כלב")), 10, documents, only)
    assert found == [(row, every[row]) for row in expected]


def test_filter_acts_before_the_limit(tmp_path: Path) -> None:
    words = texts(tmp_path, *["כלב"] * 30, "כלב חתול לחם מים")
    assert rows(words, "כלב", limit=1, documents=[30]) == [30]


@pytest.mark.parametrize("query", ["", "?!", "אריה"])
def test_nothing_found(query: str, tmp_path: Path) -> None:
    assert texts(tmp_path, "כלב", "חתול").search(list(tokens(query)), 10) == []


def test_operators_of_query_languages_are_words(tmp_path: Path) -> None:
    words = texts(tmp_path, "dog OR cat", "words", "AND")
    assert rows(words, "words:dog* AND -cat^2 ~") == [0, 1, 2]


def test_length(tmp_path: Path) -> None:
    assert len(texts(tmp_path, "כלב", "", "חתול")) == 3


def test_empty_index(tmp_path: Path) -> None:
    words = texts(tmp_path)
    assert len(words) == 0
    assert rows(words, "כלב") == []


def test_folder_must_be_new(tmp_path: Path) -> None:
    texts(tmp_path, "כלב")
    with pytest.raises(FileExistsError):
        WordIndexWriter(tmp_path / "words")
