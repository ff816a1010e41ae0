"""The HTML of a person's last and saved searches, and the addresses by which searches are saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qs, urlencode

from knowledge.browser.address import PAGE, Address
from knowledge.browser.filters import chosen_names
from knowledge.browser.markup import escape, isolate
from knowledge.browser.messages import count, say
from knowledge.browser.results import link
from knowledge.errors import KnowledgeError
from knowledge.searches import Look, Saved
from knowledge.types import Language

EDIT = "edit"
"""The parameter of the search page that names the saved search to be changed."""


def search_of(address: Address) -> str:
    """The search that an address asks for, however it is shown: the name by which it is saved."""
    asked = Address(
        text=" ".join(address.text.split()),
        mode=address.mode,
        filters=address.filters,
        literal=address.literal,
        widened=address.widened,
    )
    return urlencode(asked.params(), doseq=True)


def address_of(search: str, ui: Language) -> Address:
    """The address of a saved search. Raises AddressInvalid, FilterYears: it names what the library no longer knows."""
    return replace(Address.parse(parse_qs(search)), language=ui, limit=PAGE)


def title_of(saved: Saved) -> str:
    """The name of a saved search, or else its query."""
    return saved.name or parse_qs(saved.search).get("q", [""])[-1]


def saved_html(kept: Sequence[Saved], ui: Language) -> str:
    """The saved searches, each with what is new in it and the way to change it; empty where there are none."""
    if not kept:
        return ""
    items = "".join(_saved(each, ui) for each in kept)
    return f'<h2>{escape(say("saved-searches", ui))}</h2><ul class="kb-searches" id="kb-saved">{items}</ul>'


def _saved(each: Saved, ui: Language) -> str:
    title = title_of(each)
    new = f' <strong class="kb-new">{escape(count("new-hits", each.new, ui))}</strong>' if each.new else ""
    label = escape(say("edit-search-named", ui, title))
    way = f'<a data-inside="1" class="kb-edit" href="{edit_href(each.id, ui)}" aria-label="{label}">'
    edit = f"{way}{escape(say('edit-search', ui))}</a>"
    try:
        address = address_of(each.search, ui)
    except KnowledgeError as error:
        return f"<li>{isolate(title)} <small>{escape(error.message(ui))}</small>{edit}</li>"
    names = chosen_names(address)
    filters = f' <small class="kb-narrowed">{" · ".join(isolate(name) for name in names)}</small>' if names else ""
    return f"<li><span>{link(address, isolate(title))}{filters}{new}</span>{edit}</li>"


def edit_href(number: int, ui: Language) -> str:
    """The link to the search page where a saved search is changed."""
    return escape("/?" + urlencode({**Address(ui).params(), EDIT: [str(number)]}, doseq=True))


def recent_html(queries: Sequence[str], address: Address) -> str:
    """The last queries; empty where there are none."""
    if not queries:
        return ""
    ui = address.language
    items = "".join(f"<li>{link(replace(address, text=query), isolate(query))}</li>" for query in queries)
    return f'<h2>{escape(say("recent-searches", ui))}</h2><ul class="kb-searches" id="kb-recent">{items}</ul>'


def look_html(look: Look, ui: Language) -> str:
    """What is said above the results of a saved search."""
    new = f'<strong class="kb-new">{escape(count("new-hits", len(look.new), ui))}</strong>' if look.new else ""
    none = "" if look.new else f"<span>{escape(say('nothing-new', ui))}</span>"
    name = f" {isolate(look.name)}" if look.name else ""
    label = escape(say("search-is-saved", ui))
    way = f'<a data-inside="1" class="kb-edit" href="{edit_href(look.id, ui)}">{escape(say("edit-search", ui))}</a>'
    return f'<p class="kb-saved" role="status"><span>★ {label}{name}</span>{new}{none}{way}</p>'


def questions_html(questions: Sequence[str], address: Address) -> str:
    """Questions that documents ask, each a search; empty where there are none."""
    if not questions:
        return ""
    ui = address.language
    asked = replace(address, limit=PAGE, literal=False, widened=True)
    items = "".join(f"<li>{link(replace(asked, text=question), isolate(question))}</li>" for question in questions)
    return (
        f'<section class="kb-questions"><h2>{escape(say("related-questions", ui))}</h2>'
        f'<ul class="kb-searches">{items}</ul></section>'
    )
