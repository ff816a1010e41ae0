"""The guard: nothing but the sign-in page, our assets and the health check without a session or a trusted proxy."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2 as httpx
import itsdangerous.timed
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from knowledge import settings, users
from knowledge.browser import assets, attempts, guard, proxy, sessions
from knowledge.browser.attempts import Attempts
from knowledge.browser.entrance import Entrance, NobodyMaySignIn, SignInMissing, entrance
from knowledge.browser.guard import Guard, open_to_all
from knowledge.browser.proxy import PeerKept
from knowledge.browser.sessions import KeyUnusable, Sessions
from knowledge.browser.sign_in_page import in_language, language_of, own_path, signed_in
from knowledge.browser.visitor import Visitor
from knowledge.errors import KnowledgeError, SettingsInvalid

WORDS = "ארבע מילים בלי קשר"
HTML = {"accept": "text/html,*/*"}
HERE = "http://127.0.0.1:8501"
OURS = {"origin": HERE}
STREAM = "ws://127.0.0.1:8501/_stcore/stream"
SPOOFED = {"X-KB-User": "admin", "x-kb-role": "editor", "x-kb-more": "1"}
GUARDED = (
    "/",
    "/document?doc=a.pdf",
    "/files/a.pdf",
    "/answer?asked=x",
    "/feeds/new.xml",
    "/_stcore/metrics",
    "/_stcore/host-config",
    "/_stcore/script-health-check",
    "/_stcore/health/",
    "/assets/",
    "/assets/nothing.css",
    "/assets/../files/a.pdf",
    "/assets/style.css/../../files/a.pdf",
    "/login/",
    "/LOGIN",
    "/static/js/index.js",
    "//login",
)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(users, "COST", (2, 1, 1))
    for name in [name for name in os.environ if name.startswith("KNOWLEDGE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KNOWLEDGE_PEOPLE", str(tmp_path / "people"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "people"


def echo(request: Request) -> Response:
    kept = {"cache-control": "private, no-cache"}
    return JSONResponse({"path": request.url.path} | headers_of_ours(request.headers), headers=kept)


def headers_of_ours(headers: Any) -> dict[str, list[str]]:
    return {name: headers.getlist(name) for name in sorted({*headers.keys()}) if name.startswith("x-kb-")}


async def stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_json(headers_of_ours(socket.headers))
    try:
        while True:
            await socket.send_text(f"served {await socket.receive_text()}")
    except WebSocketDisconnect as left:
        socket.app.state.left.append(left.code)
        await socket.send_text("after the end")  # goes nowhere


def client(
    door: Entrance | None = None, peer: str = "127.0.0.1", url: str = HERE, seen_by: Callable[..., Any] = PeerKept
) -> TestClient:
    """A browser at `peer` and the app behind the guard, with uvicorn's middleware around it."""
    routes = [WebSocketRoute("/_stcore/stream", stream), Route("/{path:path}", echo, methods=["GET", "POST", "PUT"])]
    app = Starlette(
        routes=routes, middleware=[Middleware(Guard, entrance=door or entrance(settings.load(), "127.0.0.1"))]
    )
    app.state.left = []
    return TestClient(seen_by(app), base_url=url, client=(peer, 40_000), follow_redirects=False)


def sign_in(browser: TestClient, name: str = "Dana", password: str = WORDS, **form: str) -> httpx.Response:
    origin = {"origin": str(browser.base_url).rstrip("/")}
    return browser.post("/login", data={"name": name, "password": password, **form}, headers=origin)


def headers_door(monkeypatch: pytest.MonkeyPatch, **more: str) -> Entrance:
    for name, value in {"SIGN_IN": "headers", **more}.items():
        monkeypatch.setenv(f"KNOWLEDGE_{name}", value)
    return entrance(settings.load(), "0.0.0.0")


@pytest.fixture
def dana(folder: Path) -> users.User:
    return users.add(folder, "Dana", "reader", WORDS)


# Without sign-in -----------------------------------------------------------------------------------------------------


