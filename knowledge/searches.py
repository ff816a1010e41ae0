"""The searches of each person: the last ones, and those that are kept to see what is new among their results.

A search that is kept remembers the documents that it found. A visit lasts until half an hour has passed without a look,
so that what is new stays marked while a person reads.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.people import opened

RECENT = 10
"""Queries that are remembered."""
MOST = 50
"""Searches that one person keeps."""
LONGEST_NAME = 120
"""Characters."""
PAUSE = timedelta(minutes=30)
"""Two looks with less time between them are one visit."""

SCHEMA = """
create table if not exists recent_searches (
  id integer primary key autoincrement, owner text not null, query text not null, unique (owner, query)
);
create table if not exists saved_searches (
  id integer primary key autoincrement, owner text not null, search text not null, name text not null,
  looked text not null, before text not null, during text not null, found text not null, generation text not null,
  unique (owner, search)
);
"""


class SearchesFull(KnowledgeError):
    """As many searches are kept as may be."""

    def __init__(self) -> None:
        super().__init__(
            f"{MOST} searches are saved already, which is the most. Remove one of them and save this one again.",
            f"כבר נשמרו {MOST} חיפושים, ואין מקום ליותר. הסירו אחד מהם ושמרו שוב.",
        )


class SearchGone(KnowledgeError):
    """A saved search that is not there any more."""

    def __init__(self) -> None:
        super().__init__(
            "This saved search is no longer there; it may have been removed in another tab. Search again and save it.",
            "החיפוש השמור הזה אינו קיים עוד; ייתכן שהוסר בלשונית אחרת. חפשו ושמרו שוב.",
        )


class SearchNameTooLong(KnowledgeError):
    """A name above the limit."""

    def __init__(self, length: int) -> None:
        super().__init__(
            f"The name has {length:,} characters; the most is {LONGEST_NAME}. It was not saved: shorten it.",
            f"בשם {length:,} תווים, והמרב הוא {LONGEST_NAME}. הוא לא נשמר: קצרו אותו.",
        )


@dataclass(frozen=True, slots=True)
class Saved:
    """A search that is kept. `search` is the address that it was kept by; `name` is empty until it is given one; `new`
    counts the documents that it found in `generation` and did not find when the person last looked."""

    id: int
    search: str
    name: str
    generation: str
    new: int


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a search that is kept: `new` are the documents that were not found at the visit before."""

    id: int
    name: str
    new: frozenset[str]


def record(folder: Path, owner: str, query: str) -> None:
    """Let `query` be the last one that `owner` searched; the oldest above `RECENT` are forgotten. Raises
    PeopleUnavailable, as all below."""
    with opened(folder, SCHEMA) as kept:
        kept.execute("delete from recent_searches where owner = ? and query = ?", (owner, query))
        kept.execute("insert into recent_searches (owner, query) values (?, ?)", (owner, query))
        newest = "select id from recent_searches where owner = ? order by id desc limit ?"
        kept.execute(f"delete from recent_searches where owner = ? and id not in ({newest})", (owner, owner, RECENT))


def recent(folder: Path, owner: str) -> tuple[str, ...]:
    """The last queries of `owner`, last first."""
    with opened(folder, SCHEMA) as kept:
        rows = kept.execute("select query from recent_searches where owner = ? order by id desc", (owner,))
        return tuple(query for (query,) in rows)


def forget(folder: Path, owner: str) -> None:
    """Forget the last queries of `owner`."""
    with opened(folder, SCHEMA) as kept:
        kept.execute("delete from recent_searches where owner = ?", (owner,))


def save(folder: Path, owner: str, search: str, found: Iterable[str], generation: str, now: datetime) -> None:
    """Keep a search, which finds the documents `found` in a generation now. One that is kept already stays as it is.

    Raises SearchesFull.
    """
    documents = _written(found)
    with opened(folder, SCHEMA) as kept:
        if _row(kept, owner, search):
            return
        if kept.execute("select count(*) from saved_searches where owner = ?", (owner,)).fetchone()[0] >= MOST:
            raise SearchesFull
        kept.execute(
            "insert into saved_searches (owner, search, name, looked, before, during, found, generation) "
            "values (?, ?, '', ?, ?, '[]', ?, ?)",
            (owner, search, now.isoformat(), documents, documents, generation),
        )


def saved(folder: Path, owner: str) -> tuple[Saved, ...]:
    """The searches that `owner` keeps, the last kept first."""
    with opened(folder, SCHEMA) as kept:
        rows = kept.execute(
            "select id, search, name, generation, before, during, found from saved_searches where owner = ? "
            "order by id desc",
            (owner,),
        ).fetchall()
    return tuple(
        Saved(number, search, name, generation, len(_read(found) - _read(before) - _read(during)))
        for number, search, name, generation, before, during, found in rows
    )


def look(folder: Path, owner: str, search: str, found: Iterable[str], generation: str, now: datetime) -> Look | None:
    """Write down that `owner` sees the documents `found` by `search` now; None where the search is not kept."""
    documents = frozenset(found)
    with opened(folder, SCHEMA) as kept:
        row = _row(kept, owner, search)
        if row is None:
            return None
        number, name, looked, before, during = row[0], row[1], row[2], _read(row[3]), _read(row[4])
        if now - datetime.fromisoformat(looked) >= PAUSE:
            before, during = before | during, frozenset()
        kept.execute(
            "update saved_searches set looked = ?, before = ?, during = ?, found = ?, generation = ? where id = ?",
            (now.isoformat(), _written(before), _written(during | documents), _written(documents), generation, number),
        )
    return Look(number, name, documents - before)


def counted(folder: Path, owner: str, number: int, found: Iterable[str], generation: str) -> None:
    """Write down what a search finds in a generation, which nobody has looked at yet."""
    with opened(folder, SCHEMA) as kept:
        kept.execute(
            "update saved_searches set found = ?, generation = ? where owner = ? and id = ?",
            (_written(found), generation, owner, number),
        )


def rename(folder: Path, owner: str, number: int, name: str) -> None:
    """Give a search a name; an empty one takes its name away. Raises SearchNameTooLong, SearchGone."""
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME:
        raise SearchNameTooLong(len(name))
    with opened(folder, SCHEMA) as kept:
        update = "update saved_searches set name = ? where owner = ? and id = ?"
        if not kept.execute(update, (name, owner, number)).rowcount:
            raise SearchGone


def remove(folder: Path, owner: str, number: int) -> None:
    """Keep a search no more."""
    with opened(folder, SCHEMA) as kept:
        kept.execute("delete from saved_searches where owner = ? and id = ?", (owner, number))


def _row(kept: sqlite3.Connection, owner: str, search: str) -> tuple[int, str, str, str, str] | None:
    select = "select id, name, looked, before, during from saved_searches where owner = ? and search = ?"
    row: tuple[int, str, str, str, str] | None = kept.execute(select, (owner, search)).fetchone()
    return row


def _read(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))


def _written(documents: Iterable[str]) -> str:
    return json.dumps(sorted(documents), ensure_ascii=False)
