"""Routes of what is new: the Atom feed, and the bulletin as HTML and as Markdown. The guard stands before them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from knowledge import bulletin, feed, settings
from knowledge.browser.news_html import NewsAddress
from knowledge.digest import Digest, SinceInvalid, digest, moment_of
from knowledge.errors import KnowledgeError
from knowledge.history import Record, records

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
"""Of the bulletin, which has no script and fetches nothing."""
FEED_SINCE = "quarter"
"""How far back a feed goes that is not told."""


def atom(request: Request) -> Response:
    """The feed; "304 Not Modified" to a reader that has it."""
    asked = _asked(request, FEED_SINCE)
    try:
        told, news = _news(asked)
    except KnowledgeError as error:
        return _refused(error, asked)
    key = feed.library_key(told)
    body = feed.atom(news, asked.language, str(request.base_url), key, str(request.url))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    changed = feed.updated(news).astimezone(UTC).replace(microsecond=0)
    headers = {
        "etag": tag,
        "last-modified": format_datetime(changed, usegmt=True),
        "cache-control": "private, no-cache",
    }
    if not_modified(request.headers, tag, changed):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=feed.MEDIA_TYPE, headers=headers)


def not_modified(headers: Mapping[str, str], tag: str, changed: datetime) -> bool:
    """Whether the asker has what would be sent (RFC 9110, 13.1): by the tag where it names any, else by the time."""
    named = headers.get("if-none-match")
    if named is not None:
        return "*" in named or tag in [each.strip().removeprefix("W/") for each in named.split(",")]
    try:
        seen = parsedate_to_datetime(headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return changed <= (seen if seen.tzinfo else seen.replace(tzinfo=UTC))


def html(request: Request) -> Response:
    """The bulletin, to be looked at and pasted into a mail."""
    asked = _asked(request)
    try:
        _, news = _news(asked)
    except KnowledgeError as error:
        return _refused(error, asked)
    body = bulletin.html(news, asked.language, str(request.base_url), datetime.now(UTC))
    return _sent(body, "text/html", {"content-security-policy": POLICY})


def markdown(request: Request) -> Response:
    """The bulletin as a file."""
    asked = _asked(request)
    try:
        _, news = _news(asked)
    except KnowledgeError as error:
        return _refused(error, asked)
    body = bulletin.markdown(news, asked.language, str(request.base_url), datetime.now(UTC))
    return _sent(body, "text/markdown", {"content-disposition": 'attachment; filename="bulletin.md"'})


def _asked(request: Request, usual: str = "") -> NewsAddress:
    params: dict[str, Sequence[str]] = {name: request.query_params.getlist(name) for name in request.query_params}
    if usual and not any(params.get("since", ())):
        params["since"] = [usual]
    return NewsAddress.parse(params)


def _news(asked: NewsAddress) -> tuple[tuple[Record, ...], Digest]:
    since = moment_of(asked.since, datetime.now().astimezone())
    told = records(settings.load().index)
    return told, digest(told, since)


def _refused(error: KnowledgeError, asked: NewsAddress) -> Response:
    status = 400 if isinstance(error, SinceInvalid) else 503
    return PlainTextResponse(error.message(asked.language), status, headers={"cache-control": "no-store"})


def _sent(body: str, media_type: str, more: Mapping[str, str]) -> Response:
    return Response(
        body.encode("utf-8", "replace"),
        media_type=f"{media_type}; charset=utf-8",
        headers={"cache-control": "private, no-cache", **more},
    )


NEWS_ROUTES = [
    Route("/news.atom", atom),
    Route("/news/bulletin.html", html),
    Route("/news/bulletin.md", markdown),
]
