"""One upload: what the reader made of it, and the form in which its description is corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import streamlit as st

from ingest import adding, drafts
from ingest.drafts import Draft
from ingest.findings import Finding, findings_of, read_findings
from ingest.front_matter import NOT_COUNTRIES
from ingest.sidecar import corrected
from knowledge import settings
from knowledge.browser import frame
from knowledge.browser.add_address import PATH, AddAddress
from knowledge.browser.add_cards import draft_html
from knowledge.browser.markup import direction, escape
from knowledge.browser.messages import say
from knowledge.browser.results import link
from knowledge.browser.visitor import visitor
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.taxonomy import LANGUAGES, TOPICS, TYPES, country_names, name
from knowledge.types import Language, Metadata

LONGEST = 500
"""Characters of a line of the form."""
LONGEST_TEXT = 10_000

ONE_LINE = ("title", "date", "organisation", "rights", "supersedes")
LINES = ("authors", "sources")
CONFIRMED = ("type", "topics")
"""Fields that the program suggests, and that a person who saves the form has seen and left so."""


class SupersedesUnknown(KnowledgeError):
    def __init__(self) -> None:
        super().__init__(say("add-supersedes-unknown", "en"), say("add-supersedes-unknown", "he"))


def show(address: AddAddress, folder: Path, library: Library | None) -> None:
    """Draw the upload that the address names. Raises DraftUnknown."""
    ui = address.language
    draft = drafts.draft_of(folder, address.draft)
    findings = findings_of(folder, draft)
    back = link(AddAddress(ui, page=PATH), escape(say("add-back", ui)))
    frame.draw(
        f'<section class="kb-add" dir="{direction(ui)}"><p class="kb-back">{back}</p>'
        f"<h1>{escape(say('add-review', ui))}</h1></section>"
    )
    number = [each.id for each in drafts.drafts(folder)].index(draft.id) + 1
    with st.container(border=True):
        frame.draw(draft_html(draft, findings, number, ui, linked=False))
    metadata = correctable(draft, findings)
    if metadata is not None:
        _form(draft, metadata, library, ui)


def correctable(draft: Draft, findings: Sequence[Finding] | None) -> Metadata | None:
    """The description that can be corrected, an empty one where the one that came is not valid; None for an archive and
    for what cannot be read."""
    if not findings or draft.is_archive:
        return None
    if findings[0].metadata is not None:
        return findings[0].metadata
    return Metadata("") if findings[0].correctable else None


def _form(draft: Draft, shown: Metadata, library: Library | None, ui: Language) -> None:
    # The key changes with the description, so that the form shows what is there now, also after Back.
    mark = f"{draft.id}-{crc32(repr(_values(shown)).encode('utf-8', 'replace')):08x}"
    with st.form(f"add-form-{mark}"):
        st.text_input(say("add-title", ui), shown.title, LONGEST, key=f"title-{mark}")
        st.text_area(say("add-authors", ui), "\n".join(shown.authors), 80, LONGEST_TEXT, key=f"authors-{mark}")
        one, other = st.columns(2)
        one.text_input(
            say("add-date", ui), shown.date or "", 40, key=f"date-{mark}", placeholder=say("add-date-forms", ui)
        )
        other.selectbox(
            say("add-type", ui),
            ["", *TYPES],
            _place(shown.type),
            lambda key: _named(key, ui),
            f"type-{mark}",
            placeholder=say("add-pick", ui),
        )
        st.multiselect(
            say("add-topics", ui), list(TOPICS), list(shown.topics), lambda key: name(TOPICS, key, ui),
            f"topics-{mark}", placeholder=say("add-pick", ui),
        )  # fmt: skip
        countries = country_names(ui)
        one, other = st.columns(2)
        one.multiselect(
            say("add-countries", ui), _countries(ui), list(shown.countries), lambda code: countries.get(code, code),
            f"countries-{mark}", placeholder=say("add-pick", ui),
        )  # fmt: skip
        other.selectbox(
            say("add-language", ui), list(LANGUAGES), list(LANGUAGES).index(shown.language),
            lambda key: name(LANGUAGES, key, ui), f"language-{mark}", placeholder=say("add-pick", ui),
        )  # fmt: skip
        st.text_input(say("add-organisation", ui), shown.organisation or "", LONGEST, key=f"organisation-{mark}")
        st.text_area(say("add-summary", ui), shown.summary or "", 100, LONGEST_TEXT, key=f"summary-{mark}")
        st.text_area(say("add-sources", ui), "\n".join(shown.sources), 100, LONGEST_TEXT, key=f"sources-{mark}")
        st.text_input(say("add-rights", ui), shown.rights or "", LONGEST, key=f"rights-{mark}")
        st.text_input(say("add-supersedes", ui), shown.supersedes or "", LONGEST, key=f"supersedes-{mark}")
        frame.draw(f'<p class="kb-quiet" dir="{direction(ui)}">{escape(say("add-empty", ui))}</p>')
        known = None if library is None else library.title
        st.form_submit_button(say("add-save", ui), type="primary", on_click=_save, args=(draft.id, mark, shown, known))


def _values(metadata: Metadata) -> dict[str, Any]:
    """The fields of the form."""
    return {
        field: getattr(metadata, field)
        for field in (*ONE_LINE, *LINES, "type", "topics", "countries", "language", "summary")
    }


def _place(type: str | None) -> int:
    return ["", *TYPES].index(type or "")


def _named(type: str, ui: Language) -> str:
    return name(TYPES, type, ui) if type else say("add-no-match", ui)


def _countries(ui: Language) -> list[str]:
    """Codes by name, in the order of the alphabet; Israel first."""
    names = country_names(ui)
    return sorted(names.keys() - NOT_COUNTRIES, key=lambda code: (code != "IL", names[code]))


def changes(shown: Metadata, written: Mapping[str, Any]) -> dict[str, Any]:
    """What a person changed in the form: a value for each field, None or () for one that was emptied. Type and topics
    are taken as they stand."""
    before = _values(shown)
    return {
        field: value or (() if isinstance(before[field], tuple) else None)
        for field, value in written.items()
        if field in CONFIRMED or (value or None) != (before[field] or None)
    }


def _written(mark: str) -> dict[str, Any]:
    """What stands in the form."""
    state = {field: st.session_state[f"{field}-{mark}"] for field in _values(Metadata(""))}
    for field in LINES:
        state[field] = tuple(line.strip() for line in state[field].splitlines() if line.strip())
    for field in ("topics", "countries"):
        state[field] = tuple(state[field])
    for field in (*ONE_LINE, "summary"):
        state[field] = state[field].strip()
    return state


def _save(id: str, mark: str, shown: Metadata, known: Any) -> None:
    if not visitor().edits:
        return
    chosen = settings.load()
    folder = drafts.visitor_folder(chosen.people, visitor().name)
    try:
        changed = changes(shown, _written(mark))
        older = changed.get("supersedes")
        if older and known is not None and known(older) is None:
            raise SupersedesUnknown
        drafts.describe_draft(folder, id, lambda before: corrected(before, changed))
        read = read_findings(folder, drafts.draft_of(folder, id)) or ()
        if not all(each.metadata and "person" not in each.metadata.origins.values() for each in read):
            drafts.read_again(folder, id)  # what the reader itself finds is not known
            adding.read(chosen, folder)
    except KnowledgeError as error:
        st.session_state["add-trouble"] = error
        return
    st.session_state["add-said"] = "add-saved"
    st.query_params.from_dict(AddAddress(_language(), page=PATH).params())


def _language() -> Language:
    return "en" if st.query_params.get("ui") == "en" else "he"
