"""The program: its commands, its exit codes, and how a failure is told."""

from __future__ import annotations

import sys
import tempfile
import traceback
from pathlib import Path

import typer

from knowledge.cli.evaluate import evaluate
from knowledge.cli.index import index
from knowledge.cli.inspect import read, status, verify
from knowledge.cli.news import news
from knowledge.cli.output import output
from knowledge.cli.precedents import cases
from knowledge.cli.query import search, similar
from knowledge.cli.quote import quote
from knowledge.cli.user import app as user
from knowledge.errors import KnowledgeError, cause
from knowledge.settings import load

FAILED = 1
INTERRUPTED = 130

app = typer.Typer(
    help="The library of cooperative R&D: index a folder of documents and search it by meaning.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (index, search, similar, quote, news, read, evaluate, status, verify):
    app.command()(command)
app.command("precedents")(cases)
app.add_typer(user, name="user")


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with failures, 130 interrupted."""
    try:
        app()
    except KnowledgeError as error:
        _tell(error)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001  the last resort: a message instead of a traceback
        _tell_unexpected(error)
        sys.exit(FAILED)


def _tell(error: KnowledgeError) -> None:
    try:
        out = output(load().language)
    except KnowledgeError:  # the settings themselves are what is wrong
        out = output("en")
    out.say(error.en, error.he)


def _tell_unexpected(error: Exception) -> None:
    what = f"{type(error).__name__}: {cause(error)}"
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="knowledge-", suffix=".log", delete=False
        ) as report:
            traceback.print_exception(error, file=report)
        where_en, where_he = f" together with {Path(report.name)}", f" בצירוף {Path(report.name)}"
    except OSError:  # not even room for the report
        where_en = where_he = ""
    output("en").say(
        f"Something unexpected happened ({what}). Nothing that was there is lost. Please report it{where_en}",
        f"קרה משהו לא צפוי ({what}). דבר לא אבד. אנא דווחו עליו{where_he}",
    )
