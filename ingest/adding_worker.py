"""The process behind the page that adds documents: it reads drafts, or brings the index up to date.

    python -m ingest.adding_worker read FOLDER
    python -m ingest.adding_worker index FOLDER ADDITION

It gives way to every other process, so that who searches meanwhile does not wait for it.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

from filelock import FileLock, Timeout

from ingest import adding
from ingest.draft_reader import read_drafts
from ingest.drafts import write_json
from ingest.jobs import Job, Progress
from ingest.pipeline import Watcher, compare, index_corpus
from knowledge.encoder import Encoder
from knowledge.errors import IndexBusy, KnowledgeError
from knowledge.settings import Settings, load

LOG = logging.getLogger(__name__)
NICENESS = 10
ROUNDS = 3
"""Runs of the index, one after the other, while files change during each."""


class WorkFailed(KnowledgeError):
    """Something unexpected; the log has the details."""

    def __init__(self, log: Path) -> None:
        super().__init__(
            f"Something unexpected happened. Nothing that was there is lost; try again. Details: {log}",
            f"קרה משהו לא צפוי. דבר ממה שהיה לא אבד; נסו שוב. הפרטים: {log}",
        )


def bring_up_to_date(settings: Settings, progress: Progress, encoder: Encoder | None = None) -> None:
    """Run the index until it holds what the corpus holds, after whoever else runs it. Raises KnowledgeError."""
    rounds = 0
    while rounds < ROUNDS:
        _wait_for_others(settings, progress)
        try:
            _run(settings, progress, encoder)
        except IndexBusy:  # somebody was faster
            continue
        if _is_up_to_date(settings, encoder):
            break
        rounds += 1
    progress.say("done")


def _wait_for_others(settings: Settings, progress: Progress) -> None:
    settings.index.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.index / ".lock")
    while True:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            progress.say("waiting")
            time.sleep(0.5)
        else:
            lock.release()
            return


def _run(settings: Settings, progress: Progress, encoder: Encoder | None) -> None:
    progress.say("reading")
    before = compare(settings)
    todo = {*before.added, *before.changed}
    done: set[str] = set()
    pace = _Pace(settings.people)

    def reading(_number: int, _total: int, name: str) -> None:
        if name in todo:
            progress.say("reading", len(done), len(todo), name, pace.writing or 0.0)

    def built(id: str) -> None:
        done.update({id} & todo)
        if id in todo:
            progress.say("reading", len(done), len(todo), id, pace.writing or 0.0)

    def writing() -> None:
        progress.expect("writing", pace.writing)

    watcher = Watcher(lambda _: progress.expect("preparing", None), reading, built, writing)
    report = index_corpus(settings, watcher=watcher, encoder=encoder)
    if report.published:
        pace.remember(progress.seconds())


def _is_up_to_date(settings: Settings, encoder: Encoder | None) -> bool:
    changes = compare(settings)
    changed = changes.changed if encoder is None else ()  # with another model than the settings' every file is
    return not (changes.added or changed or changes.removed)


class _Pace:
    """How long the last writing of a generation took, as a guess for the next."""

    def __init__(self, people: Path) -> None:
        self._file = people / "adding" / "pace.json"
        self.writing: float | None = None
        with suppress(OSError, ValueError, TypeError, KeyError):
            self.writing = float(json.loads(self._file.read_text("utf-8"))["writing"])

    def remember(self, seconds: float) -> None:
        with suppress(OSError):
            write_json(self._file, {"writing": round(seconds, 2)})


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say, and say how that went."""
    logging.basicConfig(level=logging.WARNING)
    kind, folder, *rest = arguments
    path = Path(folder)
    job = adding.reading_job(path) if kind == "read" else adding.job_of(path, adding.addition_of(path, rest[0]))
    try:
        with job.lock.acquire(timeout=10):
            return _work(kind, path, job)
    except Timeout:  # another process is at it already
        return 0


def _work(kind: str, folder: Path, job: Job) -> int:
    give_way()
    progress = Progress(job)
    try:
        settings = load()
        if kind == "read":
            read_drafts(settings, folder, progress)
            progress.say("done")
        else:
            bring_up_to_date(sparing(settings), progress)
    except KeyboardInterrupt:
        return 130
    except KnowledgeError as error:
        progress.fail(error)
        return 1
    except Exception:
        LOG.exception("the work failed")
        progress.fail(WorkFailed(job.folder / f"{job.name}.log"))
        return 1
    return 0


def give_way() -> None:
    """Let every other process go first, and end in good order when told to."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


def sparing(settings: Settings) -> Settings:
    """The settings with half of the cores for the model, where nobody chose a number."""
    return settings.model_copy(update={"threads": settings.threads or max(1, (os.cpu_count() or 2) // 2)})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
