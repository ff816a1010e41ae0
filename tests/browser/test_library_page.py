"""The page of the whole library: its address, what its charts say, and what is listed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from knowledge.browser import frame
from knowledge.browser.address import PAGE, Address, AddressInvalid
from knowledge.browser.library_address import CORNERS, LibraryAddress, area_of, at_first, parse
from knowledge.browser.library_charts import coverage_html, timeline_html, years
from knowledge.browser.library_map import COLOURS, SHAPES, config, figure, label, legend_html, look, plotly_text
from knowledge.browser.library_page import chips_html, list_html, map_list_html, marked_out, newest_html, run_html
from knowledge.document_map import write_map
from knowledge.generations import Failure, folder_of
from knowledge.library import Library
from knowledge.overview import Column, Coverage, Overview, Timeline
from knowledge.report import RunReport
from knowledge.taxonomy import TOPICS
from knowledge.types import Filters, Metadata
from tests.knowledge import shelf

from .app_test import body, run
from .corpus import HOSTILE

DOCUMENTS = (
    ("a b.pdf", Metadata("ערבות הדדית", "he", date="2005", type="brief", topics=("education",), countries=("IL",))),
    ("b.md", Metadata("Mondragon & sons", "en", date="2010-03", type="case-study", topics=("advocacy", "education"))),
    ("c.txt", Metadata("<b>סיכום</b>", "he", countries=("ES",))),
)
ABOVE = Overview(
    DOCUMENTS,
    np.array([[0.0, 0.0], [0.5, 0.5], [1.0, 1.0]]),
    {"b.md": "2026-02-03T12:00:00+00:00"},
    "2026-01-02T12:00:00+00:00",
)
BOX = ((0.1, 0.2), (0.8, 0.9))
EVERY = at_first("he")


def plain(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def items(html: str) -> list[str]:
    return [plain(item) for item in re.findall(r"<li[^>]*>(.*?)</li>", html)]


def hrefs(html: str) -> list[str]:
    return [href.replace("&amp;", "&") for href in re.findall(r'href="([^"]*)"', html)]


# The address ---------------------------------------------------------------------------------------------------------


def test_an_address_with_everything_comes_back_as_it_was() -> None:
    filters = Filters(("education",), ("brief",), ("IL",), language="he", year_from=1990, year_to=1999)
    for area in (BOX, ((0.0, 0.0), (1.0, 0.25), (0.5, 1.0)), ()):
        address = LibraryAddress(
            "en", filters=filters, limit=40, page="library", area=area, drawn_on="0a1b" * bool(area)
        )
        assert parse(address.params()) == address
    assert address.href().startswith("/library?topic=education&type=brief&country=IL&lang=he&from=1990&to=1999&n=40")
    assert replace(EVERY, area=BOX, drawn_on="0a").href() == "/library?area=0a~100-200~800-900"
    assert parse({}) == EVERY
    assert EVERY.href() == "/library"


def test_what_belongs_to_a_search_is_left_out() -> None:
    assert parse({"q": ["x"], "doc": ["a"], "mode": ["words"]}) == EVERY


@pytest.mark.parametrize(
    "area", ["x", "0a~", "0a~1-2", "0a~1-2~3", "0a~1-2~1001-3", "~1-2~3-4", "0a~1-2~~3-4", "0a~" + "1-2~" * 61, "<b>"]
)
def test_an_area_that_cannot_be_is_refused(area: str) -> None:
    with pytest.raises(AddressInvalid):
        parse({"area": [area]})


def test_other_filters_begin_at_the_top_of_the_list() -> None:
    long = replace(EVERY, limit=60, area=BOX, drawn_on="0a")
    assert long.showing(Filters(types=("brief",))).params() == {"type": ["brief"], "area": ["0a~100-200~800-900"]}
    assert long.within((), "0a") == EVERY
    assert (long.chosen, EVERY.chosen, EVERY.showing(Filters(types=("brief",))).chosen) == (True, False, True)


def test_an_area_is_written_on_a_grid() -> None:
    assert area_of([0.12345, 1.2], [-0.3, 0.5]) == ((0.123, 0), (1, 0.5))
    many = area_of([n / 500 for n in range(500)], [0.0] * 500)
    assert len(many) <= CORNERS
    assert many[:2] == ((0, 0), (0.018, 0))
    assert area_of([0.5, 0.5, 0.5], [0.1, 0.1, 0.1]) == ((0.5, 0.1),)


def event(box: list[Any] = [], lasso: list[Any] = []) -> dict[str, Any]:  # noqa: B006  never changed
    return {"selection": {"points": [], "point_indices": [], "box": box, "lasso": lasso}}


def test_what_a_person_marks_out_is_written_into_the_address() -> None:
    box = {"x": [0.1, 0.8], "y": [0.2, 0.9]}
    lasso = {"x": [0.0, 1.0, 0.5], "y": [0.0, 0.25, 1.0]}
    long = replace(EVERY, limit=60)
    assert marked_out(long, event([{"x": [0, 1], "y": [0, 1]}, box]), "0a") == replace(EVERY, area=BOX, drawn_on="0a")
    assert marked_out(EVERY, event(lasso=[lasso]), "0a").area == ((0.0, 0.0), (1.0, 0.25), (0.5, 1.0))
    assert marked_out(replace(long, area=BOX, drawn_on="0a"), event(), "0a") == EVERY
    assert marked_out(EVERY, event([{"x": [0.1, 0.1], "y": [0.2, 0.2]}]), "0a") == EVERY


# The map -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ('<a href="http://evil.example">x</a>', '&lt;a href="http://evil.example"&gt;x&lt;/a&gt;'),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("$x^2$", "&#36;x^2&#36;"),
        ("צה״ל\n\tא\u202eב\u2066ג\u200fד\x00", "צה״ל אבגד"),
        ("\ud800", ""),
    ],
)
def test_plotly_shows_text_and_reads_no_markup_in_it(text: str, shown: str) -> None:
    assert plotly_text(text) == shown


def test_a_label_says_title_kind_date_and_place() -> None:
    assert label(DOCUMENTS[0][1], "he") == "<b>\u2067ערבות הדדית\u2069</b><br>\u2067סקירת רקע · 2005 · ישראל\u2069"
    assert label(DOCUMENTS[1][1], "he") == (
        "<b>\u2066Mondragon &amp; sons\u2069</b><br>\u2067חקר מקרה · מרץ 2010\u2069"
    )
    assert label(Metadata("<i>"), "en") == "<b>\u2066&lt;i&gt;\u2069</b>"
    assert label(Metadata(""), "en") == "<b>\u2067\u2069</b>"


def test_a_long_title_has_three_lines_at_most_and_markup_is_never_cut_open() -> None:
    lines = label(Metadata("<script> " * 60, "en"), "en").split("<br>")
    assert len(lines) == 3
    assert all(re.fullmatch("<b>\u2066[^<>]*\u2069</b>", line) for line in lines)
    assert lines[2].endswith(" …\u2069</b>")


def test_topics_differ_by_colour_and_shape() -> None:
    looks = [look(topic) for topic in TOPICS]
    assert len(set(looks)) == 12
    assert {colour for colour, _ in looks} == set(COLOURS)
    assert {shape for _, shape in looks} == set(SHAPES)
    assert look("") == look("made-up") == ("#808489", "x")


def test_colours_stand_out_from_both_pages() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    for colour in COLOURS:
        for paper in ("#fdfcfa", "#17191b"):
            dark, bright = sorted((light(colour), light(paper)))
            assert (bright + 0.05) / (dark + 0.05) >= 3, (colour, paper)


def test_the_figure_has_a_trace_for_each_topic_and_a_faint_one_for_the_rest() -> None:
    whole = figure(ABOVE, [0, 1, 2], EVERY)
    assert [trace["x"] for trace in whole["data"]] == [[0], [0.5], [1]]
    assert [trace["marker"]["symbol"] for trace in whole["data"]] == [look(t)[1] for t in ("education", "advocacy", "")]
    assert whole["data"][0]["customdata"] == ["/document?doc=a+b.pdf"]
    assert whole["layout"]["shapes"] == []
    some = figure(ABOVE, [1], EVERY.showing(Filters(topics=("education",))))
    faint, kept = some["data"]
    assert (faint["x"], faint["marker"]["opacity"], faint["marker"]["color"]) == ([0, 1], 0.25, "#808489")
    assert (kept["x"], kept["marker"]["color"]) == ([0.5], look("education")[0])


def test_the_figure_outlines_the_area() -> None:
    def outline(area: tuple[tuple[float, float], ...]) -> dict[str, Any]:
        shape: dict[str, Any] = figure(ABOVE, [0], replace(EVERY, area=area))["layout"]["shapes"][0]
        return {key: value for key, value in shape.items() if key != "line"}

    assert outline(BOX) == {"type": "rect", "x0": 0.1, "y0": 0.2, "x1": 0.8, "y1": 0.9}
    assert outline(((0, 0), (1, 0.25), (0.5, 1))) == {"type": "path", "path": "M0,0L1,0.25L0.5,1Z"}


def test_plotly_speaks_our_language() -> None:
    assert config("he")["locales"]["he"]["dictionary"]["Box Select"] == "סימון במלבן"
    assert config("en")["locales"]["en"]["dictionary"]["Box Select"] == "Mark out a box"


def test_the_legend_adds_a_topic_and_takes_it_away() -> None:
    html = legend_html({"education": 2}, EVERY)
    assert items(html)[5] == "חינוך שיתופי 2"
    assert hrefs(html)[5] == "/library?topic=education"
    assert "aria-current" not in html
    on = legend_html({"education": 2}, EVERY.showing(Filters(topics=("education",))))
    assert (hrefs(on)[5], hrefs(on)[0]) == ("/library", "/library?topic=education&topic=work-motivation")
    assert on.count('aria-current="true"') == 1


# The timeline --------------------------------------------------------------------------------------------------------

TIMELINE = Timeline(
    (Column(1990, 1999, {"brief": 1, "guide": 3}), Column(2000, 2009, {}), Column(2010, 2019, {"": 2})), undated=4
)


def test_the_timeline_links_every_column_to_its_documents() -> None:
    html = timeline_html(TIMELINE, {"brief": 1, "guide": 3}, EVERY)
    chart = html[html.index("<ol") : html.index("</ol>")]
    assert hrefs(chart) == ["/library?from=1990&to=1999", "/library?from=2010&to=2019"]
    assert re.findall('aria-label="([^"]*)"', chart) == [
        "1990–1999: 4 מסמכים (סקירת רקע 1, מדריך 3)",
        "2010–2019: 2 מסמכים (בלי סוג 2)",
    ]
    assert re.findall(r"height:([\d.]+)%", chart) == ["25.0", "75.0", "50.0"]
    assert "בלי תאריך: 4" in html
    table = plain(html[html.index("<details") :])
    assert table == "ציר הזמן כטבלה שנים מדריך סקירת רקע בלי סוג יחד 1990–1999 3 1 0 4 2010–2019 0 0 2 2"


def test_a_column_that_is_chosen_leads_back() -> None:
    on = timeline_html(TIMELINE, {}, EVERY.showing(Filters(year_from=1990, year_to=1999)))
    assert hrefs(on)[0] == "/library"
    assert on.count('aria-current="true"') == 1


def test_a_column_before_the_years_of_an_address_is_open_at_its_start() -> None:
    html = timeline_html(Timeline((Column(500, 1499, {"brief": 1}),), 0), {}, EVERY)
    assert hrefs(html) == ["/library?to=1499"]


def test_a_timeline_without_dates_says_so() -> None:
    assert plain(timeline_html(Timeline((), 3), {}, EVERY)) == "לאף מסמך אין תאריך."
    assert [years(column) for column in (Column(2005, 2005, {}), Column(2000, 2009, {}))] == ["2005", "2000–2009"]


# Topics and countries ------------------------------------------------------------------------------------------------

COVERED = Coverage(("IL", "ES"), {("IL", "education"): 5, ("IL", "advocacy"): 1, ("ES", "education"): 2}, outside=3)


def test_every_cell_leads_to_its_documents_and_gaps_are_named() -> None:
    html = coverage_html(COVERED, replace(EVERY, language="en"))
    assert hrefs(html) == [
        "/library?topic=education&country=IL&ui=en",
        "/library?topic=advocacy&country=IL&ui=en",
        "/library?topic=education&country=ES&ui=en",
    ]
    assert re.findall(r'<td class="kb-shade-(\d)"', html) == ["5", "1", "2"]
    assert html.count('class="kb-gap"') == 21
    assert 'aria-label="Israel, Cooperative education: 5 documents"' in html
    assert "Without a topic or a country, and so outside the table: 3" in html
    gaps = html[html.index("<details") :]
    assert "The gaps by topic (21 of 24 cells are empty)" in gaps
    assert items(gaps)[-1] == "Advocacy and explanation : No document on Spain"
    assert len(items(gaps)) == 11


def test_a_table_without_gaps_says_so() -> None:
    full = Coverage(("IL",), {("IL", topic): 1 for topic in TOPICS}, 0)
    assert plain(coverage_html(full, EVERY)).endswith("אין פערים")


def test_the_chosen_cell_is_marked() -> None:
    chosen = EVERY.showing(Filters(topics=("education",), countries=("ES",)))
    assert coverage_html(COVERED, chosen).count("aria-current") == 1


def test_a_library_without_countries_has_no_table() -> None:
    assert plain(coverage_html(Coverage((), {}, 2), EVERY)) == "לאף מסמך אין גם נושא וגם מדינה."


# The lists -----------------------------------------------------------------------------------------------------------


def test_the_chosen_documents_come_latest_first() -> None:
    address = EVERY.showing(Filters(types=("brief",), year_from=2000, year_to=2000))
    html = list_html(ABOVE, [0, 1, 2], address)
    assert items(html)[:2] == ["סקירת רקע ×", "2000 ×"]
    assert [each for each in hrefs(html) if each.startswith("/document")] == [
        "/document?doc=b.md",
        "/document?doc=a+b.pdf",
        "/document?doc=c.txt",
    ]
    assert "<b>סיכום" not in html
    assert hrefs(html)[-1] == "/?type=brief&from=2000&to=2000"
    assert 'data-shows="?type=brief&amp;from=2000&amp;to=2000"' in html


def test_a_search_is_not_offered_in_an_area_that_it_does_not_know() -> None:
    html = list_html(ABOVE, [0], replace(EVERY, filters=Filters(types=("brief",)), area=BOX, drawn_on="0a"))
    assert "חיפוש במסמכים אלה" not in html


def test_a_list_of_nothing_says_what_to_do() -> None:
    assert "אף מסמך אינו מתאים" in list_html(ABOVE, [], EVERY.showing(Filters(types=("guide",))))


def test_a_long_list_grows_and_ends() -> None:
    many = Overview(tuple((f"{n}.md", Metadata("t", "en")) for n in range(130)), np.zeros((130, 2)), {}, "2026")
    address = EVERY.showing(Filters(language="en"))
    html = list_html(many, range(130), address)
    assert html.count("/document?") == PAGE
    assert "/library?lang=en&n=40" in hrefs(html)
    last = list_html(many, range(130), replace(address, limit=100))
    assert last.count("/document?") == 100
    assert "מוצגים 100 מתוך 130" in last


def test_every_choice_can_be_dropped() -> None:
    filters = Filters(("education",), ("brief",), ("IL",), language="he", year_from=1990)
    html = chips_html(replace(EVERY, filters=filters, area=BOX, drawn_on="0a"))
    assert items(html) == ["חינוך שיתופי ×", "סקירת רקע ×", "ישראל ×", "עברית ×", "1990– ×", "אזור במפה ×"]
    area = "area=0a~100-200~800-900"
    assert hrefs(html) == [
        f"/library?type=brief&country=IL&lang=he&from=1990&{area}",
        f"/library?topic=education&country=IL&lang=he&from=1990&{area}",
        f"/library?topic=education&type=brief&lang=he&from=1990&{area}",
        f"/library?topic=education&type=brief&country=IL&from=1990&{area}",
        f"/library?topic=education&type=brief&country=IL&lang=he&{area}",
        "/library?topic=education&type=brief&country=IL&lang=he&from=1990",
        "/library",
    ]
    assert html.count("data-area") == 1


def test_the_map_as_a_list() -> None:
    html = map_list_html(ABOVE, [0, 1, 2], EVERY)
    assert re.findall("<h3>(.*?)</h3>", html) == ["חינוך שיתופי (1)", "הסברה (1)", "בלי נושא (1)"]
    assert "&lt;b&gt;סיכום&lt;/b&gt;" in html
    many = Overview(
        tuple((f"{n}.md", Metadata("t", topics=("education",))) for n in range(53)), np.zeros((53, 2)), {}, ""
    )
    long = map_list_html(many, range(53), EVERY)
    assert items(long)[-1] == "ועוד 3"
    assert hrefs(long)[-1] == "/library?topic=education"


def test_what_is_new() -> None:
    html = newest_html(ABOVE, "he")
    assert [each for each in hrefs(html) if each.startswith("/document")] == [
        "/document?doc=b.md", "/document?doc=a+b.pdf",
        "/document?doc=b.md", "/document?doc=a+b.pdf", "/document?doc=c.txt",
    ]  # fmt: skip
    assert "נכנס לספרייה ב־3 בפברואר 2026" in html
    assert html.count("לכל המאוחר") == 2
    assert "No document has a date" in newest_html(replace(ABOVE, documents=DOCUMENTS[2:]), "en")


def test_the_last_run() -> None:
    failed = (Failure("bad.pdf", "a", "א", "b", "ב"),)
    report = RunReport(
        "1", "2026-11-25T10:30:00+00:00", 1.0, 7, 90, ("a", "b"), (), 5, ("c",), failed, (), (), (), (), (), ()
    )
    html = run_html(report, "he")
    assert plain(html).startswith("25 בנובמבר 2026 בשעה ")
    assert re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", html) == [
        ("נוספו", "2"),
        ("השתנו", "0"),
        ("ללא שינוי", "5"),
        ("הוסרו", "1"),
        ("לא נקראו", "1"),
    ]
    assert hrefs(html) == ["/report"]
    assert "אין עדיין דוח" in run_html(None, "he")


# The page ------------------------------------------------------------------------------------------------------------

Open = Callable[..., AppTest]


@pytest.fixture
def open_library_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens the page of a library of documents with these descriptions."""

    def go(described: tuple[Metadata, ...], **params: Any) -> AppTest:
        documents = [shelf.document(f"{n}.txt", "כלב", metadata=each) for n, each in enumerate(described)]
        folder = folder_of(tmp_path, "g")
        folder.parent.mkdir(parents=True)
        held: Library = shelf.library(folder, *documents)
        write_map(folder)
        monkeypatch.setattr(frame, "open_library", lambda _: held)
        monkeypatch.setenv("KNOWLEDGE_INDEX", str(tmp_path))

        return run("library_page", **params)

    return go


