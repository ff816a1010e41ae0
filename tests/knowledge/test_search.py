"""Finding: both legs, their fusion, grouping, and what is refused."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from knowledge.build import build
from knowledge.editions import Fold
from knowledge.errors import (
    FilterUnknown,
    FilterYears,
    KnowledgeError,
    LimitInvalid,
    QueryEmpty,
    QueryOnlyExcludes,
    QueryTooLong,
)
from knowledge.library import Library
from knowledge.plan import LONGEST_QUERY
from knowledge.search import COMPARED, MOST_HITS, PASSAGES_A_DOCUMENT, POOL, WEIGHTS, Scored, _next
from knowledge.search import WINDOWS as MOST_WINDOWS
from knowledge.settings import load
from knowledge.types import Document, Expansion, Filters, Hit, Metadata, Passage, Query, Section
from tests.encoder import CONCEPTS, DIMENSION, ConceptEncoder
from tests.knowledge.shelf import document, library, opened

MODES = ["hybrid", "words", "meaning"]
DOG, CAT, BREAD, WATER, *_, OTHER = np.eye(DIMENSION, dtype=np.float32)


def find(shelf: Library, text: str, **asked: object) -> tuple[Hit, ...]:
    return shelf.search(Query(text, **asked)).hits  # type: ignore[arg-type]


def names(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.document for hit in hits]


def labelled(name: str, text: str, **fields: object) -> Document:
    return document(name, text, metadata=Metadata("", "he", **fields))  # type: ignore[arg-type]


# The formulas, for texts whose every word is its own stem ------------------------------------------------------------

Texts = Mapping[str, str]
"""The text of each document; every line of it is a window."""
Parts = tuple[float, float | None, float | None]
"""A hit's score, words and meaning."""

LENGTH = float(np.float16(0.5 * math.sqrt(1.5**2 + 6 * 0.5**2)))
ALONG, ACROSS = 0.75 / LENGTH, 0.25 / LENGTH
"""Cosine of a word to a stored one of its own concept, of 1.5 spreads of a half on one axis and 0.5 on the other six;
and to one of another concept."""


def shelf_of(folder: Path, texts: Texts) -> Library:
    return library(folder, *(document(name, text) for name, text in texts.items()))


def language(text: str) -> str:
    return "en" if re.search("[a-z]", text) else "he"


def concept(word: str) -> int:
    return next((axis for axis, words in enumerate(CONCEPTS) if word in words), DIMENSION - 1)


def idf(texts: Texts, holding: int) -> float:
    return math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))


def cover(query: str, name: str, texts: Texts) -> float:
    """BM25 with k1 = 1.2 and b = 0.75 over what endlessly many of every word would have."""
    every = {key: text.split() for key, text in texts.items()}
    weights = {word: idf(texts, sum(word in words for words in every.values())) for word in query.split()}
    mean = sum(map(len, every.values())) / len(every)
    slow = 1.2 * (0.25 + 0.75 * len(every[name]) / mean)
    counts = Counter(every[name])
    return sum(weight * counts[word] / (counts[word] + slow) for word, weight in weights.items()) / sum(
        weights.values()
    )


def unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def vector(text: str) -> NDArray[np.float64]:
    return unit(np.bincount([concept(word) for word in text.split()], minlength=DIMENSION).astype(np.float64))


