"""The dataclasses that everything passes along."""

from __future__ import annotations

import dataclasses

import pytest

from knowledge.types import CardField, Filters, Hit, Metadata, Query, Results, Section


def hit(rank: int, document: str) -> Hit:
    return Hit(
        rank=rank,
        score=1 / rank,
        words=None,
        meaning=None,
        document=document,
        metadata=Metadata(document),
        heading="",
        page=None,
        section=0,
        start=0,
        end=1,
        language="he",
        text="א",
        highlights=(),
        best=None,
    )


@pytest.mark.parametrize(("date", "year"), [("2005", 2005), ("1936-11", 1936), ("2024-02-29", 2024), (None, None)])
def test_year_is_the_start_of_the_date(date: str | None, year: int | None) -> None:
    assert Metadata("x", date=date).year == year


@pytest.mark.parametrize(("offset", "page"), [(0, 3), (9, 3), (10, 4), (24, 4), (25, 6), (26, 6), (10_000, 6)], ids=str)
def test_page_at_changes_where_a_page_starts(offset: int, page: int) -> None:
    section = Section("x" * 40, page=3, page_breaks=((10, 4), (25, 6)))
    assert section.page_at(offset) == page


def test_page_at_of_a_format_without_pages() -> None:
    assert Section("text").page_at(2) is None


@pytest.mark.parametrize(
    "filters",
    [
        Filters(topics=("education",)),
        Filters(types=("minutes",)),
        Filters(countries=("IL",)),
        Filters(language="he"),
        Filters(year_from=0),
        Filters(year_to=2000),
    ],
)
def test_filters_are_true_when_any_is_set(filters: Filters) -> None:
    assert bool(filters) is True


def test_filters_are_false_when_none_is_set() -> None:
    assert bool(Filters()) is False
    assert bool(Query("x").filters) is False


def test_query_defaults() -> None:
    assert Query("x") == Query("x", "hybrid", 10, Filters())


def test_hits_by_document_keep_rank_order() -> None:
    results = Results(Query("x"), tuple(hit(rank, name) for rank, name in enumerate("bbaca", 1)), 3, 0.0)
    assert [[(each.document, each.rank) for each in group] for group in results.by_document()] == [
        [("b", 1), ("b", 2)],
        [("a", 3), ("a", 5)],
        [("c", 4)],
    ]


def test_no_hits_are_no_groups() -> None:
    assert Results(Query("x"), (), 0, 0.0).by_document() == []


@pytest.mark.parametrize("value", [Metadata("x"), Section("x"), CardField("a", "b", "c"), Filters(), Query("x")])
def test_values_are_frozen(value: object) -> None:
    name = dataclasses.fields(value)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, "y")