def test_on_this_machine_without_users_the_visitor_has_no_name_and_edits(folder: Path) -> None:
    browser = client()
    assert browser.get("/files/a.pdf", headers=SPOOFED).json() == {
        "path": "/files/a.pdf",
        "x-kb-role": ["editor"],
        "x-kb-user": [""],
    }
    with browser.websocket_connect(STREAM, headers=SPOOFED) as socket:
        assert socket.receive_json() == {"x-kb-role": ["editor"], "x-kb-user": [""]}
        socket.send_text("a")
        assert socket.receive_text() == "served a"
    assert not folder.exists()
    for path in ("/login", "/sign-out", "/login?ui=en&next=/x"):
        assert browser.get(path).status_code == 303
    assert browser.get("/login?ui=en").headers["location"] == "/?ui=en"


@pytest.mark.parametrize("at", ["http://192.0.2.7:8501", "http://[2001:db8::1]:8501"])
def test_without_sign_in_nothing_is_served_at_a_public_address_whatever_the_settings_say(at: str) -> None:
    browser = client(url=at)
    answer = browser.get("/", headers=HTML)
    assert (answer.status_code, "רק מן המחשב שבו הוא רץ" in answer.text) == (403, True)
    stream_there = at.replace("http", "ws") + "/_stcore/stream"
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect(stream_there):
        pass


def test_the_first_user_closes_the_door_of_a_running_app_and_no_removal_opens_it(folder: Path) -> None:
    browser = client()
    with browser.websocket_connect(STREAM) as socket:
        socket.receive_json()
        users.add(folder, "Dana", "reader", WORDS)
        socket.send_text("a")
        assert socket.receive()["code"] == 1008
    assert browser.get("/files/a.pdf").status_code == 401
    (folder / users.FILE).unlink()
    assert browser.get("/files/a.pdf").status_code == 401


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "192.0.2.7", "library.example.org", "unix:///a"])
@pytest.mark.parametrize("chosen", ["auto", "none"])
def test_a_public_address_without_sign_in_is_refused(
    address: str | None, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNOWLEDGE_SIGN_IN", chosen)
    with pytest.raises(SignInMissing) as refused:
        entrance(settings.load(), address)
    for message in (refused.value.en, refused.value.he):
        assert "python -m knowledge user add" in message
        assert "KNOWLEDGE_SIGN_IN=headers" in message
        assert (address or "0.0.0.0") in message


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "localhost", "::1", "[::1]", "::ffff:127.0.0.1"])
def test_this_machine_alone_needs_no_sign_in(address: str) -> None:
    assert entrance(settings.load(), address).way == "none"


def test_none_stays_none_where_it_was_chosen(dana: users.User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOWLEDGE_SIGN_IN", "none")
    assert client().get("/").json()["x-kb-user"] == [""]
    with pytest.raises(SignInMissing):
        entrance(settings.load(), "0.0.0.0")


def test_users_without_a_user_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOWLEDGE_SIGN_IN", "users")
    with pytest.raises(NobodyMaySignIn, match="names nobody"):
        entrance(settings.load(), "127.0.0.1")
    monkeypatch.setenv("KNOWLEDGE_SIGN_IN", "auto")
    users.add(folder, "Dana", "reader", WORDS)
    users.remove(folder, "Dana")
    with pytest.raises(NobodyMaySignIn):
        entrance(settings.load(), "127.0.0.1")
    users.add(folder, "Dana", "reader", WORDS)
    assert entrance(settings.load(), "0.0.0.0").way == "users"


# Before the sign-in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", GUARDED)
def test_everything_is_behind_the_sign_in(dana: users.User, path: str) -> None:
    for headers in ({}, HTML, SPOOFED, {"cookie": "kb-session=x"}, {"cookie": "kb-session="}, {"authorization": "x"}):
        # The raw path, which a client would otherwise tidy up.
        answer = client().send(httpx.Request("GET", httpx.URL(HERE, raw_path=path.encode()), headers=headers))
        expected = 303 if headers == HTML else 401
        assert (answer.status_code, "x-kb-user" in answer.text) == (expected, False), (path, headers)
        assert answer.headers["cache-control"] == "no-store"
    assert client().post(path).status_code == 401
    assert client().put(path).status_code == 401


@pytest.mark.parametrize("path", ["/_stcore/health", *(f"/assets/{name}" for name in assets.TYPES)])
def test_the_health_check_and_our_assets_are_open(dana: users.User, path: str) -> None:
    assert client().get(path, headers=SPOOFED).json() == {"path": path}


@pytest.mark.parametrize("path", ["/_stcore/stream", "/_stcore/health", "/assets/style.css", "/login", "/"])
def test_no_websocket_without_a_session(dana: users.User, path: str) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client().websocket_connect(f"ws://127.0.0.1:8501{path}", headers=SPOOFED),
    ):
        pass
    assert refused.value.code == 1008


