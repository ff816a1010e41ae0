"""Tokens: which words meet, where they stand in the text, and which of them count."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.analysis import Token, coded_spans, coded_words, content_tokens, language_of, matching_spans, tokens
from knowledge.types import Language, Span

PAIRS = [line.split("\t") for line in (Path(__file__).parent / "word_pairs.tsv").read_text("utf-8").splitlines()[1:]]
"""Verdict, kind, two words. An Israeli reader's verdict is `meet` (a search for one should find the other) or `apart`;
`missed` and `confused` are such pairs where the light stem falls short, so that each change of it shows."""


def meet(one: str, other: str) -> bool:
    """Whether a search for `one` finds `other`: by a word, or by a stem."""
    found = [({token.word for token in tokens(text)}, {token.stem for token in tokens(text)}) for text in (one, other)]
    return bool(found[0][0] & found[1][0] or found[0][1] & found[1][1])


@pytest.mark.parametrize(("verdict", "kind", "one", "other"), PAIRS)
def test_pairs_of_words(verdict: str, kind: str, one: str, other: str) -> None:
    assert meet(one, other) == (verdict in ("meet", "confused")), kind


def test_few_pairs_fall_short() -> None:
    verdicts = Counter(verdict for verdict, *_ in PAIRS)
    assert len(PAIRS) == len({frozenset(pair) for _, _, *pair in PAIRS})
    assert (verdicts["meet"] >= 500, verdicts["missed"] <= 45) == (True, True)
    assert (verdicts["apart"] >= 230, verdicts["confused"] <= 70) == (True, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" .,;:!?-–()[]\n\t", []),
        ("😀 👩‍👩‍👧 ♥", []),
        ("3×4÷2", [("3", 0, 1), ("4", 2, 3), ("2", 4, 5)]),
        ("שלום, עולם!", [("שלום", 0, 4), ("עולם", 6, 10)]),
        ("בית־ספר", [("בית", 0, 3), ("ספר", 4, 7)]),
        ("בית-ספר", [("בית", 0, 3), ("ספר", 4, 7)]),
        ('"קיבוץ"', [("קיבוץ", 1, 6)]),
        ("'קיבוץ'", [("קיבוץ", 1, 6)]),
        ('ה"שיתופי" הוא', [("שיתופי", 2, 8), ("הוא", 10, 13)]),
        ("שב״הארץ״", [("הארץ", 3, 7)]),
        ('במו"פ שיתופי', [("במופ", 0, 5), ("שיתופי", 6, 12)]),
        ("צ'ק", [("צק", 0, 3)]),
        ("ג' ניסן", [("ג", 0, 2), ("ניסן", 3, 7)]),
        ("שָׁלוֹם", [("שלום", 0, 7)]),
        ("\u05b0\u05b1", []),  # points without a letter
        ("Don't worry", [("dont", 0, 5), ("worry", 6, 11)]),
        ("Émile’s café", [("emile", 0, 7), ("cafe", 8, 12)]),
        ("קיבוץ2005abc", [("קיבוץ", 0, 5), ("2005", 5, 9), ("abc", 9, 12)]),
        ("1,200 1,20 1,2000", [("1200", 0, 5), ("1", 6, 7), ("20", 8, 10), ("1", 11, 12), ("2000", 13, 17)]),
        ("12.5%", [("12", 0, 2), ("5", 3, 4)]),
        ("\u202bקיבוץ\u202c \u2067abc\u2069", [("קיבוץ", 1, 6), ("abc", 9, 12)]),
    ],
)
def test_words_and_places(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert [(token.word, token.start, token.end) for token in tokens(text)] == expected


def test_token_holds_word_and_stem() -> None:
    assert list(tokens("הקיבוצים Managing 1,200")) == [
        Token("הקיבוצים", "קבצ", 0, 8),
        Token("managing", "manag", 9, 17),
        Token("1200", "1200", 18, 23),
    ]


HOSTILE = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from(
            "אבגהושמכלןםףץ״׳\"'’”“־\u05b0\u05bc\u05c1\ufb2a\ufb4f\u202b\u202c\u2066\u2069\u200f😀é\u0301,1"
        ),
    )
)


@given(HOSTILE)
def test_spans_are_ascending_and_disjoint_and_point_at_the_text(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end
        assert token.word and token.stem
        assert not set(token.word + token.stem) & set(" \n\t\"'")
        raw = text[token.start : token.end]
        assert [again.word for again in tokens(raw)] == [token.word]


@given(HOSTILE, HOSTILE)
def test_matching_spans_are_ascending_and_disjoint(query: str, text: str) -> None:
    end = -1
    for start, stop in matching_spans(content_tokens(query), text):
        assert end < start < stop <= len(text)
        end = stop


@given(HOSTILE)
def test_language_of_any_text(text: str) -> None:
    assert language_of(text) in ("he", "en")


@pytest.mark.parametrize(
    ("text", "otherwise", "language"),
    [
        ("שלום", "en", "he"),
        ("hello", "he", "en"),
        ("הקואופרטיב Mondragon", "en", "he"),
        ("קיבוץ Mondragon", "he", "en"),
        ("אב ab", "he", "he"),
        ("אב ab", "en", "en"),
        ("2005", "he", "he"),
        ("2005", "en", "en"),
        ("", "en", "en"),
        ("שׁ a", "en", "en"),  # a point is no letter
        ("éééé א", "en", "he"),  # accented letters do not count for English
    ],
)
def test_language_of(text: str, otherwise: Language, language: Language) -> None:
    assert language_of(text, otherwise) == language


def test_language_of_nothing_is_hebrew() -> None:
    assert language_of("?") == "he"


@pytest.mark.parametrize(
    ("query", "text", "spans"),
    [
        ("קיבוץ", "הַקִּבּוּץ גדל", ["הַקִּבּוּץ"]),
        ("ערבות הדדית", "הערבות ההדדית של החברים", ["הערבות ההדדית"]),
        ("ערבות הדדית", "ערבות, הדדית", ["ערבות", "הדדית"]),
        ("ערבות הדדית", "ערבות  הדדית", ["ערבות", "הדדית"]),
        ("ערבות הדדית", "ערבות\nהדדית", ["ערבות", "הדדית"]),
        ("ערבות הדדית", "ערבות של הדדית", ["ערבות", "הדדית"]),
        ('מו"פ', "תקציב המו״פ גדל", ["המו״פ"]),
        ("שיתופי", 'החינוך ה"שיתופי"', ["שיתופי"]),
        ("cooperatives", "The Cooperative's members", ["Cooperative's"]),
        ("mondragon", "ב־Mondragón ובקיבוץ", ["Mondragón"]),
        ("1200", "יש 1,200 חברים", ["1,200"]),
        ("מה הוא קיבוץ", "הוא קיבוץ מה", ["קיבוץ"]),  # stop words are not marked
        ("מה הוא", "הוא קיבוץ מה", []),
        ("חתול", "כלב", []),
        ("abc2005", "abc2005", ["abc2005"]),
        ("", "כלב", []),
        ("כלב", "", []),
    ],
)
def test_matching_spans(query: str, text: str, spans: list[str]) -> None:
    found: tuple[Span, ...] = matching_spans(content_tokens(query), text)
    assert [text[start:end] for start, end in found] == spans
    assert coded_spans(content_tokens(query), coded_words(text), text) == found


@given(HOSTILE, HOSTILE)
def test_kept_words_are_marked_as_words_that_are_read(query: str, text: str) -> None:
    text = f"{text} {query} {query}{text}"
    words = content_tokens(query)
    assert coded_spans(words, coded_words(text), text) == matching_spans(words, text)


def test_kept_words_on_disk() -> None:
    """Little-endian on every machine: the hashes of the stems, the starts, the ends; no word of grammar."""
    assert struct.unpack("<6I", coded_words("of 100 and 25")) == (zlib.crc32(b"100"), zlib.crc32(b"25"), 3, 11, 6, 13)
    assert coded_words("of the") == b""


def test_damaged_words_are_no_failure() -> None:
    assert coded_spans(content_tokens("25"), coded_words("25")[:-1], "25") == ()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("מה הם העקרונות של הקיבוץ?", ["העקרונות", "הקיבוץ"]),
        ("What are the principles of a cooperative?", ["principles", "cooperative"]),
        ("מה הוא", ["מה", "הוא"]),
        ("what is it", ["what", "is", "it"]),
        ("כֵּיצַד מחליטים", ["מחליטים"]),
        ("הקיבוץ הקיבוץ", ["הקיבוץ", "הקיבוץ"]),
        ("", []),
    ],
)
def test_content_tokens(query: str, words: list[str]) -> None:
    assert [token.word for token in content_tokens(query)] == words


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("של", True),
        ("אֶת", True),
        ("The", True),
        ("THE", True),
        ("קיבוץ", False),
        ("cooperative", False),
        ("2005", False),
    ],
)
def test_is_stop_word(word: str, expected: bool) -> None:
    assert [token.is_stop_word for token in tokens(word)] == [expected]
