"""The page on which editors add documents: upload, see what was read, confirm, follow the work, undo."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import streamlit as st

from ingest import adding, drafts
from ingest.adding import Addition
from ingest.drafts import MAX_AT_ONCE, MAX_FILE, Draft, Upload, visitor_folder
from ingest.findings import Finding, findings_of, is_readable, not_read
from ingest.jobs import Status
from knowledge import settings
from knowledge.browser import add_review, frame
from knowledge.browser.add_address import PATH, AddAddress, parse
from knowledge.browser.add_cards import (
    added_html,
    draft_html,
    meanwhile_html,
    outcome_of,
    progress_html,
    refused_html,
    undone_html,
)
from knowledge.browser.address import Address
from knowledge.browser.markup import direction, escape
from knowledge.browser.messages import count, say
from knowledge.browser.opening import open_library
from knowledge.browser.results import link
from knowledge.browser.visitor import visitor
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.settings import Settings
from knowledge.types import Language

LOG = logging.getLogger(__name__)
EVERY = 1.0
"""Seconds between two looks at work that is on its way."""
SHOWN = timedelta(days=1)
"""How long the outcome of an addition is shown to who does not close it, and can be undone."""


def show() -> None:
    """Draw the list of uploads, or the one upload that the address names."""
    ui = frame.language()
    st.set_page_config(page_title=f"{say('add', ui)} · {say('library', ui)}", layout="centered")
    address = parse(frame.query_params())
    frame.header(address)
    if not visitor().edits:
        home = f"<p>{link(Address(ui), escape(say('home', ui)), 'kb-button')}</p>"
        frame.notice("add-editors-only", say("add-editors-only-why", ui), ui, home)
        return
    chosen, folder = settings.load(), _folder()
    try:
        adding.recover(chosen, folder)
        _tell_trouble(ui)
        if address.draft:
            add_review.show(address, folder, _library(chosen))
        else:
            _list(chosen, folder, ui)
    except KnowledgeError as error:
        LOG.warning("adding: %s", error)
        back = f"<p>{link(AddAddress(ui, page=PATH), escape(say('add-back', ui)), 'kb-button')}</p>"
        frame.notice("add-failed", error.message(ui), ui, back)


def _folder() -> Path:
    return visitor_folder(settings.load().people, visitor().name)


def _library(chosen: Settings) -> Library | None:
    """The library, None where it cannot be opened: the first documents are added where there is none yet."""
    try:
        return open_library(chosen)
    except KnowledgeError as error:
        LOG.info("adding without a library: %s", error)
        return None


def _list(chosen: Settings, folder: Path, ui: Language) -> None:
    waiting = [(draft, findings_of(folder, draft)) for draft in drafts.drafts(folder)]
    limits = say("add-limits", ui, MAX_AT_ONCE, MAX_FILE)
    frame.draw(
        f'<section class="kb-add" dir="{direction(ui)}"><h1>{escape(say("add", ui))}</h1>'
        f'<p>{escape(say("add-lead", ui))}</p><p class="kb-quiet">{escape(limits)}</p></section>'
    )
    said = st.session_state.pop("add-said", None)
    if said:
        frame.draw(f'<p class="kb-said" role="status" dir="{direction(ui)}">{escape(say(said, ui))}</p>')
    _uploader(ui)
    _begin(chosen, folder)
    st.session_state["add-seen"] = _signature(folder)
    _work(ui)
    _waiting(waiting, ui)


# Uploading -----------------------------------------------------------------------------------------------------------


def _uploader(ui: Language) -> None:
    number = st.session_state.setdefault("add-upload", 0)
    with st.container(key="kb-uploader"):
        st.file_uploader(
            say("add-files", ui),
            accept_multiple_files=True,
            key=f"add-files-{number}",
            max_upload_size=MAX_FILE,
            on_change=_uploaded,
            args=(f"add-files-{number}",),
        )
    refused = st.session_state.get("add-refused")
    if refused:
        frame.draw(refused_html(refused, ui))


def _uploaded(key: str) -> None:
    """Keep what came, and empty the widget: what it holds stays in the server's memory."""

    def keep(chosen: Settings, folder: Path) -> None:
        files = st.session_state.get(key) or []
        uploads = [Upload(sent_name(file.name), file.getbuffer()) for file in files]
        st.session_state["add-refused"] = drafts.keep(folder, uploads)[1]
        adding.read(chosen, folder)

    st.session_state["add-upload"] += 1
    _do(keep)


def sent_name(name: str) -> str:
    """The name as the file has it: in a form, browsers write the three characters that would end it in another way."""
    return name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _do(what: Callable[[Settings, Path], object]) -> None:
    """An editor's act; what goes wrong is told when the page is drawn next."""
    if not visitor().edits:
        return
    try:
        what(settings.load(), _folder())
    except KnowledgeError as error:
        LOG.warning("adding: %s", error)
        st.session_state["add-trouble"] = error


def _tell_trouble(ui: Language) -> None:
    error = st.session_state.pop("add-trouble", None)
    if isinstance(error, KnowledgeError):
        frame.notice("add-failed", error.message(ui), ui)


def _begin(chosen: Settings, folder: Path) -> None:
    """Work that nobody does is begun, such as after the server was stopped; not again where it failed."""
    status = adding.reading_job(folder).status()
    if not_read(folder) and (status is None or status.stage in ("done", "interrupted")):
        adding.read(chosen, folder)
    for addition in _shown(folder):
        if addition.state == "added" and adding.status_of(folder, addition) is None:
            adding.resume(chosen, folder, addition.id)


# What waits ----------------------------------------------------------------------------------------------------------


