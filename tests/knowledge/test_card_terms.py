"""The groups into which free words fall."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.card_terms import Kind, Recognised, group_name, groups, load, recognised
from knowledge.taxonomy import OUTCOMES, TOPICS


def found(kind: Kind, text: str) -> list[str]:
    return [each.group for each in recognised(kind, text)]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("sector", "Dairy: collection, processing and export", ["agriculture", "dairy"]),
        ("sector", "ברפת ובמפעל הפלסטיק", ["agriculture", "dairy", "industry"]),
        ("sector", "urban farming, lawn care", ["agriculture", "services"]),
        ("sector", "Home care", ["care"]),
        ("sector", "שירותים פיננסיים", ["finance"]),
        ("sector", "שירותים", ["services"]),
        ("sector", "בני הקיבוץ", []),
        ("sector", "", []),
        ("form", "קואופרטיבים נפרדים של עובדים", ["worker"]),
        ("form", "Worker co-operatives", ["worker"]),
        ("form", "worker cooperatives", ["worker"]),
        ("form", "Farmers' Co-operative Society", ["producer"]),
        ("form", 'סוג נפרד בתקנות, "קיבוץ עירוני"', ["commune", "kibbutz"]),
        ("form", "הקיבוץ השיתופי", ["commune", "kibbutz"]),
        ("form", "קיבוץ מתחדש", ["kibbutz"]),
        ("form", "held in trust; not a cooperative society", ["trust"]),
        ("form", "איננו קומונה, אבל יש קופה משותפת ולא אגודה שיתופית", ["commune"]),
        ("form", "קואופרטיב של קואופרטיבים", ["federation"]),
        ("outcome", "מה השתבש אצל אחרים", ["failed"]),
        ("outcome", "factories that failed and success stories", ["failed", "worked"]),
        ("outcome", "המפעל נסגר", []),
        ("topic", "הצעירים לא חוזרים והחובות גדלים", ["young-people", "taxation-finance"]),
        ("topic", "חובות לבנקים", ["taxation-finance"]),
        ("topic", "מלכ״ר בחו״ל", ["world-cooperatives"]),
    ],
)
def test_groups_of_a_text(kind: Kind, text: str, expected: list[str]) -> None:
    assert found(kind, text) == expected


def test_the_words_that_were_recognised() -> None:
    text = "יש לנו רפת ומפעל"
    assert recognised("sector", text) == (
        Recognised("agriculture", (7, 10)),
        Recognised("dairy", (7, 10)),
        Recognised("industry", (11, 16)),
    )
    assert text[11:16] == "ומפעל"


def test_every_topic_can_be_recognised_and_every_group_has_a_name() -> None:
    assert set(groups("topic")) == set(TOPICS)
    assert set(groups("outcome")) <= set(OUTCOMES)
    for group in load():
        assert group_name(group.kind, group.id, "he") != group.id
        assert group_name(group.kind, group.id, "en") not in ("", group.id)
    assert group_name("sector", "none-such", "he") == "none-such"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("kind\tid\n", 1),
        ("kind\tid\the\ten\the_terms\ten_terms\nsector\tx\tא\ta\tא\n", 2),
        ("kind\tid\the\ten\the_terms\ten_terms\ncolour\tx\tא\ta\tא\ta\n", 2),
    ],
)
def test_a_file_that_is_no_list_of_groups(text: str, line: int, tmp_path: Path) -> None:
    file = tmp_path / "terms.tsv"
    file.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=f"line {line}"):
        load(file)
