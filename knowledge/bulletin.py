"""A digest as a bulletin (עלון): HTML that a mail program shows as it is, and Markdown.

Every word of a document is escaped; every link is whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from knowledge.browser.address import Address
from knowledge.browser.markup import direction, escape, isolate, script_direction
from knowledge.browser.messages import date_text, say
from knowledge.digest import KINDS, OTHER, Digest, Item, Kind
from knowledge.history import Entry
from knowledge.taxonomy import LANGUAGES, TOPICS, TYPES, name
from knowledge.types import Language

MOST = 200
"""Items of one kind that a bulletin names."""
SUMMARY = 280
"""Characters of a summary."""

_FONT = "font-family:Arial,Helvetica,sans-serif"
_QUIET = "color:#5b6066;font-size:14px"
_LINK = "color:#1f5c4a"
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&$@]|(?<=:)//|(?<=www)\.")
_LIST_START = re.compile(r"^(\d*)([-+=.)])")
_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)


def day(moment: datetime, ui: Language) -> str:
    """The day of a moment as people write it, in the time zone of this machine."""
    return date_text(moment.astimezone().date().isoformat(), ui)


def topic_name(id: str, ui: Language) -> str:
    """The name of a topic; of none for `OTHER`."""
    return say("news-other", ui) if id == OTHER else name(TOPICS, id, ui)


def facts(entry: Entry, ui: Language, under: str = "") -> list[str]:
    """Who, when, what kind and about what, without the topic `under` which it stands; the language where it is not that
    of the reader."""
    said = [*entry.authors, date_text(entry.date, ui) if entry.date else ""]
    said.append(name(TYPES, entry.type, ui) if entry.type else "")
    said += [name(TOPICS, topic, ui) for topic in entry.topics if topic != under]
    said.append(name(LANGUAGES, entry.language, ui) if entry.language != ui else "")
    return [each for each in said if each]


def shortened(text: str, most: int = SUMMARY) -> str:
    """`text` in one line, cut between words."""
    line = plain(text)
    return line if len(line) <= most else line[:most].rpartition(" ")[0] + " …"


def plain(text: str) -> str:
    """`text` in one line, without characters that cannot be sent or that turn what stands beside them."""
    return " ".join(_UNFIT.sub(" ", text).split())


def document_url(base: str, entry: Entry, ui: Language) -> str:
    """The whole address of a document; `base` is that of the app."""
    return base.rstrip("/") + Address(ui, document=entry.id).href()


def news_url(base: str, digest: Digest, ui: Language) -> str:
    """The whole address of the page with the same news."""
    since = digest.since.astimezone().date().isoformat()
    more = "&ui=en" if ui == "en" else ""
    return f"{base.rstrip('/')}/news?since={since}{more}"


# HTML ----------------------------------------------------------------------------------------------------------------


def html(digest: Digest, ui: Language, base: str, made: datetime) -> str:
    """A whole HTML document with its styles in its elements, without tables, scripts or anything from elsewhere."""
    side = direction(ui)
    start = "right" if side == "rtl" else "left"
    title = escape(say("news-bulletin", ui))
    lead = escape(say("news-lead", ui, day(digest.since, ui)))
    parts = "".join(_html_kind(digest, kind, ui, base) for kind in KINDS)
    if not digest.items:
        parts = f"<p>{escape(say('news-none-why', ui, day(digest.since, ui)))}</p>"
    foot = escape(say("news-bulletin-foot", ui, day(made, ui)))
    more = f'<a href="{escape(news_url(base, digest, ui))}" style="{_LINK}">{escape(say("news-all", ui))}</a>'
    return (
        f'<!doctype html>\n<html lang="{ui}" dir="{side}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>\n'
        f'<body style="margin:0;background:#fdfcfa">\n<div dir="{side}" lang="{ui}" style="direction:{side};'
        f"text-align:{start};{_FONT};font-size:16px;line-height:1.6;color:#23272b;max-width:640px;margin:0 auto;"
        f'padding:24px 16px">\n<h1 style="font-size:24px;line-height:1.3;margin:0 0 4px">{title}</h1>\n'
        f'<p style="{_QUIET};margin:0 0 20px">{lead}</p>\n{parts}'
        f'<p style="{_QUIET};margin:28px 0 0">{foot} {more}</p>\n</div>\n</body>\n</html>\n'
    )


def _html_kind(digest: Digest, kind: Kind, ui: Language, base: str) -> str:
    told = digest.of(kind)
    if not told:
        return ""
    shown = frozenset(told[:MOST])
    parts = [
        f'<h2 style="font-size:19px;margin:24px 0 8px">{escape(say(f"news-kind.{kind}", ui))} ({len(told)})</h2>\n'
    ]
    for topic in digest.by_topic(kind):
        items = "".join(_html_item(item, topic.id, ui, base) for item in topic.items if item in shown)
        if items:
            heading = escape(topic_name(topic.id, ui))
            parts.append(f'<h3 style="font-size:16px;margin:16px 0 4px;color:#1f5c4a">{heading}</h3>\n')
            parts.append(f'<ul style="margin:0;padding:0;list-style:none">\n{items}</ul>\n')
    if len(told) > MOST:
        parts.append(f"<p>{escape(say('and-more', ui, len(told) - MOST))}</p>\n")
    return "".join(parts)


def _html_item(item: Item, topic: str, ui: Language, base: str) -> str:
    entry = item.entry
    side = script_direction(entry.title, entry.language)
    start = "right" if side == "rtl" else "left"
    title = f'<bdi dir="{side}">{escape(plain(entry.title))}</bdi>'
    if item.kind != "left":
        title = f'<a href="{escape(document_url(base, entry, ui))}" style="{_LINK};font-weight:bold">{title}</a>'
    about = " · ".join(isolate(plain(fact)) for fact in facts(entry, ui, topic))
    if about:
        about = f'<div dir="{direction(ui)}" lang="{ui}" style="{_QUIET};text-align:{start}">{about}</div>'
    summary = ""
    if entry.summary and item.kind != "left":
        own = script_direction(entry.summary, entry.language)
        text = escape(shortened(entry.summary))
        summary = f'<div dir="{own}" lang="{entry.language}" style="text-align:{start}">{text}</div>'
    return f'<li dir="{side}" style="margin:0 0 14px;text-align:{start}">{title}{about}{summary}</li>\n'


# Markdown ------------------------------------------------------------------------------------------------------------


def markdown(digest: Digest, ui: Language, base: str, made: datetime) -> str:
    """The bulletin in CommonMark."""
    lines = [f"# {marked(say('news-bulletin', ui))}", "", marked(say("news-lead", ui, day(digest.since, ui)))]
    for kind in KINDS:
        lines += _markdown_kind(digest, kind, ui, base)
    if not digest.items:
        lines += ["", marked(say("news-none-why", ui, day(digest.since, ui)))]
    foot = marked(say("news-bulletin-foot", ui, day(made, ui)))
    lines += ["", "---", "", f"{foot} [{marked(say('news-all', ui))}](<{news_url(base, digest, ui)}>)"]
    return "\n".join(lines) + "\n"


def _markdown_kind(digest: Digest, kind: Kind, ui: Language, base: str) -> Iterator[str]:
    told = digest.of(kind)
    if not told:
        return
    shown = frozenset(told[:MOST])
    yield from ("", f"## {marked(say(f'news-kind.{kind}', ui))} ({len(told)})")
    for topic in digest.by_topic(kind):
        items = [item for item in topic.items if item in shown]
        if not items:
            continue
        yield from ("", f"### {marked(topic_name(topic.id, ui))}", "")
        for item in items:
            yield from _markdown_item(item, topic.id, ui, base)
    if len(told) > MOST:
        yield from ("", marked(say("and-more", ui, len(told) - MOST)))


def _markdown_item(item: Item, topic: str, ui: Language, base: str) -> Iterator[str]:
    entry = item.entry
    title = marked(entry.title)
    if item.kind != "left":
        title = f"[{title}](<{document_url(base, entry, ui)}>)"
    about = " · ".join(marked(fact) for fact in facts(entry, ui, topic))
    yield f"- {title}" + (f"  \n  {about}" if about else "")
    if entry.summary and item.kind != "left":
        yield from ("", f"  {marked(shortened(entry.summary))}", "")


def marked(text: str) -> str:
    """`text` in one line of Markdown that shows it and does nothing else: no emphasis, link, HTML, formula or list."""
    escaped = _SPECIAL.sub(lambda found: "\\" + found[0], plain(text))
    return _LIST_START.sub(r"\1\\\2", escaped)
