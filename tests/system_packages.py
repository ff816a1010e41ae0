"""Install the system packages that the tests need, or say which are missing and how to get them.

Debian and Ubuntu: installed with apt-get where this process may (root, or sudo without a password).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PROGRAMS = {"chromium": ("chromium", "chromium-browser", "google-chrome")}
"""Debian package -> the names under which the program may be on the PATH."""
FONTS = {"fonts-noto-core": "he"}
"""Debian package -> a language that some font has to cover."""


def missing() -> list[str]:
    """The packages that are not there."""
    packages = [package for package, names in PROGRAMS.items() if not any(map(shutil.which, names))]
    return packages + [package for package, language in FONTS.items() if not _font_for(language)]


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


def main() -> int:
    """0 when everything is there."""
    packages = missing()
    apt_get = _apt_get()
    if packages and apt_get:
        print(f"Installing {', '.join(packages)} ...", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([*apt_get, "update", "-qq"], env=environment, stdout=subprocess.DEVNULL)
        install = [*apt_get, "install", "-y", "-qq", "--no-install-recommends", "fontconfig", *packages]
        subprocess.run(install, env=environment, stdout=subprocess.DEVNULL)
        packages = missing()
    if packages:
        print(
            f"The browser tests need {', '.join(packages)}, which could not be installed from here.\n"
            f"On Debian or Ubuntu: sudo apt-get install {' '.join(packages)}\n"
            "Elsewhere: install Chromium and a font with Hebrew so that they are found on the PATH.",
            file=sys.stderr,
        )
    return 1 if packages else 0


if __name__ == "__main__":
    sys.exit(main())
