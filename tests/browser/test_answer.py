"""The answer to a question: what it says, what is searched for it, and the route by which the script asks ahead."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from knowledge.browser import answer, answer_routes, frame
from knowledge.errors import IndexMissing
from knowledge.library import Library
from knowledge.types import Filters, Query

from .app_test import body, run
from .double import Double

LIBRARY: Library = Double()  # type: ignore[assignment]


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[TestClient]:
    monkeypatch.setenv("KNOWLEDGE_PEOPLE", str(tmp_path))
    for module in (frame, answer_routes):
        monkeypatch.setattr(module, "open_library", lambda _: LIBRARY)
    with TestClient(Starlette(routes=answer_routes.ROUTES)) as client:
        yield client


@pytest.mark.parametrize(
    "params",
    [
        {"q": "קואופרטיב"},
        {"q": "קואופרטיב", "ui": "en", "sort": "date"},
        {"q": "קואופרטיב", "country": "ES", "mode": "words"},
        {"q": "אין־דבר־כזה", "lang": "he"},
    ],
)
def test_the_answer_ahead_is_what_the_page_draws_and_searches_nothing_more(
    client: TestClient, searched: list[Query], params: dict[str, str]
) -> None:
    before = {**params, "q": "Mondragon", "n": "40", "literal": "1", "glossary": "0"}
    given = client.get("/answer", params={**before, "asked": params["q"]})
    assert given.headers["content-type"] == "application/json"
    assert given.headers["cache-control"] == "no-store"
    assert list(given.json()) == ["html"]
    shown = body(run("search_page", **params))
    assert given.json()["html"] in shown
    assert shown.count('<div id="kb-answer">') == 1
    assert len(searched) == len(set(searched))
    assert searched[0].text == params["q"]
    assert (searched[0].limit, searched[0].literal, searched[0].widened) == (20, False, True)


def test_the_same_text_is_read_as_it_was(client: TestClient, searched: list[Query]) -> None:
    client.get("/answer", params={"q": "קואופרטיב", "literal": "1", "asked": "קואופרטיב"})
    assert [query.literal for query in searched] == [True]


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"asked": "  "}, "There is nothing to search for"),
        ({}, "There is nothing to search for"),
        ({"asked": "קואופרטיב", "topic": "<b>"}, "topic cannot be “<b>”"),
        ({"asked": "קואופרטיב", "from": "2010", "to": "1990"}, "2010"),
    ],
)
def test_what_cannot_be_searched_is_left_to_the_page(client: TestClient, params: dict[str, str], says: str) -> None:
    given = client.get("/answer", params=params)
    assert given.status_code == 503
    assert given.headers["content-type"].startswith("text/plain")
    assert says in given.text


def test_a_library_that_cannot_be_opened_is_left_to_the_page(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> Library:
        raise IndexMissing(Path("index"))

    monkeypatch.setattr(answer_routes, "open_library", fail)
    assert client.get("/answer", params={"asked": "קואופרטיב"}).status_code == 503


def test_the_last_searches_are_remembered_for_their_generation(
    monkeypatch: pytest.MonkeyPatch, searched: list[Query]
) -> None:
    monkeypatch.setattr(answer, "REMEMBERED", 2)
    one, two, three = (Query(text, "words", 20, Filters()) for text in ("קואופרטיב", "Mondragon", "סיכום"))
    for query in (one, two, one, three, one, two):  # two is the one not used for longest when three comes
        answer.search(LIBRARY, query)
    assert searched == [one, two, three, two]
    monkeypatch.setattr(Double, "generation", "2")
    answer.search(LIBRARY, two)
    assert searched == [one, two, three, two, two]
    answer.forget()
    answer.search(LIBRARY, two)
    assert len(searched) == 6


def test_a_search_that_fails_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    query = Query("קואופרטיב", "words", 20, Filters())
    with monkeypatch.context() as broken:
        broken.setattr(Double, "search", lambda *_: (_ for _ in ()).throw(OSError))
        with pytest.raises(OSError):
            answer.search(LIBRARY, query)
    assert len(answer.search(LIBRARY, query).hits) == 3


def test_people_who_ask_at_once_get_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "REMEMBERED", 3)
    queries = [Query(text, "words", 20, Filters()) for text in ("קואופרטיב", "Mondragon", "סיכום", "ארגון", "נסגר")]
    expected = [answer.search(LIBRARY, query).hits for query in queries]
    wrong: list[str] = []

    def ask() -> None:
        for turn in range(200):
            at = turn % len(queries)
            if answer.search(LIBRARY, queries[at]).hits != expected[at]:
                wrong.append(queries[at].text)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(answer._remembered) == 3
