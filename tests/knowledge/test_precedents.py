"""Precedent cards: what is read from them, how they are filtered and sorted, and which are like a description."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.cases_like import (
    CaseLike,
    PrecedentUnknown,
    Trait,
    cases_like,
    cases_near,
    compared,
    plain,
    traits_in,
    traits_of,
    went_wrong,
)
from knowledge.errors import QueryEmpty, QueryTooLong
from knowledge.library import Library
from knowledge.precedents import (
    UNKNOWN,
    Choice,
    Fact,
    Precedent,
    chosen,
    counts,
    era,
    in_order,
    named_countries,
    precedent,
    precedents,
    size_class,
)
from knowledge.types import CardField, Document, Metadata, Section
from tests.knowledge.shelf import library

CARDS = Path(__file__).with_name("cards.tsv")


def case(
    id: str, title: str, text: str, topics: tuple[str, ...] = (), countries: tuple[str, ...] = (), **card: str
) -> Document:
    """A document whose whole text supports every field."""
    fields = tuple(CardField(name, value, text) for name, value in card.items())
    language = "en" if title.isascii() else "he"
    metadata = Metadata(title, language, type="case-study", topics=topics, countries=countries, card=fields)  # type: ignore[arg-type]
    return Document(id, metadata, (Section(text),))


BAKERY = case(
    "bakery.md", "The bakery", "bread for all", ("education",), ("US", "IL"), organisation="Bread House", country="US",
    sector="Bakery", members="30 members", founded="1996; 1999", legal_form="Worker co-operative", outcome="worked",
    practice="Baking", lesson="Income is shared",
)  # fmt: skip
KENNEL = case(
    "kennel.md", "המלונה", "כלב אחד", ("advocacy",), ("IL",), organisation="בית הכלב", country="ישראל",
    sector="שירותים", members="כ-1,200 חברים", founded="1946", legal_form="אגודה שיתופית", outcome="failed",
    lesson="ערבות הדדית מחייבת", practice="שמירה",
)  # fmt: skip
WATER = case("water.md", "Water works", "water water", outcome="mixed", country="Japan", sector="Pipes")
PLAIN = Document("plain.md", Metadata("On bread", "en", type="case-study"), (Section("bread bread"),))


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    return library(tmp_path / "g", BAKERY, KENNEL, WATER, PLAIN)


def names(every: tuple[Precedent, ...] | list[Precedent]) -> list[str]:
    return [each.document for each in every]


def found(cases: tuple[CaseLike, ...]) -> list[str]:
    return [each.precedent.document for each in cases]


# What is read from a card --------------------------------------------------------------------------------------------


def test_only_documents_with_a_card_are_precedents(shelf: Library) -> None:
    assert names(precedents(shelf)) == ["bakery.md", "kennel.md", "water.md"]


def test_the_fields_of_a_card() -> None:
    read = precedent(BAKERY)
    assert list(read.fields) == [
        "organisation", "country", "sector", "members", "founded", "legal_form", "practice", "outcome", "lesson"
    ]  # fmt: skip
    assert read.fields["members"] == Fact("30 members", "bread for all", (0, 0, 13))
    assert read.people is not None
    assert (read.name, read.people.size, read.founded, read.outcome) == ("Bread House", 30, 1996, "worked")
    assert (read.countries, read.sectors, read.forms) == (("US", "IL"), ("food",), ("worker",))
    assert read.values("size") == ("s0",)
    assert read.values("era") == ("y1980",)
    assert read.values("topic") == ("education",)


def test_what_a_card_does_not_say_is_unknown() -> None:
    read = precedent(WATER)
    assert read.name == "Water works"
    assert read.countries == ("JP",)
    assert [read.values(facet) for facet in ("size", "era", "form", "sector", "topic")] == [(UNKNOWN,)] * 5
    assert read.values("outcome") == ("mixed",)


def test_a_passage_is_found_whatever_its_white_space() -> None:
    card = (CardField("lesson", "a", "two  words\nhere"), CardField("practice", "b", "not there"))
    document = Document("d", Metadata("T", "en", card=card), (Section("One."), Section("So two words here stand.")))
    read = precedent(document)
    assert read.fields["lesson"].place == (1, 3, 17)
    assert read.fields["practice"].place is None


@pytest.mark.parametrize("row", CARDS.read_text("utf-8").splitlines()[1:], ids=lambda row: row.split("\t")[4][:30])
def test_the_cards_of_the_starter_library(row: str) -> None:
    members, founded, sector, legal_form, organisation, low, high, year, sectors, forms = row.split("\t")
    read = precedent(
        case(
            "x.md", "X", "x", members=members, founded=founded, sector=sector, legal_form=legal_form,
            organisation=organisation,
        )
    )  # fmt: skip
    numbers = (str(read.people.low), str(read.people.high or "")) if read.people else ("", "")
    assert numbers == (low, high)
    assert str(read.founded or "") == year
    assert ",".join(read.sectors) == sectors
    assert ",".join(read.forms) == forms


@pytest.mark.parametrize(
    ("number", "size"),
    [(0, "s0"), (99, "s0"), (100, "s100"), (999, "s100"), (1000, "s1000"), (99_999, "s10000"), (10**7, "s100000")],
)
def test_size_classes(number: int, size: str) -> None:
    assert size_class(number) == size


@pytest.mark.parametrize(
    ("year", "name"), [(1528, "y0"), (1899, "y0"), (1900, "y1900"), (1999, "y1980"), (2024, "y2000")]
)
def test_eras(year: int, name: str) -> None:
    assert era(year) == name


def test_countries_named_in_a_text() -> None:
    codes = ("IL", "IT", "IN", "GB")
    assert named_countries("מפעלים באיטליה ובישראל", codes) == [("IT", "איטליה"), ("IL", "ישראל")]
    assert named_countries("in Italy", codes) == [("IT", "Italy")]
    assert named_countries("הודעה לכולם, Indiana", codes) == []


# Filters and order ---------------------------------------------------------------------------------------------------

ALL = (precedent(BAKERY), precedent(KENNEL), precedent(WATER))


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice({}), ["bakery.md", "kennel.md", "water.md"]),
        (Choice({"country": ("IL",)}), ["bakery.md", "kennel.md"]),
        (Choice({"country": ("US", "JP")}), ["bakery.md", "water.md"]),
        (Choice({"country": ("IL",), "outcome": ("failed",)}), ["kennel.md"]),
        (Choice({"size": (UNKNOWN,)}), ["water.md"]),
        (Choice({"era": ("y1945", "y1980"), "size": ("s1000",)}), ["kennel.md"]),
        (Choice({"form": ("trust",)}), []),
        (Choice({}, "income SHARED"), ["bakery.md"]),
        (Choice({}, "הערבות"), ["kennel.md"]),
        (Choice({}, "mutual guarantee"), ["kennel.md"]),
        (Choice({}, "shared nothing"), []),
        (Choice({}, "  "), ["bakery.md", "kennel.md", "water.md"]),
        (Choice({}, "?!"), ["bakery.md", "kennel.md", "water.md"]),
    ],
)
def test_filters(choice: Choice, expected: list[str]) -> None:
    assert names(chosen(ALL, choice)) == expected


def test_counts_are_under_the_other_filters() -> None:
    choice = Choice({"country": ("IL",), "outcome": ("failed",)})
    assert counts(ALL, choice, "country") == {"IL": 1}
    assert counts(ALL, choice, "outcome") == {"worked": 1, "failed": 1}
    assert counts(ALL, Choice({}), "size") == {"s0": 1, "s1000": 1, UNKNOWN: 1}


def test_orders() -> None:
    assert names(in_order(ALL, "name", False, "en")) == ["bakery.md", "water.md", "kennel.md"]
    assert names(in_order(ALL, "name", False, "he")) == ["kennel.md", "bakery.md", "water.md"]
    assert names(in_order(ALL, "country", False, "en")) == ["kennel.md", "water.md", "bakery.md"]
    assert names(in_order(ALL, "founded", False, "en")) == ["kennel.md", "bakery.md", "water.md"]
    assert names(in_order(ALL, "founded", True, "en")) == ["bakery.md", "kennel.md", "water.md"]
    assert names(in_order(ALL, "size", True, "en")) == ["kennel.md", "bakery.md", "water.md"]
    assert names(in_order(ALL, "outcome", False, "en")) == ["bakery.md", "water.md", "kennel.md"]


# Cases like ours -----------------------------------------------------------------------------------------------------


def test_the_traits_of_a_description() -> None:
    text = "קיבוץ של 40 חברים בישראל, עם מאפייה; מה השתבש? הצעירים עוזבים"
    assert traits_in(text, ALL) == (
        Trait("size", "s0", "40 חברים", 40),
        Trait("country", "IL", "ישראל"),
        Trait("sector", "food", "מאפייה"),
        Trait("form", "kibbutz", "קיבוץ"),
        Trait("topic", "young-people", "הצעירים"),
        Trait("outcome", "failed", "מה השתבש"),
    )
    assert traits_in("כלב", ALL) == ()


@pytest.mark.parametrize(
    ("trait", "document", "state", "theirs"),
    [
        (Trait("size", "s100", "", 90), BAKERY, "match", ("s0",)),
        (Trait("size", "s100", "", 91), BAKERY, "differs", ("s0",)),
        (Trait("size", "s0", "", 10), BAKERY, "match", ("s0",)),
        (Trait("size", "s0", "", 9), BAKERY, "differs", ("s0",)),
        (Trait("size", "s0", "", 10), WATER, "unknown", ()),
        (Trait("sector", "food", ""), BAKERY, "match", ("food",)),
        (Trait("sector", "food", ""), KENNEL, "differs", ("services",)),
        (Trait("sector", "food", ""), WATER, "unknown", ()),
        (Trait("country", "IL", ""), BAKERY, "match", ("US", "IL")),
        (Trait("outcome", "failed", ""), BAKERY, "differs", ("worked",)),
    ],
)
def test_a_trait_beside_a_case(trait: Trait, document: Document, state: str, theirs: tuple[str, ...]) -> None:
    (comparison,) = compared([trait], precedent(document))
    assert (comparison.trait, comparison.state, comparison.theirs) == (trait, state, theirs)


def test_millions_or_more_are_like_any_larger_number() -> None:
    large = precedent(case("l.md", "L", "l", members="millions"))
    states = [compared([Trait("size", "s100000", "", n)], large)[0].state for n in (600_000, 700_000, 10**9)]
    assert states == ["differs", "match", "match"]


def test_the_nearest_case_comes_first(shelf: Library) -> None:
    likeness = cases_like(shelf, precedents(shelf), "water")
    assert likeness.traits == ()
    assert found(likeness.cases)[0] == "water.md"
    first = likeness.cases[0]
    assert first.hit is not None
    assert (first.hit.document, first.nearness) == ("water.md", first.hit.score)


def test_traits_count_as_much_as_nearness(shelf: Library) -> None:
    likeness = cases_like(shelf, precedents(shelf), "water, and 30 members in a bakery")
    assert [trait.value for trait in likeness.traits] == ["s0", "food"]
    by_name = {each.precedent.document: each for each in likeness.cases}
    assert [each.trait.value for each in by_name["bakery.md"].of("match")] == ["s0", "food"]
    assert [each.trait.value for each in by_name["kennel.md"].of("differs")] == ["s0", "food"]
    assert [each.trait.value for each in by_name["water.md"].of("unknown")] == ["s0", "food"]
    assert found(likeness.cases)[0] == "bakery.md"


def test_only_the_cases_asked_about_are_found(shelf: Library) -> None:
    among = [each for each in precedents(shelf) if each.document == "kennel.md"]
    assert found(cases_like(shelf, among, "bread water").cases) == ["kennel.md"]
    nothing = cases_like(shelf, [], "bread")
    assert (nothing.cases, nothing.answered) == ((), False)
    assert len(cases_like(shelf, precedents(shelf), "bread water", k=2).cases) == 2


@pytest.mark.parametrize("text", ["bread -water", '"bread"', "country:XX bread", "bread OR", "* bread", "נושא: bread"])
def test_a_description_commands_nothing(text: str, shelf: Library) -> None:
    assert "water.md" in found(cases_like(shelf, precedents(shelf), f"{text} water").cases)


def test_a_description_without_operators() -> None:
    assert plain('דו"ח של "הקיבוץ" -60 | נושא: מס* OR חוב') == 'דו"ח של  הקיבוץ   60   נושא  מס  or חוב'


@pytest.mark.parametrize("text", ["", "  ", "?!"])
def test_an_empty_description(text: str, shelf: Library) -> None:
    with pytest.raises(QueryEmpty):
        cases_like(shelf, precedents(shelf), text)


def test_a_description_that_is_too_long(shelf: Library) -> None:
    with pytest.raises(QueryTooLong):
        cases_like(shelf, precedents(shelf), "a " * 1001)


def test_cases_near_a_case(shelf: Library) -> None:
    every = precedents(shelf)
    near = cases_near(shelf, every, "bakery.md")
    assert near.traits == traits_of(every[0])
    assert [(trait.facet, trait.value) for trait in near.traits] == [
        ("size", "s0"), ("country", "US"), ("country", "IL"), ("sector", "food"), ("form", "worker"),
        ("topic", "education"),
    ]  # fmt: skip
    assert found(near.cases) == ["kennel.md"]
    assert [each.trait.value for each in near.cases[0].of("match")] == ["IL"]
    with pytest.raises(PrecedentUnknown, match=r"plain\.md"):
        cases_near(shelf, every, "plain.md")


def test_what_went_wrong(shelf: Library) -> None:
    every = precedents(shelf)
    likeness = went_wrong(shelf, every)
    assert [(each.precedent.document, each.precedent.outcome) for each in likeness.cases] == [
        ("kennel.md", "failed"),
        ("water.md", "mixed"),
    ]
    assert {each.nearness for each in likeness.cases} == {None}
    assert found(went_wrong(shelf, every, "bread water").cases)[0] == "water.md"
    assert "bakery.md" not in found(went_wrong(shelf, every, "bread").cases)
    assert went_wrong(shelf, [each for each in every if each.outcome == "worked"]).cases == ()


def test_a_size_that_nobody_named_is_no_trait() -> None:
    assert [trait.facet for trait in traits_of(replace(ALL[0], people=None, sectors=(), forms=()))] == [
        "country", "country", "topic"
    ]  # fmt: skip