def test_a_page_leads_to_the_sign_in_and_back() -> None:
    users.add(settings.load().people, "Dana", "reader", WORDS)
    browser = client()
    wanted = "/document?" + f"doc={quote('תיק/א ב.pdf')}&ui=en"
    answer = browser.get(wanted, headers=HTML)
    assert answer.status_code == 303
    page = browser.get(answer.headers["location"])
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert '<html lang="en" dir="ltr">' in page.text
    assert f'name="next" value="{wanted.replace("&", "&amp;")}"' in page.text
    assert sign_in(browser, next=wanted, ui="en").headers["location"] == wanted
    # In the other language, if it was chosen on the way.
    assert sign_in(browser, next=wanted, ui="he").headers["location"] == wanted.removesuffix("&ui=en")


def test_the_page_runs_no_script_and_is_shown_in_no_frame(dana: users.User) -> None:
    answer = client().get("/login?next=%22%3E%3Cscript%3E&ui=he", headers=HTML)
    assert "<script" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy == (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    assert {name: answer.headers[name] for name in ("x-content-type-options", "cache-control", "referrer-policy")} == {
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "referrer-policy": "same-origin",
    }
    assert '<html lang="he" dir="rtl">' in answer.text and 'name="next" value="/"' in answer.text


def test_a_name_is_shown_as_text(dana: users.User) -> None:
    answer = sign_in(client(), '"><img src=x onerror=alert(1)>')
    assert "<img" not in answer.text
    assert 'value="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"' in answer.text


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/", "/"),
        ("/document?doc=a%20b&at=0-1-2", "/document?doc=a%20b&at=0-1-2"),
        ("", "/"),
        ("document", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\\b", "/"),
        ("\\\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("/\n", "/"),
        ("/a\r\nset-cookie: x=1", "/"),
        (" //evil.example", "/"),
        ("/א", "/"),
        ("/login", "/"),
        ("/login?next=/", "/"),
        ("/sign-out", "/"),
        ("/" + "a" * 16_000, "/"),
    ],
)
def test_only_our_own_pages_are_returned_to(dana: users.User, text: str, path: str) -> None:
    assert own_path(text) == path
    assert sign_in(client(), next=text).headers["location"] == path


@pytest.mark.parametrize(
    ("path", "ui", "expected"),
    [
        ("/", "he", "/"),
        ("/", "en", "/?ui=en"),
        ("/?ui=en", "he", "/"),
        ("/?ui=he&q=%D7%90&ui=x", "en", "/?q=%D7%90&ui=en"),
        ("/a?q=uib&gui=1", "he", "/a?q=uib&gui=1"),
    ],
)
def test_an_address_in_a_language(path: str, ui: Any, expected: str) -> None:
    assert in_language(path, ui) == expected


@pytest.mark.parametrize(
    ("query", "ui"),
    [
        ({}, "he"),
        ({"ui": ["en"]}, "en"),
        ({"ui": ["xx"]}, "he"),
        ({"next": ["/?q=a&ui=en"]}, "en"),
        ({"next": ["/?ui=english"]}, "he"),
        ({"next": ["/?ui=en"], "ui": ["he"]}, "he"),
    ],
)
def test_the_language_of_the_page(query: dict[str, list[str]], ui: str) -> None:
    assert language_of(query) == ui


# Signing in ----------------------------------------------------------------------------------------------------------


def test_a_session_serves_everything_and_says_who_asks(folder: Path) -> None:
    users.add(folder, "דנה כהן", "editor", WORDS)
    browser = client()
    answer = sign_in(browser, " דנה כהן", next="/files/a.pdf")
    assert (answer.status_code, answer.headers["location"]) == (303, "/files/a.pdf")
    (cookie,) = answer.headers.get_list("set-cookie")
    value, *attributes = cookie.split("; ")
    assert value.startswith("kb-session=") and WORDS not in value
    assert {each.lower() for each in attributes} == {"httponly", "max-age=43200", "path=/", "samesite=lax"}
    who = {"x-kb-role": ["editor"], "x-kb-user": [quote("דנה כהן")]}
    for path in ("/", "/files/a.pdf", "/_stcore/metrics", "/feeds/new.xml"):
        assert browser.get(path, headers=SPOOFED).json() == {"path": path} | who
    with browser.websocket_connect(STREAM, headers=SPOOFED) as socket:
        assert socket.receive_json() == who
    assert browser.get("/login?next=/files/a.pdf").headers["location"] == "/files/a.pdf"


@pytest.mark.parametrize(
    ("scheme", "peer", "forwarded", "secure"),
    [
        ("http", "127.0.0.1", "https", True),
        ("http", "127.0.0.1", "http", False),
        ("http", "192.0.2.1", "https", False),
        ("http", "::ffff:127.0.0.1", "https", True),
        ("https", "192.0.2.1", "http", True),
    ],
)
def test_the_cookie_is_secure_under_tls(dana: users.User, scheme: str, peer: str, forwarded: str, secure: bool) -> None:
    browser = client(peer=peer, url=f"{scheme}://library.example.org")
    form = {"name": "Dana", "password": WORDS}
    origin = {"origin": "https://library.example.org", "x-forwarded-proto": forwarded}
    cookie = browser.post("/login", data=form, headers=origin).headers["set-cookie"]
    assert cookie.startswith("__Host-kb-session=" if secure else "kb-session=")
    assert ("; secure" in cookie.lower()) == secure
    value = {"cookie": cookie.split(";")[0], "x-forwarded-proto": forwarded}
    browser.cookies.clear()
    assert browser.get("/", headers=value).status_code == 200


@pytest.mark.parametrize(("name", "password"), [("Dana", "wrong words!"), ("nobody", WORDS), ("", ""), ("Dana", "")])
def test_a_wrong_name_and_a_wrong_password_are_told_the_same(dana: users.User, name: str, password: str) -> None:
    browser = client()
    answer = sign_in(browser, name, password, next="/x?q=1")
    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
    assert "שם המשתמש או הסיסמה שגויים" in answer.text
    assert 'name="next" value="/x?q=1"' in answer.text
    assert browser.get("/").status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:8502"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:8501.evil.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "https://evil.example", "sec-fetch-site": "same-origin"}, 403),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 303),
        (OURS, 303),
    ],
)
def test_no_other_site_signs_a_person_in_or_out(dana: users.User, headers: dict[str, str], status: int) -> None:
    browser = client()
    answer = browser.post("/login", data={"name": "Dana", "password": WORDS}, headers=headers)
    assert (answer.status_code, "set-cookie" in answer.headers) == (status, status == 303)
    sign_in(browser)
    answer = browser.post("/sign-out", headers=headers)
    assert (answer.status_code, "set-cookie" in answer.headers) == (status, status == 303)
    assert browser.get("/").status_code == (401 if status == 303 else 200)


