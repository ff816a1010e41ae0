"""When a person last saw what is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from knowledge import people

PAUSE = timedelta(minutes=30)
"""Two looks with less time between them are one visit."""
SCHEMA = """
create table if not exists news_visits (person text primary key, looked text not null, saw text not null,
  looked_before text, saw_before text) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit: when it ended, and the newest moment of the library's history that could be seen then."""

    looked: datetime
    saw: datetime


def visit(folder: Path, person: str, newest: datetime, now: datetime) -> Visit | None:
    """Write down that `person` looks now, when `newest` is the latest moment of the history; returns the visit before
    this one, None where this is the first. Raises PeopleUnavailable."""
    with people.opened(folder, SCHEMA) as kept:
        select = "select looked, saw, looked_before, saw_before from news_visits where person = ?"
        row = kept.execute(select, (person,)).fetchone()
        before: tuple[str | None, str | None] = (None, None)
        if row:
            again = now - datetime.fromisoformat(row[0]) < PAUSE
            before = (row[2], row[3]) if again else (row[0], row[1])
        kept.execute(
            "insert or replace into news_visits values (?, ?, ?, ?, ?)",
            (person, now.isoformat(), newest.isoformat(), *before),
        )
    looked, saw = before
    return Visit(datetime.fromisoformat(looked), datetime.fromisoformat(saw)) if looked and saw else None
