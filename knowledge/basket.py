"""The basket: passages that a person gathers for a paper, in their order and with their notes.

A quotation is kept as it stood, with the description of its document, so that it outlives the document and the index.
Several tabs may change one basket at once: additions, removals and moves of all of them are carried out, a move by the
neighbour that the person saw; of two texts written for one note both are kept until the person chooses.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from knowledge.analysis import language_of
from knowledge.catalogue import metadata_from_json, metadata_to_json
from knowledge.citing.excerpt import Excerpt
from knowledge.errors import DocumentUnknown, KnowledgeError
from knowledge.library import Library
from knowledge.people import opened
from knowledge.types import Document, Language, Metadata

LONGEST_QUOTE = 20_000
LONGEST_NOTE = 5_000
LONGEST_TITLE = 200
"""Characters, each."""
MOST = 200
"""Passages of one basket."""
KEPT_REMOVED = 100
"""Removed passages of one person that can be put back; older ones are forgotten."""
BETWEEN = "\n\n"
"""What separates two texts of one note that were put together."""

SCHEMA = """
create table if not exists baskets (
  owner text primary key, title text not null default '', version integer not null default 0
);
create table if not exists basket_items (
  id integer primary key autoincrement, owner text not null, place integer not null,
  document text not null, section integer not null, start integer not null, stop integer not null,
  quote text not null, language text not null, heading text not null, page text not null, metadata text not null,
  note text not null default '', rival text not null default '', version integer not null default 0,
  added text not null, removed text,
  unique (owner, document, section, start, stop, quote)
);
"""
_COLUMNS = (
    "id, document, section, start, stop, quote, language, heading, page, metadata, note, rival, version, added, removed"
)


class PassageUnknown(KnowledgeError):
    """A place that the document does not have, or that holds no text."""

    def __init__(self, document: str) -> None:
        super().__init__(
            f"The document {document[:200]!r} has no such passage now; it may have been updated. Reload the page and "
            "choose the passage again.",
            f"במסמך {document[:200]!r} אין עכשיו קטע כזה; ייתכן שהמסמך עודכן. רעננו את הדף ובחרו את הקטע שוב.",
        )


class PassageTooLong(KnowledgeError):
    """A quotation above the limit."""

    def __init__(self, length: int) -> None:
        super().__init__(
            f"The passage has {length:,} characters; the most is {LONGEST_QUOTE:,}. Choose a shorter part of it.",
            f"בקטע {length:,} תווים, והמרב הוא {LONGEST_QUOTE:,}. בחרו חלק קצר ממנו.",
        )


class BasketFull(KnowledgeError):
    """A basket that holds as much as it may."""

    def __init__(self) -> None:
        super().__init__(
            f"The basket is full: it holds {MOST} passages. Export it, and remove what is no longer needed.",
            f"הסל מלא: יש בו {MOST} קטעים. ייצאו אותו והסירו את מה שאינו נחוץ עוד.",
        )


class TextTooLong(KnowledgeError):
    """A note or a title above the limit. `text` is what was written."""

    def __init__(self, text: str, most: int) -> None:
        super().__init__(
            f"The text has {len(text):,} characters; the most is {most:,}. It was not saved: shorten it.",
            f"בטקסט {len(text):,} תווים, והמרב הוא {most:,}. הוא לא נשמר: קצרו אותו.",
        )
        self.text = text


class ItemGone(KnowledgeError):
    """A passage that is not in the basket any more and cannot be put back. `text` is what was written for it."""

    def __init__(self, text: str = "") -> None:
        super().__init__(
            "The passage is no longer in the basket, and it was removed too long ago to be put back. Add it again.",
            "הקטע אינו בסל עוד, והוא הוסר לפני זמן רב מכדי שאפשר יהיה להחזירו. הוסיפו אותו שוב.",
        )
        self.text = text


class TitleChanged(KnowledgeError):
    """The title was changed elsewhere since it was shown. `theirs` is in place; `text` was not saved."""

    def __init__(self, theirs: str, text: str) -> None:
        super().__init__(
            f"The title was changed in another tab meanwhile to “{theirs}”, and that one was kept. You wrote “{text}”: "
            "write it again to replace the other.",
            f"הכותרת שונתה בינתיים בלשונית אחרת ל”{theirs}“, והיא נשארה. אתם כתבתם ”{text}“: "
            "כתבו זאת שוב כדי להחליף אותה.",
        )
        self.theirs = theirs
        self.text = text


@dataclass(frozen=True, slots=True)
class Item:
    """A passage in the basket: what was ``sections[section].text[start:end]`` of `document` when it was added.

    `page` is the number by which its page is cited, empty for formats without pages. `rival` is a second text of the
    note, written in another tab at the same time, empty where there is none; `version` counts the changes of the two.
    `added` and `removed` are moments in UTC (ISO 8601); `removed` is None for what is in the basket.
    """

    id: int
    document: str
    section: int
    start: int
    end: int
    quote: str
    language: Language
    heading: str
    page: str
    metadata: Metadata
    note: str
    rival: str
    version: int
    added: str
    removed: str | None

    @property
    def both(self) -> str:
        """The two texts of the note as one."""
        return BETWEEN.join(text for text in (self.note, self.rival) if text)

    def excerpt(self, link: str) -> Excerpt:
        """The passage to be cited; `link` is its whole address. Of two texts of the note none is left out."""
        return Excerpt(
            self.document, self.metadata, self.quote, self.language, self.heading, self.page, self.both, link
        )


@dataclass(frozen=True, slots=True)
class Basket:
    """What one person gathered. `removed` is what can be put back, the last removed first."""

    title: str
    version: int
    items: tuple[Item, ...]
    removed: tuple[Item, ...]


def read(folder: Path, owner: str) -> Basket:
    """The basket of `owner`, empty for a newcomer. Raises PeopleUnavailable, as everything below does."""
    with opened(folder, SCHEMA) as connection:
        found = connection.execute("select title, version from baskets where owner = ?", (owner,)).fetchone()
        items = _items(connection, "owner = ? and removed is null order by place", owner)
        removed = _items(connection, "owner = ? and removed is not null order by removed desc, place", owner)
    title, version = found or ("", 0)
    return Basket(title, version, items, removed)


def add(folder: Path, owner: str, library: Library, document: str, section: int, start: int, end: int) -> Item:
    """Put a passage at the end of the basket. One that is there stays where it is; one that was removed comes back with
    its note.

    Raises DocumentUnknown, PassageUnknown, PassageTooLong, BasketFull.
    """
    whole = library.document(document)
    if whole is None:
        raise DocumentUnknown(document)
    quote = quoted(whole, section, start, end)
    if quote is None:
        raise PassageUnknown(document)
    if len(quote) > LONGEST_QUOTE:
        raise PassageTooLong(len(quote))
    of = whole.sections[section]
    key = (owner, document, section, start, end, quote)
    language = language_of(quote, whole.metadata.language)
    described = (language, of.heading, whole.page_label(of.page_at(start)), metadata_to_json(whole.metadata))
    with opened(folder, SCHEMA) as connection:
        found = _items(
            connection, "owner = ? and document = ? and section = ? and start = ? and stop = ? and quote = ?", *key
        )
        if found and found[0].removed is None:
            return found[0]
        if _count(connection, owner) >= MOST:
            raise BasketFull
        last = _last(connection, owner) + 1
        if found:
            connection.execute("update basket_items set place = ?, removed = null where id = ?", (last, found[0].id))
            return _one(connection, owner, found[0].id)
        made = connection.execute(
            "insert into basket_items (owner, document, section, start, stop, quote, language, heading, page, metadata,"
            " place, added) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*key, *described, last, _now()),
        )
        return _one(connection, owner, made.lastrowid or 0)


def quoted(document: Document, section: int, start: int, end: int) -> str | None:
    """The words at a place of a document, verbatim; None where it has no such place or it holds no text."""
    if not 0 <= section < len(document.sections):
        return None
    text = document.sections[section].text
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        return None
    return text[start:end]


def remove(folder: Path, owner: str, items: Iterable[int]) -> None:
    """Take passages out of the basket; they keep their places and notes and can be put back."""
    with opened(folder, SCHEMA) as connection:
        now = _now()
        connection.executemany(
            "update basket_items set removed = ? where id = ? and owner = ? and removed is null",
            [(now, item, owner) for item in items],
        )
        connection.execute(
            "delete from basket_items where id in (select id from basket_items where owner = ? and removed is not null"
            " order by removed desc, place limit -1 offset ?)",
            (owner, KEPT_REMOVED),
        )


def remove_place(folder: Path, owner: str, document: str, section: int, start: int, end: int) -> None:
    """Take the passages of one place out of the basket, whatever the document said when they were added."""
    items = read(folder, owner).items
    remove(
        folder,
        owner,
        [
            item.id
            for item in items
            if (item.document, item.section, item.start, item.end) == (document, section, start, end)
        ],
    )


def restore(folder: Path, owner: str, items: Iterable[int]) -> None:
    """Put removed passages back where they were. Raises ItemGone, BasketFull; then none is put back."""
    with opened(folder, SCHEMA) as connection:
        for item in items:
            if _one(connection, owner, item).removed is None:
                continue
            if _count(connection, owner) >= MOST:
                raise BasketFull
            connection.execute("update basket_items set removed = null where id = ?", (item,))


def move(folder: Path, owner: str, item: int, beside: int, *, after: bool) -> None:
    """Put a passage right before another one, or right `after` it, wherever that stands by now, even if it was removed.
    Raises ItemGone."""
    with opened(folder, SCHEMA) as connection:
        for each in (item, beside):
            _one(connection, owner, each)
        if item == beside:
            return
        rows = connection.execute("select id from basket_items where owner = ? order by place", (owner,))
        order = [id for (id,) in rows if id != item]
        order.insert(order.index(beside) + after, item)
        places = [(place, id) for place, id in enumerate(order, start=1)]
        connection.executemany("update basket_items set place = ? where id = ?", places)


def annotate(folder: Path, owner: str, item: int, note: str, version: int, *, settled: bool = False) -> Item:
    """Write the note of a passage whose text the person last saw in `version`. `settled`: it stands for the rival too.

    Where the note was changed since, that text stays and the new one becomes its rival (with the rival that was there,
    if any). A passage that was removed meanwhile comes back with its note. Raises TextTooLong, ItemGone.
    """
    if len(note) > LONGEST_NOTE:
        raise TextTooLong(note, LONGEST_NOTE)
    with opened(folder, SCHEMA) as connection:
        found = _items(connection, "owner = ? and id = ?", owner, item)
        if not found:
            raise ItemGone(note)
        now = found[0]
        text, rival = now.note, now.rival
        if now.version == version:
            text, rival = note, "" if settled or now.rival == note else now.rival
        elif note not in (now.note, now.rival) and not (settled and note in now.both):
            rival = BETWEEN.join(each for each in (now.rival, note) if each)
        if (text, rival, None) != (now.note, now.rival, now.removed):
            connection.execute(
                "update basket_items set note = ?, rival = ?, version = version + 1, removed = null where id = ?",
                (text, rival, item),
            )
        return _one(connection, owner, item)


def rename(folder: Path, owner: str, title: str, version: int) -> None:
    """Give the paper a title; the one there was shown in `version`. Raises TextTooLong, TitleChanged."""
    title = " ".join(title.split())
    if len(title) > LONGEST_TITLE:
        raise TextTooLong(title, LONGEST_TITLE)
    with opened(folder, SCHEMA) as connection:
        connection.execute("insert or ignore into baskets (owner) values (?)", (owner,))
        now, current = connection.execute("select title, version from baskets where owner = ?", (owner,)).fetchone()
        if title == now:
            return
        if current != version:
            raise TitleChanged(now, title)
        connection.execute("update baskets set title = ?, version = version + 1 where owner = ?", (title, owner))


def _items(connection: sqlite3.Connection, where: str, *values: object) -> tuple[Item, ...]:
    return tuple(map(_item, connection.execute(f"select {_COLUMNS} from basket_items where {where}", values)))


def _one(connection: sqlite3.Connection, owner: str, item: int) -> Item:
    found = _items(connection, "owner = ? and id = ?", owner, item)
    if not found:
        raise ItemGone
    return found[0]


def _item(row: Sequence[object]) -> Item:
    values = list(row)
    values[_METADATA] = _metadata(str(values[_METADATA]))
    return Item(*values)  # type: ignore[arg-type]


def _metadata(text: str) -> Metadata:
    """A description that another version of the program may have written: what it does not know is left out, what was
    not known then is as by default."""
    known = json.loads(metadata_to_json(Metadata("")))
    written = json.loads(text)
    return metadata_from_json(json.dumps({**known, **{name: written[name] for name in known if name in written}}))


_METADATA = [field.name for field in fields(Item)].index("metadata")


def _count(connection: sqlite3.Connection, owner: str) -> int:
    sql = "select count(*) from basket_items where owner = ? and removed is null"
    return int(connection.execute(sql, (owner,)).fetchone()[0])


def _last(connection: sqlite3.Connection, owner: str) -> int:
    sql = "select coalesce(max(place), 0) from basket_items where owner = ?"
    return int(connection.execute(sql, (owner,)).fetchone()[0])


def _now() -> str:
    return datetime.now(UTC).isoformat()
