"""The pages' logic, run without a browser: what the address shows, and what a change writes into it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import knowledge.browser
from knowledge.browser import frame
from knowledge.browser.messages import EXAMPLES, MESSAGES
from knowledge.errors import KnowledgeError, ModelChanged, ModelDamaged, ModelUnavailable
from knowledge.types import Query

from .double import Double

MAIN = Path(knowledge.browser.__file__).with_name("main.py")


@pytest.fixture(autouse=True)
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "open_library", lambda _: Double())


def page(**params: str | list[str]) -> AppTest:
    app = AppTest.from_file(MAIN, default_timeout=30)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def document_page(**params: str) -> AppTest:
    def script() -> None:
        from knowledge.browser import document_page  # noqa: PLC0415  the function's source is the script

        document_page.show()

    app = AppTest.from_function(script, default_timeout=30)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def body(app: AppTest) -> str:
    assert not app.exception
    return "".join(element.proto.body for element in app.get("html"))


def address(app: AppTest) -> dict[str, list[str]]:
    assert not app.exception
    return {name: [value] if isinstance(value, str) else list(value) for name, value in app.query_params.items()}


def labels(app: AppTest, prefix: str) -> list[str]:
    return [box.label for box in app.checkbox if str(box.key).startswith(prefix)]


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
    assert [box.key for box in app.checkbox if box.value] == ["topic:education"]
    assert app.radio(key="lang").value == "he"
    assert app.radio(key="mode").value == "words"
    assert app.slider(key="years").value == (1995, 2010)
    assert body(app).count("<article") == 1


def test_a_query_is_written_into_the_address() -> None:
    app = page()
    app.text_input(key="q").set_value("קואופרטיב").run()
    assert address(app) == {"q": ["קואופרטיב"]}
    assert body(app).count("<article") == 2
    assert "3 קטעים ב־2 מסמכים · 0.01 שניות" in body(app)


def test_every_filter_is_written_with_the_whole_of_the_address() -> None:
    app = page(q="קואופרטיב", ui="en")
    app.checkbox(key="topic:education").check().run()
    app.checkbox(key="type:case-study").check().run()
    app.checkbox(key="country:ES").check().run()
    app.radio(key="lang").set_value("en").run()
    app.radio(key="mode").set_value("meaning").run()
    app.slider(key="years").set_range(2000, 2010).run()
    assert address(app) == {
        "q": ["קואופרטיב"],
        "mode": ["meaning"],
        "topic": ["education"],
        "type": ["case-study"],
        "country": ["ES"],
        "lang": ["en"],
        "from": ["2000"],
        "ui": ["en"],
    }
    app.checkbox(key="topic:education").uncheck().run()
    assert "topic" not in address(app)


def test_the_address_wins_over_what_the_widgets_showed() -> None:
    app = page(q="קואופרטיב", topic="education")
    del app.query_params["topic"]
    app.query_params["q"] = "סיכום"
    app.run()
    assert app.text_input(key="q").value == "סיכום"
    assert not app.checkbox(key="topic:education").value


def test_counts_of_a_filter_come_from_the_other_filters() -> None:
    assert labels(page(), "topic:") == ["חינוך שיתופי (2)", "הסברה (1)"]
    assert labels(page(topic="education"), "topic:") == ["חינוך שיתופי (2)", "הסברה (1)"]
    assert labels(page(topic="education"), "type:") == ["חקר מקרה (1)", "סקירת רקע (1)"]
    assert labels(page(lang="en"), "topic:") == ["חינוך שיתופי (1)"]
    assert labels(page(lang="en", topic="advocacy"), "topic:") == ["חינוך שיתופי (1)", "הסברה (0)"]


def test_labels_carry_no_text_of_documents() -> None:
    app = page(q="קואופרטיב")
    texts = (
        [box.label for box in app.checkbox] + [each.label for each in app.expander] + [each.label for each in app.radio]
    )
    assert not any("ערבות" in text or "Mondragon" in text for text in texts)
    assert not app.markdown
    assert not app.title


def test_the_filters_in_force_stand_above_the_results() -> None:
    shown = body(page(q="קואופרטיב", topic="education", country="IL", lang="he", **{"from": "2000"}))
    chosen = shown[shown.index("kb-chosen") :].split("</div>")[0]
    assert re.findall(r"<bdi>([^<]*)</bdi>", chosen) == ["חינוך שיתופי", "ישראל", "עברית", "2000–"]
    assert 'href="/?q=%D7%A7' in chosen
    assert "topic" not in chosen
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
    assert labels(app, "topic:") == ["Cooperative education (2)", "Advocacy and explanation (1)"]
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
