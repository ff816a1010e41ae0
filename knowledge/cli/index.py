"""The command `index`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from knowledge.cli.output import Output, output
from knowledge.embedded_model import HUB_NAME
from knowledge.generations import Failure
from knowledge.report import PageList, RunReport
from knowledge.settings import load

if TYPE_CHECKING:
    from ingest.pipeline import Changes, Report, Watcher

DONE_WITH_FAILURES = 3


def index(
    corpus: Annotated[Path | None, typer.Option(help="Folder of documents.", metavar="DIR")] = None,
    index: Annotated[Path | None, typer.Option(help="Folder of the index.", metavar="DIR")] = None,
    model: Annotated[
        str | None, typer.Option(help="Embedding model: embedded, or a sentence-transformers name or folder.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done and do nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Read and embed everything anew.")] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Read again the files that failed, changed or not.")
    ] = False,
) -> None:
    """Read the corpus and bring the index up to date.

    Only what changed is read and embedded. The index that was there serves until the new one is whole. Exit code 3
    means: done, but some files stayed out.
    """
    settings = load(corpus=corpus, index=index, model=model)
    out = output(settings.language)
    from ingest.pipeline import compare, index_corpus  # noqa: PLC0415  searching does not need the readers

    if dry_run:
        _tell_changes(out, compare(settings))
        return
    try:
        with _progress(out) as watcher:
            report = index_corpus(settings, force, watcher, retry_failed=retry_failed)
    except KeyboardInterrupt:
        out.say(
            "Stopped. The index that was there goes on serving; run again to go on from here.",
            "נעצר. האינדקס הקודם ממשיך לשרת; הריצו שוב כדי להמשיך מכאן.",
        )
        raise typer.Exit(130) from None
    _tell_report(out, report)
    if report.manifest.failures:
        raise typer.Exit(DONE_WITH_FAILURES)


@contextmanager
def _progress(out: Output) -> Iterator[Watcher]:
    """A bar on standard error with rate and time left; plain lines where that is no terminal."""
    from ingest.pipeline import Watcher  # noqa: PLC0415

    def preparing(model: str) -> None:
        if model == HUB_NAME:
            out.say(
                f"The embedded model does not come for this platform; fetching {HUB_NAME} from the model hub instead.",
                f"המודל המובנה אינו קיים לפלטפורמה זו; במקומו נטען {HUB_NAME} ממאגר המודלים.",
            )
        out.say(
            "Preparing the embedding model; this happens once and takes a minute or two ...",
            "מכין את מודל ההטמעה; זה קורה פעם אחת ונמשך דקה או שתיים ...",
        )

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=out.err,
        transient=True,
        disable=not out.err.is_terminal,
    )
    with bar:
        task = bar.add_task(out.choose("Indexing", "אינדוקס"), total=None, rate="")

        def reading(done: int, total: int, _name: str) -> None:
            speed = bar.tasks[task].speed
            rate = out.choose(f"{speed:.1f} files/s", f"{speed:.1f} קבצים לשנייה") if speed else ""
            bar.update(task, completed=done, total=total, rate=rate)

        yield Watcher(preparing, reading)


def _tell_changes(out: Output, changes: Changes) -> None:
    names = (
        (changes.added, "new", "חדש"),
        (changes.changed, "changed", "השתנה"),
        (changes.removed, "removed", "הוסר"),
    )
    rows = [(out.choose(en, he), id) for ids, en, he in names for id in ids]
    if rows:
        out.table([out.choose("state", "מצב"), out.choose("file", "קובץ")], rows)
    out.say(
        f"{len(rows)} files would be indexed or dropped, {len(changes.unchanged)} are unchanged. Nothing was done.",
        f"{len(rows)} קבצים היו מתעדכנים או יורדים, {len(changes.unchanged)} ללא שינוי. דבר לא נעשה.",
    )


def _tell_report(out: Output, report: Report) -> None:
    manifest, changes = report.manifest, report.changes
    if not report.published:
        out.say(
            f"Nothing changed: {manifest.documents} documents serve as before ({report.seconds:.1f} s).",
            f"דבר לא השתנה: {manifest.documents} מסמכים משרתים כקודם ({report.seconds:.1f} שניות).",
        )
    else:
        out.say(
            f"{manifest.documents} documents, {manifest.passages} passages; {len(changes.added)} new, "
            f"{len(changes.changed)} changed, {len(changes.removed)} removed, {report.embedded} windows embedded "
            f"({report.seconds:.1f} s).",
            f"{manifest.documents} מסמכים, {manifest.passages} קטעים; {len(changes.added)} חדשים, "
            f"{len(changes.changed)} השתנו, {len(changes.removed)} הוסרו, {report.embedded} חלונות הוטמעו "
            f"({report.seconds:.1f} שניות).",
        )
    if manifest.failures:
        out.say(
            f"{len(manifest.failures)} files stayed out:",
            f"{len(manifest.failures)} קבצים נשארו בחוץ:",
        )
        tell_failures(out, manifest.failures)
    if report.details:
        _tell_details(out, report.details)


def _tell_details(out: Output, details: RunReport) -> None:
    """What a person should know of files that were read; the whole of it is in the report."""
    pages = sum(len(each.pages) for each in details.unrecognised)
    if pages:
        out.say(
            f"{pages} pages need text recognition (OCR): {_some(each.id for each in details.unrecognised)}",
            f"{pages} עמודים דורשים זיהוי תווים (OCR): {_some(each.id for each in details.unrecognised)}",
        )
    for rows, en, he in (
        (details.recognised, "files with pages read by OCR", "קבצים עם עמודים שנקראו ב־OCR"),
        (details.low_quality, "files were not read well", "קבצים נקראו באיכות נמוכה"),
        (details.slow, "files are slow to read", "קבצים שקריאתם איטית"),
    ):
        names = [row.id if isinstance(row, PageList) else row[0] for row in rows]
        if names:
            out.say(f"{len(names)} {en}: {_some(names)}", f"{len(names)} {he}: {_some(names)}")
    for problem in details.problems:
        out.say(f"{problem.id}: {problem.en}", f"{problem.id}: {problem.he}")
    for relation in details.related:
        out.say(
            f"{relation.other}: {relation.kind}, listed under {relation.main}",
            f"{relation.other}: {_KINDS[relation.kind]}, רשום תחת {relation.main}",
        )


_KINDS = {
    "same bytes": "אותו קובץ",
    "same text": "אותו טקסט",
    "near duplicate": "כמעט זהה",
    "edition": "מהדורה קודמת",
    "contained": "כלול",
}


def _some(names: Iterable[str], most: int = 5) -> str:
    every = list(names)
    return ", ".join(every[:most]) + (" …" if len(every) > most else "")


def tell_failures(out: Output, failures: tuple[Failure, ...]) -> None:
    """A table of what failed, why, and what to do."""
    headings = [out.choose("why", "מדוע"), out.choose("what to do", "מה לעשות"), out.choose("file", "קובץ")]
    rows = [
        (
            out.choose(failure.reason_en, failure.reason_he),
            out.choose(failure.remedy_en, failure.remedy_he),
            failure.id,
        )
        for failure in failures
    ]
    out.table(headings, rows, to_error=True)
