"""Finding: both legs, their fusion, grouping, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.build import build
from knowledge.errors import (
    FilterUnknown,
    FilterYears,
    KnowledgeError,
    LimitInvalid,
    QueryEmpty,
    QueryTooLong,
)
from knowledge.library import Library
from knowledge.search import FOREIGN_WEIGHT, LONGEST_QUERY, MEANING_WEIGHT, MOST_HITS, PASSAGES_A_DOCUMENT, POOL
from knowledge.search import WINDOWS as MOST_WINDOWS
from knowledge.settings import load
from knowledge.types import Document, Filters, Hit, Metadata, Passage, Query, Section
from tests.encoder import DIMENSION, ConceptEncoder
from tests.knowledge.shelf import document, library, opened

MODES = ["hybrid", "words", "meaning"]
DOG, BREAD, WATER, OTHER = (np.eye(DIMENSION)[axis] for axis in (0, 2, 3, -1))


def find(shelf: Library, text: str, **asked: object) -> tuple[Hit, ...]:
    return shelf.search(Query(text, **asked)).hits  # type: ignore[arg-type]


def names(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.document for hit in hits]


def labelled(name: str, text: str, **fields: object) -> Document:
    return document(name, text, metadata=Metadata("", "he", **fields))  # type: ignore[arg-type]


# Fusion --------------------------------------------------------------------------------------------------------------

FUSION = (
    document("both.txt", "dog"),
    document("diluted.txt", "dog bread"),
    document("synonym.txt", "hound water"),
    document("bread.txt", "bread"),
    document("hebrew.txt", "כלב"),
)


@pytest.fixture(scope="module")
def fusion(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library(tmp_path_factory.mktemp("fusion") / "g", *FUSION)


def words_of_fusion() -> dict[str, float]:
    """BM25 of "dog" over the best one's; what a leg that found fewer than a pool did not find has 0."""
    mean = (1 + 2 + 2 + 1 + 1) / 5
    saturation = [2.2 / (1 + 1.2 * (0.25 + 0.75 * length / mean)) for length in (1, 2)]
    return {"both.txt": 1.0, "diluted.txt": saturation[1] / saturation[0]}


def meaning_of_fusion() -> dict[str, float]:
    """Centred cosines to "dog", stretched so that the lowest of the pool is 0 and the highest 1."""
    half = float(np.float16(0.5**0.5))
    english = {"both.txt": DOG, "diluted.txt": half * (DOG + BREAD), "synonym.txt": half * (DOG + WATER)}
    english["bread.txt"] = BREAD
    mean = sum(english.values()) / (4 + 100)
    cosines = {name: float((row - mean)[0] / np.linalg.norm(row - mean)) for name, row in english.items()}
    cosines["hebrew.txt"] = 1.0  # alone in its language, its mean lies on the same axis
    lowest = min(cosines.values())
    return {name: (cosine - lowest) / (1 - lowest) for name, cosine in cosines.items()}


def test_meaning_by_hand(fusion: Library) -> None:
    hits = find(fusion, "dog", mode="meaning")
    expected = meaning_of_fusion()
    assert names(hits) == ["hebrew.txt", "both.txt", "diluted.txt", "synonym.txt", "bread.txt"]
    assert {hit.document: hit.meaning for hit in hits} == pytest.approx(expected, abs=1e-6)
    assert [hit.score for hit in hits] == [hit.meaning for hit in hits]
    assert [hit.words for hit in hits] == [None] * 5
    assert (hits[0].score, hits[-1].score) == (1.0, 0.0)


def test_words_by_hand(fusion: Library) -> None:
    hits = find(fusion, "dog", mode="words")
    assert names(hits) == ["both.txt", "diluted.txt"]
    assert {hit.document: hit.words for hit in hits} == pytest.approx(words_of_fusion(), abs=1e-6)
    assert [hit.score for hit in hits] == [hit.words for hit in hits]
    assert [(hit.meaning, hit.best) for hit in hits] == [(None, None)] * 2


def test_fused_by_hand(fusion: Library) -> None:
    words, meaning = words_of_fusion(), meaning_of_fusion()
    share = MEANING_WEIGHT
    expected = {
        "both.txt": (1 - share) + share * meaning["both.txt"],
        "hebrew.txt": FOREIGN_WEIGHT,  # of another language, carried by its meaning alone
        "diluted.txt": (1 - share) * words["diluted.txt"] + share * meaning["diluted.txt"],
        "synonym.txt": share * meaning["synonym.txt"],
        "bread.txt": 0.0,
    }
    hits = find(fusion, "dog")
    assert names(hits) == list(expected)
    assert [hit.score for hit in hits] == pytest.approx(list(expected.values()), abs=1e-6)
    assert [hit.words is None for hit in hits] == [False, True, False, True, True]
    assert [hit.language for hit in hits] == ["en", "he", "en", "en", "en"]


