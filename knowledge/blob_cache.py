"""A content-addressed cache on disk: digest of what went in -> bytes that came out.

Losing it costs time and nothing else, so a damaged one is started anew.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

KEPT_DAYS = 90
_AT_ONCE = 500
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

Result = TypeVar("Result")


class BlobCache:
    """One SQLite file. Written in transactions, so that a killed process leaves what it had finished."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(file, timeout=30)
        self._unless_damaged(self._prepare)

    def _prepare(self) -> None:
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = normal")
        self._connection.execute("create table if not exists blobs (key blob primary key, used integer, value blob)")

    def _unless_damaged(self, work: Callable[[], Result]) -> Result:
        """What `work` returns; where the file turns out to be damaged, `work` is done again on a new one."""
        try:
            return work()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:  # the disk or a lock: not the file's fault
                raise
        self._connection.close()
        self._file.unlink()
        self._connection = sqlite3.connect(self._file, timeout=30)
        self._prepare()
        return work()

    def get(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """What is there of `keys`."""
        return self._unless_damaged(lambda: self._get(keys))

    def _get(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
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
        rows = [(key, today, value) for key, value in entries]
        self._unless_damaged(lambda: self._run("insert or replace into blobs values (?, ?, ?)", rows))

    def close(self) -> None:
        """Drop what was not asked for in `KEPT_DAYS` days and let go of the file."""
        last = _today() - KEPT_DAYS
        self._unless_damaged(lambda: self._run("delete from blobs where used < ?", [(last,)]))
        self._connection.close()

    def _run(self, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
        with self._connection:
            self._connection.executemany(sql, rows)


def _today() -> int:
    return int(time.time() // 86_400)
