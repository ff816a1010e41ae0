"""The bulletin: whole links, words that do nothing, and no table."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from knowledge.bulletin import MOST, facts, html, markdown, marked, plain, shortened
from knowledge.digest import Digest, Item
from knowledge.history import Entry
from knowledge.types import Language

BASE = "https://kb.example/"
SINCE, MADE = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 20, 12, tzinfo=UTC)
HARM = "<script>harm()</script> [x](javascript:harm) ![](http://evil.example/a.png) *b* _i_ `c` $x^2$ &lt; \u202egpj"
DOCUMENT = Entry(
    "תיק/א ב#1.pdf", "1", "ערבות & הדדית", "he", "brief", ("education", "advocacy"), "2005-09", "תקציר קצר.", ("דוד",)
)
FOREIGN = Entry("b.md", "2", "Bluefin <i>", "en", "case-study", (), "2010", HARM)


def item(entry: Entry, kind: str = "entered", day: int = 10) -> Item:
    return Item(kind, entry, datetime(2026, 3, day, 12, tzinfo=UTC), f"g{day}")  # type: ignore[arg-type]


def news(*items: Item) -> Digest:
    return Digest(SINCE, items, datetime(2026, 3, 10, 12, tzinfo=UTC))


ALL = news(item(DOCUMENT), item(FOREIGN, "changed"), item(Entry("c.txt", "3", "הלך", "he"), "left"))


def rendered(text: str) -> str:
    return str(MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(text))


# HTML ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ui", "side", "start"), [("he", "rtl", "right"), ("en", "ltr", "left")])
def test_the_html_is_whole_and_styled_in_its_elements(ui: Language, side: str, start: str) -> None:
    page = html(ALL, ui, BASE, MADE)
    root = lxml_html.document_fromstring(page)
    assert (root.get("lang"), root.get("dir")) == (ui, side)
    frame = root.find(".//div")
    assert f"direction:{side};text-align:{start};" in (frame.get("style") or "")
    assert [element.tag for element in root.iter() if element.tag in ("table", "script", "img", "link", "style")] == []
    assert not re.search(r"\s(class|on\w+|src)=", page)
    assert [len(root.findall(f".//{tag}")) for tag in ("h1", "h2", "h3", "li")] == [1, 3, 3, 3]


def test_the_html_says_what_became_of_what() -> None:
    root = lxml_html.document_fromstring(html(ALL, "he", BASE, MADE))
    texts = [" ".join(element.text_content().split()) for element in root.xpath("//h1|//h2|//h3|//li")]
    assert texts[:4] == [
        "עלון המאגר: מה חדש",
        "נכנסו למאגר (1)",
        "חינוך שיתופי",
        "ערבות & הדדיתדוד · ספטמבר 2005 · סקירת רקע · הסברהתקציר קצר.",
    ]
    assert texts[4:6] == ["השתנו (1)", "נושאים אחרים"]
    assert texts[7:] == ["יצאו מן המאגר (1)", "נושאים אחרים", "הלך"]
    assert "מאז 1 במרץ 2026" in root.text_content()
    assert "ב־20 במרץ 2026" in root.text_content()


def test_links_are_whole_and_lead_to_the_documents() -> None:
    for ui, more in (("he", {}), ("en", {"ui": ["en"]})):
        hrefs = lxml_html.document_fromstring(html(ALL, ui, BASE, MADE)).xpath("//a/@href")  # type: ignore[arg-type]
        assert {urlsplit(href)[:2] for href in hrefs} == {("https", "kb.example")}
        assert [urlsplit(href).path for href in hrefs] == ["/document", "/document", "/news"]
        assert parse_qs(urlsplit(hrefs[0]).query) == {"doc": ["תיק/א ב#1.pdf"], **more}
        assert parse_qs(urlsplit(hrefs[2]).query) == {"since": ["2026-03-01"], **more}


def test_hostile_words_do_nothing_in_html() -> None:
    page = html(news(item(FOREIGN), item(Entry("d", "4", HARM, "he", authors=(HARM,)))), "he", BASE, MADE)
    root = lxml_html.document_fromstring(page)
    assert {element.tag for element in root.iter()} <= set(
        "html head meta title body div h1 h2 h3 p ul li a bdi".split()
    )
    assert "<script>harm()</script>" in root.text_content()
    assert "\u202e" not in page


def test_english_words_stand_from_left_to_right_in_a_hebrew_bulletin() -> None:
    page = html(news(item(Entry("e", "5", "On work", "en", summary="Work begins."))), "he", BASE, MADE)
    assert '<bdi dir="ltr">On work</bdi>' in page
    assert '<div dir="ltr" lang="en" style="text-align:left">Work begins.</div>' in page


def test_a_bulletin_without_news_says_so() -> None:
    for write in (html, markdown):
        assert "דבר לא נכנס למאגר, לא השתנה ולא יצא ממנו מאז 1 במרץ 2026" in write(news(), "he", BASE, MADE)


def test_a_long_bulletin_is_cut_and_says_so() -> None:
    many = news(*(item(Entry(f"{number}", "1", f"T{number}", "en")) for number in range(MOST + 3)))
    assert html(many, "en", BASE, MADE).count("<li") == MOST
    assert "<p>and 3 more</p>" in html(many, "en", BASE, MADE)
    told = markdown(many, "en", BASE, MADE)
    assert told.count("\n- ") == MOST
    assert f"Entered the library ({MOST + 3})" in told
    assert "\nand 3 more\n" in told


# Markdown ------------------------------------------------------------------------------------------------------------


def test_the_markdown() -> None:
    assert markdown(news(item(DOCUMENT), item(Entry("c.txt", "3", "הלך", "he"), "left")), "he", BASE, MADE) == (
        "# עלון המאגר: מה חדש\n"
        "\n"
        "מסמכים שנכנסו למאגר, השתנו או יצאו ממנו מאז 1 במרץ 2026\n"
        "\n"
        "## נכנסו למאגר (1)\n"
        "\n"
        "### חינוך שיתופי\n"
        "\n"
        "- [ערבות \\& הדדית](<https://kb.example/document?doc=%D7%AA%D7%99%D7%A7%2F%D7%90+%D7%91%231.pdf>)  \n"
        "  דוד · ספטמבר 2005 · סקירת רקע · הסברה\n"
        "\n"
        "  תקציר קצר.\n"
        "\n"
        "\n"
        "## יצאו מן המאגר (1)\n"
        "\n"
        "### נושאים אחרים\n"
        "\n"
        "- הלך\n"
        "\n"
        "---\n"
        "\n"
        "העלון הופק מתוך מאגר הידע השיתופי ב־20 במרץ 2026. "
        "[לכל החידושים במאגר](<https://kb.example/news?since=2026-03-01>)\n"
    )


def test_hostile_words_do_nothing_in_markdown() -> None:
    page = rendered(markdown(news(item(FOREIGN), item(Entry("d", "4", HARM, "he", authors=(HARM,)))), "he", BASE, MADE))
    root = lxml_html.document_fromstring(page)
    assert {element.tag for element in root.iter()} <= set("html body h1 h2 h3 p ul li a br hr".split())
    assert {urlsplit(href).hostname for href in root.xpath("//a/@href")} == {"kb.example"}
    assert "<script>harm()</script> [x](javascript:harm)" in root.text_content()


@pytest.mark.parametrize(
    "text",
    [
        "1. not a list", "1) nor this", "- nor this", "+ nor this", "* nor this", "# no heading", "> no quote",
        "=== no line", "--- no line", "a | b", "~~no~~", "back\\slash", "&amp; <b>", "[a][b]", "[a]: http://x.example",
        "https://x.example", "www.example.com", "a@example.com", "2026-03-01 v1.2 (x)!", "**שמן**",
    ],
)  # fmt: skip
def test_marked_text_is_shown_as_it_stands(text: str) -> None:
    page = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(marked(text))
    assert lxml_html.fromstring(page).text_content().strip() == text
    assert re.sub(r"</?p>", "", page).count("<") == 0


def test_addresses_in_words_make_no_links_of_themselves() -> None:
    assert marked("http://a.example www.b.example c@d.example") == "http:\\//a.example www\\.b.example c\\@d.example"


def test_text_in_one_line() -> None:
    assert plain(" א\u0000\n\t\u202eב\ud800 \u2028ג\uffff ") == "א ב ג"
    assert shortened("מילה " * 100, 20) == "מילה מילה מילה מילה …"
    assert shortened("קצר") == "קצר"


def test_the_language_is_told_where_it_is_foreign_and_the_topic_above_is_not() -> None:
    assert facts(DOCUMENT, "he") == ["דוד", "ספטמבר 2005", "סקירת רקע", "חינוך שיתופי", "הסברה"]
    assert facts(DOCUMENT, "he", "education") == ["דוד", "ספטמבר 2005", "סקירת רקע", "הסברה"]
    assert facts(FOREIGN, "he") == ["2010", "חקר מקרה", "אנגלית"]
    assert facts(Entry("x", "1", "x", "en"), "en") == []