def test_a_passage_of_the_querys_language_is_not_carried_by_meaning_alone(fusion: Library) -> None:
    by_name = {hit.document: hit for hit in find(fusion, "כלב")}
    assert by_name["hebrew.txt"].score == 1.0
    foreign = by_name["both.txt"]
    assert (foreign.words, foreign.score) == (None, pytest.approx(FOREIGN_WEIGHT * (foreign.meaning or 0)))


def test_a_foreign_passage_that_shares_words_keeps_the_better_score(tmp_path: Path) -> None:
    shelf = library(tmp_path / "g", document("he.txt", "מים"), document("en.txt", "Mondragon"))
    hit = find(shelf, "קואופרטיבים Mondragon")[0]
    assert (hit.document, hit.words, hit.meaning, hit.score) == ("en.txt", 1.0, 1.0, 1.0)


def test_in_one_mode_meaning_is_not_weighed(fusion: Library) -> None:
    by_name = {hit.document: hit.score for hit in find(fusion, "כלב", mode="meaning")}
    assert by_name["hebrew.txt"] == 1.0
    assert by_name["both.txt"] == pytest.approx(meaning_of_fusion()["both.txt"], abs=1e-6)


def test_a_leg_that_finds_nothing_counts_as_zero(fusion: Library) -> None:
    # No passage has a word of it, and all are as far from its meaning: the meaning's share is all there is.
    hits = find(fusion, "puppy")
    assert names(hits) == ["hebrew.txt", "both.txt", "diluted.txt", "synonym.txt", "bread.txt"]
    assert [(hit.words, hit.meaning) for hit in hits] == [(None, 1.0)] * 5
    assert [hit.score for hit in hits] == [FOREIGN_WEIGHT] + [MEANING_WEIGHT] * 4
    assert find(fusion, "puppy", mode="words") == ()


def test_a_library_of_one_passage(tmp_path: Path) -> None:
    shelf = library(tmp_path / "g", document("a.txt", "כלב"))
    (hit,) = find(shelf, "כלב")
    assert (hit.score, hit.words, hit.meaning) == (1.0, 1.0, 1.0)


def test_equal_scores_are_in_row_order(tmp_path: Path) -> None:
    shelf = library(tmp_path / "g", *(document(name, "כלב") for name in "dbca"))
    for mode in MODES:
        assert names(find(shelf, "כלב", mode=mode)) == ["d", "b", "c", "a"]


class Leaning(ConceptEncoder):
    """Its queries lean towards bread in Hebrew and towards dogs in English."""

    query_means = {"he": np.float32(0.5) * BREAD, "en": np.float32(0.5) * DOG}  # noqa: RUF012


def test_queries_are_centred_by_their_language(tmp_path: Path) -> None:
    built = library(tmp_path / "g", document("bread.txt", "לחם"), document("dog.txt", "כלב"))
    shelf = Library(load(index=tmp_path), built.manifest, built.stores, Leaning())
    assert names(find(shelf, "כלב לחם", mode="meaning")) == ["dog.txt", "bread.txt"]
    assert names(find(shelf, "dog bread", mode="meaning")) == ["bread.txt", "dog.txt"]


def test_a_full_pool_of_words_is_stretched_from_its_lowest(tmp_path: Path) -> None:
    shelf = library(tmp_path / "g", *(document(str(n), "כלב" + " מים" * n) for n in range(POOL + 5)))
    hits = find(shelf, "כלב", mode="words", limit=100)
    assert names(hits) == [str(n) for n in range(POOL)]
    assert (hits[0].score, hits[-1].score) == (1.0, 0.0)


def test_a_passage_has_the_score_of_its_best_window(tmp_path: Path) -> None:
    shelf = library(tmp_path / "g", document("a.txt", "מים\nכלב\nלחם"), document("b.txt", "כלב מים"))
    first, second = find(shelf, "כלב", mode="meaning")
    assert (first.document, first.meaning, first.best) == ("a.txt", 1.0, (4, 7))
    assert (second.document, second.meaning, second.best) == ("b.txt", 0.0, (0, 7))


