"""The quotation check's page: what the address shows, what the box writes, and the HTML of what was found."""

from __future__ import annotations

import re
from urllib.parse import quote_plus

import pytest
from streamlit.testing.v1 import AppTest

from knowledge.browser import frame, quotes_html
from knowledge.browser.address import Place
from knowledge.browser.messages import MESSAGES
from knowledge.browser.quotes_html import check_html, match_html, place_of, shortened
from knowledge.browser.quotes_page import IN_ADDRESS, QuoteAddress, address_of
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.quotes import LONGEST, check
from knowledge.types import Document, Language, Metadata, Section
from tests.knowledge.shelf import library

from .app_test import body, run

HARM = '<script>window.harm=1</script> <b>מודגש</b> $x^2$ ![](http://evil.example/a.png) "סוף"'
BALANCE = "מנגנון האיזון מעביר אמצעים מקהילה חזקה לקהילה חלשה, לפי הכנסתה."
DOCUMENTS = (
    Document(
        "a b.pdf",
        Metadata("האיזון <i>בין</i> קהילות", "he", date="2005"),
        (Section(BALANCE, "המנגנון", 1, page=3), Section("", "סוף דבר")),
    ),
    Document("harm.txt", Metadata("Harm", "en"), (Section(f"Before it. {HARM} After it, as it were."),)),
    Document(
        "long.txt", Metadata("ארוך", "he"), (Section("תחילה באה ההתחלה. " + "ועוד מילה " * 200 + "ולבסוף בא הסוף."),)
    ),
)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library(tmp_path_factory.mktemp("shelf") / "g", *DOCUMENTS)


@pytest.fixture(autouse=True)
def _served(held: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "open_library", lambda _: held)


def page(**params: str) -> AppTest:
    return run("quotes_page", **params)


def address(app: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[-1] for name, value in app.query_params.items()}


def plain(html: str) -> str:
    return re.sub("<[^>]+>", "", html)


# The address ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, QuoteAddress()),
        ({"q": ["א", "ב"], "ui": ["en"]}, QuoteAddress("en", "ב")),
        ({"q": [""], "kept": ["abc"]}, QuoteAddress("he", "", "abc")),
        ({"q": ["א"], "kept": ["abc"]}, QuoteAddress("he", "א")),
        ({"q": [], "ui": ["xx"], "none": ["1"]}, QuoteAddress()),
    ],
)
def test_every_address_is_understood(params: dict[str, list[str]], expected: QuoteAddress) -> None:
    assert QuoteAddress.parse(params) == expected
    assert QuoteAddress.parse(expected.params()) == expected


