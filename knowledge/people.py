"""What people made in the browser and cannot be built anew: one small SQLite file in `Settings.people`.

Each module that keeps something there brings its own tables (`create table if not exists`); this one opens the file.
"""

from __future__ import annotations

import sqlite3
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
            connection.execute("pragma journal_mode = wal")
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
