"""Servers of the app, each with settings of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT

START = 60
"""Seconds that a server is given to start."""


def command(port: int, *more: str) -> list[str]:
    return [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), *more]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(environment: Mapping[str, str], log: Path) -> Iterator[str]:
    """The address of an app that runs with `environment` on top of this process's own."""
    port = free_port()
    whole = {**os.environ, **environment}
    with log.open("wb") as output:
        server = subprocess.Popen(command(port), cwd=ROOT, env=whole, stdout=output, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        assert _answers(f"{url}/_stcore/health", server), f"The app did not start:\n{log.read_text('utf-8')}"
        yield url
    finally:
        server.terminate()
        server.wait(20)


def _answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + START
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return True
        except OSError:
            time.sleep(0.1)
    return False
