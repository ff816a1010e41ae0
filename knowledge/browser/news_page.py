"""What's new: what entered the library, changed in it and left it since a day, or since one's last visit."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime
from typing import cast

import streamlit as st

from knowledge import settings
from knowledge.browser import frame
from knowledge.browser.address import Address
from knowledge.browser.markup import direction, escape
from knowledge.browser.messages import say
from knowledge.browser.news_html import (
    USUAL,
    VISIT,
    NewsAddress,
    digest_html,
    periods_html,
    sending_html,
    since_moment,
)
from knowledge.browser.visitor import visitor
from knowledge.digest import EARLIEST, digest, moment_of
from knowledge.errors import KnowledgeError
from knowledge.history import Record, records
from knowledge.people import PeopleUnavailable
from knowledge.types import Language
from knowledge.visits import Visit, visit

LOG = logging.getLogger(__name__)
_VISIT = "kb-news-visit"


def show() -> None:
    """Draw the news that the address asks for."""
    ui = frame.language()
    st.set_page_config(page_title=f"{say('news', ui)} · {say('library', ui)}", layout="centered")
    address = NewsAddress.parse(frame.query_params())
    frame.header(Address(ui, page="news"))
    frame.library()  # who may not see the library may not see what is in it
    frame.draw(f'<h1 class="kb-title" dir="{direction(ui)}">{escape(say("news", ui))}</h1>')
    now = datetime.now().astimezone()
    try:
        told = records(settings.load().index)
        before = _last_visit(told, now)
        since = _since(address, before, now)
    except KnowledgeError as error:
        frame.draw(periods_html(address))
        frame.notice("news-history", error.message(ui), ui)
        return
    frame.draw(periods_html(address))
    _calendar(since.date(), now.date(), ui)
    if address.since == VISIT and not isinstance(before, Visit):
        why = say("news-first-visit" if before is None else "news-visit-unknown", ui)
        frame.draw(f'<p class="kb-note" dir="{direction(ui)}">{escape(why)}</p>')
    frame.draw(digest_html(digest(told, since), ui))
    # A bulletin knows no visits: it is told the day.
    same_time = replace(address, since=since_moment(since)) if address.since == VISIT else address
    frame.draw(sending_html(same_time))


def _since(address: NewsAddress, before: Visit | PeopleUnavailable | None, now: datetime) -> datetime:
    """The moment after which news are told. Raises SinceInvalid."""
    if address.since == VISIT:
        return before.saw.astimezone() if isinstance(before, Visit) else moment_of(USUAL, now)
    return moment_of(address.since, now)


def _last_visit(told: tuple[Record, ...], now: datetime) -> Visit | PeopleUnavailable | None:
    """The visit before this one, asked once a session and written down at every look."""
    newest = told[-1].moment if told else now
    try:
        before: Visit | PeopleUnavailable | None = visit(settings.load().people, visitor().name, newest, now)
    except PeopleUnavailable as error:
        LOG.warning("visits cannot be kept: %s", error)
        before = error
    return cast("Visit | PeopleUnavailable | None", st.session_state.setdefault(_VISIT, before))


def _calendar(day: date, today: date, ui: Language) -> None:
    st.session_state["kb-since"] = min(day, today)
    st.date_input(
        say("news-since", ui),
        key="kb-since",
        min_value=min(EARLIEST, day),
        max_value=today,
        format="DD/MM/YYYY",
        on_change=_write,
        width=220,
    )


def _write() -> None:
    chosen = st.session_state["kb-since"]
    if isinstance(chosen, date):
        st.query_params.from_dict(NewsAddress(frame.language(), chosen.isoformat()).params())
