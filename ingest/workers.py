"""Files are read in processes of their own, several at once, each with a limit of time and of memory, so that a hostile
file costs only itself.

A thread waits for each process: it sends a file, and where no document, failure or sign of life comes back in time it
kills the process and the next file gets a new one.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any

from ingest import heartbeat, ocr
from ingest.errors import FileDamaged, ReadError, ReaderStopped
from ingest.read import read_document
from knowledge.types import Document

Read = Callable[[Path, str], Document]
"""A function of a module, for the process to import."""

_BEAT, _READY = "beat", "ready"
_MB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` without a sign of life after which a reader is stopped, and `memory` in MB that it may ask for.
    `recognised` is the file in which recognised pages are kept."""

    seconds: float
    memory: int
    recognised: Path | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a file: a document, or why not; and how long it took."""

    document: Document | None
    failure: ReadError | None
    seconds: float


class ReaderPool:
    """Reads files in `jobs` processes, which start with the first files."""

    def __init__(self, jobs: int, limits: Limits, read: Read = read_document) -> None:
        self._limits = limits
        self._reader = read
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="reader")
        self._own = threading.local()
        self._workers: list[_Worker] = []
        self._closing = False

    def submit(self, path: Path, id: str) -> Future[Reading]:
        """The file at `path` as a document named `id`; the future never raises."""
        return self._threads.submit(self._read, path, id)

    def _read(self, path: Path, id: str) -> Reading:
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None or not worker.is_alive():
            worker = self._own.worker = _Worker(self._limits, self._reader)
            self._workers.append(worker)
            if self._closing:
                worker.stop()
        started = time.perf_counter()
        found = worker.read(path, id)
        seconds = time.perf_counter() - started
        return Reading(None, found, seconds) if isinstance(found, ReadError) else Reading(found, None, seconds)

    def close(self) -> None:
        """Stop at once, whatever is being read."""
        self._closing = True  # before the list is looked at: a process that starts now is stopped by its thread
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in list(self._workers):
            worker.stop()
        self._threads.shutdown()  # who waited for a process has seen its end
        for worker in self._workers:
            worker.kill()


@contextmanager
def reader_pool(jobs: int, limits: Limits, read: Read = read_document) -> Iterator[ReaderPool]:
    """A pool that is closed at the end."""
    pool = ReaderPool(jobs, limits, read)
    try:
        yield pool
    finally:
        pool.close()


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, limits: Limits, read: Read) -> None:
        self._limits = limits
        context = multiprocessing.get_context("spawn")  # a fork would share the locks of this process's threads
        self._pipe, theirs = context.Pipe()
        # No daemon: those may have no children, and text recognition runs programs. The pipe's end is its end.
        self._process = context.Process(target=_serve, args=(theirs, limits, read), daemon=False)
        with _bare_main():
            self._process.start()
        theirs.close()
        self._ready = False

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def stop(self) -> None:
        self._process.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def read(self, path: Path, id: str) -> Document | ReadError:
        try:
            if not self._ready:
                self._ready = self._wait(_STARTING) == _READY
            self._pipe.send((path, id))
            found = self._wait(self._limits.seconds)
        except (OSError, EOFError):  # it ended by itself: a crash below Python, or killed by the system for its memory
            self.kill()
            return ReaderStopped(path, ("the reader crashed", "הקורא קרס"))
        if found is None:
            self.kill()
            limit = round(self._limits.seconds)
            return ReaderStopped(path, (f"it took over {limit} s", f"הקריאה ארכה יותר מ־{limit} שניות"))
        if isinstance(found, MemoryError):
            self.kill()  # what it still holds nobody knows
            memory = self._limits.memory
            return ReaderStopped(path, (f"it took over {memory} MB", f"הקריאה דרשה יותר מ־{memory} MB"))
        if isinstance(found, (Document, ReadError)):
            return found
        return FileDamaged(path, (str(found), str(found)))

    def _wait(self, seconds: float) -> Any:
        """What the process says, beats left out; None when it is silent for too long. Raises EOFError, OSError."""
        while self._pipe.poll(seconds):
            said = self._pipe.recv()
            if said != _BEAT:
                return said
        return None


_STARTING = 120.0
"""Seconds in which a process has to start: the imports, on a machine that is busy."""


_starting = threading.Lock()


@contextmanager
def _bare_main() -> Iterator[None]:
    """A new process runs the program's main script again, for what may be defined there. Nothing of ours is, and under
    a server that script is the page being shown."""
    with _starting:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


def _serve(pipe: Connection, limits: Limits, read: Read) -> None:
    """Runs in the process: reads the files that come, until nobody sends any."""
    _limit_memory(limits.memory * _MB)
    heartbeat.listen(lambda: pipe.send(_BEAT))
    with suppress(EOFError, OSError, KeyboardInterrupt), ocr.kept_in(limits.recognised):
        pipe.send(_READY)
        while True:
            path, id = pipe.recv()
            found: Any
            try:
                found = read(path, id)
            except ReadError as error:
                found = error
            except MemoryError:
                found = MemoryError()
            except Exception as error:  # noqa: BLE001  a file that trips a reader must not stop the others
                found = f"{type(error).__name__}: {error}"[:300]
            pipe.send(found)


def _limit_memory(memory: int) -> None:
    """Of this process and its children, each; where the system has such a limit."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def jobs_for(files: Sequence[object]) -> int:
    """How many processes are worth starting."""
    return max(1, min(os.cpu_count() or 1, len(files)))
