"""What's new: the page, and the routes of the bulletin and the feed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from lxml import etree
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from knowledge.browser import frame, news_html, news_page, news_routes
from knowledge.browser.messages import MESSAGES
from knowledge.browser.news_html import NewsAddress, digest_html, periods_html, sending_html
from knowledge.browser.news_routes import NEWS_ROUTES, not_modified
from knowledge.browser.shell import Shell
from knowledge.digest import Digest, Item, digest
from knowledge.errors import IndexMissing
from knowledge.feed import ATOM
from knowledge.history import Entry, Record
from knowledge.people import PeopleUnavailable

from .app_test import body, run

NOW = datetime.now(UTC).replace(hour=12)
HARM = "<script>window.harm=1</script> <b>$x^2$</b> ![](http://evil.example/a.png) \u202egpj"


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def entry(id: str, title: str, digest: str = "1", **more: object) -> Entry:
    return Entry(id, digest, title, "he", **more)  # type: ignore[arg-type]


HISTORY = (
    Record("g1", ago(200).isoformat(), (entry("old.pdf", "הישן"), entry("gone.pdf", "ההולך"))),
    Record("g2", ago(60).isoformat(), (entry("mid.pdf", "האמצעי", topics=("education",)),)),
    Record(
        "g3",
        ago(3).isoformat(),
        (entry("new.pdf", "<i>החדש</i>", topics=("education",), summary=HARM, authors=(HARM,)),),
        (entry("old.pdf", "הישן", "2"),),
        (entry("gone.pdf", "ההולך"),),
    ),
)


@pytest.fixture(autouse=True)
def _served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(frame, "open_library", lambda _: SimpleNamespace())
    monkeypatch.setenv("KNOWLEDGE_PEOPLE", str(tmp_path / "people"))
    for module in (news_page, news_routes):
        monkeypatch.setattr(module, "records", lambda _: HISTORY)


def page(**params: str) -> AppTest:
    return run("news_page", **params)


def address(app: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[-1] for name, value in app.query_params.items()}


def told(shown: str) -> list[str]:
    """Headings and titles of the list."""
    part = shown[shown.index('<section class="kb-news"') :] if "kb-news" in shown else ""
    part = part.split('<section class="kb-sending"')[0]
    return [re.sub("<[^>]+>", "", each[1]) for each in re.findall(r"<(h2|h3|bdi dir)[^>]*>(.*?)</(?:h2|h3|bdi)>", part)]


# The address ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "expected", "href"),
    [
        ({}, NewsAddress("he", "month"), "/news"),
        ({"since": ["", "week"], "ui": ["en"]}, NewsAddress("en", "week"), "/news?since=week&ui=en"),
        ({"since": ["2026-01-01", "2026-02-02"]}, NewsAddress("he", "2026-02-02"), "/news?since=2026-02-02"),
        ({"since": ["<b>"]}, NewsAddress("he", "<b>"), "/news?since=%3Cb%3E"),
    ],
)
def test_the_address(params: dict[str, list[str]], expected: NewsAddress, href: str) -> None:
    assert NewsAddress.parse(params) == expected
    assert expected.href() == href
    assert NewsAddress.parse(expected.params()) == expected


# The page ------------------------------------------------------------------------------------------------------------


def test_the_last_month_by_what_became_of_the_documents_and_topic() -> None:
    shown = body(page())
    assert told(shown) == [
        "נכנסו למאגר (1)",
        "חינוך שיתופי",
        "&lt;i&gt;החדש&lt;/i&gt;",
        "השתנו (1)",
        "נושאים אחרים",
        "הישן",
        "יצאו מן המאגר (1)",
        "נושאים אחרים",
        "ההולך",
    ]
    assert ": נכנסו 1, השתנו 1, יצאו 1." in shown
    assert 'href="/document?doc=new.pdf"' in shown
    assert "doc=gone.pdf" not in shown
    assert '<h1 class="kb-title" dir="rtl">מה חדש</h1>' in shown
    assert 'href="/news" aria-current="true">החודש האחרון</a>' in shown


def test_the_quarter_and_a_day() -> None:
    assert [title for title in told(body(page(since="quarter"))) if title in ("האמצעי", "הישן")] == ["האמצעי", "הישן"]
    app = page(since=ago(61).date().isoformat())
    assert "האמצעי" in told(body(app))
    assert app.date_input(key="kb-since").value == ago(61).date()
    everything = body(page(since=ago(300).date().isoformat()))
    assert "ההולך" not in told(everything), "what entered and left since is no news"
    assert "נכנסו 3, השתנו 0, יצאו 0." in everything


def test_a_day_is_chosen_and_written_into_the_address() -> None:
    app = page(ui="en")
    app.date_input(key="kb-since").set_value(ago(61).date()).run()
    assert address(app) == {"since": ago(61).date().isoformat(), "ui": "en"}
    assert "3 Entered" not in body(app)
    assert "2 entered, 1 changed, 1 left." in body(app)


def test_without_news_the_last_ones_are_offered() -> None:
    shown = body(page(since=ago(1).date().isoformat()))
    assert "אין חידושים" in shown
    last = ago(3).astimezone().date().isoformat()
    assert f'href="/news?since={last}">מה התעדכן אז</a>' in shown
    assert "kb-news" not in shown


def test_since_my_last_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    first = body(page(since="visit"))
    assert MESSAGES["news-first-visit"]["he"] in first
    assert "נכנסו 1, השתנו 1, יצאו 1." in first
    more = Record("g4", ago(0).isoformat(), (entry("newest.pdf", "העדכני"),))
    later = datetime.now(UTC) + timedelta(days=1)
    monkeypatch.setattr(news_page, "records", lambda _: (*HISTORY, more))
    monkeypatch.setattr(news_page, "datetime", SimpleNamespace(now=lambda: later))
    app = page(since="visit")
    assert told(body(app)) == ["נכנסו למאגר (1)", "נושאים אחרים", "העדכני"]
    app.run()
    assert told(body(app)) == ["נכנסו למאגר (1)", "נושאים אחרים", "העדכני"], "a session is one visit"
    assert f'href="/news.atom?since={ago(3).astimezone().date().isoformat()}"' in body(app)


def test_where_visits_cannot_be_kept_the_page_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise PeopleUnavailable(tmp_path, "gone")

    monkeypatch.setattr(news_page, "visit", fail)
    assert MESSAGES["news-visit-unknown"]["he"] in body(page(since="visit"))
    assert "נכנסו 1" in body(page())


@pytest.mark.parametrize("since", ["<script>", "2026-99-99", "yesterday"])
def test_an_address_that_nobody_knows_is_explained(since: str) -> None:
    shown = body(page(since=since))
    assert "אינו תאריך שאפשר להציג את החידושים מאז" in shown
    assert "<script>" not in shown
    assert 'href="/news?since=week"' in shown


def test_a_date_in_the_future_or_long_ago_is_shown() -> None:
    assert "אין חידושים" in body(page(since="2999-01-01"))
    assert "נכנסו 3" in body(page(since="1900-01-01"))


def test_hostile_words_stand_only_in_escaped_html() -> None:
    app = page()
    shown = body(app)
    assert "<script" not in shown
    assert "<i>" not in shown
    assert "\u202e" not in shown
    assert "&lt;script&gt;" in shown
    assert not app.markdown
    assert not any("החדש" in each.label for each in app.date_input)


def test_english() -> None:
    shown = body(page(ui="en"))
    assert told(shown)[0] == "Entered the library (1)"
    assert all("ui=en" in href for href in re.findall(r'href="(/document[^"]*)"', shown))
    assert 'href="/news.atom?ui=en"' in shown


def test_a_long_list_is_cut_and_says_so() -> None:
    items = tuple(Item("entered", entry(f"{number}", f"T{number}"), NOW, "g") for number in range(news_html.SHOWN + 4))
    html = digest_html(Digest(ago(30), items, NOW), "en")
    assert html.count("<li ") == news_html.SHOWN
    assert "<p>and 4 more</p>" in html


def test_a_library_without_a_history_has_no_news() -> None:
    html = digest_html(Digest(ago(30), ()), "he")
    assert "אין חידושים" in html
    assert "<a" not in html
    assert sending_html(NewsAddress("he", "week")).count('href="/news') == 3
    assert periods_html(NewsAddress("en", "2026-01-01")).count("aria-current") == 0


# The routes ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=NEWS_ROUTES, middleware=[Middleware(Shell)]), base_url="http://kb.example")


def titles(content: bytes) -> list[str]:
    return [each.text or "" for each in etree.fromstring(content).findall(f"{{{ATOM}}}entry/{{{ATOM}}}title")]


def test_the_feed(client: TestClient) -> None:
    answer = client.get("/news.atom")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert titles(answer.content) == ["<i>החדש</i>", "יצא מן המאגר: ההולך", "השתנה: הישן", "האמצעי"]
    (own,) = etree.fromstring(answer.content).findall(f"{{{ATOM}}}link[@rel='self']")
    assert own.get("href") == "http://kb.example/news.atom"
    assert len(titles(client.get("/news.atom?since=week").content)) == 3
    assert "Changed: הישן" in titles(client.get("/news.atom?since=week&ui=en").content)


def test_a_reader_that_has_the_feed_is_told_so(client: TestClient) -> None:
    first = client.get("/news.atom")
    tag, changed = first.headers["etag"], first.headers["last-modified"]
    for headers in ({"if-none-match": tag}, {"if-none-match": f'"x", W/{tag}'}, {"if-modified-since": changed}):
        again = client.get("/news.atom", headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    for headers in ({"if-none-match": '"x"', "if-modified-since": changed}, {"if-modified-since": "never"}):
        assert client.get("/news.atom", headers=headers).status_code == 200
    before = {"if-modified-since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    assert client.get("/news.atom", headers=before).status_code == 200
    assert client.get("/news.atom?ui=en", headers={"if-none-match": tag}).status_code == 200
    assert client.head("/news.atom").status_code == 200


def test_not_modified_by_tag_before_time() -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    assert not not_modified({}, '"a"', moment)
    assert not_modified({"if-none-match": "*"}, '"a"', moment)
    assert not_modified({"if-modified-since": "Sun, 01 Mar 2026 00:00:00 -0000"}, '"a"', moment)


def test_the_bulletin_is_sent_as_it_is_and_can_do_nothing(client: TestClient) -> None:
    answer = client.get("/news/bulletin.html?since=week&ui=en", headers={"accept": "text/html,*/*"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert answer.text.startswith('<!doctype html>\n<html lang="en" dir="ltr">\n<head><meta charset="utf-8">')
    assert "<script" not in answer.text
    assert "shell.js" not in answer.text
    assert 'href="http://kb.example/document?doc=new.pdf&amp;ui=en"' in answer.text


def test_the_markdown_is_a_download(client: TestClient) -> None:
    answer = client.get("/news/bulletin.md")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="bulletin.md"'
    assert answer.text.startswith("# עלון המאגר: מה חדש\n")
    assert "(<http://kb.example/document?doc=new.pdf>)" in answer.text


@pytest.mark.parametrize("path", ["/news.atom", "/news/bulletin.html", "/news/bulletin.md"])
def test_what_cannot_be_told_is_explained(client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    answer = client.get(f"{path}?since=%3Cscript%3E")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert "אינו תאריך" in answer.text
    assert client.get(f"{path}?since=visit&ui=en").status_code == 400

    def fail(_: object) -> None:
        raise IndexMissing(Path("/index"))

    monkeypatch.setattr(news_routes, "records", fail)
    answer = client.get(f"{path}?ui=en")
    assert answer.status_code == 503
    assert answer.text.startswith("There is no index")


def test_the_routes_tell_what_the_page_tells(client: TestClient) -> None:
    items = digest(HISTORY, ago(30)).items
    assert len(titles(client.get("/news.atom?since=month").content)) == len(items) == 3
