"""The precedents' page without a browser: its address, its HTML, and what its widgets write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from knowledge.browser import frame, precedents_page
from knowledge.browser.messages import MESSAGES
from knowledge.browser.precedents_address import ComparedTooMany, PrecedentsAddress, PrecedentsAddressInvalid
from knowledge.browser.precedents_html import case_html, compare_html, list_html, table_html
from knowledge.browser.precedents_like import number_html
from knowledge.browser.precedents_names import facet_name, sort_name, value_name
from knowledge.card_terms import groups
from knowledge.errors import KnowledgeError, ModelUnavailable
from knowledge.library import Library
from knowledge.precedents import ERAS, FACETS, SIZES, SORTS, Choice, precedent
from knowledge.quantities import Quantity
from knowledge.types import CardField, Document, Language, Metadata, Query, Results, Section
from tests.knowledge.shelf import library as shelf

from .app_test import body, run
from .corpus import HOSTILE


def case(id: str, title: str, text: str, language: Language, countries: tuple[str, ...], **card: str) -> Document:
    fields = tuple(CardField(name, value, text) for name, value in card.items())
    metadata = Metadata(title, language, type="case-study", topics=("education",), countries=countries, card=fields)
    return Document(id, metadata, (Section("Before. " + text),))


BREAD = case(
    "bread.md", "The bakery", "Bread failed here.", "en", ("US",), organisation="Bread House",
    country="US", sector="Bakery", members="1,000,000 members", founded="1996", legal_form="Worker co-operative",
    practice="Baking", outcome="failed", lesson="Share the bread",
)  # fmt: skip
DOG = case(
    "dog.md", "המלונה", "כלב שמר.", "he", ("IL",), organisation="בית הכלב", country="ישראל (הגליל)", sector="שירותים",
    members="40 עד 60 חברים", founded="1946", practice="שמירה", outcome="worked", lesson="לשמור",
)  # fmt: skip
HARM = case(
    "harm.md", HOSTILE, HOSTILE, "en", ("IL",), organisation=HOSTILE, country=HOSTILE, sector=HOSTILE,
    legal_form=HOSTILE,
    practice=HOSTILE, outcome="mixed", lesson=HOSTILE,
)  # fmt: skip
ALL = tuple(map(precedent, (BREAD, DOG, HARM)))


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    built = shelf(tmp_path / "g", BREAD, DOG, HARM)
    monkeypatch.setattr(frame, "open_library", lambda _: built)
    precedents_page._precedents.clear()  # type: ignore[attr-defined]
    return built


def page(**params: str | list[str]) -> AppTest:
    return run("precedents_page", **params)


def asked(app: AppTest) -> dict[str, list[str]]:
    assert not app.exception
    return {name: [value] if isinstance(value, str) else list(value) for name, value in app.query_params.items()}


def plain(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


# The address ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"ui": ["en"]},
        {"view": ["table"], "sort": ["-size"]},
        {"view": ["compare"], "compare": ["a.md", "b.md"]},
        {"country": ["IL", "US"], "sector": ["dairy"], "size": ["s100", "unknown"], "era": ["y1900"]},
        {"form": ["worker"], "outcome": ["failed"], "topic": ["education"], "find": ["לחם"]},
        {"like": ["קיבוץ <b>"], "wrong": ["1"], "mode": ["words"]},
        {"near": ["a b.md"]},
    ],
)
def test_an_address_says_what_it_was_made_of(params: dict[str, list[str]]) -> None:
    assert PrecedentsAddress.parse(params).params() == params


@pytest.mark.parametrize(
    "params",
    [
        {"view": ["list"]},
        {"sort": ["--name"]},
        {"sort": ["shoe"]},
        {"country": ["il"]},
        {"sector": ["worker"]},
        {"size": ["y0"]},
        {"era": ["s0"]},
        {"form": ["<b>"]},
        {"outcome": ["lost"]},
        {"topic": ["none"]},
        {"wrong": ["yes"]},
        {"mode": ["fast"]},
        {"like": ["a" * 1501]},
    ],
)
def test_an_address_that_says_nothing(params: dict[str, list[str]]) -> None:
    with pytest.raises(PrecedentsAddressInvalid) as failure:
        PrecedentsAddress.parse(params)
    assert next(iter(params)) in failure.value.en
    assert len(failure.value.he) < 200


def test_five_cases_are_not_compared() -> None:
    with pytest.raises(ComparedTooMany):
        PrecedentsAddress.parse({"compare": list("abcde")})
    assert PrecedentsAddress.parse({"compare": list("abcda")}).compare == ("a", "b", "c", "d")


def test_links_of_an_address() -> None:
    address = PrecedentsAddress(compare=("a",), choice=Choice({"country": ("IL",)}), like="x")
    assert address.toggled("b").compare == ("a", "b")
    assert address.toggled("a").compare == ()
    assert address.unfiltered().href() == "/precedents?compare=a&like=x"
    assert address.everything().href() == "/precedents?compare=a"
    assert PrecedentsAddress().href() == "/precedents"
    assert [address.asks, address.everything().asks] == [True, False]


# Names and HTML ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ui", ["he", "en"])
def test_every_value_has_a_name(ui: Language) -> None:
    said = [facet_name(facet, ui) for facet in FACETS] + [sort_name(sort, ui) for sort in SORTS]
    said += [value_name("size", value, ui) for value in SIZES] + [value_name("era", value, ui) for value in ERAS]
    said += [value_name("sector", value, ui) for value in groups("sector")]
    said += [value_name("form", value, ui) for value in groups("form")]
    said += [value_name("country", "IT", ui), value_name("outcome", "failed", ui), value_name("topic", "unknown", ui)]
    assert all(bool(re.search("[א-ת]", each)) == (ui == "he") for each in said if not re.search(r"\d", each))
    assert len(set(said)) >= len(said) - 4


def test_a_card_leads_from_each_value_to_its_passage() -> None:
    html = case_html(ALL[0], PrecedentsAddress())
    assert html.count('href="/document?doc=bread.md&amp;at=0-8-26"') == 8
    assert 'title="Bread failed here."' in html
    assert '<article class="kb-case" dir="ltr" lang="en">' in html
    assert '<span class="kb-badge" lang="he">באנגלית</span>' in html
    assert "kb-outcome-failed" in html
    assert "נכשל" in html
    assert "ארצות הברית" in html
    assert "kb-badge" not in case_html(ALL[0], PrecedentsAddress("en"))


def test_a_country_keeps_what_the_card_adds() -> None:
    assert "ישראל (הגליל)" in plain(case_html(ALL[1], PrecedentsAddress())).replace("( ", "(").replace(" )", ")")


def test_the_table_says_how_it_is_sorted() -> None:
    html = table_html(ALL, PrecedentsAddress(view="table", sort="size", descending=True))
    assert html.count("aria-sort=") == 1
    sorted_by = re.findall(r'aria-sort="(\w+)"><a data-inside="1" class="" href="([^"]+)"', html)
    assert sorted_by == [("descending", "/precedents?view=table&amp;sort=size")]
    assert 'href="/precedents?view=table&amp;sort=founded"' in html
    assert html.count('<th scope="row">') == 3
    assert 'role="region" tabindex="0"' in html
    ascending = table_html(ALL, PrecedentsAddress("en", view="table"))
    assert (
        'aria-sort="ascending"><a data-inside="1" class="" href="/precedents?view=table&amp;sort=-name&amp;ui=en">'
        in ascending
    )
    assert "Not stated" in ascending


def test_cases_side_by_side() -> None:
    html = compare_html(ALL, PrecedentsAddress(view="compare", compare=("dog.md", "bread.md", "gone <b>.md")))
    heads = re.findall(r'<th scope="col">(.*?)</th>', html)
    assert [plain(head).split(" ✓")[0] for head in heads] == ["שדה", "בית הכלב", "Bread House באנגלית"]
    assert [plain(head) for head in re.findall(r'<th scope="row">(.*?)</th>', html)] == [
        "מדינה", "ענף", "חברים", "נוסד", "צורה משפטית", "מה נעשה", "תוצאה", "לקח", "נושאים", "שפה"
    ]  # fmt: skip
    assert "אין במאגר כרטיס תקדים עבור gone &lt;b&gt;.md ." in plain(html)
    assert html.count("לא צוין") == 1


@pytest.mark.parametrize("compare", [(), ("dog.md",), ("dog.md", "gone.md")])
def test_one_case_is_not_compared(compare: tuple[str, ...]) -> None:
    html = compare_html(ALL, PrecedentsAddress(view="compare", compare=compare))
    assert "<table" not in html
    assert "שניים עד ארבעה" in html


def test_a_fifth_case_cannot_be_chosen() -> None:
    html = case_html(ALL[1], PrecedentsAddress(compare=("a", "b", "c", "d")))
    assert "הוספה להשוואה" not in html
    assert "כבר נבחרו ארבעה" in html
    assert "הסרה מההשוואה" in case_html(ALL[1], PrecedentsAddress(compare=("a", "b", "c", "dog.md")))


def test_what_was_chosen_stands_below_the_list() -> None:
    one = list_html(ALL, ALL, PrecedentsAddress(compare=("dog.md",)))
    two = list_html(ALL[:1], ALL, PrecedentsAddress(compare=("dog.md", "bread.md")))
    assert "בחרו לפחות מקרה אחד נוסף" in one
    assert "view=compare" not in one
    assert 'href="/precedents?view=compare&amp;compare=dog.md&amp;compare=bread.md"' in two
    assert "kb-case-bar" not in list_html(ALL, ALL, PrecedentsAddress())


@pytest.mark.parametrize("view", ["cards", "table"])
def test_text_of_a_card_is_only_text(view: str) -> None:
    html = list_html(ALL, ALL, PrecedentsAddress.parse({"view": [view], "compare": ["harm.md"]}))
    html += compare_html(ALL, PrecedentsAddress(compare=("harm.md", "dog.md")))
    assert not re.search(r"<(script|img)|<a href='", html)
    assert "\u202e" not in html


@pytest.mark.parametrize(
    ("quantity", "he", "en"),
    [
        (Quantity(40, 40, "people", (0, 1)), "40", "40"),
        (Quantity(73_000, 82_000, "people", (0, 1)), "73,000–82,000", "73,000–82,000"),
        (Quantity(2_000_000, None, "people", (0, 1)), "2,000,000 ומעלה", "2,000,000 or more"),
    ],
)
def test_numbers_of_people(quantity: Quantity, he: str, en: str) -> None:
    assert (plain(number_html(quantity, "he")), plain(number_html(quantity, "en"))) == (he, en)


# The page ------------------------------------------------------------------------------------------------------------


def test_the_page_lists_every_case(library: Library) -> None:
    app = page()
    shown = body(app)
    assert shown.count("<article") == 3
    assert "<h1>תקדימים</h1>" in shown
    assert "3 תקדימים" in shown
    labels = {box.key: box.label for box in app.checkbox}
    assert labels["case-country:IL"] == "ישראל (2)"
    assert labels["case-size:s0"] == "פחות מ־100 (1)"
    assert labels["case-size:unknown"] == "לא צוין (1)"
    assert not any("<" in label or "$" in label for label in labels.values())
    assert [box.key for box in app.checkbox if str(box.key).startswith("case-era:")] == [
        "case-era:y1945", "case-era:y1980", "case-era:unknown"
    ]  # fmt: skip


def test_filters_are_written_into_the_address(library: Library) -> None:
    app = page(ui="en", sort="-founded", compare=["dog.md"])
    app.checkbox(key="case-country:IL").check().run()
    assert asked(app) == {"country": ["IL"], "sort": ["-founded"], "compare": ["dog.md"], "ui": ["en"]}
    app.checkbox(key="case-outcome:worked").check().run()
    assert body(app).count("<article") == 1
    assert "1 of 3 precedents" in body(app)
    app.checkbox(key="case-country:IL").uncheck().run()
    assert asked(app)["outcome"] == ["worked"]
    app.text_input(key="cases-text").set_value("bread").run()
    assert asked(app)["find"] == ["bread"]
    assert "No precedent satisfies the filters" in body(app)
    assert "kb-chosen" in body(app)


def test_the_address_sets_every_widget(library: Library) -> None:
    app = page(country=["IL"], find="שמירה", like="כלב", mode="words")
    assert app.text_input(key="cases-text").value == "שמירה"
    assert app.text_area(key="cases-like").value == "כלב"
    assert [box.key for box in app.checkbox if box.value] == ["case-country:IL"]


def test_cases_like_ours(library: Library) -> None:
    app = page()
    app.text_area(key="cases-like").set_value("כלב, 55 חברים").run()
    app.button(key="cases-find-like").click().run()
    assert asked(app) == {"like": ["כלב, 55 חברים"]}
    shown = plain(body(app))
    assert re.findall("(?:מתאים|שונה|לא ידוע): .*?\\)", shown) == [
        "מתאים: גודל: 55 (במקרה: 40–60 )",
        "לא ידוע: גודל: 55 (לא נמצא בכרטיס)",
        "שונה: גודל: 55 (במקרה: 1,000,000 )",
    ]
    assert "גודל: 55 לפי המילים: 55 חברים" in shown


def test_a_value_that_differs_names_what_the_case_has(library: Library) -> None:
    shown = plain(body(page(like="כלב ומאפייה", ui="en")))
    assert "Matches: Sector: Food" in shown
    assert "Differs: Sector: Food (the case: Services )" in shown


def test_nothing_recognised_is_said(library: Library) -> None:
    shown = body(page(like="כלב"))
    assert "לא זוהו בתיאור מאפיינים" in shown
    assert "kb-recognised" not in shown


def test_what_went_wrong(library: Library) -> None:
    app = page()
    app.button(key="cases-find-wrong").click().run()
    assert asked(app) == {"wrong": ["1"]}
    shown = body(app)
    assert re.findall(r"kb-outcome-(\w+)", shown) == ["failed", "mixed"]
    assert "<blockquote" in shown
    assert "Bread failed here.</blockquote>" in shown
    assert body(page(wrong="1", like="bread")).count("<article") >= 1


def test_cases_near_a_case(library: Library) -> None:
    shown = body(page(near="bread.md", ui="en"))
    assert "Cases like:" in shown
    assert "bread.md" in shown
    assert all(id not in re.findall(r"<h2><a [^>]*doc=([\w.]+)", shown)[1:] for id in ("bread.md",))
    assert "There is no precedent card" in body(page(near="gone.md", ui="en"))


def test_a_comparison_in_the_address(library: Library) -> None:
    shown = body(page(view="compare", compare=["dog.md", "bread.md"]))
    assert "kb-compared" in shown
    assert "<article" not in shown


@pytest.mark.parametrize("params", [{"sector": "x"}, {"compare": list("abcde")}])
def test_a_bad_address_is_a_notice(params: dict[str, str | list[str]], library: Library) -> None:
    shown = body(page(**params))
    assert 'role="alert"' in shown
    assert 'href="/precedents"' in shown
    assert "<article" not in shown


def test_without_a_model_the_words_are_offered(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(query: Query) -> Results:
        if query.mode != "words":
            raise ModelUnavailable("m", "reason")
        return Results(query, (), 0, 1.0)

    monkeypatch.setattr(library, "search", refuse)
    shown = body(page(like="כלב"))
    assert 'href="/precedents?like=%D7%9B%D7%9C%D7%91&amp;mode=words"' in shown
    assert 'role="alert"' in shown
    assert "אין תקדים שמתאים" in body(page(like="כלב", mode="words"))


def test_what_cannot_be_sought_is_said(library: Library) -> None:
    shown = body(page(like="?!"))
    assert "אין מה לחפש" in shown


def test_a_library_without_precedents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = shelf(tmp_path / "g", Document("a.md", Metadata("A", "en"), (Section("Text."),)))
    monkeypatch.setattr(frame, "open_library", lambda _: built)
    precedents_page._precedents.clear()  # type: ignore[attr-defined]
    app = page()
    assert "אין עדיין תקדימים" in body(app)
    assert not app.checkbox


def test_errors_are_ours() -> None:
    assert issubclass(PrecedentsAddressInvalid, KnowledgeError)
    assert issubclass(ComparedTooMany, KnowledgeError)
    assert "cases" in MESSAGES
