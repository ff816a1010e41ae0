"""A digest as an Atom feed (RFC 4287)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from lxml import etree

from knowledge.browser.messages import say
from knowledge.bulletin import document_url, facts, news_url, plain, shortened, topic_name
from knowledge.digest import OTHER, Digest, Item
from knowledge.history import Record
from knowledge.types import Language

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
MOST = 100
"""Entries, the newest."""
AUTHORITY = "tag:cooperative-knowledge-base,2026"
"""The beginning of every id (RFC 4151)."""


def library_key(records: Sequence[Record]) -> str:
    """What tells this library's ids from another's, for as long as its history lasts."""
    first = records[0].generation if records else ""
    return hashlib.sha256(first.encode("utf-8", "replace")).hexdigest()[:12]


def entry_id(item: Item, key: str) -> str:
    """The id of an item: the same for as long as it is told of, whatever it is called and wherever the app is."""
    document = hashlib.sha256(item.entry.id.encode("utf-8", "replace")).hexdigest()[:16]
    return f"{AUTHORITY}:{key}/{item.generation}/{item.kind}/{document}"


def updated(digest: Digest) -> datetime:
    """When the library last changed; for one without a history, the moment since which the news are told."""
    return digest.updated or digest.since


def atom(digest: Digest, ui: Language, base: str, key: str, address: str) -> bytes:
    """The feed. `base` is the whole address of the app, `key` that of `library_key`, `address` the feed's own."""
    feed = etree.Element(_name("feed"), nsmap={None: ATOM})  # type: ignore[dict-item]  # None is the default namespace
    feed.set(f"{{{XML}}}lang", ui)
    _add(feed, "id", f"{AUTHORITY}:{key}/news/{ui}")
    _add(feed, "title", f"{say('library', ui)} · {say('news', ui)}")
    _add(feed, "updated", _time(updated(digest)))
    _add(feed, "link", rel="self", type="application/atom+xml", href=plain(address))
    _add(feed, "link", rel="alternate", type="text/html", href=news_url(base, digest, ui))
    _add(_add(feed, "author"), "name", say("library", ui))
    for item in digest.items[:MOST]:
        feed.append(_entry(item, ui, base, key))
    etree.indent(feed)
    told: bytes = etree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return told


def _entry(item: Item, ui: Language, base: str, key: str) -> etree._Element:
    document = item.entry
    entry = etree.Element(_name("entry"))
    title = plain(document.title) or plain(document.id)
    _add(entry, "id", entry_id(item, key))
    if item.kind == "entered":
        _add(entry, "title", title, lang=document.language)
        _add(entry, "published", _time(item.moment))
    else:
        _add(entry, "title", say(f"news-mark.{item.kind}", ui, title))
    _add(entry, "updated", _time(item.moment))
    if item.kind != "left":
        href = document_url(base, document, ui)
        _add(entry, "link", rel="alternate", type="text/html", hreflang=document.language, href=href)
    for name in map(plain, document.authors):
        if name:
            _add(_add(entry, "author"), "name", name)
    for topic in document.topics or (OTHER,):
        _add(entry, "category", term=plain(topic), label=plain(topic_name(topic, ui)))
    if document.summary:
        _add(entry, "summary", shortened(document.summary), lang=document.language)
    else:
        _add(entry, "summary", " · ".join(map(plain, facts(document, ui))) or title)
    return entry


def _add(parent: etree._Element, name: str, text: str = "", lang: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, _name(name), attributes)
    if lang:
        element.set(f"{{{XML}}}lang", lang)
    if text:
        element.text = text
    return element


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _time(moment: datetime) -> str:
    """RFC 3339, in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
