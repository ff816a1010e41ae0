"""The names of subjects, types, languages and card fields."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from knowledge import taxonomy
from knowledge.types import Language

TABLES = {
    "TOPICS": (taxonomy.TOPICS, 12),
    "TYPES": (taxonomy.TYPES, 8),
    "LANGUAGES": (taxonomy.LANGUAGES, 2),
    "CARD_FIELDS": (taxonomy.CARD_FIELDS, 9),
    "OUTCOMES": (taxonomy.OUTCOMES, 4),
}


@pytest.mark.parametrize(("table", "size"), TABLES.values(), ids=TABLES.keys())
def test_every_entry_has_a_plain_id_and_both_names(table: Mapping[str, Mapping[Language, str]], size: int) -> None:
    assert len(table) == size
    for key, names in table.items():
        assert re.fullmatch(r"[a-z]+([-_][a-z]+)*", key)
        assert list(names) == ["he", "en"]
        assert re.search("[א-ת]", names["he"]) and not re.search("[A-Za-z]", names["he"])
        assert re.fullmatch("[A-Z][A-Za-z, -]+", names["en"])


@pytest.mark.parametrize(("table", "size"), TABLES.values(), ids=TABLES.keys())
@pytest.mark.parametrize("language", ["he", "en"])
def test_no_name_stands_for_two_entries(
    table: Mapping[str, Mapping[Language, str]], size: int, language: Language
) -> None:
    assert len({names[language] for names in table.values()}) == size


@pytest.mark.parametrize(
    ("key", "language", "name"),
    [
        ("education", "he", "חינוך שיתופי"),
        ("education", "en", "Cooperative education"),
        ("taxation-finance", "he", "מיסוי, מימון ואיזון"),
        ("gardening", "he", "gardening"),
        ("", "en", ""),
    ],
)
def test_name_falls_back_to_the_key(key: str, language: Language, name: str) -> None:
    assert taxonomy.name(taxonomy.TOPICS, key, language) == name


@pytest.mark.parametrize(
    ("code", "he", "en"),
    [("IL", "ישראל", "Israel"), ("IT", "איטליה", "Italy"), ("ES", "ספרד", "Spain"), ("CA", "קנדה", "Canada")],
)
def test_country_names(code: str, he: str, en: str) -> None:
    assert taxonomy.country_names("he")[code] == he
    assert taxonomy.country_names("en")[code] == en


@pytest.mark.parametrize("language", ["he", "en"])
def test_country_codes_are_two_letters(language: Language) -> None:
    assert all(re.fullmatch("[A-Z]{2}", code) for code in taxonomy.country_names(language))
    assert "001" not in taxonomy.country_names(language)
