"""The basket: the passages that a person gathered for a paper, to be put in order, annotated, exported and printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import unquote, urlencode, urlsplit

import streamlit as st

from knowledge import settings
from knowledge.basket import LONGEST_NOTE, LONGEST_TITLE, Basket, Item, read
from knowledge.browser import basket_changes as changes
from knowledge.browser import frame
from knowledge.browser.address import Address
from knowledge.browser.basket_routes import known_style
from knowledge.browser.gathered import Standing, paper_title, standing, whole_link
from knowledge.browser.markup import direction, escape, isolate, script_direction
from knowledge.browser.messages import count, say
from knowledge.browser.results import byline, link
from knowledge.browser.visitor import visitor
from knowledge.citing.pieces import Cited
from knowledge.citing.styles import STYLES, Style, citation, in_list_order, letters, reference
from knowledge.errors import KnowledgeError
from knowledge.types import Language

PAGE = "basket"
FORMATS: Mapping[str, str] = {
    "docx": "Word (DOCX)",
    "md": "Markdown",
    "bib": "BibTeX",
    "ris": "RIS",
    "csl.json": "CSL-JSON",
    "csv": "CSV",
}
"""The names of the files, which are the same in both languages."""
STYLE_WORDS: Mapping[Style, str] = {
    "israeli": "basket-style.israeli",
    "apa": "basket-style.apa",
    "chicago": "basket-style.chicago",
}
_ABROAD = re.compile(r"(?:%[89A-F][0-9A-F])+")


def show() -> None:
    """Draw the basket of the person who looks at it."""
    ui = frame.language()
    st.set_page_config(page_title=f"{say('basket', ui)} · {say('library', ui)}", layout="centered")
    frame.header(Address(ui, page=PAGE))
    library = frame.library()
    style = _style(ui)
    try:
        basket = read(settings.load().people, visitor().name)
    except KnowledgeError as error:
        frame.notice("basket-trouble", error.message(ui), ui)
        return
    removed_from = changes.removed_from()
    changes.seen(basket)
    frame.draw('<div class="kb-welcome" hidden></div>')  # the script scrolls a page to its place where it finds this
    if not basket.items:
        frame.draw(empty_html(ui))
        _said(ui)
        if removed_from is not None:
            _undo(ui)
        _removed(basket, ui)
        return
    standings = {item.id: standing(item, library) for item in basket.items}
    frame.draw(heading_html(basket, style, ui))
    _title(basket, ui)
    _said(ui)
    marks = letters([(item.document, item.metadata) for item in basket.items], style, ui)
    for number, item in enumerate(basket.items, start=1):
        if removed_from == number - 1:
            _undo(ui)
        with st.container(key=f"basket-item-{item.id}", gap="small"):
            cited = citation(
                item.document, item.metadata, style, ui, page=item.page, letter=marks.get(item.document, "")
            )
            frame.draw(card_html(number, item, standings[item.id], cited, ui, site()))
            _conflict(number, item, ui)
            _tools(number, item, len(basket.items), ui)
    if removed_from is not None and removed_from >= len(basket.items):
        _undo(ui)
    frame.draw(sources_html(basket.items, style, ui))
    st.button(say("basket-clear", ui), key="basket-clear", on_click=changes.clear)
    _removed(basket, ui)


def site() -> str:
    """The address of the app as its reader sees it, without a slash at its end; empty where that is not known."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _style(ui: Language) -> Style:
    """The citation style that the address asks for; where it is none, that is said and the first is shown."""
    name = frame.query_params().get("style", [STYLES[0]])[-1]
    try:
        return known_style(name)
    except KnowledgeError as error:
        frame.notice("basket-style-unknown", error.message(ui), ui)
        return STYLES[0]


