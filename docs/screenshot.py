"""Makes docs/screenshot.png: a search in the browser app, over the corpus that ships with the project.

Needs Chromium and the packages of requirements-dev.txt. Run from the project's folder: python docs/screenshot.py
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
QUESTION = "איך מנהלים אסיפה שמחליטה היטב?"
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@contextmanager
def served(index: str) -> Iterator[str]:
    """The address of the app, serving a fresh index of the corpus."""
    code = "from ingest.pipeline import index_corpus; from knowledge.settings import load; index_corpus(load())"
    environment = {**os.environ, "KNOWLEDGE_INDEX": index, "KNOWLEDGE_CORPUS": str(ROOT / "corpus")}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/_stcore/health")
        yield url
    finally:
        server.terminate()
        server.wait(20)


def wait_for(url: str) -> None:
    """Return when `url` answers; TimeoutError after a minute."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)


def main() -> None:
    """Take the picture."""
    target = ROOT / "docs" / "screenshot.png"
    with tempfile.TemporaryDirectory() as index, served(index) as url, sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="he-IL", device_scale_factor=1.5)
        page.goto(f"{url}/?{urlencode({'q': QUESTION})}")
        page.wait_for_selector("#kb-results article")
        page.wait_for_selector(READY, state="attached")
        page.evaluate("document.fonts.ready")
        page.screenshot(path=target)
        browser.close()
    print(target)


if __name__ == "__main__":
    main()
