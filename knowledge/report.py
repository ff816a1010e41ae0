"""What the last run did, kept beside the index as `report.json` for people and for the browser."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from knowledge.editions import Relation
from knowledge.generations import Failure

FILE = "report.json"
SLOW = 5.0
"""Seconds of reading from which a file is called slow."""


@dataclass(frozen=True, slots=True)
class PageList:
    """A document and some of its pages."""

    id: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the field `supersedes` of the document `id`, in either language."""

    id: str
    en: str
    he: str


@dataclass(frozen=True, slots=True)
class RunReport:
    """Ids of files by what became of them; `slow` and `low_quality` are (id, seconds) and (id, quality), worst first;
    `retried` are files that had failed before and were read again."""

    generation: str
    created: str
    seconds: float
    documents: int
    passages: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    failed: tuple[Failure, ...]
    retried: tuple[str, ...]
    slow: tuple[tuple[str, float], ...]
    low_quality: tuple[tuple[str, float], ...]
    recognised: tuple[PageList, ...]
    unrecognised: tuple[PageList, ...]
    related: tuple[Relation, ...]
    problems: tuple[Problem, ...] = ()

    def write(self, index: Path) -> None:
        """Replace the report in `index`. Raises OSError."""
        aside = index / f".{FILE}.{os.getpid()}"
        aside.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), "utf-8")
        aside.replace(index / FILE)


def read_report(index: Path) -> RunReport | None:
    """The report of the last run; None where there is none, or one of another version."""
    try:
        return _from_json(json.loads((index / FILE).read_text("utf-8")))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _from_json(fields: dict[str, Any]) -> RunReport:
    lists: dict[str, Sequence[Any]] = {
        "added": fields["added"],
        "changed": fields["changed"],
        "removed": fields["removed"],
        "retried": fields["retried"],
        "failed": [Failure(**each) for each in fields["failed"]],
        "slow": [(str(id), float(seconds)) for id, seconds in fields["slow"]],
        "low_quality": [(str(id), float(quality)) for id, quality in fields["low_quality"]],
        "recognised": [PageList(each["id"], tuple(each["pages"])) for each in fields["recognised"]],
        "unrecognised": [PageList(each["id"], tuple(each["pages"])) for each in fields["unrecognised"]],
        "related": [Relation(**each) for each in fields["related"]],
        "problems": [Problem(**each) for each in fields["problems"]],
    }
    return RunReport(**{**fields, **{name: tuple(values) for name, values in lists.items()}})
