"""The HTML of what is new: the periods to choose from, and the documents by what became of them and by topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from knowledge.browser.address import Address, interface_language
from knowledge.browser.markup import direction, escape, isolate, script_direction
from knowledge.browser.messages import say
from knowledge.browser.results import link
from knowledge.bulletin import day, facts, shortened, topic_name
from knowledge.digest import KINDS, PERIODS, Digest, Item, Kind
from knowledge.types import Language

VISIT = "visit"
"""Stands for the last visit of whoever looks."""
USUAL = "month"
"""The period where the address names none."""
CHOICES = (*PERIODS, VISIT)
SHOWN = 200
"""Items of one kind that the page names."""


@dataclass(frozen=True, slots=True)
class NewsAddress:
    """The query string of the page: since when, as a date or one of `CHOICES`."""

    language: Language = "he"
    since: str = USUAL

    @classmethod
    def parse(cls, params: Mapping[str, Sequence[str]]) -> NewsAddress:
        """The address that `params` (name -> values) spell; whether `since` is a date is not asked here."""
        values = [value for value in params.get("since", ()) if value]
        return cls(interface_language(params), values[-1] if values else USUAL)

    def params(self) -> dict[str, list[str]]:
        """The query string as name -> values, without what is as it would be anyway."""
        every = {
            "since": self.since if self.since != USUAL else "",
            "ui": self.language if self.language != "he" else "",
        }
        return {name: [value] for name, value in every.items() if value}

    def href(self, path: str = "/news") -> str:
        """The link to this address."""
        query = urlencode(self.params(), doseq=True)
        return f"{path}?{query}" if query else path


def periods_html(address: NewsAddress) -> str:
    """The periods as links, the one that is shown marked."""
    ui = address.language
    items = []
    for choice in CHOICES:
        current = ' aria-current="true"' if choice == address.since else ""
        href = escape(NewsAddress(ui, choice).href())
        label = escape(say(f"news-period.{choice}", ui))
        items.append(f'<li><a data-inside="1" class="kb-button" href="{href}"{current}>{label}</a></li>')
    return (
        f'<nav class="kb-periods" dir="{direction(ui)}" aria-label="{escape(say("news-periods", ui))}">'
        f"<ul>{''.join(items)}</ul></nav>"
    )


def digest_html(digest: Digest, ui: Language) -> str:
    """The whole list, or that there is nothing and when there last was something."""
    if not digest.items:
        return _nothing(digest, ui)
    counts = [len(digest.of(kind)) for kind in KINDS]
    summary = say("news-summary", ui, day(digest.since, ui), *counts)
    parts = "".join(_kind(digest, kind, ui) for kind in KINDS)
    return (
        f'<section class="kb-news" dir="{direction(ui)}"><p class="kb-found" role="status">{escape(summary)}</p>'
        f"{parts}</section>"
    )


def _nothing(digest: Digest, ui: Language) -> str:
    said = [f"<p>{escape(say('news-none-why', ui, day(digest.since, ui)))}</p>"]
    if digest.updated:
        said.append(f"<p>{escape(say('news-none-latest', ui, day(digest.updated, ui)))}</p>")
        if digest.updated <= digest.since:
            then = NewsAddress(ui, digest.updated.astimezone().date().isoformat())
            label = escape(say("news-to-latest", ui))
            said.append(f'<p><a data-inside="1" class="kb-button" href="{escape(then.href())}">{label}</a></p>')
    return (
        f'<section class="kb-nothing" role="status" dir="{direction(ui)}"><h2>{escape(say("news-none", ui))}</h2>'
        f"{''.join(said)}</section>"
    )


def _kind(digest: Digest, kind: Kind, ui: Language) -> str:
    told = digest.of(kind)
    if not told:
        return ""
    shown = frozenset(told[:SHOWN])
    parts = [f"<h2>{escape(say(f'news-kind.{kind}', ui))} <span>({len(told):,})</span></h2>"]
    for topic in digest.by_topic(kind):
        items = "".join(_item(item, topic.id, ui) for item in topic.items if item in shown)
        if items:
            parts.append(f"<h3>{escape(topic_name(topic.id, ui))}</h3><ul>{items}</ul>")
    if len(told) > SHOWN:
        parts.append(f"<p>{escape(say('and-more', ui, f'{len(told) - SHOWN:,}'))}</p>")
    return "".join(parts)


def _item(item: Item, topic: str, ui: Language) -> str:
    entry = item.entry
    side = script_direction(entry.title, entry.language)
    title = f'<bdi dir="{side}">{escape(entry.title or entry.id)}</bdi>'
    if item.kind != "left":
        title = link(Address(ui, document=entry.id), title)
    when = say(f"news-when.{item.kind}", ui, day(item.moment, ui))
    about = "".join(f'<span class="kb-part">{isolate(fact)}</span>' for fact in [*facts(entry, ui, topic), when])
    about = f'<p class="kb-meta" dir="{direction(ui)}" lang="{ui}">{about}</p>'
    summary = ""
    if entry.summary and item.kind != "left":
        own = script_direction(entry.summary, entry.language)
        summary = f'<p dir="{own}" lang="{entry.language}">{escape(shortened(entry.summary))}</p>'
    return f'<li dir="{side}">{title}{about}{summary}</li>'


def sending_html(address: NewsAddress) -> str:
    """The bulletin and the feed of the same time."""
    ui = address.language
    mail = escape(address.href("/news/bulletin.html"))
    text = escape(address.href("/news/bulletin.md"))
    feed = escape(address.href("/news.atom"))
    tab = escape(say("new-tab", ui))
    return (
        f'<section class="kb-sending" dir="{direction(ui)}"><h2>{escape(say("news-send", ui))}</h2>'
        f'<p>{escape(say("news-send-how", ui))}</p><p class="kb-offers">'
        f'<a class="kb-button" href="{mail}" target="_blank" rel="noopener" title="{tab}">'
        f"{escape(say('news-bulletin-html', ui))}</a>"
        f'<a class="kb-button" href="{text}" download>{escape(say("news-bulletin-md", ui))}</a>'
        f'<a class="kb-button" href="{feed}" target="_blank" rel="noopener" title="{tab}">'
        f"{escape(say('news-feed', ui))}</a></p></section>"
    )


def since_moment(moment: datetime) -> str:
    """A moment as the address spells its day."""
    return moment.astimezone().date().isoformat()