def test_a_large_form_is_refused_before_it_is_read_to_its_end(dana: users.User) -> None:
    sent = []

    def body() -> Any:
        for _ in range(40):
            sent.append(1)
            yield b"x" * 4096

    answer = client().post("/login", content=body(), headers=OURS)
    assert answer.status_code == 413
    assert "נשלח יותר מדי טקסט" in answer.text
    within = f"name=Dana&password={quote(WORDS)}&next=" + "a" * 60_000
    assert client().post("/login", content=within, headers=OURS).headers["location"] == "/"
    many = "&".join(["a=1"] * 20) + f"&name=Dana&password={quote(WORDS)}"
    assert client().post("/login", content=many, headers=OURS).status_code == 413
    assert client().post("/login", content=b"\xff\xfe=%ff&name", headers=OURS).status_code == 401
    assert client().put("/login", content=b"").status_code == 405


# Guessing ------------------------------------------------------------------------------------------------------------


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(guard, "time", moved)
    return moved


def test_failures_for_a_name_make_it_wait_longer_and_longer(dana: users.User, clock: Clock) -> None:
    browser = client()
    for _ in range(5):
        assert sign_in(browser, "Dana", "wrong words!").status_code == 401
    waits = []
    for _ in range(7):
        assert sign_in(browser, "dana ", "wrong words!").status_code == 401
        refused = sign_in(browser, "Dana", WORDS, ui="en")  # even the right one must wait
        assert refused.status_code == 429
        waits.append(int(refused.headers["retry-after"]))
        assert f"Try again in {waits[-1]} seconds." in refused.text
        clock.now += waits[-1]
    assert waits == [2, 4, 8, 16, 32, 60, 60]
    assert sign_in(browser).status_code == 303
    assert sign_in(browser, "Dana", "wrong words!").status_code == 401  # and nothing is held against it any more
    assert sign_in(browser).status_code == 303


