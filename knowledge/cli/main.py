"""The program: its commands, its exit codes, and how a failure is told."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from pathlib import Path

import typer

from knowledge.cli.index import index
from knowledge.cli.inspect import read, status, verify
from knowledge.cli.output import output
from knowledge.cli.query import evaluate, search
from knowledge.errors import KnowledgeError
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
for command in (index, search, read, evaluate, status, verify):
    app.command()(command)


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with failures, 130 interrupted."""
    try:
        app()
    except KnowledgeError as error:
        _tell(error)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
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
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="knowledge-", suffix=".log", delete=False) as report:
        traceback.print_exception(error, file=report)
    out = output("en")
    out.say(
        f"Something unexpected happened ({type(error).__name__}: {error}). Nothing that was there is lost. "
        f"Please report it together with {Path(report.name)}",
        "",
    )
