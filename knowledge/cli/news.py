"""The command `news`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from knowledge.cli.output import Output, output, write_json
from knowledge.digest import KINDS, Digest, digest, moment_of
from knowledge.history import records
from knowledge.settings import load
from knowledge.types import Language

FORMATS = ("text", "html", "md", "atom")
HERE = "http://127.0.0.1:8501/"
"""Where `make run` serves the app."""


def news(
    since: Annotated[str, typer.Option(help="A date (2026-11-25), or week, month, quarter.", metavar="DATE")] = "month",
    format_: Annotated[str, typer.Option("--format", help="text, html, md or atom.", metavar="F")] = "text",
    url: Annotated[str, typer.Option(help="The app's address, for the links.", metavar="ADDRESS")] = HERE,
    language: Annotated[str | None, typer.Option(help="Language of the bulletin and the feed: he or en.")] = None,
    index: Annotated[Path | None, typer.Option(help="Folder of the index.", metavar="DIR")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object.")] = False,
) -> None:
    """Say what entered the library, changed in it and left it, by topic; also as a bulletin or an Atom feed."""
    if format_ not in FORMATS:
        raise typer.BadParameter(f"choose one of {', '.join(FORMATS)}", param_hint="--format")
    if language not in (None, "he", "en"):
        raise typer.BadParameter("choose he or en", param_hint="--language")
    settings = load(index=index)
    ui: Language = settings.language if language is None else "he" if language == "he" else "en"
    now = datetime.now().astimezone()
    moment = moment_of(since, now)
    told = records(settings.index)
    found = digest(told, moment)
    if as_json:
        write_json(_json(found))
    elif format_ == "text":
        _tell(output(settings.language), found, ui)
    else:
        from knowledge import bulletin, feed  # noqa: PLC0415  babel takes 0.1 s that the others do not need

        if format_ == "atom":
            key = feed.library_key(told)
            body = feed.atom(found, ui, url, key, url.rstrip("/") + "/news.atom")
        else:
            write = bulletin.html if format_ == "html" else bulletin.markdown
            body = write(found, ui, url, now).encode("utf-8", "replace")
        sys.stdout.buffer.write(body)
        sys.stdout.flush()


def _json(found: Digest) -> dict[str, Any]:
    return {
        "since": found.since.isoformat(),
        "updated": found.updated.isoformat() if found.updated else None,
        **{
            kind: [
                {
                    **{name: value for name, value in asdict(item.entry).items() if name != "digest"},
                    "moment": item.moment.isoformat(),
                    "generation": item.generation,
                }
                for item in found.of(kind)
            ]
            for kind in KINDS
        },
    }


def _tell(out: Output, found: Digest, ui: Language) -> None:
    from knowledge.browser.messages import say  # noqa: PLC0415
    from knowledge.bulletin import facts, topic_name  # noqa: PLC0415

    for kind in KINDS:
        topics = found.by_topic(kind)
        if topics:
            out.line(say(f"news-kind.{kind}", ui), "bold")
        for topic in topics:
            out.line(topic_name(topic.id, ui), "dim")
            for item in topic.items:
                out.paragraph(item.entry.title)
                about = " · ".join(facts(item.entry, ui, topic.id))
                if about:
                    out.paragraph(about, indent=6)
                out.paragraph(f"{item.moment.astimezone():%Y-%m-%d} {item.entry.id}", indent=6)
        if topics:
            out.line()
    counts = [len(found.of(kind)) for kind in KINDS]
    out.say(
        f"Since {found.since:%Y-%m-%d}: {counts[0]} entered, {counts[1]} changed, {counts[2]} left.",
        f"מאז {found.since:%Y-%m-%d}: נכנסו {counts[0]}, השתנו {counts[1]}, יצאו {counts[2]}.",
    )