def test_the_last_second_is_told_in_the_singular(dana: users.User, clock: Clock) -> None:
    browser = client()
    for _ in range(6):
        sign_in(browser, "Dana", "wrong words!")
    clock.now += 1.5
    assert "נסו שוב בעוד שנייה אחת." in sign_in(browser).text


def test_a_name_that_nobody_has_is_limited_alike(dana: users.User, clock: Clock) -> None:
    browser = client()
    statuses = [sign_in(browser, "nobody").status_code for _ in range(7)]
    assert statuses == [401] * 6 + [429]
    assert sign_in(browser).status_code == 303  # somebody else at the same address


def test_failures_from_an_address_are_counted_over_all_names(dana: users.User, clock: Clock) -> None:
    door = entrance(settings.load(), "127.0.0.1")
    browser = client(door, peer="192.0.2.1")
    for number in range(21):
        assert sign_in(browser, f"name{number}").status_code == 401
    assert sign_in(browser).status_code == 429
    clock.now += 2
    assert sign_in(browser).status_code == 303
    # A good sign-in in between does not make an address new.
    assert [sign_in(browser, f"more{number}").status_code for number in range(2)] == [401, 429]


def test_behind_a_trusted_proxy_each_person_has_an_address(dana: users.User, clock: Clock) -> None:
    browser = client()

    def attempt(forwarded: str, name: str) -> int:
        headers = OURS | {"x-forwarded-for": forwarded}
        return browser.post("/login", data={"name": name, "password": WORDS}, headers=headers).status_code

    # What the browser itself claims stands before what the proxy adds.
    statuses = [attempt(f"203.0.113.{number}, 192.0.2.1", f"name{number}") for number in range(22)]
    assert statuses == [401] * 21 + [429]
    assert attempt("192.0.2.2", "Dana") == 303