# Hits ----------------------------------------------------------------------------------------------------------------


def test_hit_tells_where_it_stands(tmp_path: Path) -> None:
    metadata = Metadata("על כלבים", "he", ("א",), "2005")
    section = Section("חתול ישן\nהכלב נובח", "פרק", 2, page=7)
    shelf = library(tmp_path / "g", Document("a.pdf", metadata, (Section("מים"), section)))
    hit = find(shelf, "כלב")[0]
    assert (hit.rank, hit.document, hit.metadata) == (1, "a.pdf", metadata)
    assert (hit.heading, hit.page, hit.section, hit.start, hit.end) == ("פרק", 7, 1, 0, 18)
    assert (hit.language, hit.text) == ("he", section.text)


def test_highlights_and_best_are_spans_of_the_text(tmp_path: Path) -> None:
    shelf = library(tmp_path / "g", document("a.txt", "לחם\nהַחתול והכלב\nחתול"), document("b.txt", "מים"))
    hit = find(shelf, "חתול")[0]
    assert [hit.text[start:end] for start, end in hit.highlights] == ["הַחתול", "חתול"]
    assert hit.best is not None
    assert hit.text[slice(*hit.best)] == "חתול"


def test_places_count_from_the_passages_start(tmp_path: Path) -> None:
    text = "מים זורמים. לחם חם. הכלב נובח. חתול"
    pair = (
        Passage(0, 0, 11, 1, "he", ((0, 11),)),
        Passage(0, 12, 35, 2, "he", ((12, 19), (20, 30), (31, 35))),
    )
    (tmp_path / "g").mkdir()
    counts = build([(document("a.txt", text), pair)], ConceptEncoder(), None, tmp_path / "g")
    hit = find(opened(tmp_path / "g", counts), "נובח כלב", mode="hybrid")[0]
    assert (hit.start, hit.end, hit.page, hit.text) == (12, 35, 2, "לחם חם. הכלב נובח. חתול")
    assert hit.best == (8, 18)
    assert [hit.text[slice(*span)] for span in (hit.best, *hit.highlights)] == ["הכלב נובח.", "הכלב נובח"]


def test_results_say_what_was_asked_and_of_how_many(fusion: Library) -> None:
    results = fusion.search(Query("dog", limit=1))
    assert (results.query, results.documents, len(results.hits)) == (Query("dog", limit=1), 5, 1)
    assert results.took_ms > 0
    filtered = fusion.search(Query("dog", filters=Filters(language="en")))
    assert (filtered.documents, len(filtered.hits)) == (4, 4)


# Grouping ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """By words, "dog" finds a0 b0 a1 b1 a2 a3 a4 c0, in this order."""
    lengths = {"a": [0, 2, 4, 5, 6], "b": [1, 3], "c": [7]}
    documents = [document(name, *("dog" + " bread" * n for n in each)) for name, each in lengths.items()]
    return library(tmp_path_factory.mktemp("grouped") / "g", *documents)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (1, ["a0"]),
        (2, ["a0", "b0"]),
        (3, ["a0", "a1", "b0"]),
        (4, ["a0", "a1", "b0", "b1"]),
        (5, ["a0", "a1", "a2", "b0", "b1"]),
        (6, ["a0", "a1", "a2", "b0", "b1", "c0"]),
        (7, ["a0", "a1", "a2", "b0", "b1", "c0"]),
        (100, ["a0", "a1", "a2", "b0", "b1", "c0"]),
    ],
)
def test_grouping(limit: int, expected: list[str], grouped: Library) -> None:
    assert PASSAGES_A_DOCUMENT == 3
    hits = find(grouped, "dog", mode="words", limit=limit)
    assert [f"{hit.document}{hit.section}" for hit in hits] == expected
    assert [hit.rank for hit in hits] == list(range(1, len(expected) + 1))


