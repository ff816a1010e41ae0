"""Routes beside Streamlit's: our assets, and the original documents by id."""

from __future__ import annotations

import codecs
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ingest.archive import split_path, unpacked
from ingest.errors import ReadError
from knowledge import settings
from knowledge.browser import answer_routes, assets, basket_routes, news_routes
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
    return Response(assets.content(name), media_type=assets.TYPES[name], headers={"cache-control": keep})


def original(request: Request) -> Response:
    """The original file of a document: a PDF or plain text to be read in the browser, anything else as a download.

    The id is looked up in the catalogue first, so nothing outside the library is ever named; the path it stands for
    must then still be a regular file below the corpus folder after links are resolved, or lead through such an archive,
    whose member is unpacked aside.
    """
    try:
        chosen = settings.load()
        document = open_library(chosen).document(request.path_params["document"])
    except KnowledgeError as error:
        return PlainTextResponse(str(error), 503)
    if document is None:
        return PlainTextResponse("not found", 404)
    download = "download" in request.query_params
    path = below(chosen.corpus, document.id)
    answer = FileResponse(path, **_shown(path, download)) if path else _member(chosen.corpus, document.id, download)
    return answer or PlainTextResponse("not found", 404)


class _Unpacked(FileResponse):
    """A file of a temporary folder, which is removed when the answer is sent or nobody waits for it any more."""

    def __init__(self, path: Path, folder: ExitStack, shown: dict[str, Any]) -> None:
        super().__init__(path, **shown)
        self._folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._folder:
            await super().__call__(scope, receive, send)


def _member(corpus: Path, name: str, download: bool) -> Response | None:
    """The answer with a member of an archive of the corpus, None where there is no such."""
    with ExitStack() as folder:
        try:
            found = split_path(corpus.resolve() / name)
            archive = below(corpus, str(found[0])) if found else None
            if found is None or archive is None:
                return None
            path = folder.enter_context(unpacked(archive, found[1]))
        except (ReadError, OSError):
            return None
        shown = _shown(path, download)
        return _Unpacked(path, folder.pop_all(), shown)


def _shown(path: Path, download: bool) -> dict[str, Any]:
    """How a file is sent so that it cannot act in the reader's browser."""
    media_type = shown_type(path)
    inline = media_type is not None and not download
    return {
        "filename": path.name,
        "content_disposition_type": "inline" if inline else "attachment",
        "headers": {
            "content-type": media_type or "application/octet-stream",
            "cache-control": "private, no-cache",
            "content-security-policy": "frame-ancestors 'self'",
            "x-content-type-options": "nosniff",
        },
    }


def below(folder: Path, name: str) -> Path | None:
    """The regular file `name` in `folder`, or None where there is none or it leads out of the folder."""
    root = folder.resolve()
    try:
        path = (root / name).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None
    except (OSError, ValueError):
        return None


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


ROUTES = [
    Route("/assets/{name}", asset),
    Route("/files/{document:path}", original),
    *answer_routes.ROUTES,
    *basket_routes.ROUTES,
    *news_routes.NEWS_ROUTES,
]
