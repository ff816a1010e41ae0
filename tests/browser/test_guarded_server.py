"""The guard in the server that people run: whom uvicorn says a request is from, and when the app does not start."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from knowledge import users
from tests.conftest import ROOT

from .servers import command, free_port, running

NAMED = {"x-forwarded-user": "dana", "x-forwarded-role": "editor"}
PROXY = "10.0.0.5"


@pytest.fixture(scope="module", params=["127.0.0.1", PROXY])
def proxied(
    request: pytest.FixtureRequest, library_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, bool]]:
    """The address of an app behind a proxy, and whether a proxy on this machine is the one it trusts."""
    folder = tmp_path_factory.mktemp("proxied")
    own = {"PEOPLE": str(folder), "SIGN_IN": "headers", "TRUSTED_PROXIES": request.param}
    environment = library_environment | {f"KNOWLEDGE_{name}": value for name, value in own.items()}
    with running(environment, folder / "log") as url:
        yield url, request.param == "127.0.0.1"


@pytest.mark.parametrize("forwarded", [None, "192.0.2.1", PROXY, f"{PROXY}:40000", f"192.0.2.1, {PROXY}"])
def test_the_peer_itself_must_be_the_trusted_proxy(proxied: tuple[str, bool], forwarded: str | None) -> None:
    url, trusted = proxied
    headers = NAMED | ({"x-forwarded-for": forwarded} if forwarded else {})
    assert httpx.get(f"{url}/_stcore/host-config", headers=headers).status_code == (200 if trusted else 401)
    stream = url.replace("http", "ws") + "/_stcore/stream"
    if trusted:
        with connect(stream, origin=url, additional_headers=headers, proxy=None) as accepted:  # type: ignore[arg-type]
            assert accepted.response is not None and accepted.response.status_code == 101
    else:
        with pytest.raises(InvalidStatus) as refused:
            connect(stream, origin=url, additional_headers=headers, proxy=None)  # type: ignore[arg-type]
        assert refused.value.response.status_code == 403


def test_without_the_proxys_headers_nobody_comes_in(proxied: tuple[str, bool]) -> None:
    url, _ = proxied
    assert httpx.get(f"{url}/_stcore/metrics").status_code == 401
    assert httpx.get(f"{url}/_stcore/health").status_code == 200


@pytest.mark.parametrize(
    ("own", "more", "en", "he"),
    [
        ({}, ["--server.address", "0.0.0.0"], "nobody would have to sign in", "איש לא יתבקש להזדהות"),
        ({"STREAMLIT_SERVER_ADDRESS": "::"}, [], "nobody would have to sign in", "איש לא יתבקש להזדהות"),
        ({"KNOWLEDGE_SIGN_IN": "users"}, [], "names nobody", "אין איש"),
        ({"KNOWLEDGE_SIGN_IN": "maybe"}, [], "The setting sign_in has the value 'maybe'", "להגדרה sign_in"),
    ],
)
def test_the_app_does_not_start(own: dict[str, str], more: list[str], en: str, he: str, tmp_path: Path) -> None:
    environment = {**os.environ, "KNOWLEDGE_PEOPLE": str(tmp_path), **own}
    port = free_port()
    finished = subprocess.run(
        command(port, *more), cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    assert finished.returncode == 1
    assert "Traceback" not in finished.stdout + finished.stderr
    assert en in finished.stderr and he in finished.stderr


def test_a_public_address_with_users_is_served(library_environment: dict[str, str], tmp_path: Path) -> None:
    users.add(tmp_path, "Dana", "reader", "a long password")
    environment = {**library_environment, "KNOWLEDGE_PEOPLE": str(tmp_path), "STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}
    with running(environment, tmp_path / "log") as url:
        assert httpx.get(f"{url}/files/a.pdf").status_code == 401
        form = {"name": "dana", "password": "a long password"}
        answer = httpx.post(f"{url}/login", data=form, headers={"origin": url})
        assert answer.status_code == 303
        cookie = {"cookie": answer.headers["set-cookie"].split(";")[0]}
        assert httpx.get(f"{url}/_stcore/host-config", headers=cookie).status_code == 200
