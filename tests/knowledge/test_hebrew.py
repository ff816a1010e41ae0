"""One spelling for what is written in many ways, and the light stem."""

from __future__ import annotations

import pytest

from knowledge import hebrew


@pytest.mark.parametrize(
    ("raw", "spelled"),
    [
        ("שָׁלוֹם", "שלום"),
        ("בְּרֵאשִׁ֖ית", "בראשית"),  # with a cantillation mark
        ("\ufb2aלום", "שלום"),  # shin with its dot as one character
        ("\ufb4fהים", "אלהים"),  # the ligature of alef and lamed
        ("מו״פ", 'מו"פ'),
        ("מו”פ", 'מו"פ'),
        ("מו“פ", 'מו"פ'),
        ("מו„פ", 'מו"פ'),
        ("ג׳ורג׳", "ג'ורג'"),
        ("ג’ורג‘", "ג'ורג'"),
        ("ג`ורג", "ג'ורג"),
        ("בית־ספר", "בית־ספר"),
        ("", ""),
    ],
)
def test_spelling(raw: str, spelled: str) -> None:
    assert hebrew.spelling(raw) == spelled


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ('מו"פ', "מופ"),
        ('במו"פ', "מופ"),
        ('שבמו"פ', "מופ"),
        ('ולמו"פ', "מופ"),
        ('ארה"ב', "ארהב"),
        ('מארה"ב', "ארהב"),
        ('צה"ל', "צהל"),
        ('בצה"ל', "צהל"),
        ('יו"ר', "יור"),
        ('היו"ר', "יור"),
        ('חז"ל', "חזל"),
        ('תשס"ו', "תשסו"),
        ('מוסד"ן', "סדנ"),  # a final letter is folded after the prefix letters went
    ],
)
def test_stem_of_acronyms(word: str, stem: str) -> None:
    assert hebrew.stem(word) == stem


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("", ""),
        ("ה", "ה"),
        ("בת", "בת"),
        ("שבת", "שבת"),  # three letters keep their prefix letter
        ("מים", "מימ"),
        ("דרך", "דרכ"),
        ("אלף", "אלפ"),
        ("ארץ", "ארצ"),
        ("קיבוץ", "קבצ"),
        ("הקיבוצים", "קבצ"),
        ("ובקיבוציהם", "קבצ"),
        ("חברות", "חבר"),
        ("ז'בוטינסקי", "זבטנסק"),
    ],
)
def test_stem(word: str, stem: str) -> None:
    assert hebrew.stem(word) == stem


@pytest.mark.parametrize("character", ["א", "ך", "ת", "\ufb2a", "\ufb4f"])
def test_letters(character: str) -> None:
    assert hebrew.LETTER.fullmatch(character)


@pytest.mark.parametrize("character", ["\u05b0", "\u0591", "־", "׳", "״", "a", "1", "\u05f0", "ا"])
def test_not_letters(character: str) -> None:
    assert not hebrew.LETTER.fullmatch(character)


def test_stop_words_are_spelled_as_tokens_are() -> None:
    assert all(hebrew.spelling(word) == word for word in hebrew.STOP_WORDS)
    assert {"של", "את", "האם", "כיצד"} <= hebrew.STOP_WORDS
    assert not {"קיבוץ", "חבר", "דמוקרטיה"} & hebrew.STOP_WORDS