def empty_html(ui: Language) -> str:
    """A basket with nothing in it: what it is for and how to fill it."""
    ways = "".join(f"<li>{escape(say(key, ui))}</li>" for key in ("basket-how-search", "basket-how-document"))
    return (
        f'<section class="kb-basket" data-count="0" dir="{direction(ui)}"><h1>{escape(say("basket", ui))}</h1>'
        f'<div class="kb-nothing" role="status"><h2>{escape(say("basket-empty", ui))}</h2>'
        f"<p>{escape(say('basket-empty-why', ui))}</p><ul>{ways}</ul>"
        f'<p class="kb-offers">{link(Address(ui), escape(say("home", ui)), "kb-button")}</p></div></section>'
    )


def heading_html(basket: Basket, style: Style, ui: Language) -> str:
    """The head of the page: how much there is, the files, the style; and on paper the title."""
    query = urlencode({"style": style, **({"ui": ui} if ui != "he" else {})})
    files = "".join(
        f'<a class="kb-button" href="/basket/export/{name}?{query}"><bdi>{label}</bdi></a>'
        for name, label in FORMATS.items()
    )
    styles = "".join(_style_item(each, each == style, ui) for each in STYLE_WORDS)
    title = paper_title(basket, ui)
    number = count("passages", len(basket.items), ui)
    return (
        f'<section class="kb-basket" data-count="{len(basket.items)}" dir="{direction(ui)}">'
        f'<h1 class="kb-screen">{escape(say("basket", ui))}</h1>'
        f'<h1 class="kb-print" dir="{script_direction(title, ui)}">{escape(title)}</h1>'
        f'<p class="kb-screen kb-lead">{escape(say("basket-lead", ui, number))}</p>'
        f'<nav class="kb-screen kb-files" aria-label="{escape(say("basket-export", ui))}">'
        f"<h2>{escape(say('basket-export', ui))}</h2>"
        f'<div class="kb-offers">{files}<button type="button" class="kb-button" data-print="1">'
        f"{escape(say('basket-print', ui))}</button></div></nav>"
        f'<nav class="kb-screen kb-styles" aria-label="{escape(say("basket-style", ui))}">'
        f"<h2>{escape(say('basket-style', ui))}</h2><ul>{styles}</ul></nav></section>"
    )


def _style_item(style: Style, chosen: bool, ui: Language) -> str:
    current = ' aria-current="true"' if chosen else ""
    label = escape(say(STYLE_WORDS[style], ui))
    return f'<li><a data-inside="1"{current} href="{escape(here(ui, style))}">{label}</a></li>'


def here(ui: Language, style: Style) -> str:
    """The address of this page with a citation style."""
    href = Address(ui, page=PAGE).href()
    return href if style == STYLES[0] else f"{href}{'&' if '?' in href else '?'}style={style}"


def card_html(number: int, item: Item, stands: Standing, cited: Cited, ui: Language, site: str) -> str:
    """One passage: its words as they stood, where from, how it is cited; on paper also its note and its address."""
    metadata = item.metadata
    there = stands.address(item.document, ui)
    title = f'<bdi dir="{script_direction(metadata.title, metadata.language)}">{escape(metadata.title)}</bdi>'
    heading = link(there, title) if there else title
    side = script_direction(item.quote, item.language)
    lost = {"changed": say("basket-changed", ui), "gone": say("basket-gone", ui)}.get(stands.kind)
    warned = f'<p class="kb-lost">{escape(lost)}</p>' if lost else ""
    return (
        f'<article class="kb-gathered" dir="{direction(ui)}" lang="{ui}">'
        f'<h2><span class="kb-number">{number}.</span> {heading}</h2>'
        f'<p class="kb-meta kb-screen">{byline(metadata, ui)}</p>{_where(item, ui)}'
        f'<blockquote dir="{side}" lang="{item.language}">{escape(item.quote)}</blockquote>'
        f"{cited_html(cited, 'p', 'kb-cited')}{warned}{_on_paper(item, there, ui, site)}</article>"
    )