def _waiting(waiting: Sequence[tuple[Draft, tuple[Finding, ...] | None]], ui: Language) -> None:
    title = f'<h2 dir="{direction(ui)}">{escape(say("add-waiting", ui))}</h2>'
    if not waiting:
        frame.draw(f'<section class="kb-add">{title}<p>{escape(say("add-none", ui))}</p></section>')
        return
    frame.draw(f'<section class="kb-add">{title}</section>')
    for number, (draft, findings) in enumerate(waiting, 1):
        with st.container(border=True, key=f"kb-draft-{draft.id}"):
            frame.draw(draft_html(draft, findings, number, ui))
            with st.container(horizontal=True, vertical_alignment="center"):
                if is_readable(findings):
                    _chosen(draft, number, ui)
                st.button(
                    say("add-discard", ui, number),
                    key=f"add-discard-{draft.id}",
                    type="tertiary",
                    on_click=_do,
                    args=(lambda _, folder, id=draft.id: drafts.discard(folder, id),),
                )
    ready = [draft.id for draft, findings in waiting if draft.chosen and is_readable(findings)]
    st.button(
        count("add-confirm", len(ready), ui) if ready else say("add-confirm-none", ui),
        key="add-confirm",
        type="primary",
        disabled=not ready,
        on_click=_do,
        args=(lambda chosen, folder: adding.add(chosen, folder, ready),),
    )


def _chosen(draft: Draft, number: int, ui: Language) -> None:
    key = f"add-chosen-{draft.id}"
    st.session_state[key] = draft.chosen

    def write(_chosen: Settings, folder: Path) -> None:
        drafts.choose(folder, draft.id, bool(st.session_state[key]))

    st.checkbox(say("add-choose", ui, number), key=key, on_change=_do, args=(write,))


# Work on its way, and what came of it --------------------------------------------------------------------------------


def _shown(folder: Path) -> list[Addition]:
    """The additions that a person still has to do with."""
    now = datetime.now().astimezone()

    def concerns(each: Addition) -> bool:
        recent = now - datetime.fromisoformat(each.when) < SHOWN
        return not each.closed and (recent or _runs(adding.status_of(folder, each)))

    return [each for each in adding.additions(folder) if concerns(each)]


def _runs(status: Status | None) -> bool:
    return status is not None and status.runs


def _signature(folder: Path) -> tuple[object, ...]:
    """What decides what the page shows apart from how far a running job is."""
    reading = adding.reading_job(folder).status()
    jobs = [(each.id, each.state, each.closed, _ending(adding.status_of(folder, each))) for each in _shown(folder)]
    waiting = [(draft.id, draft.chosen) for draft in drafts.drafts(folder)]
    return (_ending(reading), tuple(jobs), tuple(waiting), len(not_read(folder)))


def _ending(status: Status | None) -> str:
    """The stage of a job that has ended, "" while it runs."""
    return status.stage if status is not None and not status.runs else ""


def _work(ui: Language) -> None:
    """The part of the page that looks again every second while something is on its way."""
    folder = _folder()
    reads = adding.reading_job(folder).status()
    runs = _runs(reads) or any(_runs(adding.status_of(folder, each)) for each in _shown(folder))
    st.fragment(_draw_work, run_every=EVERY if runs else None)(ui)


def _draw_work(ui: Language) -> None:
    folder = _folder()
    if not visitor().edits:
        return
    if _signature(folder) != st.session_state.get("add-seen"):
        st.rerun()  # something ended or changed: the whole page is to be drawn again
    _draw_reading(folder, ui)
    for addition in _shown(folder):
        _draw_addition(folder, addition, ui)


def _draw_reading(folder: Path, ui: Language) -> None:
    status = adding.reading_job(folder).status()
    if status is None or not not_read(folder):
        return
    if status.runs:
        frame.draw(progress_html(say("add-reading", ui), status, ui))
    elif status.stage == "failed":
        frame.notice("add-failed", status.error_he if ui == "he" else status.error_en, ui)
        st.button(say("add-again", ui), key="add-read-again", on_click=_do, args=(adding.read,))


def _draw_addition(folder: Path, addition: Addition, ui: Language) -> None:
    status = adding.status_of(folder, addition)
    id = addition.id
    undone = addition.state == "undone"
    if status is not None and status.runs:
        frame.draw(progress_html(say("add-removing" if undone else "add-adding", ui), status, ui, meanwhile_html(ui)))
        if not undone:
            _button("add-cancel", id, ui, lambda chosen, folder: adding.undo(chosen, folder, id))
        return
    if status is not None and status.stage in ("failed", "interrupted"):
        message = say("add-interrupted", ui)
        if status.stage == "failed":
            message = status.error_he if ui == "he" else status.error_en
        frame.notice("add-failed", message, ui)
        with st.container(horizontal=True):
            _button("add-continue", id, ui, lambda chosen, folder: adding.resume(chosen, folder, id))
            if not undone:
                _button("add-undo", id, ui, lambda chosen, folder: adding.undo(chosen, folder, id))
        return
    if undone:
        frame.draw(undone_html(ui))
    else:
        library = _library(settings.load())
        if library is not None and status is not None:
            frame.draw(added_html(outcome_of(addition, library), ui))
    with st.container(horizontal=True):
        _button("add-close", id, ui, lambda _, folder: adding.close(folder, id))
        if not undone:
            _button("add-undo", id, ui, lambda chosen, folder: adding.undo(chosen, folder, id))


def _button(key: str, id: str, ui: Language, what: Callable[[Settings, Path], object]) -> None:
    st.button(say(key, ui), key=f"{key}-{id}", on_click=_do, args=(what,))
