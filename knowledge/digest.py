"""What is new in the library since a moment: what entered it, changed in it and left it, by topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from knowledge.errors import KnowledgeError
from knowledge.history import Entry, Record
from knowledge.taxonomy import TOPICS

Kind = Literal["entered", "changed", "left"]
KINDS: tuple[Kind, ...] = ("entered", "changed", "left")
OTHER = "other"
"""Stands for the topic of documents that have none."""
PERIODS = {"week": 7, "month": 30, "quarter": 91}
"""Days."""
EARLIEST = date(1900, 1, 1)


class SinceInvalid(KnowledgeError):
    """A date that none can be told since."""

    def __init__(self, value: str) -> None:
        super().__init__(
            f"“{value[:40]}” is no date that news can be told since. Write a date as 2026-11-25, "
            f"or one of: {', '.join(PERIODS)}.",
            f"”{value[:40]}“ אינו תאריך שאפשר להציג את החידושים מאז. כתבו תאריך כך: 2026-11-25, "
            f"או אחת מהמילים: {', '.join(PERIODS)}.",
        )


@dataclass(frozen=True, slots=True)
class Item:
    """A document with what became of it, when that was published, and in which generation."""

    kind: Kind
    entry: Entry
    moment: datetime
    generation: str


@dataclass(frozen=True, slots=True)
class Topic:
    """The items of one topic, newest first; `id` is one of `knowledge.taxonomy.TOPICS`, or `OTHER`."""

    id: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What became of the documents after `since`, newest first; `updated` is when the library last changed at all, None
    for one without a history."""

    since: datetime
    items: tuple[Item, ...]
    updated: datetime | None = None

    def of(self, kind: Kind) -> tuple[Item, ...]:
        """The items of one kind."""
        return tuple(item for item in self.items if item.kind == kind)

    def by_topic(self, kind: Kind) -> tuple[Topic, ...]:
        """The items of one kind by topic, in the order of the taxonomy; a document stands once, under its first."""
        groups: dict[str, list[Item]] = {topic: [] for topic in (*TOPICS, OTHER)}
        for item in self.of(kind):
            known = [topic for topic in item.entry.topics if topic in TOPICS]
            groups[known[0] if known else OTHER].append(item)
        return tuple(Topic(id, tuple(items)) for id, items in groups.items() if items)


def digest(records: Sequence[Record], since: datetime) -> Digest:
    """What `records` say of the time after `since`.

    A document that entered and left again is no news, and neither is one that left and came back as it was. One that
    entered and was changed has entered.
    """
    tally = _Tally()
    for each in records:
        tally.take(each, after=each.moment > since)
    items = list(tally.items())
    items.sort(key=lambda item: (item.entry.title, item.entry.id))
    items.sort(key=lambda item: (item.moment, item.entry.date or ""), reverse=True)
    updated = max((each.moment for each in records if each.added or each.changed or each.removed), default=None)
    return Digest(since, tuple(items), updated)


class _Tally:
    """The library at the moment since which news are told, the library now, and the last record that named each
    document after that moment, and that with which each entered."""

    def __init__(self) -> None:
        self.before: dict[str, Entry] | None = None
        self.now: dict[str, Entry] = {}
        self.touched: dict[str, Record] = {}
        self.entered: dict[str, Record] = {}

    def take(self, each: Record, after: bool) -> None:
        """Go on by one record."""
        if after and self.before is None:
            self.before = dict(self.now)
        for old, entry in each.moved:
            self._move(old, entry)
        for entry in each.removed:
            self.now.pop(entry.id, None)
            self.entered.pop(entry.id, None)
        for entry in (*each.added, *each.changed):
            if entry.id not in self.now:
                self.entered[entry.id] = each
            self.now[entry.id] = entry
        if after:
            self.touched |= {entry.id: each for entry in (*each.added, *each.changed, *each.removed)}

    def _move(self, old: str, entry: Entry) -> None:
        """The document `old` goes on under another id."""
        self.now.pop(old, None)
        self.now[entry.id] = entry
        for table in (self.touched, self.entered):
            if old in table:
                table[entry.id] = table.pop(old)
        if self.before and old in self.before:
            self.before[entry.id] = replace(self.before.pop(old), id=entry.id)

    def items(self) -> Iterator[Item]:
        """The difference."""
        before = self.now if self.before is None else self.before
        for id, entry in self.now.items():
            if id not in before:
                yield _item("entered", entry, self.entered[id])
            elif before[id].digest != entry.digest:
                yield _item("changed", entry, self.touched[id])
        for id, entry in before.items():
            if id not in self.now:
                yield _item("left", entry, self.touched[id])


def _item(kind: Kind, entry: Entry, told: Record) -> Item:
    return Item(kind, entry, told.moment, told.generation)


def moment_of(since: str, now: datetime) -> datetime:
    """The beginning of the day, in the time zone of `now`, that `since` names as ``YYYY-MM-DD`` or as one of `PERIODS`
    counted back from `now`. Raises SinceInvalid."""
    day = now.date() - timedelta(days=PERIODS[since]) if since in PERIODS else _day(since)
    return datetime.combine(day, time(), now.tzinfo or UTC)


def _day(since: str) -> date:
    try:
        day = datetime.strptime(since, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise SinceInvalid(since) from error
    if day < EARLIEST or day.isoformat() != since:
        raise SinceInvalid(since)
    return day
