"""The guard before everything that the app serves: pages, WebSocket, files and feeds.

Open to all are only the sign-in page, our own assets (which hold no words of the library) and the health check. To
everything else the guard adds who asks, in two headers of its own, after it has removed what the browser sent under
their names. A WebSocket is checked again with every message that comes in, so that a page which stays open serves
nothing after its session has ended or its person's role has changed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import TypeAlias
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge import users
from knowledge.browser import assets, proxy, sign_in_page
from knowledge.browser.attempts import Attempts
from knowledge.browser.entrance import Entrance
from knowledge.browser.messages import say
from knowledge.browser.sessions import SECONDS
from knowledge.browser.shell import ALWAYS
from knowledge.browser.sign_in_page import LOGIN, SIGN_OUT
from knowledge.browser.visitor import ROLE_HEADER, USER_HEADER, Visitor
from knowledge.errors import KnowledgeError
from knowledge.types import Language

LOG = logging.getLogger(__name__)

HEALTH = "/_stcore/health"
STREAMLITS_OWN = "/static/"
"""Where Streamlit serves its own script and style, which hold no words of the library."""
LARGEST_FORM = 65_536
"""Bytes of a form; the address to return to is in it."""
PATIENCE = 20
"""Seconds that the body of a form may take to arrive."""
AT_ONCE = 2
"""Passwords that are checked at the same time, each with the memory that scrypt asks for."""
FREE_BY_NAME, LONGEST_BY_NAME = 5, 60
FREE_BY_ADDRESS, LONGEST_BY_ADDRESS = 20, 900
"""Failures before one has to wait, and the longest wait in seconds. The one for a name is short, so that nobody can
keep a person out; an address may be that of a whole office."""

Form: TypeAlias = Mapping[str, list[str]]
OURS = b"x-kb-"
POLICY_VIOLATION = 1008
"""The code with which a WebSocket is closed."""


class Guard:
    """ASGI middleware that lets in whom `entrance` knows."""

    def __init__(self, app: ASGIApp, entrance: Entrance) -> None:
        self.app = app
        self.entrance = entrance
        self.by_name = Attempts(FREE_BY_NAME, LONGEST_BY_NAME)
        self.by_address = Attempts(FREE_BY_ADDRESS, LONGEST_BY_ADDRESS)
        self.checking = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        scope = dict(scope, headers=[pair for pair in scope["headers"] if not pair[0].lower().startswith(OURS)])
        if scope["type"] == "http" and open_to_all(scope["path"]):
            await self.app(scope, receive, send)
            return
        try:
            person = self.entrance.person(scope)
        except KnowledgeError as error:
            LOG.error("nobody can be let in: %s", error)
            await _answer(scope, receive, send, _unavailable(scope))
            return
        if scope["type"] == "http" and scope["path"] in {LOGIN, SIGN_OUT} and self.entrance.way == "users":
            page = self._login if scope["path"] == LOGIN else self._sign_out
            await _answer(scope, receive, send, await page(scope, receive, person))
        elif person is None:
            await _answer(scope, receive, send, self._refusal(scope))
        elif scope["type"] == "http" and scope["path"] in {LOGIN, SIGN_OUT}:
            await _answer(scope, receive, send, _to(sign_in_page.in_language("/", _language(scope))))
        elif scope["type"] == "websocket":
            await self._websocket(introduced(scope, person), receive, send, person)
        else:
            kept = not person.name or scope["path"].startswith(STREAMLITS_OWN)
            await self.app(introduced(scope, person), receive, send if kept else _Unkept(send))

    def _refusal(self, scope: Scope) -> Response:
        """The answer to somebody who is not known."""
        ui, page = _language(scope), wants_page(scope)
        if self.entrance.way == "users":
            if not page:
                return PlainTextResponse(say("sign-in", ui), 401)
            onward = sign_in_page.own_path(address_of(scope))
            return _to(f"{LOGIN}?{urlencode({'next': onward, 'ui': ui})}")
        keys: dict[str, tuple[str, int]] = {"headers": ("proxy-needed", 401), "none": ("only-here", 403)}
        key, status = keys[self.entrance.way]
        message = say(key, ui)
        if not page:
            return PlainTextResponse(message, status)
        return _page(sign_in_page.refusal(ui, message, sign_in_page.own_path(address_of(scope))), status)

    async def _login(self, scope: Scope, receive: Receive, person: Visitor | None) -> Response:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if scope["method"] == "POST":
            return await self._sign_in(scope, receive)
        if scope["method"] not in {"GET", "HEAD"}:
            return PlainTextResponse("method not allowed", 405, {"allow": "GET, HEAD, POST"})
        ui = sign_in_page.language_of(query)
        onward = sign_in_page.own_path(_last(query, "next"))
        if person:
            return _to(sign_in_page.in_language(onward, ui))
        status = say("signed-out", ui) if "out" in query else ""
        return _page(sign_in_page.sign_in(ui, onward, status=status))

    async def _sign_in(self, scope: Scope, receive: Receive) -> Response:
        """The answer to a name and a password."""
        if not same_origin(scope):
            return _page(
                sign_in_page.sign_in(_language(scope), "/", alert=say("sign-in-foreign", _language(scope))), 403
            )
        form = await _form(receive)
        if form is None:
            return _page(sign_in_page.sign_in(_language(scope), "/", alert=say("sign-in-large", _language(scope))), 413)
        ui, onward = sign_in_page.language_of(dict(form)), sign_in_page.own_path(_last(form, "next"))
        name, password = _last(form, "name")[:100], _last(form, "password")
        who, where = users.canonical(name), proxy.client(scope, self.entrance.trusted)

        def again(message: str, status: int) -> Response:
            return _page(sign_in_page.sign_in(ui, onward, name, alert=message), status)

        now = time.monotonic()
        wait = max(self.by_name.wait(who, now), self.by_address.wait(where, now))
        if wait:
            answer = again(sign_in_page.wait_text(wait, ui), 429)
            answer.headers["retry-after"] = str(wait)
            return answer
        self.by_name.count(who, now)
        self.by_address.count(where, now)
        try:
            everybody = self.entrance.directory.users()
            async with self.checking:
                user = await run_in_threadpool(users.authenticate, everybody, name, password)
        except KnowledgeError as error:
            LOG.error("nobody can sign in: %s", error)
            return again(say("sign-in-unavailable", ui), 503)
        if user is None:
            LOG.warning("a sign-in as %r from %s failed", name, where)
            return again(say("sign-in-wrong", ui), 401)
        self.by_name.forgive(who)
        self.by_address.take_back(where)
        LOG.info("%r signed in from %s", user.name, where)
        answer = _to(sign_in_page.in_language(onward, ui))
        self._cookie(answer, scope, self.entrance.begin(user), SECONDS)
        return answer

    async def _sign_out(self, scope: Scope, receive: Receive, person: Visitor | None) -> Response:
        ui = _language(scope)
        if scope["method"] != "POST":
            return _page(sign_in_page.sign_out(ui, person)) if person else _to(sign_in_page.in_language(LOGIN, ui))
        form = await _form(receive) if same_origin(scope) else None
        if form is None:
            return PlainTextResponse(say("sign-in-foreign", ui), 403)
        ui = sign_in_page.language_of(dict(form))
        try:
            await run_in_threadpool(self.entrance.end, scope)
        except KnowledgeError as error:  # the session has ended in this process all the same
            LOG.error("a sign-out was not kept: %s", error)
        answer = _to(sign_in_page.in_language(f"{LOGIN}?out=1", ui))
        self._cookie(answer, scope, "", 0)
        return answer

    def _cookie(self, answer: Response, scope: Scope, value: str, seconds: int) -> None:
        secure = proxy.secure(scope, self.entrance.trusted)
        name = self.entrance.cookie_name(scope)
        answer.set_cookie(name, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")

    async def _websocket(self, scope: Scope, receive: Receive, send: Send, person: Visitor) -> None:
        """Serve a WebSocket while its person is the one it was opened for."""
        ended = False

        async def checked() -> Message:
            nonlocal ended
            message = await receive()
            if message["type"] != "websocket.receive" or self._still(scope, person):
                return message
            ended = True
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}

        async def unless_ended(message: Message) -> None:
            if not ended:
                await send(message)

        await self.app(scope, checked, unless_ended)

    def _still(self, scope: Scope, person: Visitor) -> bool:
        try:
            return self.entrance.person(scope) == person
        except KnowledgeError as error:
            LOG.error("nobody can be let in: %s", error)
            return False


class _Unkept:
    """Passes a response on that no browser may keep: after the sign-out, Back is not to show it."""

    def __init__(self, send: Send) -> None:
        self.send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            others = [pair for pair in message["headers"] if pair[0].lower() != b"cache-control"]
            message = dict(message, headers=[*others, (b"cache-control", b"no-store")])
        await self.send(message)


def open_to_all(path: str) -> bool:
    """Whether `path` is served to people who are not signed in."""
    return path == HEALTH or (path.startswith("/assets/") and path.removeprefix("/assets/") in assets.TYPES)


def introduced(scope: Scope, person: Visitor) -> Scope:
    """The request with who asks."""
    own = [
        (USER_HEADER.encode("ascii"), quote(person.name, safe="").encode("ascii")),
        (ROLE_HEADER.encode("ascii"), person.role.encode("ascii")),
    ]
    return dict(scope, headers=[*scope["headers"], *own])


def same_origin(scope: Scope) -> bool:
    """Whether a page of this app sent the request, as the browser says."""
    headers = Headers(scope=scope)
    origin = headers.get("origin", "null")
    if origin == "null":
        return headers.get("sec-fetch-site") == "same-origin"
    try:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""
    except ValueError:  # no address at all
        return False


def wants_page(scope: Scope) -> bool:
    """Whether a person asks for a page to look at, not a program or a page's own script."""
    return (
        scope["type"] == "http"
        and scope["method"] in {"GET", "HEAD"}
        and "text/html" in Headers(scope=scope).get("accept", "")
    )


