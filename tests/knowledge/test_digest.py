"""What is new since a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from knowledge.digest import Digest, Item, SinceInvalid, digest, moment_of
from knowledge.history import Entry, Record


def entry(id: str, digest: str = "1", **more: object) -> Entry:
    return Entry(id, digest, id.upper(), "he", **more)  # type: ignore[arg-type]


def at(day: int) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def told(day: int, **changes: tuple[Entry, ...]) -> Record:
    return Record(f"g{day}", at(day).isoformat(), **changes)


def news(*records: Record, since: int = 10) -> list[tuple[str, str, str]]:
    """(kind, id, generation) of every item."""
    return [(item.kind, item.entry.id, item.generation) for item in digest(records, at(since)).items]


OLD = told(1, added=(entry("a"), entry("b")))


def test_the_first_generation_enters() -> None:
    assert news(OLD, since=0 + 1) == []
    assert digest([OLD], datetime(2026, 1, 1, tzinfo=UTC)).items == (
        Item("entered", entry("a"), at(1), "g1"),
        Item("entered", entry("b"), at(1), "g1"),
    )
    assert digest([], at(1)) == Digest(at(1), ())


def test_what_entered_changed_and_left_after_the_moment() -> None:
    new = told(12, added=(entry("c"),), changed=(entry("a", "2"),), removed=(entry("b"),))
    assert news(OLD, new) == [("changed", "a", "g12"), ("left", "b", "g12"), ("entered", "c", "g12")]
    assert news(OLD, new, since=12) == [], "what was published at the moment itself is not after it"
    assert digest([OLD, new], at(10)).of("left") == (Item("left", entry("b"), at(12), "g12"),)


def test_what_entered_and_left_again_is_no_news() -> None:
    assert news(OLD, told(11, added=(entry("c"),)), told(12, removed=(entry("c"),))) == []


def test_what_entered_and_was_changed_has_entered_as_it_is_now() -> None:
    records = (OLD, told(11, added=(entry("c"),)), told(12, changed=(entry("c", "2"),)))
    assert news(*records) == [("entered", "c", "g11")]
    assert digest(records, at(10)).items[0].entry == entry("c", "2")
    assert news(*records, since=11) == [("changed", "c", "g12")]


def test_what_left_and_came_back() -> None:
    gone = told(11, removed=(entry("a"),))
    assert news(OLD, gone, told(12, added=(entry("a"),))) == [], "as it was"
    assert news(OLD, gone, told(12, added=(entry("a", "2"),))) == [("changed", "a", "g12")]
    assert news(OLD, gone, told(12, added=(entry("a"),)), since=11) == [("entered", "a", "g12")]


def test_what_was_changed_and_changed_back_is_no_news() -> None:
    assert news(OLD, told(11, changed=(entry("a", "2"),)), told(12, changed=(entry("a"),))) == []


def test_what_was_changed_and_left_has_left() -> None:
    records = (OLD, told(11, changed=(entry("a", "2"),)), told(12, removed=(entry("a", "2"),)))
    assert news(*records) == [("left", "a", "g12")]


def test_what_only_moved_is_no_news_and_is_followed() -> None:
    moved = told(11, moved=(("a", entry("z")),))
    assert news(OLD, moved) == []
    assert news(OLD, moved, told(12, changed=(entry("z", "2"),))) == [("changed", "z", "g12")]
    assert news(OLD, told(11, changed=(entry("a", "2"),)), told(12, moved=(("a", entry("z", "2")),))) == [
        ("changed", "z", "g11")
    ]
    assert news(OLD, told(11, added=(entry("c"),)), told(12, moved=(("c", entry("d")),))) == [("entered", "d", "g11")]
    assert news(OLD, told(9, moved=(("a", entry("z")),)), told(12, removed=(entry("z"),))) == [("left", "z", "g12")]


def test_the_newest_come_first() -> None:
    records = (
        told(11, added=(entry("b"), entry("a"))),
        told(12, added=(entry("d", date="2020"), entry("c"), entry("e", date="2024-05"))),
    )
    assert [item.entry.id for item in digest(records, at(10)).items] == ["e", "d", "c", "a", "b"]


def test_by_topic_in_the_order_of_the_taxonomy_each_document_once() -> None:
    records = [
        told(
            11,
            added=(
                entry("none"),
                entry("two", topics=("taxation-finance", "education")),
                entry("school", topics=("education",)),
                entry("unknown", topics=("no-such-topic",)),
            ),
        )
    ]
    topics = digest(records, at(10)).by_topic("entered")
    assert [(topic.id, [item.entry.id for item in topic.items]) for topic in topics] == [
        ("education", ["school"]),
        ("taxation-finance", ["two"]),
        ("other", ["none", "unknown"]),
    ]
    assert digest(records, at(10)).by_topic("left") == ()


def test_when_the_library_last_changed() -> None:
    assert digest([OLD, told(5)], at(10)).updated == at(1)
    assert digest([told(5)], at(10)).updated is None


NOW = datetime(2026, 3, 31, 9, 30, tzinfo=timezone(timedelta(hours=3)))


@pytest.mark.parametrize(
    ("since", "day"),
    [("2026-03-05", (2026, 3, 5)), ("week", (2026, 3, 24)), ("month", (2026, 3, 1)), ("quarter", (2025, 12, 30))],
)
def test_a_date_or_a_period_begins_with_its_day(since: str, day: tuple[int, int, int]) -> None:
    assert moment_of(since, NOW) == datetime(*day, tzinfo=NOW.tzinfo)


@pytest.mark.parametrize(
    "since",
    ["", "2026", "2026-3-5", "2026-02-30", "05/03/2026", "0001-01-01", "1899-12-31", "visit", "<b>", "٢٠٢٦-٠١-٠١"],
)
def test_what_is_no_date_is_refused(since: str) -> None:
    with pytest.raises(SinceInvalid):
        moment_of(since, NOW)


def test_a_day_in_the_future_has_no_news() -> None:
    assert digest([OLD], moment_of("2999-01-01", NOW)).items == ()