def _where(item: Item, ui: Language) -> str:
    """The section and the page, on the screen: on paper the citation has the page."""
    parts = [isolate(item.heading)] if item.heading else []
    parts += [isolate(say("page", ui, item.page))] if item.page else []
    return f'<p class="kb-where kb-screen">{" · ".join(parts)}</p>' if parts else ""


def _on_paper(item: Item, there: Address | None, ui: Language, site: str) -> str:
    """What widgets and links say on the screen."""
    note = item.both
    noted = (
        f'<p class="kb-noted" dir="{script_direction(note, ui)}"><b>{escape(say("basket-note-shown", ui))}:</b> '
        f"{escape(note)}</p>"
    )
    address = whole_link(there, site)
    shown = f'<p class="kb-address" dir="ltr"><a href="{escape(address)}">{escape(readable(address))}</a></p>'
    parts = (noted if note else "") + (shown if address else "")
    return f'<div class="kb-print">{parts}</div>' if parts else ""


def readable(address: str) -> str:
    """An address with the letters of other scripts as letters; it leads to the same place."""
    return _ABROAD.sub(lambda found: unquote(found[0], errors="replace"), address)


def cited_html(cited: Cited, tag: str, css: str) -> str:
    """A reference, each of its pieces in its own direction, the title of a work set off."""
    pieces = []
    for piece, language in cited.directed():
        text = escape(piece.text)
        text = f"<cite>{text}</cite>" if piece.title else text
        pieces.append(text if language == cited.language else f'<bdi dir="{direction(language)}">{text}</bdi>')
    return f'<{tag} class="{css}" dir="{direction(cited.language)}" lang="{cited.language}">{"".join(pieces)}</{tag}>'


def sources_html(items: Sequence[Item], style: Style, ui: Language) -> str:
    """The list of sources: every document once, in the order of such lists."""
    documents = {item.document: item.metadata for item in items}
    marks = letters(documents.items(), style, ui)
    entries = [
        reference(document, metadata, style, ui, letter=marks.get(document, ""))
        for document, metadata in documents.items()
    ]
    listed = "".join(cited_html(entry, "li", "kb-cited") for entry in in_list_order(entries, ui))
    return (
        f'<section class="kb-paper-sources" dir="{direction(ui)}"><h2>{escape(say("sources", ui))}</h2>'
        f"<ul>{listed}</ul></section>"
    )


def _title(basket: Basket, ui: Language) -> None:
    _set("basket-title", basket.title)
    st.text_input(
        say("basket-title", ui),
        key="basket-title",
        placeholder=say("basket-title-hint", ui),
        max_chars=LONGEST_TITLE,
        on_change=changes.rename,
    )


