"""The page of the last run's report, and what a document is to others."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from knowledge.browser.address import Address
from knowledge.browser.related import relations_html
from knowledge.browser.report_page import SHOWN, report_html
from knowledge.browser.results import also, relation_label
from knowledge.editions import Relation
from knowledge.generations import Failure
from knowledge.report import PageList, Problem, RunReport
from knowledge.types import Language, Other

REPORT = RunReport(
    generation="1",
    created="2026-11-25T10:30:00+00:00",
    seconds=12.5,
    documents=7,
    passages=90,
    added=("new.pdf", "bad <b>.pdf"),
    changed=("old.md",),
    unchanged=5,
    removed=("gone.txt",),
    failed=(Failure("bad <b>.pdf", "it is damaged", "הוא פגום", "export it", "ייצאו אותו"),),
    retried=(),
    slow=(("slow.pdf", 61.4),),
    low_quality=(("poor.pdf", 0.614),),
    recognised=(PageList("scan.pdf", (1, 2)),),
    unrecognised=(PageList("scan2.pdf", (3,)),),
    related=(Relation("edition", "new.pdf", "older.pdf", 0.7),),
    problems=(Problem("new.pdf", "it supersedes <i>", "הוא מחליף את <i>"),),
)


def plain(html: str) -> list[str]:
    """Headings and list items as text."""
    found = re.findall(r"<(?:h1|h2|li|p)[^>]*>(.*?)</(?:h1|h2|li|p)>", html)
    return ["".join(c for c in re.sub("<[^>]+>", "", each) if c not in "\u2066\u2067\u2068\u2069") for each in found]


def test_the_report_in_hebrew() -> None:
    html = report_html(REPORT, Address("he", page="report"))
    heading, summary, *lists, home = plain(html)
    assert heading == "דוח האינדוקס האחרון"
    assert summary.startswith("25 בנובמבר 2026 בשעה ")
    assert summary.endswith(": 7 מסמכים, 90 קטעים. נוספו 2, השתנו 1, ללא שינוי 5, הוסרו 1.")
    assert lists == [
        "לא נקראו (1)",
        "bad &lt;b&gt;.pdf: הוא פגום; ייצאו אותו",
        "עמודים שלא נקראו ודורשים OCR (1)",
        "scan2.pdf: עמ׳ 3",
        "איכות קריאה נמוכה (1)",
        "poor.pdf: 61%",
        "עמודים שנקראו ב־OCR (1)",
        "scan.pdf: עמ׳ 1, 2",
        "תיאורים שאינם מתיישבים (1)",
        "new.pdf: הוא מחליף את &lt;i&gt;",
        "כפילויות ומהדורות (1)",
        "new.pdf · מהדורה קודמת: older.pdf",
        "קבצים שקריאתם איטית (1)",
        "slow.pdf: 61 שניות",
        "נוספו (1)",
        "new.pdf",
        "השתנו (1)",
        "old.md",
        "הוסרו (1)",
        "gone.txt",
    ]
    assert home == "לדף החיפוש"
    assert 'dir="rtl"' in html
    assert "<b>" not in html


def test_the_report_in_english_names_only_what_there_is() -> None:
    bare = replace(
        REPORT, added=(), changed=(), removed=(), failed=(), slow=(), low_quality=(), recognised=(), unrecognised=()
    )
    html = report_html(replace(bare, related=(), problems=()), Address("en", page="report"))
    heading, summary, home = plain(html)
    assert (heading, home) == ("Report of the last indexing", "To the search page")
    assert summary.endswith(": 7 documents, 90 passages. Added 0, changed 0, unchanged 5, removed 0.")
    assert "ui=en" in html


def test_a_long_list_is_cut_and_says_so() -> None:
    many = replace(REPORT, removed=tuple(f"{number}.txt" for number in range(SHOWN + 7)))
    lines = plain(report_html(many, Address("en")))
    assert lines[-3:-1] == [f"{SHOWN - 1}.txt", "and 7 more"]


@pytest.mark.parametrize(
    ("kind", "is_main", "he", "en"),
    [
        ("same bytes", False, "אותו קובץ", "the same file"),
        ("same bytes", True, "אותו קובץ", "the same file"),
        ("same text", False, "אותו טקסט בקובץ אחר", "the same text in another file"),
        ("near duplicate", True, "כמעט זהה", "nearly the same"),
        ("edition", False, "מהדורה קודמת", "an earlier edition"),
        ("edition", True, "מהדורה חדשה יותר", "a newer edition"),
        ("contained", False, "כלול במסמך זה", "contained in this one"),
        ("contained", True, "מסמך זה כלול בו", "contains this one"),
    ],
)
def test_what_another_document_is(kind: str, is_main: bool, he: str, en: str) -> None:
    assert (relation_label(kind, is_main, "he"), relation_label(kind, is_main, "en")) == (he, en)


@pytest.mark.parametrize("ui", ["he", "en"])
def test_others_are_listed_under_a_card(ui: Language) -> None:
    assert also((), ui) == ""
    html = also((Other("a b.pdf", "<i>כותרת</i>", "edition", is_main=False),), ui)
    assert 'href="/document?doc=a+b.pdf' in html
    assert "<i>" not in html
    assert ("מהדורה קודמת" if ui == "he" else "an earlier edition") in html


def test_the_document_page_names_both_sides() -> None:
    relations = (Relation("edition", "new", "here"), Relation("contained", "here", "part", 0.9))
    library = SimpleNamespace(
        relations=lambda name: relations if name == "here" else (), title={"new": "חדש", "part": None}.get
    )
    html = relations_html("here", library, Address("he"))  # type: ignore[arg-type]
    assert plain(html) == ["מהדורות ונוסחים אחרים", "חדש מהדורה חדשה יותר", "part כלול במסמך זה"]
    assert relations_html("new", library, Address("he")) == ""  # type: ignore[arg-type]
