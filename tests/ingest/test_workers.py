"""Readers in processes of their own: what each of them can do to the others, which is nothing."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from ingest.errors import FileDamaged, FileEmpty, ReadError, ReaderStopped
from ingest.heartbeat import beat
from ingest.workers import Limits, Reading, jobs_for, reader_pool
from knowledge.types import Document, Metadata, Section

SECONDS, MEMORY = 6.0, 2000


def read(path: Path, id: str) -> Document:
    """What a file does is its name."""
    match path.stem:
        case "empty":
            raise FileEmpty(path)
        case "bug":
            raise ZeroDivisionError("no such row")
        case "endless":
            while True:
                pass
        case "greedy":
            bytearray(3 * 2**30)
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "slow":
            for _ in range(8):
                time.sleep(1)
                beat()
        case "mute":
            time.sleep(60)
    return Document(id, Metadata(path.stem), (Section(str(os.getpid())),))


def readings(*names: str, jobs: int = 1) -> list[Reading]:
    with reader_pool(jobs, Limits(SECONDS, MEMORY), read) as pool:
        return [future.result() for future in [pool.submit(Path(name), name) for name in names]]


def process(reading: Reading) -> str:
    assert reading.document is not None, reading.failure
    return reading.document.sections[0].text


def test_documents_come_from_one_process_that_is_not_this_one() -> None:
    found = readings("a.txt", "b.txt", "c.txt")
    assert [each.document and each.document.id for each in found] == ["a.txt", "b.txt", "c.txt"]
    assert {process(each) for each in found} & {str(os.getpid())} == set()
    assert len({process(each) for each in found}) == 1


@pytest.mark.parametrize(
    ("name", "failure", "ends_process"),
    [
        ("empty", FileEmpty(Path("empty")), False),
        ("bug", FileDamaged(Path("bug"), ("ZeroDivisionError: no such row",) * 2), False),
        ("endless", ReaderStopped(Path("endless"), ("it took over 6 s", "הקריאה ארכה יותר מ־6 שניות")), True),
        ("mute", ReaderStopped(Path("mute"), ("it took over 6 s", "הקריאה ארכה יותר מ־6 שניות")), True),
        ("greedy", ReaderStopped(Path("greedy"), ("it took over 2000 MB", "הקריאה דרשה יותר מ־2000 MB")), True),
        ("crash", ReaderStopped(Path("crash"), ("the reader crashed", "הקורא קרס")), True),
    ],
)
def test_a_bad_file_costs_only_itself(name: str, failure: ReadError, ends_process: bool) -> None:
    before, bad, after = readings("before", name, "after")
    assert bad.document is None
    assert (type(bad.failure), str(bad.failure)) == (type(failure), str(failure))
    assert bad.failure is not None
    assert bad.failure.he == failure.he
    assert (process(before) != process(after)) == ends_process


def test_a_sign_of_life_is_time_gained() -> None:
    (slow,) = readings("slow")
    assert slow.document is not None
    assert slow.seconds > SECONDS


def test_two_processes_read_at_once_and_one_that_hangs_does_not_hold_up_the_other() -> None:
    with reader_pool(2, Limits(60, MEMORY), read) as pool:
        hanging = pool.submit(Path("mute"), "mute")
        assert process(pool.submit(Path("a"), "a").result()) == process(pool.submit(Path("b"), "b").result())
        assert not hanging.done()
    # closing waited for nobody
    assert str(hanging.result().failure) == str(ReaderStopped(Path("mute"), ("the reader crashed", "הקורא קרס")))


def test_no_process_is_left_behind() -> None:
    with reader_pool(1, Limits(60, MEMORY), read) as pool:
        number = int(process(pool.submit(Path("a"), "a").result()))
        pool.submit(Path("endless"), "endless")
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


@pytest.mark.parametrize("detail", [None, ("page 3", "עמוד 3")])
def test_failures_travel_between_processes(detail: tuple[str, str] | None) -> None:
    error = FileDamaged(Path("a.pdf"), detail)
    back = pickle.loads(pickle.dumps(error))
    assert (type(back), back.en, back.he, back.why, str(back)) == (FileDamaged, error.en, error.he, error.why, error.en)


def test_no_more_processes_than_files() -> None:
    assert jobs_for([]) == 1
    assert jobs_for(["a"]) == 1
    assert jobs_for(["a"] * 100) == (os.cpu_count() or 1)


def test_the_main_script_of_the_program_is_not_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under a server it is the page being shown, and cannot run elsewhere."""
    page = ModuleType("__main__")
    page.__file__ = str(tmp_path / "page.py")
    Path(page.__file__).write_text("raise SystemExit('run again')\n")
    monkeypatch.setitem(sys.modules, "__main__", page)
    (found,) = readings("a")
    assert process(found) != str(os.getpid())
    assert sys.modules["__main__"] is page