def test_what_an_address_cannot_hold_is_named() -> None:
    most = "א" * (IN_ADDRESS // len(quote_plus("א")))
    assert address_of(f" {most}\n", "he") == QuoteAddress("he", most)
    named = address_of(most + "ב", "en")
    assert (named.quotation, named.language) == ("", "en")
    assert re.fullmatch("[0-9a-f]{16}", named.kept)
    assert named != address_of(most + "ג", "en")
    assert address_of("\ud800", "he").quotation == "\ud800"


# The page ------------------------------------------------------------------------------------------------------------


def test_the_page_before_the_first_quotation() -> None:
    shown = body(page())
    assert '<h1 class="kb-title" dir="rtl">בדיקת ציטוט</h1>' in shown
    assert MESSAGES["quote-lead"]["he"] in shown
    assert shown.count("<li>") >= 4
    assert "kb-quotes" not in shown


def test_the_address_fills_the_box_and_the_box_writes_the_address() -> None:
    app = page(q="מעביר אמצעים", ui="he")
    assert app.text_area(key="kb-quote").value == "מעביר אמצעים"
    assert "הציטוט מופיע מילה במילה במקום אחד." in body(app)
    app.text_area(key="kb-quote").set_value(" לקהילה חלשה\n").run()
    assert address(app) == {"q": "לקהילה חלשה"}
    app.query_params["q"] = "כך וכך"
    app.run()
    assert app.text_area(key="kb-quote").value == "כך וכך"
    assert "הציטוט אינו נמצא במאגר" in body(app)
    app.text_area(key="kb-quote").set_value("").run()
    assert address(app) == {}
    assert "kb-welcome" in body(app)


def test_the_language_stays_and_its_switch_keeps_the_quotation() -> None:
    app = page(q="מעביר אמצעים", ui="en")
    assert "The quotation stands word for word in one place." in body(app)
    assert f'href="/quotes?q={quote_plus("מעביר אמצעים")}">עברית</a>' in body(app)
    app.text_area(key="kb-quote").set_value("לקהילה חלשה").run()
    assert address(app) == {"q": "לקהילה חלשה", "ui": "en"}
    links = re.findall(r'href="(/document[^"]*)"', body(app))
    assert links
    assert all("ui=en" in href for href in links)


def test_a_long_quotation_is_kept_by_the_session_and_lost_with_it() -> None:
    text = DOCUMENTS[2].sections[0].text
    app = page()
    app.text_area(key="kb-quote").set_value(text).run()
    assert list(address(app)) == ["kept"]
    assert "הציטוט מופיע מילה במילה במקום אחד." in body(app)
    assert app.text_area(key="kb-quote").value == text
    other = page(kept=address(app)["kept"])
    assert MESSAGES["quote-lost"]["he"] in body(other)
    assert other.text_area(key="kb-quote").value == ""


@pytest.mark.parametrize(
    ("quotation", "told"), [("?!", "אין ציטוט לבדיקה"), ("א" * (LONGEST + 1), "אפשר לבדוק בכל פעם עד 6,000")]
)
def test_what_cannot_be_checked_is_explained(quotation: str, told: str) -> None:
    shown = body(page(q=quotation))
    assert "אי אפשר לבדוק כך" in shown
    assert told in shown


def test_a_library_that_cannot_be_opened_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise KnowledgeError("No index.", "אין אינדקס.")

    monkeypatch.setattr(frame, "open_library", fail)
    assert "הספרייה אינה זמינה כרגע" in body(page(q="א"))


def test_hostile_words_stand_only_in_escaped_html() -> None:
    app = page(q=HARM)
    shown = body(app)
    assert "מילה במילה במקום אחד" in shown
    assert "<script" not in shown
    assert "<b>" not in shown
    assert "script&gt;window.harm=1&lt;/script&gt; &lt;b&gt;" in shown
    assert not app.markdown
    assert "<i>" not in body(page(q="מעביר אמצעים"))


# What was found ------------------------------------------------------------------------------------------------------


def test_the_card_of_an_exact_place(held: Library) -> None:
    (match,) = check(held, "מעביר אמצעים").matches
    html = match_html(match, held, "he")
    start = BALANCE.index("מעביר")
    assert f'href="/document?doc=a+b.pdf&amp;at=0-{start}-{start + 12}"' in html
    assert '<strong class="kb-exact">מילה במילה</strong>' in html
    assert "<bdi>המנגנון</bdi> · <bdi>עמ׳ 3</bdi>" in html
    assert '<blockquote class="kb-text" dir="rtl" lang="he">מנגנון האיזון <mark>מעביר אמצעים</mark> מקהילה' in html


def test_the_differences_are_struck_out_and_put_in_and_said(held: Library) -> None:
    (match,) = check(held, "האיזון מעביר כספים מקהילה חזקה מאוד לקהילה").matches
    html = match_html(match, held, "he")
    said = html[html.index("<blockquote") : html.index("</blockquote>")]
    assert said == (
        '<blockquote class="kb-text kb-differs" dir="rtl" lang="he">מנגנון <mark>האיזון מעביר</mark> '
        '<del><span class="kb-unseen" lang="he">רק בציטוט: </span>כספים</del> '
        '<ins><span class="kb-unseen" lang="he">רק במסמך: </span>אמצעים</ins> '
        "<mark>מקהילה חזקה</mark> "
        '<del><span class="kb-unseen" lang="he">רק בציטוט: </span>מאוד</del> '
        "<mark>לקהילה</mark> חלשה, לפי הכנסתה."
    )
    assert "71% מן המילים זהות" in html


def test_punctuation_alone_is_said_to_be_all_that_differs(held: Library) -> None:
    (match,) = check(held, "מקהילה חזקה לקהילה חלשה לפי הכנסתה").matches
    html = match_html(match, held, "he")
    assert "אותן מילים, סימנים אחרים" in html
    assert "<mark>מקהילה חזקה לקהילה חלשה</mark><ins>" in html


def test_a_heading_is_quoted_too(held: Library) -> None:
    (match,) = check(held, "סוף דבר").matches
    assert place_of(match, DOCUMENTS[0]) is None
    html = match_html(match, held, "en")
    assert "<mark>סוף דבר</mark>" in html
    assert "in the heading" in html
    (match,) = check(held, "המנגנון").matches
    assert place_of(match, DOCUMENTS[0]) == Place(0, 0, len(BALANCE))


def test_left_out_and_long_stretches_are_shortened(held: Library) -> None:
    (match,) = check(held, "תחילה באה ההתחלה … ולבסוף בא הסוף").matches
    html = match_html(match, held, "he")
    assert html.count("<mark>") == 2
    assert plain(html).count("ועוד מילה") < 30
    assert html.count("[…]") == 1
    whole = shortened("מילה " * 1000)
    assert whole.count("[…]") == 1
    assert len(plain(whole)) < quotes_html.LONGEST + 10
    assert shortened("<a>") == "&lt;a&gt;"


@pytest.mark.parametrize(
    ("ui", "title", "why", "offer"),
    [
        ("he", "הציטוט אינו נמצא במאגר", "ייתכן שהוא ממקור שאינו במאגר", "חיפוש לפי משמעות"),
        ("en", "The quotation is not in the library", "It may be from a source", "Search by meaning"),
    ],
)
def test_nowhere_offers_the_search(held: Library, ui: Language, title: str, why: str, offer: str) -> None:
    html = check_html(check(held, "פרה רועה באחו הירוק לבדה " * 30), held, ui)
    assert title in html
    assert why in html
    assert offer in html
    href = re.findall(r'href="([^"]*)"', html)[0]
    assert href.startswith("/?q=")
    assert len(href) < 6 * quotes_html.ASKED + 20
    assert "קצר מכדי" in check_html(check(held, "פרה רועה"), held, "he")


def test_sentence_by_sentence(held: Library) -> None:
    html = check_html(
        check(held, f"הפרה רועה באחו הירוק שליד הבית הישן. {BALANCE} סבתא אפתה אתמול עוגת תפוחים עם קינמון ואגוזים."),
        held,
        "he",
    )
    assert "נבדק כל משפט לבדו: 1 מתוך 3 נמצאו." in html
    assert html.count("משפט זה לא נמצא.") == 2
    assert html.count("<article") == 1


def test_what_is_not_shown_is_counted(held: Library) -> None:
    html = check_html(check(held, "ועוד"), held, "he")
    assert html.count("<article") == 3
    assert html.count("ועוד 197 מקומות באותו מסמך") == 1
    assert "ב־3 מקומות" in html
    assert "מוצגים" not in html
    assert MESSAGES["quote-short"]["he"] in html
