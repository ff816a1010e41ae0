"""The HTML of the page that adds documents: a card for each upload, how far the work is, and what was added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.adding import Addition
from ingest.drafts import Draft, UploadRefused
from ingest.findings import Finding, Kin
from ingest.jobs import Stage, Status
from knowledge.browser.add_address import PATH, AddAddress
from knowledge.browser.address import Address
from knowledge.browser.markup import direction, escape, isolate, script_direction
from knowledge.browser.messages import count, date_text, say
from knowledge.browser.results import POOR_QUALITY, country, language_name, link, quality_badge, relation_label
from knowledge.generations import Failure
from knowledge.library import Library
from knowledge.taxonomy import TOPICS, TYPES, country_names, name
from knowledge.types import Language, Metadata

LISTED = 20
"""Documents of an archive, or of an addition, that are listed."""
STAGES: Mapping[Stage, str] = {
    "starting": "add-stage-starting",
    "waiting": "add-stage-waiting",
    "preparing": "add-stage-preparing",
    "reading": "add-stage-reading",
    "writing": "add-stage-writing",
}
SOON, MINUTE = 5, 90
"""Seconds left, up to which they are not counted, and from which minutes are."""


def draft_html(draft: Draft, findings: Sequence[Finding] | None, number: int, ui: Language, linked: bool = True) -> str:
    """The card of an upload: what the reader made of it, or that it waits to be read. `linked`: with the way to the
    form."""
    if findings is None:
        return _card(number, isolate(draft.original), f"<p>{escape(say('add-not-read-yet', ui))}</p>", ui)
    if draft.is_archive and not (len(findings) == 1 and not findings[0].member):
        return _card(number, isolate(draft.original), _archive(findings, ui), ui)
    finding = findings[0]
    if finding.metadata is None:
        body = _failure(finding.failure, ui) + kin_html(finding.kin, ui)
        return _card(number, isolate(draft.original), body + _correct(draft, ui, linked and finding.correctable), ui)
    metadata = finding.metadata
    side = script_direction(metadata.title, metadata.language)
    title = f'<bdi dir="{side}" lang="{metadata.language}">{escape(metadata.title)}</bdi>'
    body = (
        f"{_byline(metadata, ui)}{_topics(metadata, ui)}{_reading(draft, finding, ui)}{kin_html(finding.kin, ui)}"
        f"{_first_lines(finding, metadata, ui)}{_correct(draft, ui, linked)}"
    )
    return _card(number, title, body, ui)


def _card(number: int, title: str, body: str, ui: Language) -> str:
    return (
        f'<article class="kb-draft" dir="{direction(ui)}"><h3><span class="kb-number">{number}.</span> {title}</h3>'
        f"{body}</article>"
    )


def _byline(metadata: Metadata, ui: Language) -> str:
    countries = country_names(ui)
    parts = [isolate(author) for author in metadata.authors]
    if metadata.organisation:
        parts.append(isolate(metadata.organisation))
    if metadata.date:
        parts.append(isolate(date_text(metadata.date, ui)))
    parts += [country(code, countries.get(code, code)) for code in metadata.countries]
    parts.append(escape(language_name(metadata.language, ui)))
    return f'<p class="kb-meta">{"".join(f"<span class=kb-part>{part}</span>" for part in parts)}</p>'


def _topics(metadata: Metadata, ui: Language) -> str:
    """Type and topics, and whether a person chose them or the program suggests them."""
    kind = [escape(name(TYPES, metadata.type, ui))] if metadata.type else []
    named = [f'<span class="kb-topic">{escape(name(TOPICS, topic, ui))}</span>' for topic in metadata.topics]
    parts = [*kind, *named]
    joined = "".join(f"<span class=kb-part>{part}</span>" for part in parts)
    shown = f"<span>{joined}</span>" if joined else escape(say("add-no-topics", ui))
    suggested = any(metadata.origins.get(field) == "suggested" for field in ("type", "topics"))
    mark = f' <small class="kb-origin">({escape(say("add-suggested", ui))})</small>' if parts and suggested else ""
    return f'<p class="kb-meta"><b>{escape(say("add-type-topics", ui))}:</b> {shown}{mark}</p>'


def _reading(draft: Draft, finding: Finding, ui: Language) -> str:
    """The file, how much is in it, and how well it was read."""
    file = f"{escape(say('add-file', ui))}: {isolate(draft.original)}"
    parts = [file, escape(say("add-words", ui, f"{finding.words:,}"))]
    if finding.pages:
        parts.append(escape(count("add-pages", finding.pages, ui)))
    if finding.quality is not None:
        parts.append(escape(say("add-quality", ui, f"{100 * finding.quality:.0f}")))
    if finding.recognised:
        parts.append(escape(count("add-by-ocr", finding.recognised, ui)))
    badge = quality_badge(finding.quality, POOR_QUALITY, ui)
    pages = escape(count("add-unread", finding.unread, ui)) if finding.unread else ""
    unread = f'<p class="kb-warning">{pages}</p>' if pages else ""
    return f'<p class="kb-quiet">{" · ".join(parts)}{badge}</p>{unread}'


def _first_lines(finding: Finding, metadata: Metadata, ui: Language) -> str:
    side = script_direction(finding.first_lines, metadata.language)
    return (
        f"<details><summary>{escape(say('add-first-lines', ui))}</summary>"
        f'<p class="kb-first" dir="{side}" lang="{metadata.language}">{escape(finding.first_lines)}</p></details>'
    )


def _correct(draft: Draft, ui: Language, possible: bool) -> str:
    if not possible:
        return ""
    return f"<p>{link(AddAddress(ui, page=PATH, draft=draft.id), escape(say('add-correct', ui)))}</p>"


def _failure(failure: Failure | None, ui: Language) -> str:
    if failure is None:
        return ""
    reason, remedy = said(failure, ui)
    return (
        f'<p class="kb-warning"><b>{escape(say("add-not-readable", ui))}.</b> {isolate(reason)}; {isolate(remedy)}.</p>'
    )


def said(failure: Failure, ui: Language) -> tuple[str, str]:
    """Why a file stays out and what to do."""
    return (failure.reason_he, failure.remedy_he) if ui == "he" else (failure.reason_en, failure.remedy_en)


def _archive(findings: Sequence[Finding], ui: Language) -> str:
    """What is in an archive: a line for each file."""
    read = sum(finding.metadata is not None for finding in findings)
    lines = []
    for finding in findings[:LISTED]:
        if finding.metadata is not None:
            what = isolate(finding.metadata.title) + _short_kin(finding.kin, ui)
        else:
            what = "; ".join(isolate(part) for part in said(finding.failure, ui)) if finding.failure else ""
        lines.append(f'<li><bdi dir="ltr">{escape(finding.member)}</bdi>: {what}</li>')
    more = _more(len(findings) - LISTED, ui)
    return (
        f"<p>{escape(say('add-archive', ui, read, len(findings)))}</p>"
        f"<details open><summary>{escape(say('documents', ui, len(findings)))}</summary><ul>{''.join(lines)}</ul>{more}"
        f'</details><p class="kb-quiet">{escape(say("add-archive-how", ui))}</p>'
    )


def _more(number: int, ui: Language) -> str:
    if number <= 0:
        return ""
    return "<p>" + escape(count("add-more", number, ui)) + "</p>"


def _short_kin(kin: Sequence[Kin], ui: Language) -> str:
    if not kin:
        return ""
    return f' <span class="kb-badge">{escape(relation_label(kin[0].kind, kin[0].is_main, ui))}</span>'


def kin_html(kin: Sequence[Kin], ui: Language) -> str:
    """The documents that an upload repeats, or nearly."""
    if not kin:
        return ""
    items = []
    for each in kin:
        title = isolate(each.title)
        way = title if each.draft else link(Address(ui, document=each.document), title)
        notes = [escape(relation_label(each.kind, each.is_main, ui))]
        if each.share is not None and each.kind in ("near duplicate", "edition", "contained"):
            notes.append(escape(say("add-kin-share", ui, f"{100 * each.share:.0f}")))
        where = escape(say("add-kin-draft", ui)) if each.draft else f'<bdi dir="ltr">{escape(each.document)}</bdi>'
        items.append(f"<li>{way} ({', '.join(notes)}; {where})</li>")
    return f'<div class="kb-warning"><b>{escape(say("add-kin", ui))}:</b><ul>{"".join(items)}</ul></div>'


def refused_html(refused: Sequence[UploadRefused], ui: Language) -> str:
    """Files that were not taken, each with the reason and what to do."""
    items = "".join(f"<li>{isolate(error.name)}: {isolate(error.message(ui))}</li>" for error in refused)
    return (
        f'<section class="kb-notice" role="alert" dir="{direction(ui)}"><h2>{escape(say("add-refused", ui))}</h2>'
        f"<ul>{items}</ul></section>"
    )


# Work on its way -----------------------------------------------------------------------------------------------------


def left_text(seconds: float, ui: Language) -> str:
    """The time left in words that claim no more than is known."""
    if seconds <= SOON:
        return say("add-left-soon", ui)
    if seconds < MINUTE:
        return say("add-left-seconds", ui, 5 * round(seconds / 5))
    minutes = round(seconds / 60)
    return say("add-left-minute", ui) if minutes <= 1 else say("add-left-minutes", ui, minutes)


def progress_html(title: str, status: Status, ui: Language, more: str = "") -> str:
    """A bar with the stage, how much is done, how fast, and the time left. `title` is ours, `more` HTML."""
    parts = [escape(say(STAGES[status.stage], ui))]
    if status.total:
        parts.append(escape(say("add-of", ui, status.done, status.total)))
    if status.rate:
        parts.append(escape(say("add-rate", ui, f"{60 * status.rate:,.0f}")))
    if status.left is not None and status.done < max(status.total, 1):
        parts.append(escape(left_text(status.left, ui)))
    share = f' value="{status.done}" max="{status.total}"' if status.total else ""
    file = f'<p class="kb-quiet">{isolate(_last_part(status.name))}</p>' if status.name else ""
    return (
        f'<section class="kb-work" dir="{direction(ui)}"><h2>{escape(title)}</h2>'
        f'<progress aria-label="{escape(title)}"{share}></progress><p>{" · ".join(parts)}</p>{file}{more}</section>'
    )


def _last_part(name: str) -> str:
    return name.rsplit("/", 1)[-1]


def meanwhile_html(ui: Language) -> str:
    """That nobody has to wait."""
    return f'<p class="kb-quiet">{escape(say("add-meanwhile", ui))}</p>'


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an addition: the documents that can be found now, as (id, title), and what stayed out."""

    documents: tuple[tuple[str, str], ...]
    failures: tuple[Failure, ...]


