"""The citation block of the document page: what it says, and that nothing in a document is more than words there."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from knowledge.browser.address import Place
from knowledge.browser.citation_block import citation_html, cited_html, cited_page, copy_button, lasting
from knowledge.citing.styles import citation, reference
from knowledge.types import Document, Language, Metadata, PageNote, Section

BASE = "https://kb.example.org"
METADATA = Metadata("ערבות הדדית", "he", ("צוות המאגר",), "2005-09", "יד טבנקין", type="brief")
DOCUMENT = Document(
    "briefs/א ב.pdf",
    METADATA,
    (Section("פסקה ראשונה.", "מבוא", 1, page=1, page_breaks=((6, 2),)), Section("סוף.", page=4)),
    (PageNote(1, label="iv"), PageNote(2), PageNote(4)),
)


def texts(markup: str) -> dict[str, str]:
    """The text of every element that has an id."""
    found = re.findall(r'id="(kb-cite-[a-z-]+)"[^>]*>(.*?)</(?:p|a)>', markup)
    return {id: html.unescape(re.sub(r"<[^<>]*>", "", text)) for id, text in found}


def test_every_style_with_the_page_of_the_passage() -> None:
    assert texts(citation_html(DOCUMENT, Place(1, 0, 3), "he", "")) == {
        "kb-cite-israeli": "צוות המאגר, ״ערבות הדדית״, יד טבנקין, ספטמבר 2005, עמ׳ 4.",
        "kb-cite-israeli-list": "צוות המאגר, ״ערבות הדדית״, יד טבנקין, ספטמבר 2005.",
        "kb-cite-apa": "(צוות המאגר, 2005, עמ׳ 4)",
        "kb-cite-apa-list": "צוות המאגר (2005, ספטמבר). ערבות הדדית [סקירת רקע]. יד טבנקין.",
        "kb-cite-chicago": "צוות המאגר, ערבות הדדית (יד טבנקין, ספטמבר 2005), 4.",
        "kb-cite-chicago-list": "צוות המאגר. ערבות הדדית. יד טבנקין, ספטמבר 2005.",
        "kb-cite-link": "/document?doc=briefs%2F%D7%90+%D7%91.pdf&at=1-0-3",
    }


def test_the_whole_document() -> None:
    shown = citation_html(DOCUMENT, None, "he", "")
    assert texts(shown)["kb-cite-apa"] == "(צוות המאגר, 2005)"
    assert texts(shown)["kb-cite-link"] == "/document?doc=briefs%2F%D7%90+%D7%91.pdf"
    assert "קישור למסמך זה" in shown and "קישור לקטע זה" not in shown


def test_the_address_stands_in_citations_where_others_can_use_it() -> None:
    whole = f"{BASE}/document?doc=briefs%2F%D7%90+%D7%91.pdf"
    shown = texts(citation_html(DOCUMENT, Place(1, 0, 3), "he", BASE))
    assert shown["kb-cite-israeli"].endswith(f", עמ׳ 4, {whole}&at=1-0-3\u200f")
    assert shown["kb-cite-israeli-list"].endswith(f", ספטמבר 2005, {whole}\u200f")
    assert shown["kb-cite-link"] == f"{whole}&at=1-0-3"
    own = texts(citation_html(DOCUMENT, Place(1, 0, 3), "he", "http://127.0.0.1:8501"))
    assert "127.0.0.1" not in own["kb-cite-israeli"]
    assert own["kb-cite-link"].startswith("http://127.0.0.1:8501/document?")


def test_in_english_the_link_keeps_the_language() -> None:
    shown = citation_html(DOCUMENT, None, "en", BASE)
    assert texts(shown)["kb-cite-link"] == f"{BASE}/document?doc=briefs%2F%D7%90+%D7%91.pdf&ui=en"
    assert texts(shown)["kb-cite-apa"] == "(צוות המאגר\u200e, 2005)"
    assert "ui=en" not in texts(shown)["kb-cite-apa-list"]
    assert "<summary>Cite and link</summary>" in shown
    assert 'dir="ltr" lang="en"' in shown


@pytest.mark.parametrize(
    ("base", "kept"),
    [
        ("https://kb.example.org", True),
        ("http://192.168.1.5:8501", True),
        ("http://[2001:db8::1]:80", True),
        ("http://localhost:8501", False),
        ("http://kb.localhost", False),
        ("http://127.0.0.1:8501", False),
        ("http://127.1.2.3", False),
        ("http://[::1]:8501", False),
    ],
)
def test_an_address_of_the_own_computer_is_not_cited(base: str, kept: bool) -> None:
    assert lasting(base) == (base if kept else "")


def test_no_address_is_none() -> None:
    assert lasting("") == ""


@pytest.mark.parametrize(
    ("place", "page"),
    [
        (Place(0, 0, 5), "iv"),
        (Place(0, 0, 6), "iv"),
        (Place(0, 0, 7), "iv–2"),
        (Place(0, 7, 9), "2"),
        (Place(1, 0, 1), "4"),
        (None, ""),
    ],
)
def test_the_page_that_is_cited(place: Place | None, page: str) -> None:
    assert cited_page(DOCUMENT, place) == page


def test_a_document_without_pages_has_none() -> None:
    plain = replace(DOCUMENT, sections=(Section("טקסט."),), pages=())
    assert cited_page(plain, Place(0, 0, 3)) == ""


def test_titles_are_set_off_and_directions_kept() -> None:
    latin = replace(METADATA, title="Amul", language="en", authors=("Jane Roe",))
    assert cited_html(citation("a", latin, "chicago", "he", page="3")) == (
        'Jane Roe, <i>Amul</i> (<bdi dir="rtl">יד טבנקין</bdi>\u200e, September 2005), 3.'
    )
    assert cited_html(reference("a", METADATA, "chicago", "he")) == (
        "צוות המאגר. <b>ערבות הדדית</b>. יד טבנקין, ספטמבר 2005."
    )


@pytest.mark.parametrize("ui", ["he", "en"])
def test_hostile_text_is_escaped(ui: Language) -> None:
    hostile = '"><script>harm()</script><img src=x onerror=harm()>'
    document = Document(
        f"{hostile}.pdf", Metadata(hostile, "en", (hostile,), hostile, f"{hostile}."), (Section("x", page=1),),
        (PageNote(1, label=hostile),),
    )  # fmt: skip
    shown = citation_html(document, Place(0, 0, 1), ui, BASE)
    assert "<script" not in shown and "<img" not in shown
    assert texts(shown)["kb-cite-israeli"].count("<script>harm()</script>") == 5


def test_a_copy_button_says_what_it_copies() -> None:
    assert copy_button("kb-x", "APA", "he") == (
        '<span class="kb-copying"><button type="button" class="kb-copy" data-copy="kb-x" data-done="הועתק" '
        'data-failed="הדפדפן לא העתיק. הטקסט מסומן: העתיקו אותו במקלדת." aria-label="העתקה: APA">העתקה</button>'
        '<span class="kb-copied" role="status" aria-live="polite"></span></span>'
    )


def test_each_button_has_a_target_and_a_name_of_its_own() -> None:
    shown = citation_html(DOCUMENT, None, "he", "")
    targets = re.findall(r'data-copy="([^"]+)"', shown)
    assert targets == list(texts(shown))
    names = re.findall(r'<button[^>]*aria-label="([^"]+)"', shown)
    assert len(set(names)) == len(names) == 7
    assert names[0] == "העתקה: הנהוג בישראל, בהערת שוליים"
