"""The last and the saved searches on the search page, and the questions of documents, run without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from knowledge import searches
from knowledge.browser import frame
from knowledge.browser.address import Address
from knowledge.browser.searches_html import address_of, look_html, questions_html, recent_html, saved_html, search_of
from knowledge.errors import ModelUnavailable
from knowledge.people import FILE
from knowledge.searches import LONGEST_NAME, Look, Saved
from knowledge.types import Filters, Query, Results

from . import double
from .double import DOCUMENTS, Double
from .test_pages import address, body, page

HOSTILE = "<img src=x onerror=alert(1)> $x$ ![](http://evil.example/a.png)"
NEW = replace(DOCUMENTS[0], id="new.md", metadata=replace(DOCUMENTS[0].metadata, title="מסמך שנוסף", authors=("חברה",)))


@pytest.fixture(autouse=True)
def library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(frame, "open_library", lambda _: Double())
    monkeypatch.setenv("KNOWLEDGE_PEOPLE", str(tmp_path))


@pytest.fixture
def grown(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Adds a document to the library and publishes it."""

    def grow() -> None:
        monkeypatch.setattr(double, "DOCUMENTS", (*DOCUMENTS, NEW))
        monkeypatch.setattr(Double, "generation", "2")

    return grow


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look is a visit of its own."""
    monkeypatch.setattr(searches, "PAUSE", timedelta(0))


def listed(app: AppTest, name: str) -> list[str]:
    found = re.search(f'<ul class="kb-searches" id="kb-{name}">(.*?)</ul>', body(app))
    return [re.sub("<[^>]*>", "", item) for item in re.findall("<li>(.*?)</li>", found[1])] if found else []


def marked(app: AppTest) -> list[str]:
    """The titles of the cards that are marked as new."""
    cards = body(app).split("<article")[1:]
    return [re.findall(r"<bdi[^>]*>([^<]*)</bdi>", card)[0] for card in cards if ">חדש</strong>" in card]


def test_the_last_queries_are_one_click_away(tmp_path: Path) -> None:
    assert listed(page(), "recent") == []
    page(q="קואופרטיב")
    page(q="סיכום", topic="advocacy")
    page(q="אין־דבר־כזה")
    app = page(mode="words")
    assert listed(app, "recent") == ["אין־דבר־כזה", "סיכום", "קואופרטיב"]
    assert 'href="/?q=%D7%A1%D7%99%D7%9B%D7%95%D7%9D&amp;mode=words"><bdi>סיכום</bdi>' in body(app)


def test_what_could_not_be_searched_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    page(q="?!")

    def fail(_library: Double, _query: Query) -> Results:
        raise ModelUnavailable("m", "gone")

    monkeypatch.setattr(Double, "search", fail)
    page(q="קואופרטיב")
    assert listed(page(), "recent") == []


def test_a_query_is_recorded_once_however_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded: list[str] = []
    monkeypatch.setattr(searches, "record", lambda _folder, _owner, query: recorded.append(query))
    app = page(q="קואופרטיב")
    for name, value in (("n", "40"), ("topic", "education"), ("sort", "date"), ("mode", "words"), ("q", " קואופרטיב ")):
        app.query_params[name] = value
        app.run()
    assert recorded == ["קואופרטיב"]
    app.query_params["q"] = "סיכום"
    app.run()
    assert recorded == ["קואופרטיב", "סיכום"]


def test_the_last_queries_can_be_forgotten() -> None:
    page(q="קואופרטיב")
    app = page()
    app.button(key="kb-forget").click().run()
    assert "רשימת החיפושים האחרונים נוקתה." in body(app)
    assert listed(app, "recent") == []
    assert [button.key for button in app.button if button.key == "kb-forget"] == []
    app.query_params["q"] = "קואופרטיב"
    app.run()
    assert listed(page(), "recent") == ["קואופרטיב"]


def test_nobody_sees_the_searches_of_another(tmp_path: Path) -> None:
    searches.record(tmp_path, "דנה", "סוד")
    searches.save(tmp_path, "דנה", "q=x", (), "1", datetime.now(UTC))
    app = page()
    assert "סוד" not in body(app)
    assert listed(app, "saved") == []


def saved_page(**params: str) -> AppTest:
    app = page(**params)
    app.button(key="kb-save").click().run()
    return app


def test_a_search_is_saved_with_its_filters() -> None:
    app = saved_page(q="קואופרטיב", topic="education", lang="he", n="40", sort="date")
    assert "החיפוש נשמר" in body(app)
    assert "★ חיפוש שמור" in body(app)
    assert not [button for button in app.button if button.key == "kb-save"]
    welcome = page()
    assert listed(welcome, "saved") == ["קואופרטיב חינוך שיתופי · עבריתעריכה"]
    assert 'href="/?q=%D7%A7%D7%95%D7%90%D7%95%D7%A4%D7%A8%D7%98%D7%99%D7%91&amp;topic=education&amp;lang=he"' in body(
        welcome
    )
    assert "kb-save" in [button.key for button in page(q="קואופרטיב", lang="he").button]


def test_documents_that_entered_since_are_counted_and_marked(grown: Callable[[], None]) -> None:
    saved_page(q="קואופרטיב")
    saved_page(q="פרוטוקול")
    assert listed(page(), "saved") == ["פרוטוקולעריכה", "קואופרטיבעריכה"]
    grown()
    assert listed(page(), "saved") == ["פרוטוקולעריכה", "קואופרטיב מסמך חדש אחדעריכה"]
    app = page(q="קואופרטיב")
    assert marked(app) == ["מסמך שנוסף"]
    assert '<strong class="kb-new">מסמך חדש אחד</strong>' in body(app)
    app.query_params["n"] = "40"
    app.run()
    assert marked(app) == ["מסמך שנוסף"]
    assert listed(page(), "saved") == ["פרוטוקולעריכה", "קואופרטיבעריכה"]
    assert marked(page(q="קואופרטיב", topic="education")) == []


@pytest.mark.usefixtures("later")
def test_the_next_visit_marks_nothing_twice(grown: Callable[[], None]) -> None:
    saved_page(q="קואופרטיב")
    grown()
    assert marked(page(q="קואופרטיב")) == ["מסמך שנוסף"]
    again = page(q="קואופרטיב")
    assert marked(again) == []
    assert "אין בו מסמכים חדשים מאז ביקורכם הקודם" in body(again)


def test_saved_searches_are_run_again_once_for_a_new_library(
    grown: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    saved_page(q="קואופרטיב")
    asked: list[str] = []
    search = Double.search

    def listen(library: Double, query: Query) -> Results:
        asked.append(query.text)
        return search(library, query)

    monkeypatch.setattr(Double, "search", listen)
    page()
    assert asked == []
    grown()
    page()
    page()
    assert asked == ["קואופרטיב"]


def test_a_saved_search_that_cannot_be_run_keeps_its_place(
    grown: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    searches.save(tmp_path, "", "q=x&topic=gone", (), "1", datetime.now(UTC))
    saved_page(q="קואופרטיב")
    grown()

    def fail(_library: Double, _query: Query) -> Results:
        raise ModelUnavailable("m", "gone")

    monkeypatch.setattr(Double, "search", fail)
    first, second = listed(page(), "saved")
    assert first == "קואופרטיבעריכה"
    assert second.startswith("x הכתובת של דף זה אינה תקינה")


def test_a_saved_search_is_renamed() -> None:
    saved_page(q="קואופרטיב")
    app = page(edit="1")
    assert app.text_input(key="kb-search-name").value == "קואופרטיב"
    app.text_input(key="kb-search-name").set_value(f"  {HOSTILE} ")
    app.button(key="kb-save-name").click().run()
    assert "השם נשמר." in body(app)
    assert address(app) == {}
    assert not [box for box in app.text_input if box.key == "kb-search-name"]
    assert "<img" not in body(app)
    assert "&lt;img src=x onerror=alert(1)&gt; $x$" in body(app)
    assert page(edit="1").text_input(key="kb-search-name").value == HOSTILE


def test_a_name_that_is_too_long_is_refused_and_stays_to_be_shortened() -> None:
    query = "קואופרטיב " + "א" * LONGEST_NAME
    saved_page(q=query)
    app = page(edit="1")
    assert app.text_input(key="kb-search-name").value == query[:LONGEST_NAME]
    app.text_input(key="kb-search-name").set_value(query)
    app.button(key="kb-save-name").click().run()
    assert "בשם 130 תווים, והמרב הוא 120. הוא לא נשמר" in body(app)
    assert app.text_input(key="kb-search-name").value == query


def test_a_saved_search_is_removed_or_left_alone() -> None:
    saved_page(q="קואופרטיב")
    app = page(edit="1")
    app.button(key="kb-close-form").click().run()
    assert (address(app), listed(app, "saved")) == ({}, ["קואופרטיבעריכה"])
    app = page(edit="1")
    app.button(key="kb-remove-search").click().run()
    assert "החיפוש הוסר מן הרשימה." in body(app)
    assert (address(app), listed(app, "saved")) == ({}, [])


@pytest.mark.parametrize("number", ["2", "x", "-1", HOSTILE])
def test_a_saved_search_that_is_not_there_is_told(number: str) -> None:
    saved_page(q="קואופרטיב")
    app = page(edit=number)
    assert "החיפוש השמור הזה אינו קיים עוד" in body(app)
    assert "<img" not in body(app)
    assert not [box for box in app.text_input if box.key == "kb-search-name"]


def test_a_file_that_fails_leaves_the_search_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 100)
    app = page(q="קואופרטיב")
    assert body(app).count("<article") == 2
    assert body(app).count("מה ששמרתם כאן לא נקרא או לא נשמר") == 1
    app.button(key="kb-save").click().run()
    assert body(app).count("<article") == 2
    assert "מה ששמרתם כאן לא נקרא או לא נשמר" in body(app)
    assert body(page()).count("מה ששמרתם כאן לא נקרא או לא נשמר") == 1


def test_questions_of_documents_are_searches() -> None:
    asked = Address(text="x", mode="words", filters=Filters(topics=("education",)), limit=60, literal=True)
    shown = questions_html(["מי מחליט כאן היום?", HOSTILE], asked)
    assert (
        'href="/?q=%D7%9E%D7%99+%D7%9E%D7%97%D7%9C%D7%99%D7%98+%D7%9B%D7%90%D7%9F+%D7%94%D7%99%D7%95%D7%9D%3F' in shown
    )
    assert shown.count("&amp;mode=words&amp;topic=education&quot;") == 0
    assert shown.count('&amp;mode=words&amp;topic=education"') == 2
    assert "<img" not in shown
    assert questions_html([], asked) == ""


def test_questions_stand_below_the_results(monkeypatch: pytest.MonkeyPatch) -> None:
    section = replace(DOCUMENTS[0].sections[0], text="מי הבעלים של הקואופרטיב הזה? הקואופרטיב עצמו.")
    monkeypatch.setattr(double, "DOCUMENTS", (replace(DOCUMENTS[0], sections=(section,)),))
    shown = body(page(q="קואופרטיב"))
    below = shown.split("kb-questions")[1]
    assert "שאלות קרובות מתוך המסמכים" in below
    assert "<bdi>מי הבעלים של הקואופרטיב הזה?</bdi>" in below
    assert "kb-questions" not in body(page(q="הבעלים של הקואופרטיב הזה"))


def test_a_search_is_the_same_however_it_is_shown() -> None:
    asked = Address(
        text=" ערבות  הדדית ", mode="words", filters=Filters(topics=("education",), year_from=1990), widened=False
    )
    shown = replace(asked, language="en", limit=40, order="date", document="a.md")
    assert search_of(asked) == search_of(shown)
    assert search_of(asked) != search_of(replace(asked, widened=True))
    assert address_of(search_of(asked), "en") == replace(asked, text="ערבות הדדית", language="en")


def test_hostile_names_and_queries_stay_text() -> None:
    kept = Saved(3, search_of(Address(text=HOSTILE)), HOSTILE, "g", 1234)
    for shown in (
        saved_html([kept, replace(kept, name="")], "en"),
        recent_html([HOSTILE], Address()),
        look_html(Look(3, HOSTILE, frozenset()), "he"),
    ):
        assert "<img" not in shown
        assert "&lt;img" in shown
        assert all(href.startswith("/?") for href in re.findall(r'href="([^"]*)"', shown))
    assert "1,234 new documents" in saved_html([kept], "en")
    assert (saved_html([], "he"), recent_html([], Address())) == ("", "")
