"""The Atom feed: what RFC 4287 requires, ids that stay, and text that XML can hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree

from knowledge.digest import Digest, Item
from knowledge.feed import ATOM, MOST, atom, entry_id, library_key, updated
from knowledge.history import Entry, Record
from knowledge.types import Language

BASE = "https://kb.example/"
ADDRESS = "https://kb.example/news.atom?since=week"
SINCE = datetime(2026, 3, 1, tzinfo=UTC)
MOMENT = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=2)))
DOCUMENT = Entry("א ב.pdf", "1", "ערבות & <b>", "he", "brief", ("education", "x\x00"), "2005", "תקציר.", ("דוד", " "))
NEWS = Digest(
    SINCE,
    (
        Item("entered", DOCUMENT, MOMENT, "g2"),
        Item("changed", Entry("b", "2", "On work", "en"), MOMENT, "g2"),
        Item("left", Entry("c", "3", "הלך", "he"), MOMENT, "g2"),
    ),
    MOMENT,
)
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def parsed(news: Digest = NEWS, ui: Language = "he") -> etree._Element:
    return etree.fromstring(atom(news, ui, BASE, "key", ADDRESS))


def texts(element: etree._Element, name: str) -> list[str]:
    return [each.text or "" for each in element.findall(f"{{{ATOM}}}{name}")]


def check(feed: etree._Element) -> None:
    """What RFC 4287 requires of a feed and its entries (4.1.1, 4.1.2)."""
    assert feed.tag == f"{{{ATOM}}}feed"
    for element in (feed, *feed.findall(f"{{{ATOM}}}entry")):
        for name in ("id", "title", "updated"):
            assert len(texts(element, name)) == 1, name
            assert texts(element, name)[0].strip(), name
        assert RFC3339.fullmatch(texts(element, "updated")[0])
        for each in element.findall(f"{{{ATOM}}}author"):
            assert texts(each, "name")[0]
        for link in element.findall(f"{{{ATOM}}}link"):
            assert urlsplit(link.get("href", "")).scheme == "https"
        for category in element.findall(f"{{{ATOM}}}category"):
            assert category.get("term")
    assert len(feed.findall(f"{{{ATOM}}}author")) == 1, "or every entry would need one of its own"
    ids = texts(feed, "id") + [texts(entry, "id")[0] for entry in feed.findall(f"{{{ATOM}}}entry")]
    assert len(set(ids)) == len(ids)
    for entry in feed.findall(f"{{{ATOM}}}entry"):
        alternate = [link for link in entry.findall(f"{{{ATOM}}}link") if link.get("rel") == "alternate"]
        assert alternate or texts(entry, "summary"), "without content there must be one of the two"


@pytest.mark.parametrize("ui", ["he", "en"])
def test_the_feed_is_valid(ui: Language) -> None:
    feed = parsed(ui=ui)
    check(feed)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == ui
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{{{ATOM}}}link")}
    assert links["self"] == ADDRESS
    assert (links["alternate"] or "").startswith("https://kb.example/news?since=2026-03-01")
    assert texts(feed, "updated") == ["2026-03-10T12:30:00Z"]


def test_the_entries() -> None:
    entered, changed, left = parsed().findall(f"{{{ATOM}}}entry")
    assert texts(entered, "title") == ["ערבות & <b>"]
    assert texts(entered, "published") == texts(entered, "updated") == ["2026-03-10T12:30:00Z"]
    assert texts(entered, "summary") == ["תקציר."]
    (link,) = entered.findall(f"{{{ATOM}}}link")
    assert parse_qs(urlsplit(link.get("href", "")).query) == {"doc": ["א ב.pdf"]}
    assert [each.get("label") for each in entered.findall(f"{{{ATOM}}}category")] == ["חינוך שיתופי", "x"]
    assert [texts(author, "name") for author in entered.findall(f"{{{ATOM}}}author")] == [["דוד"]]
    assert texts(changed, "title") == ["השתנה: On work"]
    assert texts(changed, "summary") == ["אנגלית"]
    assert texts(left, "title") == ["יצא מן המאגר: הלך"]
    assert left.findall(f"{{{ATOM}}}link") == []


def test_text_that_xml_cannot_hold_is_left_out() -> None:
    harm = "א\x00\x0bב\ud800\uffff\u202e]]><!--"
    news = Digest(
        SINCE, (Item("entered", Entry(harm, "1", harm, "he", None, (harm,), harm, harm, (harm,)), MOMENT, "g"),)
    )
    with pytest.raises(UnicodeEncodeError):
        parsed(news)  # no file has such a name: it stays out when it is read
    (entry,) = parsed(
        replace(news, items=(replace(news.items[0], entry=replace(news.items[0].entry, id="a")),))
    ).findall(f"{{{ATOM}}}entry")
    assert texts(entry, "title") == ["א ב ]]><!--"]


def test_an_untitled_document_is_called_by_its_id() -> None:
    news = Digest(SINCE, (Item("entered", Entry("a.pdf", "1", " ", "he"), MOMENT, "g"),))
    check(parsed(news))
    assert texts(parsed(news).findall(f"{{{ATOM}}}entry")[0], "title") == ["a.pdf"]


def test_an_empty_feed_is_valid() -> None:
    check(parsed(Digest(SINCE, ())))
    assert updated(Digest(SINCE, ())) == SINCE


def test_ids_stay_and_tell_apart() -> None:
    item = NEWS.items[0]
    one = entry_id(item, "k")
    assert re.fullmatch(r"tag:cooperative-knowledge-base,2026:k/g2/entered/[0-9a-f]{16}", one)
    assert entry_id(replace(item, entry=replace(DOCUMENT, title="אחר", digest="9")), "k") == one
    others = {
        entry_id(replace(item, kind="changed"), "k"),
        entry_id(replace(item, generation="g3"), "k"),
        entry_id(replace(item, entry=replace(DOCUMENT, id="x")), "k"),
        entry_id(item, "other"),
    }
    assert len(others | {one}) == 5


def test_the_key_of_a_library_lasts_as_long_as_its_history() -> None:
    first, second = Record("g1", "2026-01-01"), Record("g2", "2026-01-02")
    assert library_key([first]) == library_key([first, second]) != library_key([second])
    assert library_key([]) == library_key([])


def test_a_long_feed_has_the_newest() -> None:
    items = tuple(
        Item("entered", Entry(f"{number}", "1", f"T{number}", "en"), MOMENT, "g") for number in range(MOST + 1)
    )
    entries = parsed(Digest(SINCE, items)).findall(f"{{{ATOM}}}entry")
    assert [texts(entries[0], "title"), texts(entries[-1], "title")] == [["T0"], [f"T{MOST - 1}"]]
