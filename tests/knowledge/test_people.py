"""The file of what people made: everything or nothing is kept, and trouble is told."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from knowledge.people import FILE, PeopleUnavailable, opened

SCHEMA = "create table if not exists notes (text text not null);"


def notes(folder: Path) -> list[str]:
    with opened(folder, SCHEMA) as connection:
        return [text for (text,) in connection.execute("select text from notes")]


def test_what_is_written_is_there_the_next_time(tmp_path: Path) -> None:
    with opened(tmp_path / "new", SCHEMA) as connection:
        connection.execute("insert into notes values ('שלום')")
    assert notes(tmp_path / "new") == ["שלום"]


@pytest.mark.parametrize("round_", range(20))
def test_those_who_make_the_file_at_once_wait_for_each_other(round_: int, tmp_path: Path) -> None:
    barrier = threading.Barrier(8)

    def write(number: int) -> None:
        barrier.wait()
        with opened(tmp_path / "new", SCHEMA) as connection:
            connection.execute("insert into notes values (?)", (str(number),))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(write, range(8))) == [None] * 8
    assert sorted(notes(tmp_path / "new")) == list("01234567")


def test_a_failure_keeps_nothing_of_what_was_begun(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), opened(tmp_path, SCHEMA) as connection:
        connection.execute("insert into notes values ('half')")
        1 / 0  # noqa: B018
    assert notes(tmp_path) == []


def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database at all" * 100)
    with pytest.raises(PeopleUnavailable) as raised, opened(tmp_path, SCHEMA):
        pass
    assert str(tmp_path / FILE) in raised.value.message("he")
    assert (tmp_path / FILE).read_bytes() == b"not a database at all" * 100


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PeopleUnavailable), opened(tmp_path / "file" / "below", SCHEMA):
        pass
