"""The command `evaluate`."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, get_args

import numpy as np
import typer

from knowledge.cli.output import Output, output, write_json
from knowledge.cli.query import checked_mode
from knowledge.errors import EvaluationSetInvalid
from knowledge.evaluate import MEASURES, Outcome, interval_of, load_set, mean_of, measure, measure_empty
from knowledge.generations import FORMAT, Manifest
from knowledge.library import Library
from knowledge.settings import Settings, load
from knowledge.types import Document, Mode


def evaluate(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="SET",
            help="Folder of corpus.jsonl, queries.jsonl, qrels.tsv; without corpus.jsonl the library's own documents.",
        ),
    ],
    mode: Annotated[str | None, typer.Option(help="hybrid, words or meaning; all three when left out.")] = None,
    model: Annotated[str | None, typer.Option(help="Embedding model.")] = None,
    save: Annotated[Path | None, typer.Option(help="Keep the outcome of every query.", metavar="FILE")] = None,
    against: Annotated[Path | None, typer.Option(help="Compare with outcomes that were kept.", metavar="FILE")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object.")] = False,
) -> None:
    """Measure how well a set of judged queries is answered, in a temporary index."""
    settings = load(model=model)
    modes: Sequence[Mode] = [checked_mode(mode)] if mode else get_args(Mode)
    before = _kept(against) if against else {}
    judged = load_set(folder, lambda: _library_of(settings))
    with tempfile.TemporaryDirectory(prefix="knowledge-", ignore_cleanup_errors=True) as scratch:
        library, seconds = temporary_library(settings, judged.documents, Path(scratch))
        outcomes = {each: measure(library, judged, each) for each in modes}
        empty = measure_empty(library, judged) if "hybrid" in modes else None
    first = modes[0]
    report: dict[str, Any] = {
        "documents": len(judged.documents),
        "queries": len(outcomes[first]),
        "mode": first,
        **_means(outcomes[first]),
        "index_seconds": round(seconds, 2),
        **_times(outcomes[first]),
        "modes": {each: _detail(found) for each, found in outcomes.items()},
    }
    if empty and empty.unanswerable:
        report["empty"] = asdict(empty)
    if before:
        report["against"] = {
            each: _difference(found, before[each]) for each, found in outcomes.items() if before.get(each)
        }
    if save:
        save.write_text(json.dumps({each: [asdict(one) for one in found] for each, found in outcomes.items()}), "utf-8")
    if as_json:
        write_json(report)
    else:
        _tell(output(settings.language), report)


def _means(outcomes: Sequence[Outcome]) -> dict[str, float]:
    return {name: round(mean_of(outcomes, name), 4) for name in MEASURES}


def _times(outcomes: Sequence[Outcome]) -> dict[str, float]:
    p50, p95 = np.percentile([outcome.ms for outcome in outcomes], [50, 95])
    return {"query_ms_p50": round(float(p50), 2), "query_ms_p95": round(float(p95), 2)}


def _detail(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Means with their intervals, and the same of each direction."""
    directions = sorted({outcome.direction for outcome in outcomes})
    return {
        **_means(outcomes),
        **_times(outcomes),
        "intervals": _intervals(outcomes),
        "directions": {
            direction: {"queries": len(some), **_means(some), "intervals": _intervals(some)}
            for direction in directions
            for some in [[outcome for outcome in outcomes if outcome.direction == direction]]
        },
    }


def _intervals(outcomes: Sequence[Outcome]) -> dict[str, list[float]]:
    return {
        name: [round(end, 4) for end in interval_of([getattr(outcome, attribute) for outcome in outcomes])]
        for name, attribute in MEASURES.items()
    }


def _difference(now: Sequence[Outcome], before: Sequence[Outcome]) -> dict[str, Any]:
    """Now less before, of the queries that both have, with the interval of the paired difference."""
    old = {outcome.query: outcome for outcome in before}
    pairs = [(outcome, old[outcome.query]) for outcome in now if outcome.query in old]
    if not pairs:
        return {"queries": 0}
    found: dict[str, Any] = {"queries": len(pairs)}
    for name, attribute in MEASURES.items():
        differences = [getattr(new, attribute) - getattr(past, attribute) for new, past in pairs]
        interval = [round(end, 4) for end in interval_of(differences)]
        found[name] = {"difference": round(float(np.mean(differences)), 4), "interval": interval}
    return found


def _kept(file: Path) -> Mapping[str, list[Outcome]]:
    """What `--save` wrote. Raises EvaluationSetInvalid."""
    try:
        kept = json.loads(file.read_text("utf-8"))
        return {mode: [Outcome(**one) for one in outcomes] for mode, outcomes in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise EvaluationSetInvalid(file, "it holds no outcomes that evaluate --save wrote") from error


def _tell(out: Output, report: Mapping[str, Any]) -> None:
    for name in ("documents", "queries", "mode", *MEASURES, "index_seconds", "query_ms_p50", "query_ms_p95"):
        out.line(f"{name:14} {report[name]}")
    out.line()
    out.table(["mode", "direction", "queries", *MEASURES], list(_rows(report)))
    if "empty" in report:
        empty = report["empty"]
        out.line()
        out.line(f"unanswerable   {empty['refused_unanswerable']} of {empty['unanswerable']} said to have no answer")
        out.line(f"answerable     {empty['refused_answerable']} of {empty['answerable']} said to have no answer")
    for mode, found in report.get("against", {}).items():
        out.line()
        out.line(f"{mode}: difference over {found['queries']} queries that both have")
        for name in MEASURES if found["queries"] else ():
            low, high = found[name]["interval"]
            out.line(f"{name:14} {found[name]['difference']:+.4f}  ({low:+.4f} to {high:+.4f})")


def _rows(report: Mapping[str, Any]) -> Iterable[list[str]]:
    for mode, detail in report["modes"].items():
        parts = detail["directions"] if len(detail["directions"]) > 1 else {}
        for direction, found in {"all": {"queries": report["queries"], **detail}, **parts}.items():
            cells = [
                f"{found[name]:.3f} ({found['intervals'][name][0]:.3f}-{found['intervals'][name][1]:.3f})"
                for name in MEASURES
            ]
            yield [mode, direction, str(found["queries"]), *cells]


def _library_of(settings: Settings) -> list[Document]:
    from ingest.pipeline import documents_of  # noqa: PLC0415

    return documents_of(settings.corpus)


def temporary_library(settings: Settings, documents: tuple[Any, ...], folder: Path) -> tuple[Library, float]:
    """A library of `documents` in `folder`, and the seconds that reading, embedding and writing took."""
    from ingest.split import split  # noqa: PLC0415
    from knowledge import prepare_model  # noqa: PLC0415
    from knowledge.build import build, not_written  # noqa: PLC0415
    from knowledge.encoder import CompiledEncoder  # noqa: PLC0415
    from knowledge.library import open_stores  # noqa: PLC0415

    model = prepare_model.resolve(settings.model)
    encoder = CompiledEncoder.load(prepare_model.prepared(model, settings.cache), settings.threads)
    started = time.perf_counter()
    try:
        counts = build(((document, tuple(split(document))) for document in documents), encoder, None, folder)
    except (OSError, sqlite3.Error) as error:
        raise not_written(folder, error) from error
    seconds = time.perf_counter() - started
    manifest = Manifest(
        generation="temporary",
        created="",
        corpus="",
        model=model,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        documents=counts.documents,
        passages=counts.passages,
        windows=counts.windows,
        inputs="",
        sources={},
        failures=(),
        files={},
        format=FORMAT,
    )
    return Library(settings, manifest, open_stores(folder, folder, manifest), encoder), seconds
