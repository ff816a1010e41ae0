"""ASGI middleware: the page shell in the reader's language and direction, and who may connect at all."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable
from urllib.parse import parse_qs, quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge.browser import assets, sign_in_page
from knowledge.browser.address import PAGES, interface_language
from knowledge.browser.markup import direction
from knowledge.browser.messages import BUILT_IN, say
from knowledge.types import Language

Header = tuple[bytes, bytes]

ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
UNCONDITIONAL = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
OF_THE_OLD_BODY = {b"content-length", b"etag", b"last-modified", b"accept-ranges"}


class OriginRequired:
    """Refuses a WebSocket without an ``Origin``: every browser sends one, and Streamlit lets the others in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not dict(scope["headers"]).get(b"origin"):
            await send({"type": "websocket.close", "code": 1008})
            return
        await self.app(scope, receive, send)


class Shell:
    """Rewrites Streamlit's ``index.html`` (language, direction, title, our style and script); adds security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = scope["headers"]
        page = scope["method"] == "GET" and b"text/html" in dict(headers).get(b"accept", b"")
        # A whole, plain body is asked for: a page to rewrite it, an original so that ranges of it keep their meaning.
        drop = UNCONDITIONAL if page else {b"accept-encoding"} if scope["path"].startswith("/files/") else set()
        inner = dict(scope, headers=[(name, value) for name, value in headers if name not in drop])
        language = interface_language(parse_qs(scope["query_string"].decode("latin-1")))
        lost = None if scope["path"].strip("/") in PAGES else scope["path"]
        await self.app(inner, receive, _Rewriting(send, language, lost) if page else _Adding(send))


class _Adding:
    """Passes a response on with the headers that every response has."""

    def __init__(self, send: Send) -> None:
        self.send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = dict(message, headers=with_headers(message["headers"], ALWAYS))
        await self.send(message)


class _Rewriting:
    """Holds an HTML response back until it is whole, then sends it rewritten; any other response goes through.

    Streamlit answers every path with its page. Where there is none (`lost` is the path), that is said instead.
    """

    def __init__(self, send: Send, language: Language, lost: str | None = None) -> None:
        self.send = send
        self.language = language
        self.lost = lost
        self.start: Message | None = None
        self.body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = dict(message, headers=with_headers(message["headers"], ALWAYS))
            headers = dict(message["headers"])
            # A page of ours brings its own policy and is sent as it is; Streamlit's has none.
            if headers.get(b"content-type", b"").startswith(b"text/html") and b"content-security-policy" not in headers:
                self.start = message
                return
        if self.start is None:
            await self.send(message)
            return
        self.body.append(message.get("body", b""))
        if message.get("more_body"):
            return
        status = self.start["status"]
        if self.lost is None:
            body, policy = rewrite(b"".join(self.body).decode("utf-8"), self.language)
        else:
            status, policy = 404, sign_in_page.POLICY
            body = sign_in_page.no_page(self.language, sign_in_page.own_path(quote(self.lost))).encode("utf-8")
        kept = [header for header in self.start["headers"] if header[0] not in OF_THE_OLD_BODY]
        own = [(b"content-length", str(len(body)).encode()), (b"content-security-policy", policy.encode())]
        await self.send(dict(self.start, status=status, headers=[*kept, *own]))
        await self.send({"type": "http.response.body", "body": body})


def with_headers(headers: Iterable[Header], more: Iterable[Header]) -> list[Header]:
    """`headers` with lower-case names, and those of `more` that they do not have yet."""
    present = [(name.lower(), value) for name, value in headers]
    names = {name for name, _ in present}
    return present + [header for header in more if header[0] not in names]


def rewrite(page: str, language: Language) -> tuple[bytes, str]:
    """Streamlit's page in `language`, and the Content-Security-Policy that its own inline scripts need."""
    head = (
        f'<script src="{assets.url("shell.js")}"></script><link rel="stylesheet" href="{assets.url("style.css")}">'
        f'<link rel="preload" href="{assets.url(assets.FONT[language])}" as="font" type="font/woff2" crossorigin>'
    )
    feed = "/news.atom" if language == "he" else f"/news.atom?ui={language}"
    head += (
        f'<link rel="alternate" type="application/atom+xml" title="{html.escape(say("news", language))}" href="{feed}">'
    )
    words = html.escape(json.dumps({theirs: ours[language] for theirs, ours in BUILT_IN.items()}, ensure_ascii=False))
    opening = f'<html lang="{language}" dir="{direction(language)}" data-words="{words}">'
    page = re.sub(r"<html[^>]*>", lambda _: opening, page, count=1)
    title = html.escape(say("library", language))
    page = re.sub(r"<title>.*?</title>", f"<title>{title}</title>", page, count=1, flags=re.S)
    page = re.sub(r'<link\s[^>]*rel="preload"[^>]*SourceSans[^>]*>', "", page)
    page = re.sub(r'(<link\s[^>]*rel="shortcut icon"[^>]*href=")[^"]*', rf"\g<1>{assets.url('icon.svg')}", page)
    page = page.replace("<head>", f"<head>{head}", 1)
    return page.encode("utf-8"), content_security_policy(re.findall(r"<script>(.*?)</script>", page, re.S))


def content_security_policy(inline: Iterable[str]) -> str:
    """The policy under which Streamlit runs and nothing from elsewhere does; `inline` scripts are named by hash."""
    hashes = "".join(
        f" 'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in inline
    )
    return (
        f"default-src 'self'; script-src 'self'{hashes} 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; "
        "worker-src 'self' blob:; frame-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'self'"
    )