DESCRIBED = tuple(metadata for _, metadata in DOCUMENTS)


def test_the_whole_library(open_library_page: Open) -> None:
    app = open_library_page(DESCRIBED)
    shown = body(app)
    assert "מסמכים: 3 · נושאים: 2 · מדינות: 2 · בעברית: 2 · באנגלית: 1" in shown
    assert len(app.get("plotly_chart")) == 1
    assert "kb-chosen-list" not in re.sub('data-goto="[^"]*"', "", shown)
    headings = ["מפה לפי משמעות", "ציר זמן", "נושאים ומדינות: מה יש ומה חסר", "חדש בספרייה", "דוח האינדוקס האחרון"]
    assert re.findall("<h2[^>]*>(.*?)</h2>", shown) == headings
    assert "אין עדיין דוח" in shown


def test_a_filter_lists_its_documents_and_counts_by_the_others(open_library_page: Open) -> None:
    shown = body(open_library_page(DESCRIBED, topic="advocacy"))
    assert '<span class="kb-number" role="status">(1)</span>' in shown
    assert "Mondragon &amp; sons" in shown
    assert 'חינוך שיתופי <span class="kb-number">2</span>' in shown
    assert shown.count("נספרים רק מסמכים שמתאימים לשאר הסינונים.") == 1  # the table is not filtered by its own topics


