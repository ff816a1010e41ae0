"""Nothing is sent: every Python process below runs with a hook that writes down each host it asks for."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT

HOOK = """
import os, sys
def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        address = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
        host = address[0] if isinstance(address, tuple) else address
        with open(os.environ["NETWORK_LOG"], "a") as log:
            log.write(f"{event} {host}\\n")
sys.addaudithook(hook)
"""
HERE = {"127.0.0.1", "localhost", "::1", "None", "b'127.0.0.1'"}


@pytest.fixture
def watched(tmp_path: Path) -> Mapping[str, str]:
    """An environment in which every Python process is watched, with CI's own switch for telemetry off."""
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(HOOK)
    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "DO_NOT_TRACK")}
    return {
        **environment,
        "PYTHONPATH": str(tmp_path / "hook"),
        "NETWORK_LOG": str(tmp_path / "network.log"),
        "HOME": str(tmp_path / "home"),
        "KNOWLEDGE_CORPUS": str(tmp_path / "corpus"),
        "KNOWLEDGE_INDEX": str(tmp_path / "index"),
        "KNOWLEDGE_CACHE": str(tmp_path / "cache"),
    }


def outside(environment: Mapping[str, str]) -> list[str]:
    """What was asked of other hosts. A local socket's path is no host."""
    log = Path(environment["NETWORK_LOG"])
    lines = log.read_text().splitlines() if log.exists() else []
    return [line for line in lines if line.split(" ", 1)[1] not in HERE and not line.split(" ", 1)[1].startswith("/")]


def test_the_hook_sees_a_request(watched: Mapping[str, str]) -> None:
    script = "import socket\ntry: socket.getaddrinfo('example.invalid', 80)\nexcept OSError: pass"
    subprocess.run([sys.executable, "-c", script], env=watched, check=True)
    assert outside(watched) == ["socket.getaddrinfo example.invalid"]


@pytest.mark.slow
def test_preparing_indexing_searching_and_serving_send_nothing(watched: Mapping[str, str]) -> None:
    """From an empty cache, so that unpacking, nncf and openvino's conversion run too."""
    Path(watched["HOME"]).mkdir()
    corpus = Path(watched["KNOWLEDGE_CORPUS"])
    corpus.mkdir()
    (corpus / "page.html").write_text(
        '<html><head><link rel="stylesheet" href="http://example.invalid/a.css"></head><body><article>'
        '<h1>לחם</h1><p>הלחם נאפה בבוקר.</p><img src="http://example.invalid/b.png"></article></body></html>',
        "utf-8",
    )
    for arguments in (["index"], ["search", "לחם"], ["status"]):
        command = [sys.executable, "-m", "knowledge", *arguments]
        finished = subprocess.run(command, cwd=ROOT, env=watched, capture_output=True, text=True)
        assert finished.returncode == 0, finished.stderr
    _serve_one_page(watched)
    assert outside(watched) == []
    assert not list(Path(watched["HOME"]).rglob("*telemetry*"))


def _serve_one_page(environment: Mapping[str, str]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                    assert page.status == 200
                break
            except OSError:
                assert time.monotonic() < end, "the app did not start"
                assert server.poll() is None, "the app ended"
                time.sleep(0.2)
    finally:
        server.terminate()
        server.wait(20)
