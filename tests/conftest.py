"""What the whole suite shares."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

from knowledge.prepare_model import prepared
from knowledge.settings import EMBEDDED, load

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = pytest.mark.xdist_group("shipped-library")
Run = Callable[..., subprocess.CompletedProcess[str]]

hypothesis.settings.register_profile("suite", deadline=None)  # nothing is to depend on how busy the machine is
hypothesis.settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first: begun last, one worker would wait for the other."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def prepared_model() -> Path:
    """The folder of the embedded model, prepared where the program keeps it."""
    return prepared(EMBEDDED, load().cache)


@pytest.fixture(scope="session")
def shipped_index(prepared_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the library that ships. Tests that use it are in the group `SHIPPED`: one worker builds it."""
    from ingest.pipeline import index_corpus  # noqa: PLC0415

    assert prepared_model.is_dir()
    index = tmp_path_factory.mktemp("shipped") / "index"
    assert index_corpus(load(index=index)).manifest.failures == ()
    return index


@pytest.fixture
def run() -> Run:
    """Runs `python -m knowledge ...` as a process of its own."""

    def command(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "knowledge", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", "COLUMNS": "100", **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=280,
        )

    return command
