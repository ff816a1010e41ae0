"""The middleware: the shell in the reader's language, the headers, and who may connect."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from knowledge.browser.shell import OriginRequired, Shell, rewrite, with_headers

INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
HTML = {"accept": "text/html,*/*"}


def index(request: Request) -> Response:
    assert "accept-encoding" not in request.headers
    assert "if-none-match" not in request.headers
    return HTMLResponse(INDEX, headers={"etag": '"1"', "referrer-policy": "no-referrer"})


def echo(request: Request) -> Response:
    return JSONResponse(dict(request.headers))


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/", index), Route("/echo", echo), Route("/files/a.pdf", echo)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Shell)]))


def test_the_page_is_hebrew_from_right_to_left(client: TestClient) -> None:
    page = client.get("/", headers={**HTML, "if-none-match": '"1"'})
    assert page.status_code == 200
    assert '<html lang="he" dir="rtl" data-words="' in page.text
    assert "&quot;Expand sidebar&quot;: &quot;סינון&quot;" in page.text
    assert "<title>מאגר הידע השיתופי</title>" in page.text
    assert int(page.headers["content-length"]) == len(page.content)
    assert "etag" not in page.headers


def test_the_page_is_english_from_left_to_right_where_the_address_says_so(client: TestClient) -> None:
    page = client.get("/?q=x&ui=en", headers=HTML).text
    assert '<html lang="en" dir="ltr" data-words="' in page
    assert "<title>Cooperative Knowledge Base</title>" in page


def test_our_script_runs_before_streamlits_and_our_style_is_there() -> None:
    page = rewrite(INDEX, "he")[0].decode()
    assert page.index("/assets/shell.js?v=") < page.index('type="module"')
    assert re.search(r'<link rel="stylesheet" href="/assets/style\.css\?v=[0-9a-f]{12}">', page)
    assert "SourceSans" not in page
    assert "favicon.png" not in page


def test_the_policy_names_every_inline_script_and_nobody_else(client: TestClient) -> None:
    page = client.get("/", headers=HTML)
    policy = page.headers["content-security-policy"]
    inline = re.findall(r"<script>(.*?)</script>", page.text, re.S)
    assert len(inline) == 1
    digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}' 'wasm-unsafe-eval';" in policy
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy
    assert "*" not in policy


def test_every_response_has_the_headers_that_all_have(client: TestClient) -> None:
    for path in ("/", "/echo", "/nothing"):
        headers = client.get(path, headers=HTML).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_a_header_that_is_there_already_is_kept(client: TestClient) -> None:
    assert client.get("/", headers=HTML).headers.get_list("referrer-policy") == ["no-referrer"]
    assert with_headers([(b"A", b"1")], [(b"a", b"2"), (b"b", b"3")]) == [(b"a", b"1"), (b"b", b"3")]


def test_what_is_not_a_page_passes_unchanged(client: TestClient) -> None:
    answer = client.get(
        "/echo", headers={"accept": "application/json", "accept-encoding": "gzip", "range": "bytes=0-1"}
    )
    assert answer.json()["accept-encoding"] == "gzip"
    assert answer.json()["range"] == "bytes=0-1"
    assert "content-security-policy" not in answer.headers


def test_an_original_is_never_compressed_so_that_its_ranges_hold(client: TestClient) -> None:
    answer = client.get("/files/a.pdf", headers={"accept-encoding": "gzip", "range": "bytes=0-1"}).json()
    assert "accept-encoding" not in answer
    assert answer["range"] == "bytes=0-1"


async def accept(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("in")
    await socket.close()


@pytest.mark.parametrize("headers", [{}, {"origin": ""}])
def test_a_websocket_without_an_origin_is_refused(headers: dict[str, str]) -> None:
    app = Starlette(routes=[WebSocketRoute("/", accept)], middleware=[Middleware(OriginRequired)])
    with pytest.raises(WebSocketDisconnect) as refused, TestClient(app).websocket_connect("/", headers=headers):
        pass
    assert refused.value.code == 1008


def test_a_websocket_with_an_origin_goes_on_to_streamlits_own_check() -> None:
    app = Starlette(routes=[WebSocketRoute("/", accept)], middleware=[Middleware(OriginRequired)])
    with TestClient(app).websocket_connect("/", headers={"origin": "http://testserver"}) as socket:
        assert socket.receive_text() == "in"


def test_a_page_needs_no_origin() -> None:
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("ok"))], middleware=[Middleware(OriginRequired)])
    assert TestClient(app).get("/").text == "ok"
