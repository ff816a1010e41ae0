"""The searches of each person: the last ones, the kept ones, and what is new in them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge.people import FILE, PeopleUnavailable
from knowledge.searches import (
    LONGEST_NAME,
    MOST,
    PAUSE,
    RECENT,
    SearchesFull,
    SearchGone,
    SearchNameTooLong,
    counted,
    forget,
    look,
    recent,
    record,
    remove,
    rename,
    save,
    saved,
)

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
LATER = NOW + PAUSE


def new(folder: Path, owner: str = "דנה") -> list[int]:
    return [each.new for each in saved(folder, owner)]


def test_the_last_queries_stand_last_first_and_each_once(tmp_path: Path) -> None:
    for query in ("קיבוץ", "מושב", "קיבוץ"):
        record(tmp_path, "דנה", query)
    record(tmp_path, "", "of the machine")
    assert recent(tmp_path, "דנה") == ("קיבוץ", "מושב")
    assert recent(tmp_path, "") == ("of the machine",)


def test_older_queries_are_forgotten_and_only_their_owner_forgets_all(tmp_path: Path) -> None:
    for number in range(RECENT + 3):
        record(tmp_path, "דנה", str(number))
        record(tmp_path, "יוסי", str(number))
    assert recent(tmp_path, "דנה") == tuple(str(number) for number in range(RECENT + 2, 2, -1))
    forget(tmp_path, "דנה")
    assert recent(tmp_path, "דנה") == ()
    assert len(recent(tmp_path, "יוסי")) == RECENT


def test_a_search_that_was_just_saved_has_nothing_new(tmp_path: Path) -> None:
    save(tmp_path, "דנה", "q=a", {"x", "y"}, "g1", NOW)
    save(tmp_path, "דנה", "q=a", {"x", "y", "z"}, "g2", NOW)
    (kept,) = saved(tmp_path, "דנה")
    assert (kept.search, kept.name, kept.generation, kept.new) == ("q=a", "", "g1", 0)
    shown = look(tmp_path, "דנה", "q=a", {"x", "y"}, "g1", NOW)
    assert shown is not None
    assert (shown.id, shown.new) == (kept.id, frozenset())


def test_what_is_new_stays_marked_for_a_visit_and_no_longer(tmp_path: Path) -> None:
    save(tmp_path, "דנה", "q=a", {"x"}, "g1", NOW)
    shown = [
        look(tmp_path, "דנה", "q=a", {"x", "y"}, "g2", moment)
        for moment in (NOW + timedelta(minutes=1), NOW + timedelta(minutes=30), NOW + timedelta(minutes=60))
    ]
    assert [each.new if each else None for each in shown] == [{"y"}, {"y"}, frozenset()]


def test_what_was_found_once_is_never_new_again(tmp_path: Path) -> None:
    save(tmp_path, "דנה", "q=a", {"x"}, "g1", NOW)
    look(tmp_path, "דנה", "q=a", {"y"}, "g2", LATER)
    again = look(tmp_path, "דנה", "q=a", {"x", "y", "z"}, "g3", LATER + PAUSE)
    assert again is not None
    assert again.new == {"z"}


def test_new_documents_are_counted_until_they_are_looked_at(tmp_path: Path) -> None:
    save(tmp_path, "דנה", "q=a", {"x"}, "g1", NOW)
    save(tmp_path, "דנה", "q=b", {"x"}, "g1", NOW)
    second, first = (each.id for each in saved(tmp_path, "דנה"))
    counted(tmp_path, "דנה", first, {"x", "y", "z"}, "g2")
    counted(tmp_path, "יוסי", second, {"x", "y", "z"}, "g2")
    assert new(tmp_path) == [0, 2]
    assert [each.generation for each in saved(tmp_path, "דנה")] == ["g1", "g2"]
    look(tmp_path, "דנה", "q=a", {"x", "y", "z"}, "g2", LATER)
    assert new(tmp_path) == [0, 0]


def test_a_search_that_nobody_saved_is_looked_at_without_a_trace(tmp_path: Path) -> None:
    save(tmp_path, "דנה", "q=a", {"x"}, "g1", NOW)
    assert look(tmp_path, "דנה", "q=b", {"x"}, "g1", NOW) is None
    assert look(tmp_path, "יוסי", "q=a", {"x"}, "g1", NOW) is None
    assert len(saved(tmp_path, "דנה")) == 1
    assert saved(tmp_path, "יוסי") == ()


def test_a_search_is_named_and_removed_by_its_owner_only(tmp_path: Path) -> None:
    save(tmp_path, "דנה", "q=a", (), "g1", NOW)
    (kept,) = saved(tmp_path, "דנה")
    rename(tmp_path, "דנה", kept.id, "  ערבות \n הדדית ")
    remove(tmp_path, "יוסי", kept.id)
    with pytest.raises(SearchGone):
        rename(tmp_path, "יוסי", kept.id, "x")
    assert [each.name for each in saved(tmp_path, "דנה")] == ["ערבות הדדית"]
    with pytest.raises(SearchNameTooLong, match="121"):
        rename(tmp_path, "דנה", kept.id, "א" * (LONGEST_NAME + 1))
    rename(tmp_path, "דנה", kept.id, "א" * LONGEST_NAME)
    rename(tmp_path, "דנה", kept.id, " ")
    assert [each.name for each in saved(tmp_path, "דנה")] == [""]
    remove(tmp_path, "דנה", kept.id)
    assert saved(tmp_path, "דנה") == ()
    with pytest.raises(SearchGone) as gone:
        rename(tmp_path, "דנה", kept.id, "x")
    assert "אינו קיים עוד" in gone.value.message("he")


def test_there_is_a_most(tmp_path: Path) -> None:
    for number in range(MOST):
        save(tmp_path, "דנה", f"q={number}", (), "g1", NOW)
    with pytest.raises(SearchesFull):
        save(tmp_path, "דנה", "q=more", (), "g1", NOW)
    save(tmp_path, "דנה", "q=0", (), "g1", NOW)
    save(tmp_path, "יוסי", "q=0", (), "g1", NOW)
    assert len(saved(tmp_path, "דנה")) == MOST


def test_several_at_once_lose_nothing(tmp_path: Path) -> None:
    save(tmp_path, "דנה", "q=a", (), "g1", NOW)
    threads = [
        threading.Thread(target=look, args=(tmp_path, "דנה", "q=a", {str(number)}, "g1", NOW)) for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = look(tmp_path, "דנה", "q=a", {str(number) for number in range(9)}, "g1", LATER)
    assert every is not None
    assert every.new == {"8"}


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 100)
    with pytest.raises(PeopleUnavailable):
        recent(tmp_path, "")
