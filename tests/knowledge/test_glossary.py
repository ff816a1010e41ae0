"""The bilingual glossary: its file is sound, and queries find their terms in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import glossary, hebrew
from knowledge.glossary import Entry, expansions, load


def test_the_shipped_glossary_is_sound() -> None:
    entries = load()
    assert len(entries) >= 250
    assert {entry.kind for entry in entries} == {"term", "name"}
    for language in ("he", "en"):
        forms = [form.casefold() for entry in entries for form in entry.forms(language)]  # type: ignore[arg-type]
        assert len(forms) == len(set(forms))
    for entry in entries:
        assert all(hebrew.LETTER.search(form) for form in entry.he), entry
        assert not any(hebrew.LETTER.search(form) for form in entry.en), entry


@pytest.mark.parametrize(
    ("query", "language", "terms", "first"),
    [
        ("מה זה ערבות הדדית בקואופרטיבים", "he", ["ערבות הדדית", "בקואופרטיבים"], "mutual guarantee"),
        ("how can strong kibbutzim help weak ones", "en", ["kibbutzim"], "קיבוץ"),
        ("Mondragon wages", "en", ["Mondragon"], "מונדרגון"),
        ("במונדרגון", "he", ["במונדרגון"], "Mondragón"),
        ("החלטות האסיפה הכללית", "he", ["האסיפה הכללית"], "general assembly"),
        ("קבוצה", "he", [], ""),  # of the stem of קיבוץ, but no form of it
        ("שלום עולם", "he", [], ""),
        ("", "he", [], ""),
    ],
)
def test_expansions(query: str, language: str, terms: list[str], first: str) -> None:
    found = expansions(query, language)  # type: ignore[arg-type]
    assert [each.term for each in found] == terms
    assert [query[slice(*each.span)] for each in found] == terms
    assert not terms or found[0].forms[0] == first


def test_the_longest_term_wins() -> None:
    (found,) = expansions("קרן פנסיה", "he")
    assert found.forms == ("pension fund",)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("he\ten\n", 1),
        ("kind\the\the_also\ten\ten_also\nterm\tקיבוץ\t\tkibbutz\n", 2),
        ("kind\the\the_also\ten\ten_also\nterm\tקיבוץ\t\tkibbutz\t\nword\tא\t\ta\t\n", 3),
        ("kind\the\the_also\ten\ten_also\nterm\t\t\tkibbutz\t\n", 2),
    ],
)
def test_a_line_that_is_none_is_named(text: str, line: int, tmp_path: Path) -> None:
    file = tmp_path / "glossary.tsv"
    file.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=f"glossary.tsv, line {line}"):
        glossary.load(file)


def test_forms_are_listed(tmp_path: Path) -> None:
    file = tmp_path / "glossary.tsv"
    file.write_text("kind\the\the_also\ten\ten_also\nterm\tקיבוץ\tקיבוץ שיתופי; \tkibbutz\tkibutz;kibbuts\n", "utf-8")
    assert load(file) == (Entry("term", ("קיבוץ", "קיבוץ שיתופי"), ("kibbutz", "kibutz", "kibbuts")),)
