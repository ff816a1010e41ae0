"""Routes beside Streamlit's: our assets, and the original documents by id."""

from __future__ import annotations

import codecs
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from knowledge import settings
from knowledge.browser import assets
from knowledge.browser.opening import open_library
from knowledge.errors import KnowledgeError

DAY = 24 * 3600
SNIFFED = 65_536
"""Bytes of a text file that are looked at to tell its encoding."""


def asset(request: Request) -> Response:
    """One of our own files."""
    name = request.path_params["name"]
    if name not in assets.TYPES:
        return PlainTextResponse("not found", 404)
    keep = f"public, max-age={365 * DAY}, immutable" if "v" in request.query_params else f"public, max-age={DAY}"
    return FileResponse(assets.FOLDER / name, media_type=assets.TYPES[name], headers={"cache-control": keep})


def original(request: Request) -> Response:
    """The original file of a document: a PDF or plain text to be read in the browser, anything else as a download.

    The id is looked up in the catalogue first, so nothing outside the library is ever named; the path it stands for
    must then still be a regular file below the corpus folder after links are resolved.
    """
    try:
        chosen = settings.load()
        document = open_library(chosen).document(request.path_params["document"])
    except KnowledgeError as error:
        return PlainTextResponse(str(error), 503)
    path = below(chosen.corpus, document.id) if document else None
    if path is None:
        return PlainTextResponse("not found", 404)
    media_type = shown_type(path)
    inline = media_type is not None and "download" not in request.query_params
    return FileResponse(
        path,
        filename=path.name,
        content_disposition_type="inline" if inline else "attachment",
        headers={
            "content-type": media_type or "application/octet-stream",
            "cache-control": "private, no-cache",
            "content-security-policy": "frame-ancestors 'self'",
            "x-content-type-options": "nosniff",
        },
    )


def below(folder: Path, name: str) -> Path | None:
    """The regular file `name` in `folder`, or None where there is none or it leads out of the folder."""
    root = folder.resolve()
    try:
        path = (root / name).resolve()
    except (OSError, ValueError):
        return None
    return path if path.is_relative_to(root) and path.is_file() else None


def shown_type(path: Path) -> str | None:
    """The media type of a file that a browser may show, None for one that it must download."""
    ending = path.suffix.lower()
    if ending == ".pdf":
        return "application/pdf"
    if ending == ".txt":
        return f"text/plain; charset={encoding(path)}"
    return None


def encoding(path: Path) -> str:
    """UTF-8 where the file's start is valid UTF-8, else the Windows code page of old Hebrew files."""
    with path.open("rb") as file:
        start = file.read(SNIFFED)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "windows-1255"
    return "utf-8"


ROUTES = [Route("/assets/{name}", asset), Route("/files/{document:path}", original)]