def test_attempts_are_forgotten_with_time_and_bounded_in_number(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Attempts(2, 60)
    for _ in range(3):
        counted.count("a", 0.0)
    assert (counted.wait("a", 0.0), counted.wait("a", 1.2), counted.wait("a", 2.0)) == (2, 1, 0)
    counted.count("a", attempts.FORGIVEN)  # one of three is forgiven, so this is the third again
    assert counted.wait("a", attempts.FORGIVEN) == 2
    counted.count("a", 100 * attempts.FORGIVEN)
    assert counted.wait("a", 100 * attempts.FORGIVEN) == 0
    monkeypatch.setattr(attempts, "MOST", 3)
    for number in range(9):
        counted.count(f"b{number}", 0.0)
    assert len(counted) == 3
    for _ in range(3):
        counted.count("b8", 0.0)
    assert counted.wait("b8", 0.0) == 4
    counted.take_back("b8")
    assert counted.wait("b8", 0.0) == 0
    counted.forgive("b8")
    counted.forgive("never")
    counted.take_back("never")
    assert len(counted) == 2


def test_a_wait_never_grows_beyond_the_longest() -> None:
    counted = Attempts(0, 60)
    for _ in range(5000):
        counted.count("a", 0.0)
    assert counted.wait("a", 0.0) == 60


def test_no_browser_keeps_what_a_person_was_shown(dana: users.User) -> None:
    browser = client()
    assert browser.get("/assets/style.css").headers.get_list("cache-control") == ["private, no-cache"]
    sign_in(browser)
    for path in ("/", "/files/a.pdf", "/_stcore/metrics"):
        assert browser.get(path).headers.get_list("cache-control") == ["no-store"]
    assert browser.get("/static/js/index.js").headers.get_list("cache-control") == ["private, no-cache"]


# The end of a session ------------------------------------------------------------------------------------------------


def test_sign_out_asks_first_and_then_ends_the_session_for_good(dana: users.User) -> None:
    browser, other = client(), client()
    sign_in(browser)
    sign_in(other)
    kept = {"cookie": f"kb-session={browser.cookies['kb-session']}"}
    asked = browser.get("/sign-out?ui=en")
    assert (asked.status_code, "<bdi>Dana</bdi>" in asked.text) == (200, True)
    assert browser.get("/").status_code == 200
    left = browser.post("/sign-out", data={"ui": "en"}, headers=OURS)
    assert (left.status_code, left.headers["location"]) == (303, "/login?out=1&ui=en")
    assert 'kb-session="";' in left.headers["set-cookie"] and "Max-Age=0" in left.headers["set-cookie"]
    assert "You are signed out." in browser.get("/login?out=1&ui=en").text
    assert browser.get("/").status_code == 401
    assert client().get("/", headers=kept).status_code == 401  # a copy, after a restart of the app
    assert other.get("/").status_code == 200  # the same person elsewhere
    assert browser.get("/sign-out?ui=en").headers["location"] == "/login?ui=en"
    assert browser.post("/sign-out", headers=OURS).status_code == 303


END = {
    "another password": lambda folder: users.set_password(folder, "Dana", "another password"),
    "the same password anew": lambda folder: users.set_password(folder, "Dana", WORDS),
    "removal": lambda folder: users.remove(folder, "Dana"),
    "removed and added again": lambda folder: (
        users.remove(folder, "Dana"),
        users.add(folder, "Dana", "reader", WORDS),
    ),
    "a damaged file": lambda folder: (folder / users.FILE).write_text("{"),
    "no file": lambda folder: (folder / users.FILE).unlink(),
}


@pytest.mark.parametrize("end", END.values(), ids=END)
def test_what_ends_all_sessions_at_once(dana: users.User, folder: Path, end: Callable[[Path], object]) -> None:
    users.add(folder, "Amir", "reader", WORDS)
    browser = client()
    sign_in(browser)
    with browser.websocket_connect(STREAM) as socket:
        socket.receive_json()
        socket.send_text("a")
        assert socket.receive_text() == "served a"
        end(folder)
        socket.send_text("b")
        closed = socket.receive()
        assert (closed["type"], closed["code"]) == ("websocket.close", 1008)
    assert browser.app.app.state.left == [1008]  # type: ignore[attr-defined]
    assert browser.get("/files/a.pdf").status_code in {401, 503}


def test_a_signed_out_page_serves_nothing_more(dana: users.User) -> None:
    browser = client()
    sign_in(browser)
    with browser.websocket_connect(STREAM) as socket:
        socket.receive_json()
        browser.post("/sign-out", headers=OURS)
        socket.send_text("b")
        assert socket.receive()["code"] == 1008


def test_another_role_reaches_an_open_page(dana: users.User, folder: Path) -> None:
    browser = client()
    sign_in(browser)
    with browser.websocket_connect(STREAM) as socket:
        assert socket.receive_json()["x-kb-role"] == ["reader"]
        users.set_role(folder, "Dana", "editor")
        socket.send_text("b")
        assert socket.receive()["code"] == 1008
    with browser.websocket_connect(STREAM) as socket:  # as Streamlit's page does by itself
        assert socket.receive_json()["x-kb-role"] == ["editor"]


def test_a_session_lasts_twelve_hours(dana: users.User, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = client()
    sign_in(browser)
    value = {"cookie": f"kb-session={browser.cookies['kb-session']}"}
    now = time.time()
    for later, status in ((12 * 3600 - 60, 200), (12 * 3600 + 60, 401), (-60, 401)):
        monkeypatch.setattr(itsdangerous.timed.time, "time", lambda later=later: now + later)
        assert browser.get("/", headers=value).status_code == status


def test_a_value_that_was_changed_or_signed_by_another_key_is_none(dana: users.User, folder: Path) -> None:
    browser = client()
    sign_in(browser)
    value = browser.cookies["kb-session"]
    everybody = users.load(folder)
    kept = Sessions(folder)
    assert kept.user(value, everybody) == dana
    for changed in (
        value[:-1],
        value + "a",
        "a" + value,
        "",
        ".",
        "..",
        value.swapcase(),
        "é" * 10,
        value.split(".")[0],
    ):
        assert kept.user(changed, everybody) is None
        kept.end(changed)
    assert kept.user(value, everybody) == dana
    (folder / sessions.KEY_FILE).unlink()
    assert Sessions(folder).user(value, everybody) is None


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
def test_the_key_is_made_once_and_only_its_owner_reads_it(dana: users.User, folder: Path) -> None:
    first = sessions.key(folder)
    assert (len(first), sessions.key(folder)) == (64, first)
    assert stat.S_IMODE((folder / sessions.KEY_FILE).stat().st_mode) == 0o600
    (folder / sessions.KEY_FILE).write_text("short")
    with pytest.raises(KeyUnusable, match="too short"):
        sessions.key(folder)
    with pytest.raises(KnowledgeError):
        entrance(settings.load(), "127.0.0.1")


def test_a_damaged_users_file_lets_nobody_in_and_says_so(dana: users.User, folder: Path) -> None:
    browser = client()
    sign_in(browser)
    (folder / users.FILE).write_text("{")
    answer = browser.get("/", headers=HTML)
    assert (answer.status_code, "אי אפשר להיכנס כרגע" in answer.text) == (503, True)
    browser.cookies.clear()
    refused = sign_in(browser)
    assert (refused.status_code, "אי אפשר להיכנס כרגע" in refused.text) == (503, True)


# Behind a proxy that signs people in ---------------------------------------------------------------------------------


def test_a_trusted_proxy_names_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = client(headers_door(monkeypatch))
    named = {"X-Forwarded-User": "דנה".encode(), "X-Forwarded-Role": b"staff, Editor", "X-Forwarded-For": b"192.0.2.9"}
    who = {"x-kb-role": ["editor"], "x-kb-user": [quote("דנה")]}
    assert browser.get("/", headers=SPOOFED | named).json() == {"path": "/"} | who
    with browser.websocket_connect(STREAM, headers=SPOOFED | named) as socket:
        assert socket.receive_json() == who
    assert browser.get("/login", headers=named).headers["location"] == "/"


@pytest.mark.parametrize(
    ("roles", "role"),
    [("editor", "editor"), ("reader", "reader"), ("editors", "reader"), ("", "reader"), (None, "reader")],
)
def test_only_the_word_editor_makes_an_editor(monkeypatch: pytest.MonkeyPatch, roles: str | None, role: str) -> None:
    browser = client(headers_door(monkeypatch))
    named = {"x-forwarded-user": "a"} | ({} if roles is None else {"x-forwarded-role": roles})
    assert browser.get("/", headers=named).json()["x-kb-role"] == [role]


@pytest.mark.parametrize("peer", ["192.0.2.1", "10.0.0.6", "2001:db8::1", "testclient"])
def test_nobody_else_is_believed(monkeypatch: pytest.MonkeyPatch, peer: str) -> None:
    browser = client(headers_door(monkeypatch, TRUSTED_PROXIES="10.0.0.5, 10.1.0.0/16"), peer=peer)
    named = {"x-forwarded-user": "admin", "x-forwarded-role": "editor", "x-forwarded-for": "10.0.0.5"}
    answer = browser.get("/", headers=HTML | named)
    assert (answer.status_code, "דרך מערכת הכניסה של הארגון" in answer.text) == (401, True)
    assert browser.get("/files/a.pdf", headers=named).status_code == 401
    assert browser.get("/login", headers=named).status_code == 401
    assert sign_in(browser).status_code == 401
    with pytest.raises(WebSocketDisconnect) as refused, browser.websocket_connect(STREAM, headers=named):
        pass
    assert refused.value.code == 1008


def test_an_address_that_this_machine_only_claims_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """uvicorn believes X-Forwarded-For of this machine: the peer must count, not what it claims to be."""
    door = headers_door(monkeypatch, TRUSTED_PROXIES="10.0.0.5")
    browser = client(door, peer="127.0.0.1")
    named = {"x-forwarded-user": "admin", "x-forwarded-for": "10.0.0.5"}
    assert browser.get("/", headers=named).status_code == 401


def test_where_nobody_noted_the_peer_nobody_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = client(headers_door(monkeypatch), seen_by=lambda app: app)
    assert browser.get("/", headers={"x-forwarded-user": "admin"}).status_code == 401


@pytest.mark.parametrize("peer", ["10.0.0.5", "10.1.2.3", "::ffff:10.1.2.3"])
def test_proxies_are_named_by_address_or_network(monkeypatch: pytest.MonkeyPatch, peer: str) -> None:
    more = {"TRUSTED_PROXIES": "10.0.0.5, 10.1.0.0/16", "TRUSTED_USER_HEADER": "Remote-User"}
    browser = client(headers_door(monkeypatch, **more), peer=peer)
    assert browser.get("/", headers={"remote-user": "dana"}).json()["x-kb-user"] == ["dana"]
    assert browser.get("/", headers={"x-forwarded-user": "dana"}).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("x-forwarded-user", "")],
        [("x-forwarded-user", "  ")],
        [("x-forwarded-user", "dana"), ("X-Forwarded-User", "admin")],
        [("x-forwarded-user", "a" * 201)],
        [("x-forwarded-user", "a\u202eb".encode())],
    ],
)
def test_a_name_that_says_nothing_certain_is_none(monkeypatch: pytest.MonkeyPatch, headers: Any) -> None:
    assert client(headers_door(monkeypatch)).get("/", headers=headers).status_code == 401


