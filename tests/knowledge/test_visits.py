"""When a person last saw what is new."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge.people import PeopleUnavailable
from knowledge.visits import PAUSE, Visit, visit

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
LATER, TOMORROW = NOON + PAUSE / 2, NOON + timedelta(days=1)


def seen(day: int) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC)


def test_the_visit_before_this_one(tmp_path: Path) -> None:
    assert visit(tmp_path, "דנה", seen(1), NOON) is None
    assert visit(tmp_path, "דנה", seen(2), LATER) is None, "a reload is the same visit"
    assert visit(tmp_path, "דנה", seen(3), TOMORROW) == Visit(LATER, seen(2))
    assert visit(tmp_path, "דנה", seen(4), TOMORROW + PAUSE / 2) == Visit(LATER, seen(2))
    assert visit(tmp_path, "דנה", seen(5), TOMORROW + 2 * PAUSE) == Visit(TOMORROW + PAUSE / 2, seen(4))


def test_everyone_has_visits_of_their_own(tmp_path: Path) -> None:
    visit(tmp_path, "דנה", seen(1), NOON)
    assert visit(tmp_path, "", seen(1), TOMORROW) is None
    assert visit(tmp_path, "דנה", seen(2), TOMORROW) == Visit(NOON, seen(1))


def test_a_pause_exactly_as_long_as_the_bound_ends_a_visit(tmp_path: Path) -> None:
    visit(tmp_path, "א", seen(1), NOON)
    assert visit(tmp_path, "א", seen(1), NOON + PAUSE) == Visit(NOON, seen(1))


def test_where_nothing_can_be_kept_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "people.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(PeopleUnavailable):
        visit(tmp_path, "א", seen(1), NOON)
