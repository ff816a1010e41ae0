"""Install the system packages that the tests need, or say which are missing and how to get them.

Debian and Ubuntu: installed with apt-get where this process may (root, or sudo without a password).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

BROWSERS = ("chromium", "google-chrome")
"""Names under which the browser may be on the PATH. Ubuntu's `chromium-browser` is only a pointer to a snap."""
OCR = {"tesseract-ocr": "eng", "tesseract-ocr-heb": "heb"}
"""Debian package -> the language of text recognition that it brings."""
OFFICE = {"libreoffice-writer-nogui": "soffice"}
"""Debian package -> the program that it brings."""
FONTS = {"fonts-noto-core": "he"}
"""Debian package -> a language that some font has to cover."""


def browser() -> str | None:
    """The path of Chromium: the system's, or the one that Playwright has installed."""
    system = next(filter(None, map(shutil.which, BROWSERS)), None)
    if system:
        return system
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  slow to load, and rarely needed

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


def missing() -> list[str]:
    """The packages that are not there."""
    packages = [] if browser() else ["chromium"]
    recognised = _recognised()
    packages += [package for package, language in OCR.items() if language not in recognised]
    packages += [package for package, program in OFFICE.items() if not shutil.which(program)]
    return packages + [package for package, language in FONTS.items() if not _font_for(language)]


def _recognised() -> set[str]:
    """The languages of the tesseract on the PATH; none without one."""
    if not shutil.which("tesseract"):
        return set()
    return set(subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True).stdout.split())


def _font_for(language: str) -> bool:
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", f":lang={language}"], capture_output=True, text=True)
    return bool(listed.stdout.strip())


def _apt_get() -> list[str] | None:
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    allowed = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    return ["sudo", "-n", "apt-get"] if allowed else None


def _install(packages: list[str], apt_get: list[str]) -> None:
    """One call a package: where one does not exist (Ubuntu has no Chromium package) the others are still installed."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*apt_get, "update", "-qq"], env=environment, stdout=subprocess.DEVNULL)
    for package in ["fontconfig", *packages]:
        install = [*apt_get, "install", "-y", "-qq", "--no-install-recommends", package]
        subprocess.run(install, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if browser() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"], env=environment)


def main() -> int:
    """0 when everything is there."""
    packages = missing()
    apt_get = _apt_get()
    if packages and apt_get:
        print(f"Installing {', '.join(packages)} ...", flush=True)
        _install(packages, apt_get)
        packages = missing()
    if packages:
        print(
            f"The tests need {', '.join(packages)}, which could not be installed from here.\n"
            f"On Debian: sudo apt-get install {' '.join(packages)}\n"
            "On Ubuntu, which has no Chromium package: sudo apt-get install fonts-noto-core tesseract-ocr\n"
            "tesseract-ocr-heb libreoffice-writer-nogui, then\n"
            ".venv/bin/python -m playwright install --with-deps chromium\n"
            "Elsewhere: install Chromium, LibreOffice and tesseract with its languages heb and eng so that they are\n"
            "on the PATH, and a font with Hebrew.",
            file=sys.stderr,
        )
    return 1 if packages else 0


if __name__ == "__main__":
    sys.exit(main())