def outcome_of(addition: Addition, library: Library) -> Outcome:
    """What the generation that serves has of an addition."""
    ids = addition.ids()
    inner = tuple(f"{id}/" for id in ids)
    documents = [(id, metadata.title) for id, metadata in library.documents() if id in ids or id.startswith(inner)]
    failures = [each for each in library.failures if each.id in ids or each.id.startswith(inner)]
    return Outcome(tuple(sorted(documents)), tuple(failures))


def added_html(outcome: Outcome, ui: Language) -> str:
    """The way to each new document, on its page and in the search."""
    items = "".join(
        f"<li>{link(Address(ui, document=id), isolate(title))} "
        f"<small>({link(Address(ui, text=title), escape(say('add-find', ui)))})</small></li>"
        for id, title in outcome.documents[:LISTED]
    )
    more = _more(len(outcome.documents) - LISTED, ui)
    failed = "".join(
        f'<li><bdi dir="ltr">{escape(_last_part(each.id))}</bdi>: {"; ".join(map(isolate, said(each, ui)))}</li>'
        for each in outcome.failures
    )
    why = escape(say("add-stayed-out", ui))
    bad = f'<div class="kb-warning"><b>{why}:</b><ul>{failed}</ul></div>' if failed else ""
    title = say("add-done" if outcome.documents else "add-done-none", ui)
    return (
        f'<section class="kb-work kb-done" role="status" dir="{direction(ui)}"><h2>{escape(title)}</h2>'
        f"<ul>{items}</ul>{more}{bad}</section>"
    )


def undone_html(ui: Language) -> str:
    """That an addition was taken back."""
    return (
        f'<section class="kb-work kb-done" role="status" dir="{direction(ui)}"><h2>{escape(say("add-undone", ui))}</h2>'
        f"<p>{escape(say('add-undone-where', ui))}</p></section>"
    )
