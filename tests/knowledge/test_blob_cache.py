"""The cache on disk: what it keeps, what it drops, and how it takes damage."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from knowledge.blob_cache import KEPT_DAYS, BlobCache

KILLED_WHILE_WRITING = """
import os, signal, sys
from pathlib import Path
from knowledge.blob_cache import BlobCache

cache = BlobCache(Path(sys.argv[1]))
cache.put([(b"first", b"1"), (b"second", b"2")])
cache._connection.execute("begin")
cache._connection.execute("insert into blobs values (?, 0, ?)", (b"third", b"3"))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "vectors.db"


def key(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


def entries(count: int) -> list[tuple[bytes, bytes]]:
    return [(key(number), number.to_bytes(4) * 200) for number in range(count)]


def set_day(day: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.blob_cache.time", SimpleNamespace(time=lambda: day * 86_400 + 3_600.0))


def test_get_what_was_put(file: Path) -> None:
    cache = BlobCache(file)
    cache.put([(b"a", b"1"), (b"b", b""), (b"c", bytes(range(256)))])
    assert cache.get([b"c", b"x", b"a"]) == {b"a": b"1", b"c": bytes(range(256))}
    assert cache.get([b"b"]) == {b"b": b""}
    assert cache.get([]) == {}
    cache.close()


def test_kept_after_close(file: Path) -> None:
    cache = BlobCache(file)
    cache.put([(b"a", b"1")])
    cache.close()
    again = BlobCache(file)
    assert again.get([b"a"]) == {b"a": b"1"}
    again.close()


def test_put_again_replaces(file: Path) -> None:
    cache = BlobCache(file)
    cache.put([(b"a", b"1")])
    cache.put([(b"a", b"2")])
    assert cache.get([b"a"]) == {b"a": b"2"}
    cache.close()


@pytest.mark.parametrize("count", [499, 500, 501, 1734])
def test_many_at_once(count: int, file: Path) -> None:
    cache = BlobCache(file)
    cache.put(entries(count))
    assert cache.get([key(number) for number in range(count + 3)]) == dict(entries(count))
    cache.close()


def test_entries_may_come_from_an_iterator(file: Path) -> None:
    cache = BlobCache(file)
    cache.put((name, name) for name in (b"a", b"b"))
    assert cache.get([b"a", b"b"]) == {b"a": b"a", b"b": b"b"}
    cache.close()


def test_a_file_of_something_else_is_started_anew(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"this is no database, but it is long enough to look at" * 20)
    cache = BlobCache(file)
    assert cache.get([b"a"]) == {}
    cache.put([(b"a", b"1")])
    assert cache.get([b"a"]) == {b"a": b"1"}
    cache.close()


def filled(file: Path) -> bytes:
    cache = BlobCache(file)
    cache.put(entries(300))
    cache.close()
    return file.read_bytes()


def test_damage_inside_the_file_starts_it_anew_when_read(file: Path) -> None:
    whole = filled(file)
    file.write_bytes(whole[:4096] + b"\xab" * (len(whole) - 4096))
    cache = BlobCache(file)
    assert cache.get([key(number) for number in range(300)]) == {}
    cache.put(entries(2))
    assert cache.get([key(0), key(1)]) == dict(entries(2))
    cache.close()


def test_damage_inside_the_file_starts_it_anew_when_written(file: Path) -> None:
    whole = filled(file)
    file.write_bytes(whole[:4096] + b"\xab" * (len(whole) - 4096))
    cache = BlobCache(file)
    cache.put(entries(2))
    assert cache.get([key(number) for number in range(300)]) == dict(entries(2))
    cache.close()


def test_damage_inside_the_file_does_not_trouble_closing(file: Path) -> None:
    whole = filled(file)
    file.write_bytes(whole[:4096] + b"\xab" * (len(whole) - 4096))
    BlobCache(file).close()
    again = BlobCache(file)
    assert again.get([key(number) for number in range(300)]) == {}
    again.close()


def test_an_empty_file_is_a_new_cache(file: Path) -> None:
    file.parent.mkdir()
    file.touch()
    cache = BlobCache(file)
    assert cache.get([b"a"]) == {}
    cache.close()


def test_a_folder_in_its_place_is_not_removed(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(sqlite3.OperationalError):
        BlobCache(file)
    assert file.is_dir()


def test_what_was_not_asked_for_is_dropped(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_day(20_000, monkeypatch)
    cache = BlobCache(file)
    cache.put([(b"asked", b"1"), (b"left", b"2")])
    cache.close()
    set_day(20_000 + KEPT_DAYS, monkeypatch)
    cache = BlobCache(file)
    assert cache.get([b"asked"]) == {b"asked": b"1"}
    cache.close()
    cache = BlobCache(file)
    assert cache.get([b"asked", b"left"]) == {b"asked": b"1", b"left": b"2"}  # on the last day both are there
    cache.put([(b"late", b"3")])
    cache.close()


def test_dropped_one_day_after_the_last(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_day(20_000, monkeypatch)
    cache = BlobCache(file)
    cache.put([(b"asked", b"1"), (b"left", b"2")])
    cache.close()
    set_day(20_001 + KEPT_DAYS, monkeypatch)
    cache = BlobCache(file)
    assert cache.get([b"asked"]) == {b"asked": b"1"}
    cache.close()
    cache = BlobCache(file)
    assert cache.get([b"asked", b"left"]) == {b"asked": b"1"}
    cache.close()


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
def test_a_killed_writer_leaves_what_it_had_finished(file: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_WRITING, str(file)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        timeout=60,
    )
    assert run.returncode == -signal.SIGKILL
    cache = BlobCache(file)
    assert cache.get([b"first", b"second", b"third"]) == {b"first": b"1", b"second": b"2"}
    cache.put([(b"third", b"3")])
    assert cache.get([b"third"]) == {b"third": b"3"}
    cache.close()


def test_two_at_a_time(file: Path) -> None:
    one, other = BlobCache(file), BlobCache(file)
    one.put([(b"a", b"1")])
    other.put([(b"b", b"2")])
    assert one.get([b"a", b"b"]) == other.get([b"a", b"b"]) == {b"a": b"1", b"b": b"2"}
    one.close()
    other.close()
