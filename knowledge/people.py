"""What people made in the browser and cannot be built anew: one small SQLite file in `Settings.people`.

Each module that keeps something there brings its own tables (`create table if not exists`); this one opens the file.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from knowledge.errors import KnowledgeError, cause

FILE = "people.sqlite"
PATIENCE = 10
"""Seconds that one writer waits for another."""


class PeopleUnavailable(KnowledgeError):
    """The file cannot be opened, read or written."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"What you keep here could not be read or saved ({file}: {reason}). Nothing that was there is lost. "
            "Tell whoever runs the library to check the file, its permissions and the free space.",
            f"מה ששמרתם כאן לא נקרא או לא נשמר ({file}: {reason}). דבר ממה שהיה לא אבד. "
            "פנו למי שמפעיל את המאגר כדי שיבדוק את הקובץ, את ההרשאות ואת המקום הפנוי.",
        )


@contextmanager
def opened(folder: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """A connection with the tables of `schema`; what is done with it is kept together or not at all.

    Raises PeopleUnavailable: the file cannot be read or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(folder / FILE, timeout=PATIENCE, isolation_level=None)) as connection:
            _write_ahead(connection)
            connection.executescript(schema)
            connection.execute("begin immediate")
            try:
                yield connection
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit")
    except (sqlite3.Error, OSError) as error:
        raise PeopleUnavailable(folder / FILE, cause(error)) from error


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Readers and a writer do not wait for each other. Two that make the file at once do: SQLite does not wait by
    itself where the journal changes."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return
