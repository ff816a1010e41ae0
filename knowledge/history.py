"""What entered the library, changed in it and left it: a line for every published generation in `history.jsonl`.

A line says what the generation changed against what the lines before it add up to, with each document's description
as it was. So nothing is counted twice or lost when a run is killed between publishing a generation and writing its
line: the next line, and whoever reads before it, takes the difference from there. A document changes when what the
library says of it does: its text, or its description without what the program suggests; a rebuild changes nothing, and
a file that only moved is moved.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge import generations
from knowledge.catalogue import Catalogue
from knowledge.errors import IndexDamaged, cause
from knowledge.generations import Manifest
from knowledge.types import Document, Language

FILE = "history.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as it was described. `digest` is that of its text and description; `topics` and `type` are ids of
    `knowledge.taxonomy`; `date` is that of publication."""

    id: str
    digest: str
    title: str
    language: Language
    type: str | None = None
    topics: tuple[str, ...] = ()
    date: str | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """What one generation changed. `created` is when, in UTC; `removed` are the documents as they were before; `moved`
    pairs the id that a document had with the document under its new one."""

    generation: str
    created: str
    added: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    moved: tuple[tuple[str, Entry], ...] = ()

    @property
    def moment(self) -> datetime:
        """When the generation was built."""
        moment = datetime.fromisoformat(self.created)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def record(index: Path, before: Manifest | None = None) -> None:
    """Write down what the generation that serves changed, on the disk when this returns. `before` is the one that
    served until now: where there is no history yet, it begins with it.

    One process at a time may write: the one that holds the lock of `generations.building`. Raises OSError,
    sqlite3.Error, IndexMissing, IndexVersion, IndexDamaged.
    """
    told = _written(index)
    lines = []
    if not told and before is not None and (held := _entries_before(index, before)):
        told.append(Record(before.generation, before.created, added=tuple(held.values())))
        lines.append(told[-1])
    folder, manifest = generations.open_current(index)
    if not told or told[-1].generation != manifest.generation:
        lines.append(_after(told, manifest, folder))
    _append(index / FILE, lines)


def records(index: Path) -> tuple[Record, ...]:
    """What every generation changed, in order, the one that serves included even if its line was never written.

    Raises IndexMissing, IndexVersion, IndexDamaged.
    """
    file = index / FILE
    try:
        stamp = (file.stat().st_mtime_ns, file.stat().st_size)
    except OSError:
        stamp = (0, 0)
    return _records(index, generations.current(index), stamp)


@lru_cache(maxsize=4)
def _records(index: Path, generation: str | None, stamp: tuple[int, int]) -> tuple[Record, ...]:  # noqa: ARG001  the key
    told = _written(index)
    if not told or told[-1].generation != generation:
        folder, manifest = generations.open_current(index)
        try:
            told.append(_after(told, manifest, folder))
        except sqlite3.Error as error:
            reason = cause(error)
            raise IndexDamaged(index, (reason, reason)) from error
    return tuple(told)


# What is in the library ----------------------------------------------------------------------------------------------


def entries(folder: Path) -> dict[str, Entry]:
    """The documents of the generation in `folder`, by id. Raises sqlite3.Error."""
    with closing(Catalogue(folder / "catalogue.db")) as catalogue:
        named = (catalogue.document(id) for id, _ in catalogue.every_metadata())
        return {document.id: entry_of(document) for document in named if document}


def _entries_before(index: Path, manifest: Manifest) -> dict[str, Entry]:
    """Those of an earlier generation; none where it has been removed."""
    try:
        return entries(generations.folder_of(index, manifest.generation))
    except sqlite3.Error:
        return {}


def entry_of(document: Document) -> Entry:
    """What is written down of a document."""
    metadata = document.metadata
    return Entry(
        id=document.id,
        digest=_digest(document),
        title=metadata.title,
        language=metadata.language,
        type=metadata.type,
        topics=metadata.topics,
        date=metadata.date,
        summary=metadata.summary,
        authors=metadata.authors,
    )