def _set(key: str, value: object) -> None:
    """Give a widget its value, unless it shows it: what a person is typing meanwhile stays."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _tools(number: int, item: Item, most: int, ui: Language) -> None:
    """The note of a passage, and what can be done with it."""
    note = f"basket-note-{item.id}"
    _set(note, item.note)
    st.text_area(
        say("basket-note", ui, number),
        key=note,
        placeholder=say("basket-note-hint", ui),
        label_visibility="collapsed",
        max_chars=None if len(item.note) > LONGEST_NOTE else LONGEST_NOTE,
        height="content",
        on_change=changes.annotate,
        args=(item.id,),
    )
    with st.container(horizontal=True, vertical_alignment="center", key=f"basket-tools-{item.id}", gap="small"):
        _button("basket-up", number, item, ":material/arrow_upward:", changes.step, (item.id, -1), ui)
        _button("basket-down", number, item, ":material/arrow_downward:", changes.step, (item.id, 1), ui)
        _place(number, item, most, ui)
        _button("basket-remove", number, item, ":material/delete:", changes.remove, (item.id,), ui)


def _place(number: int, item: Item, most: int, ui: Language) -> None:
    """The number of a passage, to be written over. A new number has a field of its own: where one field got it, the
    browser could still send the old one and move the passage back."""
    key = f"basket-place-{item.id}-{number}"
    _set(key, number)  # after a move that was refused
    st.number_input(
        say("basket-place", ui, number),
        min_value=1,
        max_value=most,
        key=key,
        label_visibility="collapsed",
        width=72,
        on_change=changes.put,
        args=(item.id, key),
    )


def _button(
    what: str, number: int, item: Item, icon: str, do: Callable[..., None], args: tuple[int, ...], ui: Language
) -> None:
    label = say(what, ui, number)
    st.button(label, key=f"{what}-{item.id}", icon=icon, on_click=do, args=args)


def _conflict(number: int, item: Item, ui: Language) -> None:
    """Two texts of one note: both, and what can be done."""
    if not item.rival:
        return
    frame.draw(conflict_html(number, item, ui))
    with st.container(horizontal=True, key=f"basket-choice-{item.id}", gap="small"):
        for key, text in (
            ("basket-keep-one", item.note),
            ("basket-keep-two", item.rival),
            ("basket-keep-both", item.both),
        ):
            st.button(say(key, ui, number), key=f"{key}-{item.id}", on_click=changes.settle, args=(item.id, text))


def conflict_html(number: int, item: Item, ui: Language) -> str:
    """The two texts that were written for one note in two tabs."""
    texts = "".join(
        f'<dt>{escape(say(key, ui))}</dt><dd dir="{script_direction(text, ui)}">{escape(text) or "–"}</dd>'
        for key, text in (("basket-text-one", item.note), ("basket-text-two", item.rival))
    )
    return (
        f'<section class="kb-notice kb-conflict kb-screen" role="alert" dir="{direction(ui)}">'
        f"<h3>{escape(say('basket-conflict', ui, number))}</h3><p>{escape(say('basket-conflict-why', ui))}</p>"
        f"<dl>{texts}</dl></section>"
    )


def _said(ui: Language) -> None:
    """What came of the last change. The page's script says it aside, so that nothing moves under the hand that writes;
    only a failure is shown in the page."""
    told = changes.told()
    if told is None:
        frame.draw('<div class="kb-said kb-screen" hidden></div>')
        return
    state = 'role="alert"' if told.failed else "hidden"
    words = say("basket-written", ui) if told.text else ""
    more = f"<p>{escape(words)}</p><pre>{escape(told.text)}</pre>" if told.text else ""
    frame.draw(
        f'<div class="kb-said kb-screen" {state} data-number="{told.number}" dir="{direction(ui)}">'
        f"<p>{escape(told.message)}</p>{more}</div>"
    )


def _undo(ui: Language) -> None:
    """The way back, where the passage stood that was just removed."""
    st.button(say("basket-undo", ui), key="basket-undo", on_click=changes.undo)


def _removed(basket: Basket, ui: Language) -> None:
    """What was removed lately and can be put back."""
    if not basket.removed:
        return
    listed = basket.removed[: changes.SHOWN_REMOVED]
    with st.expander(say("basket-removed-list", ui, len(basket.removed)), key="basket-removed"):
        for number, item in enumerate(listed, start=1):
            frame.draw(removed_html(number, item, ui))
            st.button(
                say("basket-restore", ui, number),
                key=f"basket-restore-{item.id}",
                on_click=changes.restore,
                args=((item.id,),),
            )


def removed_html(number: int, item: Item, ui: Language) -> str:
    """A passage that was removed, in short."""
    quote = item.quote if len(item.quote) <= 160 else item.quote[:160].rpartition(" ")[0] + " …"
    return (
        f'<div class="kb-taken" dir="{direction(ui)}"><p>{number}. {isolate(item.metadata.title)}</p>'
        f'<p class="kb-meta" dir="{script_direction(quote, item.language)}">{escape(quote)}</p></div>'
    )