def test_an_area_of_this_map_lists_what_is_in_it(open_library_page: Open) -> None:
    shown = body(open_library_page(DESCRIBED, area="g~0-0~1000-1000"))
    assert '<span class="kb-number" role="status">(3)</span>' in shown
    assert "אזור במפה" in shown


def test_an_area_of_another_map_is_not_used(open_library_page: Open) -> None:
    shown = body(open_library_page(DESCRIBED, area="0ff~0-0~1000-1000"))
    assert "המפה צוירה מחדש" in shown
    assert 'id="kb-chosen-list"' not in shown


@pytest.mark.parametrize("number", [1, 2])
def test_a_tiny_library(open_library_page: Open, number: int) -> None:
    app = open_library_page((Metadata("", "he"),) * number)
    assert f"מסמכים: {number} " in body(app)
    assert len(app.get("plotly_chart")) == 1


def test_an_empty_library(open_library_page: Open) -> None:
    app = open_library_page(())
    assert "הספרייה ריקה" in body(app)
    assert not app.get("plotly_chart")


@pytest.mark.parametrize("params", [{"area": "x"}, {"topic": "x"}, {"from": "2005", "to": "1990"}])
def test_a_link_that_makes_no_sense_is_told(open_library_page: Open, params: dict[str, str]) -> None:
    shown = body(open_library_page(DESCRIBED, **params))
    assert "הקישור אינו תקין" in shown
    assert "/library" in hrefs(shown)


def test_hostile_titles_are_text(open_library_page: Open) -> None:
    app = open_library_page((Metadata(HOSTILE, "he", topics=("education",), countries=("IL",)),) * 2, topic="education")
    shown = body(app)
    assert not re.search(r"<(script|img|a href='javascript)", shown)
    assert "\u202e" not in shown
    spec = app.get("plotly_chart")[0].proto.spec
    assert not re.search(r"<(?!/?b>|br>)", spec)
    assert "$" not in spec
    assert "\u202e" not in spec


def test_every_link_keeps_the_language() -> None:
    english = replace(EVERY, language="en", filters=Filters(types=("brief",)), area=BOX, drawn_on="0a")
    html = list_html(ABOVE, [0, 1], english) + legend_html({}, english) + map_list_html(ABOVE, [0], english)
    html += coverage_html(COVERED, english) + timeline_html(TIMELINE, {"brief": 1}, english) + newest_html(ABOVE, "en")
    assert all("ui=en" in href for href in hrefs(html))
    assert Address("en", page="library").href() == "/library?ui=en"
