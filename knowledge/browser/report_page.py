"""The report page: what the last run of the index read, and what it could not."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from knowledge import settings
from knowledge.browser import frame
from knowledge.browser.address import Address
from knowledge.browser.markup import direction, escape, isolate
from knowledge.browser.messages import count, date_text, say
from knowledge.browser.results import link, relation_label
from knowledge.generations import Failure
from knowledge.report import Problem, RunReport, read_report
from knowledge.types import Language

SHOWN = 50
"""Files that a list names at most."""


def show() -> None:
    """Draw the report of the last run."""
    ui = frame.language()
    st.set_page_config(page_title=f"{say('report', ui)} · {say('library', ui)}", layout="centered")
    address = Address(ui, page="report")
    frame.header(address)
    frame.library()  # who may not see the library may not see what is in it
    report = read_report(settings.load().index)
    if report is None:
        frame.notice("report", say("no-report", ui), ui)
        return
    frame.draw(report_html(report, address))


def report_html(report: RunReport, address: Address) -> str:
    """The whole report: how much, and a list for each kind of news."""
    ui = address.language
    lists = "".join(
        _list(say(f"report-{name}", ui), items, ui)
        for name, items in (
            ("failed", [_failure(failure, ui) for failure in report.failed]),
            ("needs-ocr", [_pages(each.id, each.pages, ui) for each in report.unrecognised]),
            ("low-quality", [_measure(id, f"{100 * quality:.0f}%") for id, quality in report.low_quality]),
            ("ocr", [_pages(each.id, each.pages, ui) for each in report.recognised]),
            ("problems", [_problem(each, ui) for each in report.problems]),
            ("related", [_related(each.main, each.other, each.kind, ui) for each in report.related]),
            ("slow", [_measure(id, say("seconds", ui, f"{seconds:.0f}")) for id, seconds in report.slow]),
            ("added", [_document(id, ui) for id in report.added if id not in _out(report)]),
            ("changed", [_document(id, ui) for id in report.changed if id not in _out(report)]),
            ("removed", [_file(id) for id in report.removed]),
        )
        if items
    )
    return (
        f'<section class="kb-report" dir="{direction(ui)}"><h1>{escape(say("report", ui))}</h1>'
        f"<p>{escape(_summary(report, ui))}</p>{lists}"
        f"<p>{link(Address(ui), escape(say('home', ui)), 'kb-button')}</p></section>"
    )


def _summary(report: RunReport, ui: Language) -> str:
    when = datetime.datetime.fromisoformat(report.created).astimezone()
    return say(
        "report-summary",
        ui,
        date_text(when.date().isoformat(), ui),
        f"{when:%H:%M}",
        count("documents", report.documents, ui),
        count("passages", report.passages, ui),
        len(report.added),
        len(report.changed),
        report.unchanged,
        len(report.removed),
    )


def _out(report: RunReport) -> set[str]:
    return {failure.id for failure in report.failed}


def _list(title: str, items: list[str], ui: Language) -> str:
    shown = "".join(f"<li>{item}</li>" for item in items[:SHOWN])
    rest = f"<p>{escape(say('and-more', ui, len(items) - SHOWN))}</p>" if len(items) > SHOWN else ""
    return f"<h2>{escape(title)} ({len(items)})</h2><ul>{shown}</ul>{rest}"


def _failure(failure: Failure, ui: Language) -> str:
    reason, remedy = (failure.reason_he, failure.remedy_he) if ui == "he" else (failure.reason_en, failure.remedy_en)
    return f"{_file(failure.id)}: {escape(reason)}; {escape(remedy)}"


def _problem(problem: Problem, ui: Language) -> str:
    return f"{_document(problem.id, ui)}: {escape(problem.he if ui == 'he' else problem.en)}"


def _pages(id: str, pages: Iterable[int], ui: Language) -> str:
    listed = ", ".join(map(str, pages))
    return f"{_document(id, ui)}: {escape(say('page', ui, listed))}"


def _measure(id: str, value: str) -> str:
    return f"{_file(id)}: {isolate(value)}"


def _related(main: str, other: str, kind: str, ui: Language) -> str:
    return f"{_document(main, ui)} · {escape(relation_label(kind, is_main=False, ui=ui))}: {_document(other, ui)}"


def _document(id: str, ui: Language) -> str:
    return link(replace(Address(ui), document=id), _file(id))


def _file(id: str) -> str:
    return f'<bdi dir="ltr">{escape(id)}</bdi>'
