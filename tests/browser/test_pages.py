"""The pages' logic, run without a browser: what the address shows, and what a change writes into it."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

import knowledge.browser
from knowledge.browser import frame
from knowledge.browser.messages import EXAMPLES, MESSAGES
from knowledge.errors import KnowledgeError, ModelChanged, ModelDamaged, ModelUnavailable
from knowledge.types import Filters, Query

from .app_test import body, run
from .double import Double

MAIN = Path(knowledge.browser.__file__).with_name("main.py")


@pytest.fixture(autouse=True)
def library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(frame, "open_library", lambda _: Double())
    monkeypatch.setenv("KNOWLEDGE_PEOPLE", str(tmp_path))


def page(**params: str | list[str]) -> AppTest:
    app = AppTest.from_file(MAIN, default_timeout=30)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def document_page(**params: str) -> AppTest:
    return run("document_page", **params)


def address(app: AppTest) -> dict[str, list[str]]:
    assert not app.exception
    return {name: [value] if isinstance(value, str) else list(value) for name, value in app.query_params.items()}


class Choice(NamedTuple):
    """A link of the sidebar: what it says, the query string that it leads to, and whether its value is chosen."""

    label: str
    asks: dict[str, list[str]]
    on: bool


def choices(app: AppTest, key: str) -> list[Choice]:
    """The values of one facet."""
    shown = body(app)
    found = re.search(rf'<details class="kb-facet" data-facet="{key}"[^>]*>(.*?)</ul>(?=</details>|<details)', shown)
    return linked(found[1]) if found else []


def linked(markup: str) -> list[Choice]:
    links = re.findall(r'<a data-inside="1"([^>]*) href="([^"]*)"[^>]*>(.*?)</a>', markup)
    return [
        Choice(re.sub("<[^>]*>", "", label), parse_qs(urlsplit(html.unescape(href)).query), "aria-current" in more)
        for more, href, label in links
    ]


def labels(app: AppTest, key: str) -> list[str]:
    return [choice.label for choice in choices(app, key)]


def single(app: AppTest, title: str) -> list[Choice]:
    """The values of which one is chosen, under a heading of the sidebar."""
    return linked(body(app).split(f"<h3>{title}</h3>")[1].split("</ul>")[0])


def follow(choice: Choice) -> AppTest:
    return page(**choice.asks)  # type: ignore[arg-type]


def test_the_page_before_the_first_question() -> None:
    shown = body(page())
    assert all(question in shown for question in EXAMPLES["he"])
    assert "במאגר 3 מסמכים: 2 בעברית, 1 באנגלית." in shown
    assert "קובץ אחד לא נקרא" in shown
    assert "scan.pdf</bdi>: לא נמצא בו טקסט, הריצו זיהוי תווים" in shown
    assert "kb-results" not in shown


def test_the_address_sets_every_widget() -> None:
    app = page(q="קואופרטיב", topic=["education"], lang="he", mode="words", **{"from": "1995"})
    assert app.text_input(key="q").value == "קואופרטיב"
    assert [choice.label for choice in choices(app, "topic") if choice.on] == ["חינוך שיתופי (1)"]
    assert [choice.label for choice in single(app, "שפה") if choice.on] == ["עברית (1)"]
    assert [choice.label for choice in single(app, "אופן החיפוש") if choice.on] == ["מילים בלבד"]
    assert app.slider(key="years").value == (1995, 2010)
    assert body(app).count("<article") == 1


def test_a_query_is_written_into_the_address() -> None:
    app = page()
    app.text_input(key="q").set_value("קואופרטיב").run()
    assert address(app) == {"q": ["קואופרטיב"]}
    assert body(app).count("<article") == 2
    assert "3 קטעים ב־2 מסמכים · 0.01 שניות" in body(app)


def pick(app: AppTest, label: str) -> AppTest:
    """The page behind the link of the sidebar with this label."""
    every = linked(re.sub(r"<article.*?</article>|<ol aria-label.*?</ol>", "", body(app)))
    (chosen,) = [choice for choice in every if choice.label == label]
    return follow(chosen)


def test_every_filter_leads_to_the_whole_of_the_address() -> None:
    app = page(q="קואופרטיב", ui="en")
    for label in (
        "Cooperative education (2)",
        "Case study (1)",
        "Spain (1)",
        "English (1)",
        "Meaning only",
        "Latest first",
    ):
        app = pick(app, label)
    app.slider(key="years").set_range(2000, 2010).run()
    whole = {
        "q": ["קואופרטיב"],
        "mode": ["meaning"],
        "topic": ["education"],
        "type": ["case-study"],
        "country": ["ES"],
        "lang": ["en"],
        "from": ["2000"],
        "sort": ["date"],
        "ui": ["en"],
    }
    assert address(app) == whole
    assert address(pick(app, "Cooperative education (1)")) == {name: whole[name] for name in whole if name != "topic"}


def test_the_address_wins_over_what_the_page_showed() -> None:
    app = page(q="קואופרטיב", topic="education")
    del app.query_params["topic"]
    app.query_params["q"] = "סיכום"
    app.run()
    assert app.text_input(key="q").value == "סיכום"
    assert [choice.label for choice in choices(app, "topic")] == ["הסברה (1)"]
    assert not any(choice.on for choice in choices(app, "topic"))


def test_counts_of_a_filter_come_from_the_other_filters() -> None:
    assert labels(page(), "topic") == ["חינוך שיתופי (2)", "הסברה (1)"]
    assert labels(page(topic="education"), "topic") == ["חינוך שיתופי (2)", "הסברה (1)"]
    assert labels(page(topic="education"), "type") == ["חקר מקרה (1)", "סקירת רקע (1)"]
    assert labels(page(lang="en"), "topic") == ["חינוך שיתופי (1)"]
    assert labels(page(lang="en", topic="advocacy"), "topic") == ["חינוך שיתופי (1)", "הסברה (0)"]


def test_counts_follow_the_query() -> None:
    assert labels(page(q="סיכום"), "topic") == ["הסברה (1)"]
    assert labels(page(q="סיכום", topic="education"), "topic") == ["הסברה (1)", "חינוך שיתופי (0)"]
    assert labels(page(q="קואופרטיב"), "country") == ["ישראל (1)", "ספרד (1)"]
    assert labels(page(q="קואופרטיב", country="ES"), "country") == ["ישראל (1)", "ספרד (1)"]
    assert [choice.label for choice in single(page(q="סיכום"), "שפה")] == ["כל השפות", "עברית (1)", "אנגלית (0)"]


def test_the_counts_are_those_of_all_that_is_ranked_not_of_what_is_shown() -> None:
    assert labels(page(q="קואופרטיב", n="1"), "country") == ["ישראל (1)", "ספרד (1)"]
    assert body(page(q="קואופרטיב", n="1")).count("<article") == 1


def test_one_search_and_one_more_for_each_filtered_field(searched: list[Query]) -> None:
    page(q="קואופרטיב")
    assert [query.filters for query in searched] == [Filters()]
    searched.clear()
    page(q="קואופרטיב", topic="education", country=["IL", "ES"])
    both = Filters(topics=("education",), countries=("IL", "ES"))
    assert [query.filters for query in searched] == [both, replace(both, topics=()), replace(both, countries=())]


def test_only_more_passages_are_searched_anew(searched: list[Query]) -> None:
    app = page(q="קואופרטיב")
    for name, value in (("sort", "date"), ("n", "40"), ("sort", "")):
        app.query_params[name] = value
        app.run()
    assert [query.limit for query in searched] == [20, 40]


def test_years_stand_as_bars_that_are_links() -> None:
    bars = linked(body(page(q="קואופרטיב")).split('<div class="kb-years"')[1].split("</ol>")[0])
    assert [bar.asks for bar in bars] == [
        {"q": ["קואופרטיב"], "from": ["2004"], "to": ["2005"]},
        {"q": ["קואופרטיב"], "from": ["2010"], "to": ["2011"]},
    ]
    assert not any(bar.on for bar in bars)
    chosen = linked(body(follow(bars[0])).split('<div class="kb-years"')[1].split("</ol>")[0])
    assert [(bar.on, bar.asks.get("from")) for bar in chosen] == [(True, None), (False, ["2010"])]


def titles(app: AppTest) -> list[str]:
    return re.findall(r'<h2><a[^>]*><bdi dir="[a-z]*">([^<]*)</bdi>', body(app))


def test_results_are_sorted_by_date_where_that_is_asked() -> None:
    assert titles(page(q="קואופרטיב")) == ["ערבות הדדית", "Mondragon"]
    app = page(q="קואופרטיב", sort="date")
    assert titles(app) == ["Mondragon", "ערבות הדדית"]
    order = body(app).split('class="kb-order"')[1].split("</div>")[0]
    assert [(choice.label, choice.on) for choice in linked(order)] == [("הקרובים תחילה", False), ("החדשים תחילה", True)]


def test_labels_carry_no_text_of_documents() -> None:
    app = page(q="קואופרטיב")
    texts = [each.label for each in (*app.button, *app.text_input, *app.slider)]
    assert len(texts) == 4
    assert not any("ערבות" in text or "Mondragon" in text for text in texts)
    assert not (app.checkbox or app.radio or app.expander)
    assert not app.markdown
    assert not app.title


def test_the_filters_in_force_stand_above_the_results() -> None:
    shown = body(page(q="קואופרטיב", topic="education", country="IL", lang="he", **{"from": "2000"}))
    chosen = shown[shown.index("kb-chosen") :].split("</div>")[0]
    assert re.findall(r"<bdi>([^<]*)</bdi>", chosen) == ["חינוך שיתופי", "ישראל", "עברית", "2000–"]
    *drops, clear = linked(chosen)
    whole = {"q": ["קואופרטיב"], "topic": ["education"], "country": ["IL"], "lang": ["he"], "from": ["2000"]}
    assert [drop.asks for drop in drops] == [
        {name: values for name, values in whole.items() if name != dropped}
        for dropped in ("topic", "country", "lang", "from")
    ]
    assert clear.asks == {"q": ["קואופרטיב"]}
    assert 'aria-label="הסרת הסינון: חינוך שיתופי"' in chosen
    assert "kb-chosen" not in body(page(q="קואופרטיב"))


def test_nothing_found_says_what_to_do() -> None:
    shown = body(page(q="אין־דבר־כזה"))
    assert "לא נמצא דבר" in shown
    assert MESSAGES["nothing-plain"]["he"] in shown
    assert "ניקוי הסינון" not in shown


def test_nothing_found_with_filters_offers_to_clear_them() -> None:
    shown = body(page(q="Mondragon", topic="advocacy"))
    assert "הסינון השאיר מסמך אחד לחיפוש" in shown
    assert '<p class="kb-offers"><a data-inside="1" class="kb-button" href="/?q=Mondragon">ניקוי הסינון</a>' in shown
    assert "אף מסמך אינו מתאים לסינון" in body(page(q="Mondragon", topic="advocacy", lang="en"))


def test_nothing_found_by_words_offers_meaning() -> None:
    assert 'href="/?q=zzz">חיפוש גם לפי משמעות</a>' in body(page(q="zzz", mode="words"))


@pytest.mark.parametrize("query", ["   ", "?!"])
def test_a_query_without_words_is_explained(query: str) -> None:
    shown = body(page(q=query))
    assert "אי אפשר לחפש כך" in shown
    assert "אין מה לחפש: כתבו שאלה או כמה מילים." in shown


@pytest.mark.parametrize("error", [ModelUnavailable("m", "gone"), ModelDamaged(Path("m"), "gone"), ModelChanged("m")])
def test_without_the_model_words_can_still_be_searched(monkeypatch: pytest.MonkeyPatch, error: KnowledgeError) -> None:
    def fail(_library: Double, _query: Query) -> None:
        raise error

    monkeypatch.setattr(Double, "search", fail)
    shown = body(page(q="א"))
    assert "הספרייה אינה זמינה כרגע" in shown
    assert 'href="/?q=%D7%90&amp;mode=words">חיפוש לפי מילים בלבד</a>' in shown


def test_years_the_wrong_way_round_are_explained() -> None:
    assert "אינן טווח" in body(page(**{"from": "2010", "to": "1990"}))


def test_an_address_that_nobody_knows_is_explained() -> None:
    shown = body(page(topic='"><img src=x onerror=alert(1)>'))
    assert "הכתובת של דף זה אינה תקינה" in shown
    assert "<img" not in shown


def test_the_english_interface() -> None:
    app = page(ui="en", q="קואופרטיב")
    shown = body(app)
    assert "3 passages in 2 documents" in shown
    assert labels(app, "topic") == ["Cooperative education (2)"]
    assert "in Hebrew" in shown
    assert not re.search(r'href="/document\?(?!.*ui=en)[^"]*"', shown)


def test_the_switch_keeps_the_search() -> None:
    assert 'href="/?q=%D7%A7&amp;topic=education&amp;ui=en">English</a>' in body(page(q="ק", topic="education"))
    assert 'href="/?q=%D7%A7">עברית</a>' in body(page(q="ק", ui="en"))


def test_a_document_with_its_passage() -> None:
    shown = body(document_page(doc="a.pdf", at="1-0-16", q="קואופרטיב"))
    assert '<h1 dir="rtl" lang="he">ערבות הדדית</h1>' in shown
    assert 'href="/files/a.pdf#page=3"' in shown
    assert '<span class="kb-hit">ה</span><span class="kb-hit"><mark>קואופרטיב</mark></span>' in shown


@pytest.mark.parametrize("params", [{}, {"doc": "none.pdf"}, {"doc": "../../etc/passwd"}])
def test_a_document_that_is_not_there(params: dict[str, str]) -> None:
    assert "המסמך לא נמצא" in body(document_page(**params))


def test_a_place_that_is_no_place() -> None:
    assert "הכתובת של דף זה אינה תקינה" in body(document_page(doc="a.pdf", at="x"))
    assert "הקטע שאליו הפנה הקישור אינו במסמך עוד" in body(document_page(doc="a.pdf", at="7-0-3"))


def test_a_library_that_cannot_be_opened_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise KnowledgeError(
            "No <index>. Run python -m knowledge index.", "אין <אינדקס>. הריצו python -m knowledge index."
        )

    monkeypatch.setattr(frame, "open_library", fail)
    for shown in (body(page()), body(page(q="x")), body(document_page(doc="a.pdf"))):
        assert "הספרייה אינה זמינה כרגע" in shown
        assert 'אין &lt;אינדקס&gt;. הריצו <code dir="ltr">python -m knowledge index</code>.' in shown


def test_an_unexpected_failure_is_told_without_its_details() -> None:
    def script() -> None:
        from knowledge.browser.frame import unexpected  # noqa: PLC0415

        assert unexpected(ValueError("secret"))

    shown = body(AppTest.from_function(script).run())
    assert "אירעה תקלה" in shown
    assert "secret" not in shown