def _digest(document: Document) -> str:
    """Of the text by section and of the description, without what was suggested after other documents."""
    fields = asdict(document.metadata)
    origins: Mapping[str, str] = fields.pop("origins")
    fields.pop("confidence")
    said = {name: value for name, value in fields.items() if origins.get(name) != "suggested"}
    text = [(section.heading, section.text) for section in document.sections]
    told = json.dumps([said, text], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def state(told: Sequence[Record]) -> dict[str, Entry]:
    """The documents that the records add up to, by id."""
    held: dict[str, Entry] = {}
    for each in told:
        for entry in each.removed:
            held.pop(entry.id, None)
        for old, _ in each.moved:
            held.pop(old, None)
        held |= {entry.id: entry for entry in (*(entry for _, entry in each.moved), *each.added, *each.changed)}
    return held


def _after(told: Sequence[Record], manifest: Manifest, folder: Path) -> Record:
    """What comes after the records; never before them in time, though an earlier generation may serve again."""
    latest = max((each.moment for each in told), default=None)
    new = difference(manifest, state(told), entries(folder))
    return replace(new, created=latest.isoformat()) if latest and latest > new.moment else new


def difference(manifest: Manifest, before: Mapping[str, Entry], now: Mapping[str, Entry]) -> Record:
    """What a generation that holds `now` changes against `before`."""
    added = {id: entry for id, entry in now.items() if id not in before}
    removed = {id: entry for id, entry in before.items() if id not in now}
    gone = {entry.digest: id for id, entry in removed.items()}
    moved = []
    for entry in list(added.values()):
        old = gone.pop(entry.digest, None)
        if old is not None:
            moved.append((old, entry))
            del added[entry.id], removed[old]
    return Record(
        generation=manifest.generation,
        created=manifest.created,
        added=tuple(added.values()),
        changed=tuple(entry for id, entry in now.items() if id in before and before[id].digest != entry.digest),
        removed=tuple(removed.values()),
        moved=tuple(moved),
    )


# The file ------------------------------------------------------------------------------------------------------------


def _written(index: Path) -> list[Record]:
    """The records in the file; what is none, such as a line that was cut off, is passed over."""
    try:
        content = (index / FILE).read_bytes()
    except OSError:
        return []
    lines = content[: _whole(content)].split(b"\n")
    return [read for line in lines if (read := _from_line(line)) is not None]


def _append(file: Path, told: Sequence[Record]) -> None:
    """Add lines to the file, after what is whole of it, and flush them to the disk."""
    if not told:
        return
    text = "".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in told)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    with os.fdopen(descriptor, "r+b") as stream:
        stream.seek(_whole(stream.read()))
        stream.truncate()
        stream.write(text.encode("utf-8", "replace"))
        stream.flush()
        os.fsync(stream.fileno())


def _whole(content: bytes) -> int:
    """The length of the whole lines of `content`."""
    return content.rfind(b"\n") + 1


def _from_line(line: bytes) -> Record | None:
    try:
        fields: dict[str, Any] = json.loads(line)
        read = Record(
            generation=str(fields["generation"]),
            created=str(fields["created"]),
            added=tuple(_entries(fields["added"])),
            changed=tuple(_entries(fields["changed"])),
            removed=tuple(_entries(fields["removed"])),
            moved=tuple((str(old), next(_entries([entry]))) for old, entry in fields["moved"]),
        )
        assert read.moment
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return read


def _entries(listed: Sequence[dict[str, Any]]) -> Iterator[Entry]:
    for fields in listed:
        known = {name: value for name, value in fields.items() if name in Entry.__slots__}
        entry = Entry(**known)
        yield replace(entry, topics=tuple(entry.topics), authors=tuple(entry.authors), language=_language(entry))


def _language(entry: Entry) -> Language:
    return "en" if entry.language == "en" else "he"