def address_of(scope: Scope) -> str:
    """Path and query string of a request, percent-encoded."""
    query = scope["query_string"].decode("latin-1")
    return quote(scope["path"]) + (f"?{query}" if query else "")


def _language(scope: Scope) -> Language:
    return sign_in_page.language_of(parse_qs(scope["query_string"].decode("latin-1")))


def _last(form: Form, name: str) -> str:
    return form.get(name, [""])[-1]


async def _form(receive: Receive) -> Form | None:
    """The fields of a form; None: it is too large, or did not arrive in time."""
    body = b""
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > LARGEST_FORM or message["type"] == "http.disconnect":
                    return None
                if not message.get("more_body"):
                    return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    except (TimeoutError, ValueError):
        return None


def _page(content: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(content, status, {"content-security-policy": sign_in_page.POLICY})


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303)


def _unavailable(scope: Scope) -> Response:
    ui = _language(scope)
    message = say("sign-in-unavailable", ui)
    if not wants_page(scope):
        return PlainTextResponse(message, 503)
    return _page(sign_in_page.refusal(ui, message, sign_in_page.own_path(address_of(scope))), 503)


async def _answer(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    """Send an answer of the guard's own; to a WebSocket it is that it is closed."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        return
    for name, value in (*ALWAYS, (b"cache-control", b"no-store"), (b"x-frame-options", b"DENY")):
        response.headers[name.decode("ascii")] = value.decode("ascii")
    await response(scope, receive, send)
