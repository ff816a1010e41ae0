"""The basket's page: what it shows, what its widgets do, and what happens when two tabs do it at once."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import knowledge.browser
from knowledge import basket
from knowledge.basket import Item, read
from knowledge.browser import frame
from knowledge.browser.basket_page import card_html, cited_html, readable, sources_html
from knowledge.browser.gathered import Standing
from knowledge.citing.pieces import Cited, Piece
from knowledge.people import FILE
from knowledge.types import Document, Metadata, Section

from .app_test import body, run
from .double import Double

MAIN = Path(knowledge.browser.__file__).with_name("main.py")
HOSTILE = "<script>x</script> $x$ ![](http://evil.example/a.png) \"onmouseover='x' \u202e</bdi></p></blockquote>"
BRIEF = Document(
    "a.pdf",
    Metadata("ערבות הדדית", "he", ("דנה כהן",), "2005", type="brief"),
    (Section("הקואופרטיב הוא ארגון שחבריו הם בעליו.", "מבוא", 1, page=3),),
)
WHALES = Document("b.md", Metadata("Bluefin", "en", ("Ann Lee",), "2010"), (Section("One worker, one vote."),))
MINUTES = Document("c.txt", Metadata("פרוטוקול", "he"), (Section("האסיפה בחרה ועדה."),))
ITEM = Item(
    7, "a.pdf", 0, 0, 5, "מילים\nשניות", "he", "מבוא", "iv", BRIEF.metadata, "הערה", "", 0, "2026-11-28T10:00", None
)
CITED = Cited((Piece("דנה כהן, "), Piece("ערבות", title=True), Piece(", עמ׳ iv.")), "he")


class Shelf:
    """Stands for the library."""

    def __init__(self) -> None:
        self.documents = {each.id: each for each in (BRIEF, WHALES, MINUTES)}

    def document(self, name: str) -> Document | None:
        return self.documents.get(name)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    shelf = Shelf()
    monkeypatch.setattr(frame, "open_library", lambda _: shelf)
    return shelf


@pytest.fixture
def people(tmp_path: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KNOWLEDGE_PEOPLE", str(tmp_path))
    return tmp_path


@pytest.fixture
def three(people: Path, shelf: Shelf) -> list[int]:
    return [
        basket.add(people, "", shelf, each.id, 0, 0, len(each.sections[0].text)).id  # type: ignore[arg-type]
        for each in (BRIEF, WHALES, MINUTES)
    ]


def tab(**params: str) -> AppTest:
    return run("basket_page", **params)


def said(app: AppTest) -> str:
    found = re.search(r'<div class="kb-said[^>]*>(.*?)</div>', body(app))
    return plain(found[1]) if found else ""


def plain(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^<>]*>", " ", markup)).strip()


def titles(app: AppTest) -> list[str]:
    return re.findall(r'kb-number">\d+\.</span> <a [^>]*><bdi[^>]*>([^<]*)</bdi>', body(app))


def order(people: Path) -> list[int]:
    return [item.id for item in read(people, "").items]


def keys(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


def test_an_empty_basket_tells_how_to_fill_it(people: Path) -> None:
    app = tab()
    shown = plain(body(app))
    assert "הסל ריק" in shown
    assert "ולחצו ״הוספה לסל״ מתחת לקטע שמצאתם" in shown
    assert not app.button
    assert not app.text_input
    assert "/basket/export/" not in body(app)


def test_the_page_is_one_of_the_app_s(people: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "open_library", lambda _: Double())
    assert 'href="/basket">הסל</a>' in body(AppTest.from_file(MAIN, default_timeout=30).run())


def test_every_passage_with_its_words_source_page_and_way_back(three: list[int]) -> None:
    app = tab()
    shown = body(app)
    assert titles(app) == ["ערבות הדדית", "Bluefin", "פרוטוקול"]
    assert '<blockquote dir="rtl" lang="he">הקואופרטיב הוא ארגון שחבריו הם בעליו.</blockquote>' in shown
    assert '<blockquote dir="ltr" lang="en">One worker, one vote.</blockquote>' in shown
    assert 'href="/document?doc=a.pdf&amp;at=0-0-37"' in shown
    assert '<p class="kb-where kb-screen"><bdi>מבוא</bdi> · <bdi>עמ׳ 3</bdi></p>' in shown
    assert "3 קטעים לנייר שלכם" in shown
    assert 'data-count="3"' in shown
    assert [area.label for area in app.text_area] == ["הערה לקטע 1", "הערה לקטע 2", "הערה לקטע 3"]
    assert app.button(key=f"basket-up-{three[1]}").label == "העלאת קטע 2"
    assert app.button(key=f"basket-remove-{three[2]}").label == "הסרת קטע 3"


def test_files_styles_and_printing_are_at_hand(three: list[int]) -> None:
    shown = body(tab(style="apa", ui="en"))
    links = re.findall(r'href="(/basket/export/[^"]*)"', shown)
    assert links == [
        f"/basket/export/{name}?style=apa&ui=en" for name in ("docx", "md", "bib", "ris", "csl.json", "csv")
    ]
    assert 'data-print="1">Print or PDF</button>' in shown
    assert '<a data-inside="1" aria-current="true" href="/basket?ui=en&amp;style=apa">APA</a>' in shown
    assert '<a data-inside="1" href="/basket?ui=en">Israeli</a>' in shown


def test_the_address_chooses_the_style(three: list[int]) -> None:
    cited = [
        re.findall(r'<p class="kb-cited"[^>]*>(.*?)</p>', body(tab(style=style)))[0]
        for style in ("israeli", "apa", "chicago")
    ]
    assert "דנה כהן, ״ערבות הדדית״, 2005, עמ׳ 3" in cited[0]
    assert cited[1].startswith("(")
    assert len(set(cited)) == 3
    unknown = tab(style="<b>")
    assert "אין סגנון ציטוט ”&lt;b&gt;“" in body(unknown)
    assert "דנה כהן, ״ערבות הדדית״, 2005, עמ׳ 3" in plain(body(unknown))


def test_the_title_of_the_paper(people: Path, three: list[int]) -> None:
    app = tab()
    assert '<h1 class="kb-print" dir="rtl">ציטוטים</h1>' in body(app)
    app.text_input(key="basket-title").set_value("נייר <b>עמדה</b>").run()
    assert said(app) == "הכותרת נשמרה."
    assert read(people, "").title == "נייר <b>עמדה</b>"
    assert '<h1 class="kb-print" dir="rtl">נייר &lt;b&gt;עמדה&lt;/b&gt;</h1>' in body(app)
    assert tab().text_input(key="basket-title").value == "נייר <b>עמדה</b>"


def test_two_tabs_that_give_titles(people: Path, three: list[int]) -> None:
    one, two = tab(), tab()
    one.text_input(key="basket-title").set_value("ראשון").run()
    two.text_input(key="basket-title").set_value("שני").run()
    assert "שונתה בינתיים בלשונית אחרת" in said(two)
    assert "ראשון" in said(two)
    assert "שני" in said(two)
    assert two.text_input(key="basket-title").value == "ראשון"
    two.text_input(key="basket-title").set_value("שני").run()
    assert read(people, "").title == "שני"


def test_a_note_is_kept_and_printed(people: Path, three: list[int]) -> None:
    app = tab()
    app.text_area(key=f"basket-note-{three[1]}").set_value("להשוות\n<b>").run()
    assert said(app) == "ההערה נשמרה."
    assert read(people, "").items[1].note == "להשוות\n<b>"
    assert "<b>הערה:</b> להשוות\n&lt;b&gt;</p>" in body(app)
    app.text_area(key=f"basket-note-{three[1]}").set_value("אחרת").run()
    assert (read(people, "").items[1].note, read(people, "").items[1].rival) == ("אחרת", "")
    assert tab().text_area(key=f"basket-note-{three[1]}").value == "אחרת"


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("basket-keep-one", "ראשון"), ("basket-keep-two", "שני <b>"), ("basket-keep-both", "ראשון\n\nשני <b>")],
)
def test_two_tabs_that_write_one_note(people: Path, three: list[int], choice: str, kept: str) -> None:
    one, two = tab(), tab()
    note = f"basket-note-{three[0]}"
    one.text_area(key=note).set_value("ראשון").run()
    two.text_area(key=note).set_value("שני <b>").run()
    assert said(two) == "להערה לקטע 1 יש שני נוסחים"
    assert two.text_area(key=note).value == "ראשון"
    for each in (two, one.run(), tab()):
        assert '<dt>נוסח א׳</dt><dd dir="rtl">ראשון</dd>' in body(each)
        assert '<dt>נוסח ב׳</dt><dd dir="rtl">שני &lt;b&gt;</dd>' in body(each)
    one.button(key=f"{choice}-{three[0]}").click().run()
    assert said(one) == "ההערה נשמרה."
    assert (read(people, "").items[0].note, read(people, "").items[0].rival) == (kept, "")
    assert "נוסח א׳" not in body(one)


def test_a_choice_from_a_tab_that_shows_older_texts_loses_none(people: Path, three: list[int]) -> None:
    one, two, three_ = tab(), tab(), tab()
    note = f"basket-note-{three[0]}"
    one.text_area(key=note).set_value("ראשון").run()
    two.text_area(key=note).set_value("שני").run()
    three_.text_area(key=note).set_value("שלישי").run()
    two.button(key=f"basket-keep-two-{three[0]}").click().run()
    assert read(people, "").items[0].both == "ראשון\n\nשני\n\nשלישי"
    assert "שלישי" in body(two)


def test_moving(people: Path, three: list[int]) -> None:
    a, b, c = three
    app = tab()
    app.button(key=f"basket-up-{b}").click().run()
    assert (order(people), said(app)) == ([b, a, c], "הקטע הועבר למקום 1.")
    assert titles(app) == ["Bluefin", "ערבות הדדית", "פרוטוקול"]
    app.button(key=f"basket-up-{b}").click().run()
    assert (order(people), said(app)) == ([b, a, c], "הקטע כבר ראשון.")
    app.button(key=f"basket-down-{b}").click().run()
    app.button(key=f"basket-down-{b}").click().run()
    assert (order(people), said(app)) == ([a, c, b], "הקטע הועבר למקום 3.")
    app.button(key=f"basket-down-{b}").click().run()
    assert said(app) == "הקטע כבר אחרון."
    app.number_input(key=f"basket-place-{b}-3").set_value(1).run()
    assert order(people) == [b, a, c]
    assert {field.key: field.value for field in app.number_input} == {
        f"basket-place-{b}-1": 1,
        f"basket-place-{a}-2": 2,
        f"basket-place-{c}-3": 3,
    }
    app.number_input(key=f"basket-place-{b}-1").set_value(2).run()
    assert order(people) == [a, b, c]


def test_a_place_that_is_refused_is_not_shown(people: Path, three: list[int]) -> None:
    """The passage was removed for good elsewhere: the others keep the numbers that they have."""
    a, b, c = three
    app = tab()
    with closing(sqlite3.connect(people / FILE)) as connection, connection:
        connection.execute("delete from basket_items where id = ?", (c,))
    app.number_input(key=f"basket-place-{a}-1").set_value(3).run()
    assert order(people) == [a, b]
    assert [field.value for field in app.number_input] == [1, 2]


def test_two_tabs_that_move_and_remove(people: Path, three: list[int]) -> None:
    a, b, c = three
    one, two = tab(), tab()
    one.button(key=f"basket-remove-{a}").click().run()
    two.button(key=f"basket-up-{c}").click().run()
    assert order(people) == [c, b]
    two.button(key=f"basket-up-{b}").click().run()
    assert order(people) == [b, c]
    one.button(key=f"basket-remove-{b}").click().run()
    two.button(key=f"basket-remove-{b}").click().run()
    assert order(people) == [c]


def test_a_note_for_what_another_tab_removed(people: Path, three: list[int]) -> None:
    one, two = tab(), tab()
    one.button(key=f"basket-remove-{three[1]}").click().run()
    two.text_area(key=f"basket-note-{three[1]}").set_value("חשוב").run()
    assert "הוחזר לסל עם ההערה שכתבתם" in said(two)
    assert order(people) == three
    assert read(people, "").items[1].note == "חשוב"


def test_a_note_that_can_no_longer_be_kept_is_shown(
    people: Path, three: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(basket, "KEPT_REMOVED", 0)
    one, two = tab(), tab()
    one.button(key=f"basket-remove-{three[1]}").click().run()
    two.text_area(key=f"basket-note-{three[1]}").set_value("חשוב <b>").run()
    assert said(two).endswith("זה מה שכתבתם: חשוב &lt;b&gt;")
    assert order(people) == [three[0], three[2]]


def test_removing_can_be_undone(people: Path, three: list[int]) -> None:
    app = tab()
    assert "basket-undo" not in keys(app)
    app.button(key=f"basket-remove-{three[1]}").click().run()
    assert (order(people), said(app)) == ([three[0], three[2]], "הקטע הוסר מן הסל.")
    app.button(key="basket-undo").click().run()
    assert (order(people), said(app)) == (three, "מה שהוסר חזר למקומו.")
    assert "basket-undo" not in keys(app)


def test_emptying_can_be_undone_and_leaves_the_ways_back(people: Path, three: list[int]) -> None:
    app = tab()
    app.button(key="basket-clear").click().run()
    assert (order(people), said(app)) == ([], "3 קטעים הוסרו מן הסל.")
    assert "הסל ריק" in body(app)
    app.button(key="basket-undo").click().run()
    assert order(people) == three
    app.button(key="basket-clear").click().run()
    later = tab()
    assert [each.label for each in later.expander] == ["הוסרו לאחרונה (3)"]
    later.button(key=f"basket-restore-{three[2]}").click().run()
    assert order(people) == [three[2]]


def test_a_quotation_outlives_its_document(people: Path, three: list[int], shelf: Shelf) -> None:
    del shelf.documents["a.pdf"]
    shelf.documents["b.md"] = replace(WHALES, sections=(Section("Other words."),))
    shown = body(tab())
    assert "הקואופרטיב הוא ארגון שחבריו הם בעליו." in shown
    assert "המסמך אינו במאגר עוד. הציטוט נשמר כפי שהיה." in shown
    assert "One worker, one vote." in shown
    assert "המסמך השתנה, והמילים האלה אינן כתובות בו עוד." in shown
    assert "doc=a.pdf" not in shown
    assert 'href="/document?doc=b.md"' in shown


def test_nobody_sees_another_s_basket(people: Path, shelf: Shelf) -> None:
    basket.add(people, "דנה", shelf, "a.pdf", 0, 0, 5)  # type: ignore[arg-type]
    assert "הסל ריק" in body(tab())


def test_a_file_that_cannot_be_read_is_told(people: Path) -> None:
    (people / FILE).write_bytes(b"no database" * 100)
    assert "הסל אינו זמין כרגע" in body(tab())
    assert "The basket is not available now" in body(tab(ui="en"))


def test_a_file_that_cannot_be_written_is_told_and_the_text_stays(people: Path, three: list[int]) -> None:
    app = tab()
    for file in people.iterdir():
        file.unlink()
    (people / FILE).write_bytes(b"no database" * 100)
    app.text_area(key=f"basket-note-{three[0]}").set_value("חשוב").run()
    assert "הסל אינו זמין כרגע" in body(app)


def test_in_english(three: list[int]) -> None:
    app = tab(ui="en")
    assert "3 passages for your paper." in body(app)
    assert app.button(key=f"basket-up-{three[1]}").label == "Move passage 2 up"
    assert 'href="/document?doc=a.pdf&amp;at=0-0-37&amp;ui=en"' in body(app)
    assert not re.search("[א-ת]", " ".join(button.label for button in app.button))


def test_no_label_holds_what_documents_or_people_wrote(people: Path, shelf: Shelf) -> None:
    shelf.documents["a.pdf"] = Document(
        "a.pdf", Metadata(HOSTILE, authors=(HOSTILE,)), (Section(HOSTILE, HOSTILE, page=1),)
    )
    item = basket.add(people, "", shelf, "a.pdf", 0, 0, len(HOSTILE))  # type: ignore[arg-type]
    basket.annotate(people, "", item.id, HOSTILE, 0)
    basket.annotate(people, "", item.id, f"x{HOSTILE}", 0)
    basket.rename(people, "", HOSTILE[:90], 0)
    app = tab()
    app.button(key=f"basket-remove-{item.id}").click().run()
    app.button(key="basket-undo").click().run()
    shown = body(app)
    labels = [each.label for each in (*app.button, *app.expander, *app.text_area, *app.text_input, *app.number_input)]
    assert not any("script" in label or "evil" in label for label in labels)
    assert not app.markdown
    assert not app.title
    assert "<script" not in shown
    assert "<img" not in shown
    assert "\u202e" not in shown
    assert not re.search(r"<[^<>]*\son\w+=", shown)


def test_a_card_on_paper_has_the_note_and_the_whole_address() -> None:
    shown = card_html(2, ITEM, Standing("same"), CITED, "he", "https://kb.example")
    paper = shown[shown.index('class="kb-print"') :]
    assert plain(paper[paper.index(">") + 1 :]) == "הערה: הערה https://kb.example/document?doc=a.pdf"
    assert '<blockquote dir="rtl" lang="he">מילים\nשניות</blockquote>' in shown
    assert "kb-address" not in card_html(2, ITEM, Standing("gone"), CITED, "he", "https://kb.example")
    assert "kb-address" not in card_html(2, ITEM, Standing("same"), CITED, "he", "")


def test_an_address_is_shown_with_hebrew_letters() -> None:
    assert readable("http://kb/document?doc=a%2F%D7%90%20%D7%91.md") == "http://kb/document?doc=a%2Fא%20ב.md"
    assert readable("http://kb/?q=%D7") == "http://kb/?q=\ufffd"


def test_a_reference_keeps_the_directions_of_its_parts() -> None:
    cited = Cited((Piece("כהן, "), Piece("A & B", title=True), Piece(", 2005.")), "he")
    assert cited_html(cited, "p", "kb-cited") == (
        '<p class="kb-cited" dir="rtl" lang="he">כהן, <bdi dir="ltr"><cite>A &amp; B</cite></bdi>, 2005.</p>'
    )


def test_every_document_is_one_source() -> None:
    other = replace(ITEM, id=8, document="b.md", metadata=WHALES.metadata)
    listed = sources_html([ITEM, other, replace(ITEM, id=9)], "israeli", "he")
    assert listed.count("<li") == 2
    assert listed.index("ערבות") < listed.index("Bluefin")