def test_users_do_not_count_where_the_proxy_signs_in(dana: users.User, monkeypatch: pytest.MonkeyPatch) -> None:
    value = Sessions(settings.load().people).begin(dana)
    browser = client(headers_door(monkeypatch))
    assert browser.get("/", headers={"cookie": f"kb-session={value}"}).status_code == 401


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (None, "127.0.0.1"),
        ("192.0.2.1", "192.0.2.1"),
        ("203.0.113.9, 192.0.2.1", "192.0.2.1"),
        ("192.0.2.1, 10.0.0.5", "192.0.2.1"),
        ("10.0.0.5", "127.0.0.1"),
        ("192.0.2.1, unknown", "127.0.0.1"),
        ("", "127.0.0.1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_address_behind_proxies(forwarded: str | None, address: str) -> None:
    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode())]
    trusted = proxy.networks(["127.0.0.1", "10.0.0.5"])
    scope = {"type": "http", "headers": headers, "client": ("192.0.2.77", 1), proxy.PEER: "127.0.0.1"}
    assert proxy.client(scope, trusted) == address
    del scope[proxy.PEER]
    assert proxy.client(scope, trusted) == "192.0.2.77"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIGN_IN", "password"),
        ("TRUSTED_PROXIES", "proxy.example.org"),
        ("TRUSTED_PROXIES", "10.0.0.5, 10.0.0.256"),
        ("TRUSTED_USER_HEADER", "X User"),
        ("TRUSTED_ROLE_HEADER", ""),
    ],
)
def test_settings_that_cannot_be_used(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"KNOWLEDGE_{name}", value)
    if not value:
        assert settings.load().trusted_role_header == "X-Forwarded-Role"
        return
    with pytest.raises(SettingsInvalid, match=name.lower()):
        settings.load()


# What a page shows of it ---------------------------------------------------------------------------------------------


def test_the_header_names_the_person_and_leads_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert signed_in("he", Visitor("", "editor")) == ""
    assert signed_in("en", Visitor("<b>", "reader")) == (
        '<span class="kb-person"><span class="kb-unseen">Signed in as</span> <bdi>&lt;b&gt;</bdi> '
        '<a data-sign-out="1" href="/sign-out?ui=en">Sign out</a></span>'
    )
    monkeypatch.setenv("KNOWLEDGE_SIGN_IN", "headers")
    assert signed_in("he", Visitor("דנה", "reader")) == (
        '<span class="kb-person"><span class="kb-unseen">מחוברים בשם</span> <bdi>דנה</bdi></span>'
    )


def test_no_file_of_the_assets_is_open_but_those_that_are_served() -> None:
    assert open_to_all("/assets/style.css")
    assert not any(map(open_to_all, ("/assets/__init__.py", "/assets/style/1-frame.css", "/assets", "/", "")))
