"""`kill -9` while `index` runs, at ten moments: the old index goes on serving and the next run completes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge import generations
from tests.cli.conftest import Place
from tests.conftest import ROOT, Run

MOMENTS = 10

# Counts what the program does to the disk, and kills the process at the count that KILL_AT names.
CHILD = """
import os, signal, sys
sys.argv = ["knowledge", *sys.argv[1:]]
kill_at, seen = int(os.environ["KILL_AT"]), 0
index = os.environ["INDEX"]
WRITING = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "sqlite3.connect"}
def hook(event, arguments):
    global seen
    writes = event in WRITING or (event == "open" and arguments[1] and set(arguments[1]) & set("wa+"))
    if not (writes and str(arguments[0]).startswith((index, "file:" + index))):
        return
    seen += 1
    if seen == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
from knowledge.cli.main import main
try:
    main()
finally:
    print(seen)
"""


def index_killed_at(place: Place, moment: int) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KILL_AT": str(moment), "INDEX": str(place.index)}
    command = [sys.executable, "-c", CHILD, "index", "--corpus", str(place.corpus), "--index", str(place.index)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def documents(place: Place, run: Run, query: str) -> list[str]:
    finished = run("search", query, "--index", place.index, "--json")
    assert finished.returncode == 0, finished.stderr
    return [hit["document"] for hit in json.loads(finished.stdout)["hits"]]


@pytest.mark.slow
def test_ten_moments(place: Place, run: Run, tmp_path: Path) -> None:
    assert index_killed_at(place, 0).returncode == 0
    (place.corpus / "new.txt").write_text("פלמינגו ורוד עומד באגם.", "utf-8")
    rehearsal = Place(place.corpus, tmp_path / "rehearsal")
    subprocess.run(["cp", "-r", place.index, rehearsal.index], check=True)
    events = int(index_killed_at(rehearsal, 0).stdout.split()[-1])
    assert events >= MOMENTS

    killed = 0
    for step in range(MOMENTS):
        serving = generations.current(place.index)
        moment = 1 + step * (events - 1) // (MOMENTS - 1)
        finished = index_killed_at(place, moment)
        if finished.returncode != -signal.SIGKILL:
            pytest.fail(f"not killed at {moment} of {events}: {finished.stderr}")
        killed += 1
        now = generations.current(place.index)
        found = documents(place, run, "פלמינגו")
        if now == serving:  # killed before the new generation was named
            assert "new.txt" not in found
        else:
            assert found[0] == "new.txt"
            break
    assert killed >= MOMENTS - 1

    assert run("index", "--corpus", place.corpus, "--index", place.index).returncode == 0
    assert documents(place, run, "פלמינגו")[0] == "new.txt"
    left = sorted(path.name for path in (place.index / "generations").iterdir())
    assert not [name for name in left if name.startswith(".")]
    assert run("verify", "--index", place.index).returncode == 0
