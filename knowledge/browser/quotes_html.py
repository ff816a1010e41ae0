"""The HTML of a quotation check: what came of it, and a card for each place with the words and what differs."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.browser.address import Address, Place
from knowledge.browser.markup import direction, escape, isolate, script_direction
from knowledge.browser.messages import count, say
from knowledge.browser.results import also, byline, link
from knowledge.library import Library
from knowledge.quotes import FEWEST_NEAR, SHORT, Edit, QuoteCheck, QuoteMatch
from knowledge.types import Document, Language, Span

AROUND = 110
"""Characters of the text that are shown before and after a quotation."""
LONGEST = 900
"""Characters of a stretch that are shown whole; of a longer one the beginning and the end."""
ASKED = 300
"""Characters of a quotation that is searched by meaning instead."""
LEFT_OUT = '<span class="kb-left-out"> […] </span>'


def check_html(found: QuoteCheck, library: Library, ui: Language) -> str:
    """What came of a check."""
    if found.matches:
        shown = _summary(found, ui) + _cards(found, library, ui)
        return f'<section class="kb-quotes" dir="{direction(ui)}">{shown}</section>'
    if found.sentences:
        return _partly(found, library, ui)
    return _nowhere(found, ui)


def _summary(found: QuoteCheck, ui: Language) -> str:
    exact, near = len(found.exact), len(found.near)
    said = [count("quote-exact", exact, ui)] if exact else [count("quote-near", near, ui)]
    if exact and near:
        said.append(count("quote-also-near", near, ui))
    hidden = found.places - len(found.matches) - sum(match.again + len(match.others) for match in found.matches)
    if hidden > 0:
        said.append(say("quote-shown", ui, len(found.matches), found.places))
    if found.words <= SHORT:
        said.append(say("quote-short", ui))
    return f'<p class="kb-found" role="status">{escape(" ".join(said))}</p>{_legend(ui) if near else ""}'


def _legend(ui: Language) -> str:
    return (
        f'<p class="kb-legend">{escape(say("quote-legend", ui))} '
        f"<del>{escape(say('quote-only-quoted', ui))}</del> <ins>{escape(say('quote-only-source', ui))}</ins></p>"
    )


def _cards(found: QuoteCheck, library: Library, ui: Language) -> str:
    return "".join(match_html(match, library, ui) for match in found.matches)


def _partly(found: QuoteCheck, library: Library, ui: Language) -> str:
    """Sentence by sentence."""
    held = sum(bool(each.matches) for each in found.sentences)
    why = say("quote-partly-why", ui, held, len(found.sentences))
    near = any(each.near for each in found.sentences)
    items = "".join(
        f"<li><blockquote{_direction(each.quotation, ui)}>{escape(each.quotation)}</blockquote>"
        f"{_cards(each, library, ui) or _missing(ui)}</li>"
        for each in found.sentences
    )
    return (
        f'<section class="kb-quotes" dir="{direction(ui)}"><div class="kb-nothing" role="status">'
        f"<h2>{escape(say('quote-partly', ui))}</h2><p>{escape(why)}</p></div>"
        f'{_legend(ui) if near else ""}<ol class="kb-sentences">{items}</ol></section>'
    )


def _missing(ui: Language) -> str:
    return f'<p class="kb-note">{escape(say("quote-missing", ui))}</p>'


def _nowhere(found: QuoteCheck, ui: Language) -> str:
    why = say("quote-none-short" if found.words < FEWEST_NEAR else "quote-none-why", ui)
    words = found.quotation.split()
    while len(" ".join(words)) > ASKED and len(words) > 1:
        words.pop()
    search = Address(ui, text=" ".join(words)[:ASKED])
    offer = link(search, escape(say("quote-search", ui)), "kb-button")
    return (
        f'<section class="kb-nothing" role="status" dir="{direction(ui)}"><h2>{escape(say("quote-none", ui))}</h2>'
        f'<p>{escape(why)}</p><p class="kb-offers">{offer}</p></section>'
    )


def match_html(match: QuoteMatch, library: Library, ui: Language) -> str:
    """The card of one place."""
    document = library.document(match.document)
    if document is None:  # another generation has come since
        return ""
    metadata = match.metadata
    there = Address(ui).at(match.document, place_of(match, document))
    title = f'<bdi dir="{script_direction(metadata.title, metadata.language)}">{escape(metadata.title)}</bdi>'
    again = f'<p class="kb-also">{escape(count("quote-again", match.again, ui))}</p>' if match.again else ""
    said = told(match.differences, match, document, ui) if match.differences else _exact(match, document)
    text = "".join(edit.source or edit.quoted for edit in match.differences) or document.sections[match.section].text
    language = metadata.language
    differs = " kb-differs" if match.differences else ""
    return (
        f'<article class="kb-card" dir="{direction(ui)}"><h2{_direction(metadata.title, metadata.language)}>'
        f"{link(there, title)}</h2>"
        f'<p class="kb-meta">{_badge(match, ui)}{byline(metadata, ui)}</p>'
        f'<p class="kb-where">{link(there, _where(match, ui))}</p>'
        f'<blockquote class="kb-text{differs}"{_direction(text, language)} lang="{language}">{said}</blockquote>'
        f"{again}{also(match.others, ui)}</article>"
    )


def place_of(match: QuoteMatch, document: Document) -> Place | None:
    """Where the document is opened: the quotation, or the section whose heading it is; None for one without text."""
    start, end = match.span
    length = len(document.sections[match.section].text)
    if end > start:
        return Place(match.section, start, end)
    return Place(match.section, 0, min(length, AROUND)) if length else None


def _badge(match: QuoteMatch, ui: Language) -> str:
    if match.exact:
        return f'<strong class="kb-exact">{escape(say("quote-badge-exact", ui))}</strong>'
    if match.similarity == 1:
        return f'<strong class="kb-nearly">{escape(say("quote-badge-marks", ui))}</strong>'
    percent = min(99, round(100 * match.similarity))
    return f'<strong class="kb-nearly">{escape(say("quote-badge-near", ui, percent))}</strong>'


def _where(match: QuoteMatch, ui: Language) -> str:
    parts = [isolate(match.heading)] if match.heading else []
    if match.page_label:
        parts.append(isolate(say("page", ui, match.page_label)))
    if match.span == (0, 0):
        parts.append(escape(say("quote-in-heading", ui)))
    return " · ".join(parts) or escape(say("to-passage", ui))


def _direction(text: str, language: Language) -> str:
    return f' dir="{script_direction(text, language)}"'


# The words -----------------------------------------------------------------------------------------------------------


def _exact(match: QuoteMatch, document: Document) -> str:
    """The words in their place, marked."""
    if match.span == (0, 0) and len(match.pieces) == 1:
        return f"<mark>{escape(match.heading)}</mark>"
    pieces = [piece for piece in match.pieces if piece[1] != (0, 0)]
    said = [_before(document, pieces[0])]
    for number, (section, (start, end)) in enumerate(pieces):
        text = document.sections[section].text
        if number:
            last, (_, left) = pieces[number - 1]
            said.append(_between(text, left, start) if last == section else "<br>")
        said.append(f"<mark>{shortened(text[start:end])}</mark>")
    return "".join([*said, _after(document, pieces[-1])])


def _between(text: str, start: int, end: int) -> str:
    """What a quotation leaves out; of much of it the two ends."""
    if end - start <= 2 * AROUND:
        return escape(text[start:end])
    return escape(_first(text[start:end])) + LEFT_OUT + escape(_last(text[start:end]))


def _before(document: Document, piece: tuple[int, Span]) -> str:
    section, (start, _) = piece
    paragraph = document.sections[section].text[:start].rpartition("\n\n")[2]
    return escape(_last(paragraph, "… "))


def _after(document: Document, piece: tuple[int, Span]) -> str:
    section, (_, end) = piece
    paragraph = document.sections[section].text[end:].partition("\n\n")[0]
    return escape(_first(paragraph, " …"))


def _first(text: str, more: str = "") -> str:
    """The beginning of `text`, cut between words."""
    return text if len(text) <= AROUND else text[:AROUND].rpartition(" ")[0] + more


def _last(text: str, more: str = "") -> str:
    """The end of `text`, cut between words."""
    return text if len(text) <= AROUND else more + text[-AROUND:].partition(" ")[2]


def shortened(text: str) -> str:
    """The HTML of `text`; of a long one the beginning and the end."""
    if len(text) <= LONGEST:
        return escape(text)
    half = LONGEST // 2
    return escape(text[:half].rpartition(" ")[0]) + LEFT_OUT + escape(text[-half:].partition(" ")[2])


def told(edits: Sequence[Edit], match: QuoteMatch, document: Document, ui: Language) -> str:
    """The place with what only the quotation has struck out and what only the document has put in."""
    said = [_before(document, match.pieces[0])]
    for edit in edits:
        if edit.tag == "gap":
            said.append(LEFT_OUT)
        elif edit.tag == "equal":
            said.append(f"<mark>{shortened(edit.source.rstrip())}</mark>{_space(edit.source)}")
        else:
            said.append(_changed("del", edit.quoted, say("quote-only-quoted", ui), ui))
            said.append(_changed("ins", edit.source, say("quote-only-source", ui), ui))
            said.append("" if (edit.source or edit.quoted)[-1:].isspace() else _space(edit.quoted))
    return "".join([*said, _after(document, match.pieces[-1])])


def _changed(tag: str, text: str, label: str, ui: Language) -> str:
    if not text.strip():
        return ""
    unseen = f'<span class="kb-unseen" lang="{ui}">{escape(label)}: </span>'
    apart = (
        " " if tag == "del" else ""
    )  # what was struck out stands apart from what was put in, which may end with a dot
    return f"<{tag}>{unseen}{shortened(text.rstrip())}</{tag}>{_space(text) or apart}"


def _space(text: str) -> str:
    return text[len(text.rstrip()) :]
