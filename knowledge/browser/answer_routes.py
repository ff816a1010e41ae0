"""The route of the answer to a question, which the browser's script shows while the page is drawn anew."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from knowledge import settings
from knowledge.browser.address import Address
from knowledge.browser.answer import answer_html, query_of, search
from knowledge.browser.opening import open_library
from knowledge.errors import KnowledgeError

ASKED = "asked"
"""The parameter with the new question; the others are those of the page on which it is asked."""


def answer(request: Request) -> Response:
    """``{"html": ...}``: what the search page will draw. Where it will say why there is nothing to draw, it is left to
    say so."""
    given = request.query_params
    params = {name: given.getlist(name) for name in given if name != ASKED}
    try:
        address = Address.parse(params).search().asking(given.get(ASKED, ""))
        library = open_library(settings.load())
        html = answer_html(search(library, query_of(address)), address, library)
    except KnowledgeError as error:
        return PlainTextResponse(str(error), HTTPStatus.SERVICE_UNAVAILABLE)
    return JSONResponse({"html": html}, headers={"cache-control": "no-store"})


ROUTES = [Route("/answer", answer)]