# Filters -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_filters_act_before_ranking(mode: str, tmp_path: Path) -> None:
    # What passes the filter stands behind more than a pool of better passages and better windows.
    better = [document(f"{n}.txt", "\n".join(["כלב"] * (MOST_WINDOWS // POOL + 1))) for n in range(POOL + 5)]
    wanted = labelled("wanted.txt", "כלב לחם מים חתול עבודה", topics=("education",))
    shelf = library(tmp_path / "g", *better, wanted)
    assert "wanted.txt" not in names(find(shelf, "כלב", mode=mode, limit=100))
    (hit,) = find(shelf, "כלב", mode=mode, filters=Filters(topics=("education",)))
    assert (hit.document, hit.score) == ("wanted.txt", 1.0)


def test_filters_that_leave_nothing_find_nothing(tmp_path: Path) -> None:
    shelf = library(
        tmp_path / "g",
        labelled("a", "כלב", topics=("education",), date="1990"),
        labelled("b", "כלב", topics=("advocacy",), date="2005"),
    )
    for mode in MODES:
        results = shelf.search(Query("כלב", mode, filters=Filters(topics=("education",), year_from=2000)))  # type: ignore[arg-type]
        assert (results.hits, results.documents) == ((), 0)
    assert names(find(shelf, "כלב", filters=Filters(year_from=2000))) == ["b"]
    assert find(shelf, "כלב", filters=Filters(year_from=2006)) == ()


# What is refused -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library(
        tmp_path_factory.mktemp("described") / "g",
        labelled("a", "כלב", type="minutes", topics=("education", "advocacy"), countries=("IL",)),
        document("b", "dog", metadata=Metadata("", "en", type="brief", countries=("ES", "IL"))),
    )


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "text", ["", " ", "\n\t\u00a0", "?!", "\"״׳'", "…—–־", "😀", "👩‍👩‍👧 ♥", "\u200f\u202b\u2067", "×÷", "\u05b0\u05bc"]
)
def test_query_without_a_word(text: str, mode: str, fusion: Library) -> None:
    with pytest.raises(QueryEmpty):
        find(fusion, text, mode=mode)


def test_longest_query(fusion: Library) -> None:
    assert LONGEST_QUERY == 2000
    assert names(find(fusion, "dog " * 500, mode="words")) == ["both.txt", "diluted.txt"]
    with pytest.raises(QueryTooLong) as failure:
        find(fusion, "dog " * 500 + "x")
    assert failure.value.en.startswith("The query has 2,001 characters; the most is 2,000.")


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_limits(limit: int, fusion: Library) -> None:
    assert MOST_HITS == 2 * POOL
    with pytest.raises(LimitInvalid) as failure:
        find(fusion, "dog", limit=limit)
    assert failure.value.en == f"{limit} results cannot be shown; ask for 1 to 100."


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (Filters(topics=("x",)), "No document has the topic 'x'. There are: advocacy, education."),
        (Filters(topics=("education", "x")), "No document has the topic 'x'. There are: advocacy, education."),
        (
            Filters(topics=("housing-land",)),
            "No document has the topic 'housing-land'. There are: advocacy, education.",
        ),
        (Filters(types=("",)), "No document has the type ''. There are: brief, minutes."),
        (Filters(countries=("il",)), "No document has the country 'il'. There are: ES, IL."),
    ],
)
def test_unknown_filter_names_what_there_is(filters: Filters, message: str, described: Library) -> None:
    with pytest.raises(FilterUnknown) as failure:
        find(described, "כלב", filters=filters)
    assert failure.value.en == message + " Choose one of these or leave the filter out."


def test_unknown_language(tmp_path: Path) -> None:
    shelf = library(tmp_path / "g", document("a", "dog"))
    with pytest.raises(FilterUnknown) as failure:
        find(shelf, "dog", filters=Filters(language="he"))
    assert failure.value.en.startswith("No document has the language 'he'. There are: en.")


def test_years_the_wrong_way_round(described: Library) -> None:
    with pytest.raises(FilterYears) as failure:
        find(described, "כלב", filters=Filters(year_from=2010, year_to=2005))
    assert failure.value.en == "The years 2010 to 2005 are no range: the first is after the last. Exchange them."
    assert find(described, "כלב", filters=Filters(year_from=2005, year_to=2005)) == ()


def test_a_query_is_checked_before_its_filters(described: Library) -> None:
    with pytest.raises(QueryEmpty):
        find(described, "?", filters=Filters(topics=("x",)))


@given(
    text=st.text(
        st.one_of(
            st.characters(exclude_categories=["Cs"]),
            st.sampled_from("כלבdog \"'״׳:*()[]{}^~+-\\/|&!?\u202b\u05b0,1"),
        ),
        max_size=200,
    ),
    mode=st.sampled_from(MODES),
)
def test_no_query_breaks_anything(text: str, mode: str, fusion: Library) -> None:
    try:
        hits = find(fusion, text, mode=mode)
    except KnowledgeError as error:
        assert isinstance(error, QueryEmpty)
        return
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert all(0 <= hit.score <= 1 and not math.isnan(hit.score) for hit in hits)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)  # each document has one passage here
