"""Work in a process of its own that goes on when the server ends, and says in a file how far it is.

The process holds a lock for as long as it lives, so that whoever looks, after a restart too, knows whether it does; the
system lets go of the lock however the process ends.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from ingest.drafts import DraftsNotWritten, write_json
from knowledge.errors import KnowledgeError, cause
from knowledge.settings import PROJECT, Settings

Stage = Literal["starting", "waiting", "preparing", "reading", "writing", "done", "failed", "interrupted"]
ENDED: frozenset[Stage] = frozenset({"done", "failed", "interrupted"})

COMMAND = (sys.executable, "-m", "ingest.adding_worker")
STARTING = 90
"""Seconds in which a process has to show that it lives: the imports, on a machine that is busy."""
STOPPING = 10
"""Seconds that a process is given to end by itself."""
_ENOUGH = 5
"""Things that have to be done before the time left is guessed from them."""
OFTEN = 0.25
"""Seconds between two words about how far a job is."""


@dataclass(frozen=True, slots=True)
class Status:
    """How far a job is: `done` of `total` things, the next of which is `name`. `left` is the seconds that it may still
    take, None where nobody knows; `started` and `updated` are seconds since the epoch; `rate` is things a second."""

    stage: Stage
    started: float
    updated: float
    done: int = 0
    total: int = 0
    name: str = ""
    rate: float | None = None
    left: float | None = None
    pid: int = 0
    error_en: str = ""
    error_he: str = ""

    @property
    def runs(self) -> bool:
        """Whether it may still change."""
        return self.stage not in ENDED


@dataclass(frozen=True, slots=True)
class Job:
    """A job by its name in a folder; `arguments` are those of the process."""

    folder: Path
    name: str
    arguments: tuple[str, ...]

    @property
    def lock(self) -> FileLock:
        """The lock that the process holds."""
        return FileLock(self.folder / f"{self.name}.lock")

    def status(self) -> Status | None:
        """What the process last said, "interrupted" where it ended without an end; None where none was started."""
        status = self._said()
        if status is None or not status.runs or self._lives():
            return status
        status = self._said() or status  # it may have ended between the two looks
        if status.stage == "starting" and time.time() - status.started < STARTING:
            return status
        return replace(status, stage="interrupted") if status.runs else status

    def start(self, settings: Settings) -> None:
        """Start the process unless it runs. Raises DraftsNotWritten."""
        status = self.status()
        if status is not None and status.runs:
            return
        now = time.time()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.say(Status("starting", now, now))
            with (self.folder / f"{self.name}.log").open("wb") as log:
                process = subprocess.Popen(
                    [*COMMAND, *self.arguments],
                    cwd=PROJECT,
                    env={**os.environ, **_environment(settings)},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        except OSError as error:
            raise DraftsNotWritten(self.folder, cause(error)) from error
        threading.Thread(target=self._reap, args=(process,), daemon=True).start()

    def _reap(self, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        status = self._said()
        if status is not None and status.stage == "starting":
            self.say(replace(status, stage="interrupted"))

    def stop(self) -> None:
        """End the process, and what it has started, and wait for that."""
        status = self.status()
        if status is None or not status.runs:
            return
        until = time.monotonic() + STARTING
        while status is not None and status.stage == "starting" and time.monotonic() < until:
            time.sleep(0.1)
            status = self.status()
        if status is None or not status.runs or not status.pid:
            return
        for sign, patience in ((signal.SIGTERM, STOPPING), (_KILL, STOPPING)):
            if self._lives():
                _send(status.pid, sign)
                self._wait(patience)

    def forget(self) -> None:
        """As if it had never been started. Raises OSError."""
        self._file.unlink(missing_ok=True)

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self._lives() and time.monotonic() < until:
            time.sleep(0.05)

    def say(self, status: Status) -> None:
        """Replace what is said of the job. Raises OSError."""
        write_json(self._file, asdict(status))

    @property
    def _file(self) -> Path:
        return self.folder / f"{self.name}.status.json"

    def _said(self) -> Status | None:
        try:
            return Status(**json.loads(self._file.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _lives(self) -> bool:
        lock = self.lock
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        except OSError:
            return False
        lock.release()
        return False


class Progress:
    """Tells how far a job is, not too often."""

    def __init__(self, job: Job) -> None:
        self._job = job
        now = time.time()
        self.status = Status("starting", now, now, pid=os.getpid())
        self._since = now
        self.say("starting")

    def say(self, stage: Stage, done: int = 0, total: int = 0, name: str = "", after: float = 0.0) -> None:
        """`after` is the seconds that what follows this stage may take."""
        now = time.time()
        if stage != self.status.stage:
            self._since = now
        elif now - self.status.updated < OFTEN and done < total:
            return
        rate = done / (now - self._since) if done and now > self._since else None
        enough = done >= _ENOUGH or 10 * done >= total  # the first few say nothing of hundreds
        left = (total - done) / rate + after if rate and enough else None
        self.status = replace(
            self.status, stage=stage, updated=now, done=done, total=total, name=name, rate=rate, left=left
        )
        self._job.say(self.status)

    def expect(self, stage: Stage, seconds: float | None) -> None:
        """A stage without parts to count."""
        self._since = now = time.time()
        self.status = replace(self.status, stage=stage, updated=now, done=0, total=0, name="", rate=None, left=seconds)
        self._job.say(self.status)

    def fail(self, error: KnowledgeError) -> None:
        """It ended, and not well."""
        self.status = replace(
            self.status, stage="failed", updated=time.time(), left=None, error_en=error.en, error_he=error.he
        )
        self._job.say(self.status)

    def seconds(self) -> float:
        """Since this stage began."""
        return time.time() - self._since


_PASSED = (
    "corpus", "index", "model", "cache", "people", "language", "threads", "read_seconds", "read_memory",
    "generations_kept",
)  # fmt: skip
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


def _send(pid: int, sign: signal.Signals) -> None:
    """To the process and its children, which are a group."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(pid, sign)
        else:
            os.kill(pid, sign)
    except (ProcessLookupError, PermissionError):
        return


def _environment(settings: Settings) -> dict[str, str]:
    """What the process needs of the settings, wherever they came from."""
    return {f"KNOWLEDGE_{name.upper()}": str(getattr(settings, name)) for name in _PASSED}
