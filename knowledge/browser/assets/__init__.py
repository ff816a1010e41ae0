"""Our own style, script, icon and fonts (Heebo, SIL Open Font License), served under ``/assets/``.

The style sheet and the script are one file each for the browser; here they are a folder with a file for each page, read
in the order of their names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from knowledge.types import Language

FOLDER = Path(__file__).parent
PARTS: Mapping[str, str] = {"style.css": "style/*.css", "shell.js": "script/*.js"}
"""The files that are put together, and the files of the folder that each is made of."""
TYPES: Mapping[str, str] = {
    "style.css": "text/css",
    "shell.js": "text/javascript",
    "icon.svg": "image/svg+xml",
    "heebo-hebrew-wght-normal.woff2": "font/woff2",
    "heebo-latin-wght-normal.woff2": "font/woff2",
    "heebo-LICENSE.txt": "text/plain",
}
"""The files that are served, each with its media type; nothing else in the folder is."""

FONT: Mapping[Language, str] = {"he": "heebo-hebrew-wght-normal.woff2", "en": "heebo-latin-wght-normal.woff2"}


@cache
def content(name: str) -> bytes:
    """The bytes of an asset; `name` is one of `TYPES`."""
    if name in PARTS:
        return b"\n".join(path.read_bytes() for path in sorted(FOLDER.glob(PARTS[name])))
    return (FOLDER / name).read_bytes()


@cache
def url(name: str) -> str:
    """The address of an asset. Style and script carry their content's hash, so that a browser may keep them for ever;
    fonts do not, because the style sheet names them too."""
    if name.endswith((".woff2", ".txt")):
        return f"/assets/{name}"
    return f"/assets/{name}?v={hashlib.sha256(content(name)).hexdigest()[:12]}"
