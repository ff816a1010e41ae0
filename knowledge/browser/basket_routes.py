"""The routes of the basket: what is in it, putting a passage in or taking it out, and the files it is exported as."""

from __future__ import annotations

import json
import logging
import re
from http import HTTPStatus
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from knowledge import settings
from knowledge.basket import BasketFull, PassageTooLong, PassageUnknown, add, read, remove_place
from knowledge.browser.address import Place, interface_language
from knowledge.browser.gathered import excerpts, paper_title, places
from knowledge.browser.guard import same_origin
from knowledge.browser.keep import named_passage, passage_name
from knowledge.browser.messages import say
from knowledge.browser.opening import open_library
from knowledge.browser.visitor import ROLE_HEADER, USER_HEADER, of_headers
from knowledge.citing.export import FormatUnknown, NothingToExport, StyleUnknown, export
from knowledge.citing.styles import STYLES, Style
from knowledge.errors import DocumentUnknown, KnowledgeError
from knowledge.types import Language

LOG = logging.getLogger(__name__)
LONGEST_BODY = 16_384
"""Bytes of a request; the longest path of a document takes a quarter of it."""
_UNPAIRED = re.compile("[\ud800-\udfff]")
"""Halves of characters, which JSON can say and no document's id has."""
PRIVATE = {"cache-control": "no-store"}
STATUS: dict[type[KnowledgeError], HTTPStatus] = {
    DocumentUnknown: HTTPStatus.NOT_FOUND,
    PassageUnknown: HTTPStatus.NOT_FOUND,
    PassageTooLong: HTTPStatus.UNPROCESSABLE_ENTITY,
    BasketFull: HTTPStatus.CONFLICT,
    NothingToExport: HTTPStatus.NOT_FOUND,
    FormatUnknown: HTTPStatus.NOT_FOUND,
    StyleUnknown: HTTPStatus.BAD_REQUEST,
}
"""What a failure is for a program; any other means that the library or the file of baskets cannot be used now."""


def contents(request: Request) -> Response:
    """How many passages the basket holds, which places of the library they are, and the words of the buttons."""
    ui = _language(request)
    try:
        library = open_library(settings.load())
        items = read(settings.load().people, _owner(request)).items
        named = [passage_name(document, place) for document, place in places(items, library)]
    except KnowledgeError as error:
        return _failed(error, ui)
    words = {name: say(key, ui) for name, key in _WORDS.items()}
    return JSONResponse({"count": len(items), "places": named, "words": words}, headers=PRIVATE)


_WORDS = {"add": "basket-add", "kept": "basket-kept", "failed": "basket-failed"}


async def change(request: Request) -> Response:
    """Put one passage into the basket, or take it out: ``{"passage": name, "kept": true or false}`` as JSON, or the
    same fields of a form with 1 or 0. The answer says how many there are now and what happened, in words."""
    ui = _language(request)
    if not same_origin(request.scope):
        return _said("basket-foreign", HTTPStatus.FORBIDDEN, ui)
    body = await _body(request)
    if body is None:
        return _said("basket-malformed", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, ui)
    asked = _asked(body, request.headers.get("content-type", ""))
    if asked is None:
        return _said("basket-malformed", HTTPStatus.BAD_REQUEST, ui)
    return await run_in_threadpool(_change, _owner(request), *asked, ui)


def _change(owner: str, document: str, place: Place, kept: bool, ui: Language) -> Response:
    try:
        folder = settings.load().people
        if kept:
            library = open_library(settings.load())
            add(folder, owner, library, document, place.section, place.start, place.end)
        else:
            remove_place(folder, owner, document, place.section, place.start, place.end)
        number = len(read(folder, owner).items)
    except KnowledgeError as error:
        return _failed(error, ui)
    said = say("basket-added" if kept else "basket-taken", ui)
    return JSONResponse({"kept": kept, "count": number, "said": said}, headers=PRIVATE)


def file(request: Request) -> Response:
    """The basket as a file, with links to this address of the app."""
    ui = _language(request)
    chosen = request.query_params.get("style", STYLES[0])
    try:
        style = known_style(chosen)
        library = open_library(settings.load())
        basket = read(settings.load().people, _owner(request))
        listed = excerpts(basket, library, ui, str(request.base_url).rstrip("/"))
        made = export(listed, request.path_params["format"], paper_title(basket, ui), ui, style)
    except KnowledgeError as error:
        LOG.warning("the basket was not exported: %s", error)
        return PlainTextResponse(error.message(ui), _status(error), headers=PRIVATE)
    headers = {**PRIVATE, "content-disposition": made.disposition, "x-content-type-options": "nosniff"}
    return Response(made.content, media_type=made.media_type, headers=headers)


def known_style(name: str) -> Style:
    """The citation style of this name. Raises StyleUnknown."""
    for style in STYLES:
        if style == name:
            return style
    raise StyleUnknown(name)


async def _body(request: Request) -> bytes | None:
    """The request's body; None where it is too long, of which no more is read than that takes."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BODY:
            return None
    return body


def _asked(body: bytes, media_type: str) -> tuple[str, Place, bool] | None:
    """The document, the place and whether it is to be kept; None where the body does not say."""
    try:
        text = body.decode("utf-8")
        if media_type.partition(";")[0].strip().lower() == "application/json":
            fields = json.loads(text)
            name, kept = fields["passage"], fields.get("kept", True)
        else:
            form = parse_qs(text, strict_parsing=True, max_num_fields=8, errors="strict")
            name, kept = form["passage"][-1], form.get("kept", ["1"])[-1] == "1"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    whole = isinstance(name, str) and isinstance(kept, bool) and _UNPAIRED.search(name) is None
    passage = named_passage(name) if whole else None
    return (*passage, kept) if passage else None


def _owner(request: Request) -> str:
    return of_headers(request.headers.get(USER_HEADER), request.headers.get(ROLE_HEADER)).name


def _language(request: Request) -> Language:
    return interface_language({"ui": request.query_params.getlist("ui")})


def _status(error: KnowledgeError) -> HTTPStatus:
    return STATUS.get(type(error), HTTPStatus.SERVICE_UNAVAILABLE)


def _failed(error: KnowledgeError, ui: Language) -> Response:
    LOG.warning("the basket: %s", error)
    return JSONResponse({"said": error.message(ui)}, _status(error), headers=PRIVATE)


def _said(key: str, status: HTTPStatus, ui: Language) -> Response:
    return JSONResponse({"said": say(key, ui)}, status, headers=PRIVATE)


ROUTES = [
    Route("/basket/items", contents, methods=["GET"]),
    Route("/basket/items", change, methods=["POST"]),
    Route("/basket/export/{format}", file, methods=["GET"]),
]
