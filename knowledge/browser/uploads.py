"""ASGI middleware: only editors send files to the server, whoever has a page open."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from knowledge.browser.messages import say
from knowledge.browser.visitor import ROLE_HEADER, USER_HEADER, of_headers

UPLOADS = "/_stcore/upload_file/"
"""Streamlit's own route, which takes files from every open page and keeps them in memory."""


class EditorsUpload:
    """Refuses uploads by readers; to stand behind the guard, which says who is one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            headers = Headers(scope=scope)
            person = of_headers(headers.get(USER_HEADER), headers.get(ROLE_HEADER))
            if scope["path"].startswith(UPLOADS) and not person.edits:
                await PlainTextResponse(say("add-editors-only", "en"), 403)(scope, receive, send)
                return
        await self.app(scope, receive, send)
