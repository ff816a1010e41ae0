"""A content-addressed cache on disk: digest of what went in -> bytes that came out.

Losing it costs time and nothing else, so a damaged one is started anew.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

KEPT_DAYS = 90
_AT_ONCE = 500


class BlobCache:
    """One SQLite file. Written in transactions, so that a killed process leaves what it had finished."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # the disk or a lock: not the file's fault
                raise
            file.unlink()
            self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=30)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.execute("create table if not exists blobs (key blob primary key, used integer, value blob)")
        return connection

    def get(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """What is there of `keys`."""
        found: dict[bytes, bytes] = {}
        today = _today()
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            found.update(self._connection.execute(f"select key, value from blobs where key in ({marks})", some))
            with self._connection:
                self._connection.execute(
                    f"update blobs set used = ? where used < ? and key in ({marks})", (today, today, *some)
                )
        return found

    def put(self, entries: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep `entries`, in one transaction."""
        today = _today()
        with self._connection:
            self._connection.executemany(
                "insert or replace into blobs values (?, ?, ?)", ((key, today, value) for key, value in entries)
            )

    def close(self) -> None:
        """Drop what was not asked for in `KEPT_DAYS` days and let go of the file."""
        with self._connection:
            self._connection.execute("delete from blobs where used < ?", (_today() - KEPT_DAYS,))
        self._connection.close()


def _today() -> int:
    return int(time.time() // 86_400)