def half(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    """As it is cached."""
    return vector.astype(np.float32).astype(np.float16).astype(np.float64)


def stored(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    """As the index keeps it: of so few dimensions, in 127 steps either way."""
    return np.rint(127 * vector.astype(np.float32).astype(np.float64)) / 127


def cosines(query: str, name: str, texts: Texts) -> list[float]:
    """Of the windows, best first, centred by the mean of their language with 100 zeros; in halves before, in steps
    after."""
    windows = [
        window for text in texts.values() if language(text) == language(texts[name]) for window in text.split("\n")
    ]
    mean = sum(half(vector(window)) for window in windows) / (len(windows) + 100)
    own = [stored(unit(half(vector(window)) - mean)) for window in texts[name].split("\n")]
    return sorted((float(vector(query) @ window) for window in own), reverse=True)


def cosine(query: str, name: str, texts: Texts) -> float:
    return cosines(query, name, texts)[0]


def again(query: str, name: str, texts: Texts) -> float:
    """What a second window that is nearly as near adds."""
    best, *others = cosines(query, name, texts)
    return WEIGHTS.second * max(others[0] - WEIGHTS.second_least * best, 0) if others else 0.0


def late(query: str, name: str, texts: Texts) -> float:
    """The best cosine of each word, weighted by the root of its concept's inverse document frequency."""
    every = {key: {concept(word) for word in text.split()} for key, text in texts.items()}
    asked = [concept(word) for word in query.split()]
    weights = [math.sqrt(idf(texts, sum(axis in held for held in every.values()))) for axis in asked]
    best = [ALONG if axis in every[name] else ACROSS for axis in asked]
    return sum(map(float.__mul__, weights, best)) / sum(weights)


def above(near: float) -> float:
    """What a title and heading as near as that add."""
    return WEIGHTS.context * max(near - WEIGHTS.context_least, 0)


def bare(near: float) -> float:
    """What a cosine counts where nothing stands above the passage that could be compared too."""
    return near + above(near)


def logistic(total: float) -> float:
    return 1 / (1 + math.exp(-WEIGHTS.slope * (total - WEIGHTS.middle)))


def by_hand(query: str, texts: Texts, mode: str = "hybrid") -> dict[str, Parts]:
    """What every passage has, best first; in the mode `words` those that cover something."""
    found: dict[str, Parts] = {}
    for name, text in texts.items():
        covered = 0.0 if mode == "meaning" else cover(query, name, texts)
        if mode == "words":
            if covered:
                found[name] = (covered, covered, None)
            continue
        near, met = cosine(query, name, texts), late(query, name, texts)
        total = bare(near) + again(query, name, texts) + WEIGHTS.words * covered + WEIGHTS.tokens * met
        if language(text) != language(query):
            imputed = 0.0 if mode == "meaning" else WEIGHTS.foreign_words * near
            total += WEIGHTS.words * imputed + WEIGHTS.tokens * WEIGHTS.foreign_tokens
        meaning = min(1.0, max(0.0, (near + WEIGHTS.tokens * met) / (1 + WEIGHTS.tokens)))
        found[name] = (logistic(total), covered or None, meaning)
    return dict(sorted(found.items(), key=lambda item: -round(item[1][0], 9)))


def assert_agree(hits: tuple[Hit, ...], expected: Mapping[str, Parts], tolerance: float = 1e-6) -> None:
    assert names(hits) == list(expected)
    for hit in hits:
        assert (hit.score, hit.words, hit.meaning) == tuple(
            None if part is None else pytest.approx(part, abs=tolerance) for part in expected[hit.document]
        )


# Fusion --------------------------------------------------------------------------------------------------------------

FUSION = {
    "both.txt": "dog",
    "diluted.txt": "dog bread",
    "synonym.txt": "hound water",
    "bread.txt": "bread",
    "hebrew.txt": "כלב",
}


@pytest.fixture(scope="module")
def fusion(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return shelf_of(tmp_path_factory.mktemp("fusion") / "g", FUSION)


def test_words_by_hand(fusion: Library) -> None:
    hits = find(fusion, "dog", mode="words")
    # Of 1.4 words a passage; as often as in an endless text its one word would count 2.2 times as much.
    expected = [1 / (1 + 1.2 * (0.25 + 0.75 * 1 / 1.4)), 1 / (1 + 1.2 * (0.25 + 0.75 * 2 / 1.4))]
    assert names(hits) == ["both.txt", "diluted.txt"]
    assert [hit.words for hit in hits] == pytest.approx(expected, abs=1e-6)
    assert [hit.score for hit in hits] == [hit.words for hit in hits]
    assert [(hit.meaning, hit.best) for hit in hits] == [(None, None)] * 2


def test_meaning_by_hand(fusion: Library) -> None:
    even = float(np.float16(0.5**0.5))
    english = {"both.txt": DOG, "diluted.txt": even * (DOG + BREAD), "synonym.txt": even * (DOG + WATER)}
    english["bread.txt"] = BREAD
    mean = sum(english.values()) / (4 + 100)
    cosines = {name: float(stored((row - mean) / np.linalg.norm(row - mean))[0]) for name, row in english.items()}
    cosines["hebrew.txt"] = 1.0  # alone in its language, its mean lies on the same axis
    met = {**dict.fromkeys(cosines, ALONG), "bread.txt": ACROSS}
    by_name = {hit.document: hit for hit in find(fusion, "dog", mode="meaning")}
    assert {name: hit.meaning for name, hit in by_name.items()} == pytest.approx(
        {name: (cosines[name] + WEIGHTS.tokens * met[name]) / (1 + WEIGHTS.tokens) for name in cosines}, abs=1e-6
    )
    assert {name: hit.score for name, hit in by_name.items() if hit.language == "en"} == pytest.approx(
        {name: logistic(bare(cosines[name]) + WEIGHTS.tokens * met[name]) for name in english}, abs=1e-6
    )
    assert {hit.words for hit in by_name.values()} == {None}


def test_fused_by_hand(fusion: Library) -> None:
    by_name = {hit.document: hit for hit in find(fusion, "dog")}
    covered = 1 / (1 + 1.2 * (0.25 + 0.75 * 1 / 1.4))
    near = cosine("dog", "both.txt", FUSION)
    assert by_name["both.txt"].score == pytest.approx(
        logistic(bare(near) + WEIGHTS.words * covered + WEIGHTS.tokens * ALONG), abs=1e-6
    )
    # of another language: its cosine of 1 stands for words too
    assert by_name["hebrew.txt"].score == pytest.approx(
        logistic(bare(1) + WEIGHTS.words * WEIGHTS.foreign_words + WEIGHTS.tokens * (ALONG + WEIGHTS.foreign_tokens)),
        abs=1e-6,
    )
    assert by_name["bread.txt"].score == pytest.approx(
        logistic(bare(cosine("dog", "bread.txt", FUSION)) + WEIGHTS.tokens * ACROSS), abs=1e-6
    )
    assert {name for name, hit in by_name.items() if hit.words is None} == {"synonym.txt", "bread.txt", "hebrew.txt"}
    assert {name for name, hit in by_name.items() if hit.language == "he"} == {"hebrew.txt"}


@pytest.mark.parametrize(
    "query",
    ["dog", "bread", "water", "hound", "כלב", "לחם", "bread dog", "dog dog water", "bread puppy", "כלב לחם מים"],
)
@pytest.mark.parametrize("mode", MODES)
def test_scores_are_what_the_formulas_say(query: str, mode: str, fusion: Library) -> None:
    assert_agree(find(fusion, query, mode=mode), by_hand(query, FUSION, mode))


def test_in_the_mode_meaning_nobody_has_words(fusion: Library) -> None:
    """Where no passage is given cover for the words it shares, a foreign one is given none for those it cannot."""
    by_name = {hit.document: hit for hit in find(fusion, "dog", mode="meaning")}
    expected = logistic(bare(1) + WEIGHTS.tokens * (ALONG + WEIGHTS.foreign_tokens))
    assert by_name["hebrew.txt"].score == pytest.approx(expected, abs=1e-6)


def test_a_foreign_passage_that_shares_words_has_them_besides_the_imputed_cover(tmp_path: Path) -> None:
    texts = {"he.txt": "מים מים מים מים", "short.txt": "rochdale 1844", "long.txt": "1844" + " rochdale" * 8}
    short, long = (cover("1844", name, texts) for name in ("short.txt", "long.txt"))
    assert short > long
    hits = find(shelf_of(tmp_path / "g", texts), "1844")
    assert_agree(hits, by_hand("1844", texts))
    assert {hit.document: hit.words for hit in hits} == pytest.approx(
        {"short.txt": short, "long.txt": long, "he.txt": None}, abs=1e-6
    )


def test_terms_of_the_glossary_cover_a_foreign_passage_by_their_share(tmp_path: Path) -> None:
    texts = {"he.txt": "מים מים", "en.txt": "kibbutz bread", "far.txt": "water"}
    shelf = shelf_of(tmp_path / "g", texts)
    widened = cover("kibbutz kibbutzim kibutz", "en.txt", texts)
    # one of the two content words is a term; stems and words agree but for the plural, whose stem is its own
    assert {hit.document: hit.words for hit in find(shelf, "קיבוץ כלב")} == {
        "en.txt": pytest.approx(widened / 2, abs=1e-6),
        "he.txt": None,
        "far.txt": None,
    }
    assert [hit.words for hit in find(shelf, "קיבוץ כלב", widened=False, literal=True)] == [None] * 3
    results = shelf.search(Query("קיבוץ כלב"))
    assert results.expansions == (Expansion("קיבוץ", (0, 5), ("kibbutz", "kibbutzim", "kibutz")),)
    assert results.text == "קיבוץ כלב"
    (hit,) = find(shelf, "קיבוץ", mode="words")
    assert (hit.document, hit.score) == ("en.txt", pytest.approx(widened, abs=1e-6))


def test_where_nothing_is_the_score_says_nothing(fusion: Library) -> None:
    """No passage has a word of it, and none is near its meaning: what is unlike a score of ranks is low for all."""
    results = fusion.search(Query("puppy"))
    assert_agree(results.hits, by_hand("puppy", FUSION))
    assert names(results.hits) == ["hebrew.txt", "both.txt", "diluted.txt", "synonym.txt", "bread.txt"]
    assert [hit.words for hit in results.hits] == [None] * 5
    assert max(hit.score for hit in results.hits) < 0.1
    assert find(fusion, "puppy", mode="words") == ()


@pytest.mark.parametrize("mode", MODES)
def test_a_library_of_one_passage(mode: str, tmp_path: Path) -> None:
    hits = find(library(tmp_path / "g", document("a.txt", "כלב")), "כלב", mode=mode)
    assert_agree(hits, by_hand("כלב", {"a.txt": "כלב"}, mode))
    words = 1 / 2.2  # of a passage of the mean length
    total = bare(1) + WEIGHTS.tokens * ALONG
    assert hits[0].score == pytest.approx(
        {"words": words, "meaning": logistic(total), "hybrid": logistic(total + WEIGHTS.words * words)}[mode], abs=1e-6
    )


def test_equal_scores_are_in_row_order(tmp_path: Path) -> None:
    shelf = library(tmp_path / "g", *(document(name, "כלב") for name in "dbca"))
    for mode in MODES:
        hits = find(shelf, "כלב", mode=mode)
        assert names(hits) == ["d", "b", "c", "a"]
        assert len({hit.score for hit in hits}) == 1


class Leaning(ConceptEncoder):
    """Its queries lean towards bread in Hebrew and towards dogs in English."""

    query_means = {"he": np.float32(0.5) * BREAD, "en": np.float32(0.5) * DOG}  # noqa: RUF012


def test_queries_are_centred_by_their_language(tmp_path: Path) -> None:
    built = library(tmp_path / "g", document("bread.txt", "לחם"), document("dog.txt", "כלב"))
    shelf = Library(load(index=tmp_path), built.manifest, built.stores, Leaning())
    assert names(find(shelf, "כלב לחם", mode="meaning")) == ["dog.txt", "bread.txt"]
    assert names(find(shelf, "dog bread", mode="meaning")) == ["bread.txt", "dog.txt"]


class LeaningTokens(ConceptEncoder):
    """The words of its Hebrew queries lean towards bread, those of its English ones towards dogs."""

    query_token_means = {"he": np.float32(0.5) * BREAD, "en": np.float32(0.5) * DOG}  # noqa: RUF012


def test_words_of_queries_are_centred_by_their_language(tmp_path: Path) -> None:
    texts = {"dog.txt": "dog", "he.txt": "כלב"}
    built = shelf_of(tmp_path / "g", texts)
    shelf = Library(load(index=tmp_path), built.manifest, built.stores, LeaningTokens())
    half = 64 / 127  # as a query's coordinate is read whose greatest is 1
    for query, met in (("dog", ALONG), ("כלב", (ALONG - half * ACROSS) / math.sqrt(1 + 1 / 4))):
        expected = (1 + WEIGHTS.tokens * met) / (1 + WEIGHTS.tokens)  # both windows are as near as can be
        hits = find(shelf, query)
        assert sorted(names(hits)) == sorted(texts)
        assert [hit.meaning for hit in hits] == pytest.approx([expected] * 2, abs=1e-6)


@pytest.mark.parametrize("mode", ["hybrid", "meaning"])
def test_a_second_window_that_is_near_counts_too(mode: str, tmp_path: Path) -> None:
    texts = {
        "once": "dog\nbread work",
        "half": "dog\nhound bread",
        "nearly": "dog\nhound hound bread",
        "twice": "dog\nhound",
    }
    added = [again("dog", name, texts) for name in texts]
    assert added[:2] == [0, 0]
    assert 0 < added[2] < added[3] == pytest.approx(WEIGHTS.second * (1 - WEIGHTS.second_least), abs=0.01)
    hits = find(shelf_of(tmp_path / "g", texts), "dog", mode=mode)
    assert_agree(hits, by_hand("dog", texts, mode))
    assert names(hits)[0] == "twice"


def test_both_legs_are_asked_about_what_either_found(tmp_path: Path) -> None:
    # By meaning "near" and 49 of the hounds are best, by words the 50 first of those that share the word.
    texts = {
        "near": "dog " + "hound " * 20 + "work",
        **{f"hound{n}": "hound hound hound hound water" for n in range(POOL + 5)},
        **{f"bread{n}": "dog bread" for n in range(POOL + 5)},
    }
    hits = {hit.document: hit for hit in find(shelf_of(tmp_path / "g", texts), "dog", limit=MOST_HITS)}
    expected = by_hand("dog", texts)
    assert len(hits) == MOST_HITS == 2 * POOL
    assert set(hits) >= {"near", *(f"bread{n}" for n in range(POOL))}
    assert sum(name.startswith("hound") for name in hits) == POOL - 1
    assert hits["near"].words == pytest.approx(cover("dog", "near", texts), abs=1e-6)
    assert (hits["near"].words or 0) < cover("dog", "bread0", texts)
    first, last = hits["bread0"], hits[f"bread{POOL - 1}"]
    assert (first.words, first.score) == (last.words, last.score)
    assert first.words == pytest.approx(cover("dog", "bread0", texts), abs=1e-6)
    for name in ("near", "bread0", "bread7"):  # among those compared
        assert (hits[name].score, hits[name].words, hits[name].meaning) == pytest.approx(expected[name], abs=1e-6)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_what_is_not_compared_has_the_least_of_what_is(
    number: int, fusion: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.search.COMPARED", number)
    query = "water dog"
    compared = sorted(
        FUSION,
        key=lambda name: (
            -(
                bare(cosine(query, name, FUSION))
                + WEIGHTS.words
                * (
                    cover(query, name, FUSION)
                    + (WEIGHTS.foreign_words * cosine(query, name, FUSION) if name == "hebrew.txt" else 0)
                )
            )
        ),
    )[:number]
    least = min(late(query, name, FUSION) for name in compared)
    by_name = {hit.document: hit for hit in find(fusion, query)}
    assert len(by_name) == 5
    for name, hit in by_name.items():
        behind = least - (WEIGHTS.foreign_tokens if name == "hebrew.txt" else 0)
        met = late(query, name, FUSION) if name in compared else behind
        expected = (cosine(query, name, FUSION) + WEIGHTS.tokens * met) / (1 + WEIGHTS.tokens)
        assert hit.meaning == pytest.approx(expected, abs=1e-6)


def test_what_is_not_compared_stays_behind_what_is(tmp_path: Path) -> None:
    assert COMPARED < POOL
    ours = [document(f"en{n}", "dog dog dog") for n in range(COMPARED)]
    foreign = [document(f"he{n}", "כלב כלב כלב") for n in range(3)]  # as near, but for less than our cover
    assert cover("dog", "en0", {each.id: each.sections[0].text for each in (*ours, *foreign)}) > WEIGHTS.foreign_words
    hits = find(library(tmp_path / "g", *foreign, *ours), "dog", limit=MOST_HITS)
    assert names(hits)[:COMPARED] == [f"en{n}" for n in range(COMPARED)]
    assert {*names(hits)[COMPARED : COMPARED + 3]} == {"he0", "he1", "he2"}


def test_a_passage_without_words_meets_nothing(tmp_path: Path) -> None:
    shelf = library(tmp_path / "g", document("dots.txt", "…"), document("dog.txt", "כלב"))
    first, second = find(shelf, "כלב")
    assert (first.document, first.text) == ("dog.txt", "כלב")
    assert (second.document, second.words) == ("dots.txt", None)
    assert second.meaning == 0
    assert second.score < 0.1
    assert names(find(shelf, "כלב", mode="words")) == ["dog.txt"]


def test_the_pool_of_words_holds_the_best(tmp_path: Path) -> None:
    texts = {str(n): "כלב" + " מים" * n for n in range(POOL + 5)}
    hits = find(shelf_of(tmp_path / "g", texts), "כלב", mode="words", limit=100)
    assert names(hits) == [str(n) for n in range(POOL)]
    exact = 39  # longer texts are counted in steps
    assert [hit.score for hit in hits[:exact]] == pytest.approx(
        [cover("כלב", str(n), texts) for n in range(exact)], abs=1e-6
    )
    assert 0 < hits[-1].score < hits[exact].score


def test_a_passage_has_the_score_of_its_best_window(tmp_path: Path) -> None:
    texts = {"a.txt": "מים\nכלב\nלחם", "b.txt": "כלב מים"}
    hits = find(shelf_of(tmp_path / "g", texts), "כלב", mode="meaning")
    assert_agree(hits, by_hand("כלב", texts, "meaning"))
    first, second = hits
    assert (first.document, first.best) == ("a.txt", (4, 7))
    assert (second.document, second.best) == ("b.txt", (0, 7))
    # of the windows alone: both passages hold the word
    mean = (WATER + DOG + BREAD + float(np.float16(0.5**0.5)) * (DOG + WATER)) / 104
    assert first.meaning == pytest.approx(
        (float(stored((DOG - mean) / np.linalg.norm(DOG - mean))[0]) + WEIGHTS.tokens * ALONG) / (1 + WEIGHTS.tokens),
        abs=1e-6,
    )


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ('"ערבות הדדית"', {"a"}),  # the first word with its prefix letters, the others exactly, in this order
        ('"ערבות מלאה"', {"c"}),
        ('"הדדית בקיבוצים"', {"a"}),
        ('"הדדית קיבוצים"', set()),
        ("הדדית -קיבוץ", {"b", "c"}),  # in all its forms
        ("קיבוץ OR מלאה", {"a", "c"}),
        ("קיבוצ* | מלא*", {"a", "c"}),
        ("קיבוץ* הדדית", {"a"}),
        ("mutual -cooperative", {"e"}),
    ],
)
def test_operators_know_the_forms_of_words(query: str, left: set[str], tmp_path: Path) -> None:
    texts = {
        "a": "לערבות הדדית בקיבוצים",
        "b": "הדדית ערבות",
        "c": "ערבות מלאה הדדית",
        "d": "mutual cooperatives",
        "e": "mutual",
    }
    found = find(shelf_of(tmp_path / "g", texts), query)
    assert set(names(found)) & (set("abc") if query.isascii() is False else set("de")) == left


def test_title_and_heading_are_compared_like_a_window(tmp_path: Path) -> None:
    """Two passages of the same words: the one under the dog's heading is nearer, by the cosine of what is above it."""
    sections = (Section("bread", "dog"), Section("bread", "water"))
    shelf = library(tmp_path / "g", document("a.txt", *sections), document("b.txt", "cat"))
    hits = {hit.heading: hit for hit in find(shelf, "puppy dog", mode="meaning")}
    bread, dog, water, cat = (half(vector(word)) for word in ("bread", "dog", "water", "cat"))
    mean = (2 * bread + cat) / (3 + 100)
    asked = vector("puppy dog")
    expected = {
        heading: float(asked @ stored(unit(bread - mean)))
        + above(float(asked @ stored(unit(title - mean))))
        + WEIGHTS.tokens * late("puppy dog", "bread", {"bread": "bread", "again": "bread", "cat": "cat"})
        for heading, title in (("dog", dog), ("water", water))
    }
    assert {name: hits[name].score for name in expected} == pytest.approx(
        {name: logistic(total) for name, total in expected.items()}, abs=1e-6
    )


@pytest.mark.parametrize(("query", "unknown"), [("dog", ()), ("dog zebra", ("zebra",)), ("לביאה כלב", ("לביאה",))])
def test_words_that_no_document_holds_are_named(query: str, unknown: tuple[str, ...], fusion: Library) -> None:
    assert fusion.search(Query(query)).unknown == unknown


def logit(score: float) -> float:
    return math.log(score / (1 - score))


def best_two(hits: tuple[Hit, ...]) -> tuple[float, float]:
    """Logits of the best passages of the best two documents."""
    best: dict[str, float] = {}
    for hit in hits:
        best.setdefault(hit.document, logit(hit.score))
    first, second, *_ = best.values()
    return first, second


@pytest.mark.parametrize(("query", "missing"), [("dog", 0), ("dog zebra", 1 / 2), ("dog zebra gnu", 2 / 3)])
def test_what_stands_out_is_an_answer_and_words_that_nothing_holds_speak_against_it(
    query: str, missing: float, fusion: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = best_two(fusion.search(Query(query)).hits)
    assert first > second
    sum_ = first + WEIGHTS.lead * (first - second) - WEIGHTS.missing * missing
    score = 1 / (1 + math.exp(-sum_))
    for answered, least in ((True, score - 1e-9), (False, score + 1e-9)):
        monkeypatch.setattr("knowledge.search.WEIGHTS", replace(WEIGHTS, answered=least))
        monkeypatch.setattr("knowledge.search._holds_all", lambda *_: False)
        assert fusion.search(Query(query)).answered is answered


def test_a_document_without_another_beside_it_is_ahead_of_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = library(tmp_path / "g", document("a.txt", Section("dog", ""), Section("water", "")))
    found = find(shelf, "puppy")
    for answered, least in ((True, found[0].score - 1e-9), (False, found[0].score + 1e-9)):
        monkeypatch.setattr("knowledge.search.WEIGHTS", replace(WEIGHTS, answered=least, missing=0.0))
        assert shelf.search(Query("puppy")).answered is answered


def test_the_next_document_is_not_a_copy_of_the_best(tmp_path: Path) -> None:
    owner, ranked = [0, 1, 2], [Scored(row, score, None, None, None) for row, score in enumerate((0.9, 0.8, 0.3))]
    assert _next(ranked, owner, [Fold(0, (1,)), Fold(2, ())]) == 0.3
    assert _next(ranked, owner, [Fold(0, ()), Fold(1, ()), Fold(2, ())]) == 0.8
    assert _next(ranked[:2], owner[:2], [Fold(0, (1,))]) == 0.9


def test_an_answer_is_as_good_as_its_best_passage(fusion: Library) -> None:
    for text, mode in (("dog", "hybrid"), ("puppy", "hybrid"), ("dog", "meaning"), ("puppy", "meaning")):
        results = fusion.search(Query(text, mode))  # type: ignore[arg-type]
        first, second = best_two(results.hits)
        missing = WEIGHTS.missing * (text == "puppy")
        enough = first + WEIGHTS.lead * (first - second) - missing >= logit(WEIGHTS.answered)
        assert results.answered is enough is (text == "dog")
    assert fusion.search(Query("bread", "words")).answered
    assert not fusion.search(Query("puppy", "words")).answered


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
    hits = find(shelf, "כלב", mode=mode, filters=Filters(topics=("education",)))
    # and has the score that it has among all; tantivy's single precision shows where almost all hold a word
    texts = {each.id: each.sections[0].text for each in (*better, wanted)}
    assert_agree(hits, {"wanted.txt": by_hand("כלב", texts, mode)["wanted.txt"]}, 1e-5)


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


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("כלב -topic:education", ["c"]),
        ("כלב -נושא:חינוך", ["c"]),
        ("כלב -topic:education -topic:advocacy", []),
        ("כלב topic:education -year:2000-", ["a"]),
        ("כלב -year:-1999", ["b", "c"]),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_a_property_that_is_not_wanted(query: str, left: list[str], mode: str, tmp_path: Path) -> None:
    described = {"a": (("education",), 1990), "b": (("education", "advocacy"), 2005), "c": (("advocacy",), 2005)}
    shelf = library(
        tmp_path / "g",
        *(
            document(name, "כלב", metadata=Metadata(name, "he", topics=topics, date=str(year)))
            for name, (topics, year) in described.items()
        ),
    )
    results = shelf.search(Query(query, mode))  # type: ignore[arg-type]
    assert (sorted(names(results.hits)), results.documents) == (left, len(left))


def test_a_property_that_is_not_wanted_is_one_that_exists(tmp_path: Path) -> None:
    shelf = library(tmp_path / "g", document("a", "כלב", metadata=Metadata("a", "he", topics=("education",))))
    with pytest.raises(FilterUnknown) as caught:
        find(shelf, "כלב -topic:nothing")
    assert str(caught.value).startswith("No document has the topic 'nothing'. There are: education.")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("query", "text", "left"),
    [
        ("dog -bread", "dog", {"both.txt", "synonym.txt", "hebrew.txt"}),
        ('"dog bread"', "dog bread", {"diluted.txt"}),
        ("water OR bread", "water bread", {"diluted.txt", "synonym.txt", "bread.txt"}),
        ("dog -dog", "dog", {"synonym.txt", "bread.txt", "hebrew.txt"}),
        ('"bread dog"', "bread dog", set()),
    ],
)
def test_operators_leave_passages_with_the_scores_that_they_have(
    query: str, text: str, left: set[str], mode: str, fusion: Library
) -> None:
    results = fusion.search(Query(query, mode))  # type: ignore[arg-type]
    assert_agree(results.hits, {name: parts for name, parts in by_hand(text, FUSION, mode).items() if name in left})
    assert (results.text, results.documents) == (text, 5)


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


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("text", ["-dog", '-"dog bread" -water', "language:en", "-dog ?"])
def test_query_that_only_excludes(text: str, mode: str, fusion: Library) -> None:
    with pytest.raises(QueryOnlyExcludes):
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
        assert isinstance(error, QueryEmpty | QueryOnlyExcludes)
        return
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert all(0 <= hit.score <= 1 and not math.isnan(hit.score) for hit in hits)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)  # each document has one passage here
