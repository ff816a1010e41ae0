"""The commands `search` and `evaluate`."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from knowledge import taxonomy
from knowledge.cli.output import Output, output, write_json
from knowledge.generations import FORMAT, Manifest
from knowledge.library import Library
from knowledge.settings import Settings, load
from knowledge.types import Filters, Hit, Language, Mode, Query, Results

_JSON = typer.Option("--json", help="Write one JSON object.")


def search(
    query: Annotated[str, typer.Argument(help="A question or a few words, in Hebrew or English.")],
    limit: Annotated[int, typer.Option("-k", "--limit", help="How many passages.")] = 10,
    mode: Annotated[str, typer.Option(help="hybrid, words or meaning.")] = "hybrid",
    topic: Annotated[list[str] | None, typer.Option(help="Topic id; may be repeated.")] = None,
    type_: Annotated[list[str] | None, typer.Option("--type", help="Document type id; may be repeated.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="ISO 3166 code such as IT; may be repeated.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the documents: he or en.")] = None,
    year_from: Annotated[int | None, typer.Option("--from", help="First year.", metavar="Y")] = None,
    year_to: Annotated[int | None, typer.Option("--to", help="Last year.", metavar="Y")] = None,
    index: Annotated[Path | None, typer.Option(help="Folder of the index.", metavar="DIR")] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Find the passages that answer a query, by words and by meaning, in both languages."""
    filters = Filters(
        topics=tuple(topic or ()),
        types=tuple(type_ or ()),
        countries=tuple(code.upper() for code in country or ()),
        language=_language(language),
        year_from=year_from,
        year_to=year_to,
    )
    settings = load(index=index)
    asked = Query(query, _mode(mode), limit, filters)
    library = Library.open(settings)
    results = library.search(asked)
    if as_json:
        write_json(_results_json(results))
    else:
        _tell_results(output(settings.language), results)


def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="SET", help="Folder of corpus.jsonl, queries.jsonl, qrels.tsv.")],
    mode: Annotated[str, typer.Option(help="hybrid, words or meaning.")] = "hybrid",
    model: Annotated[str | None, typer.Option(help="Embedding model.")] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Measure how well a set of judged queries is answered, in a temporary index."""
    from knowledge.evaluate import load_set, measure  # noqa: PLC0415

    settings = load(model=model)
    chosen = _mode(mode)
    judged = load_set(folder)
    with tempfile.TemporaryDirectory(prefix="knowledge-", ignore_cleanup_errors=True) as scratch:
        library, seconds = temporary_library(settings, judged.documents, Path(scratch))
        measures = measure(library, judged, chosen)
    values: dict[str, Any] = {
        "documents": len(judged.documents),
        "queries": measures.queries,
        "mode": chosen,
        "ndcg@10": round(measures.ndcg, 4),
        "r@1": round(measures.recall_1, 4),
        "r@10": round(measures.recall_10, 4),
        "mrr@10": round(measures.mrr, 4),
        "index_seconds": round(seconds, 2),
        "query_ms_p50": round(measures.query_ms_p50, 2),
        "query_ms_p95": round(measures.query_ms_p95, 2),
    }
    if as_json:
        write_json(values)
        return
    out = output(settings.language)
    for name, value in values.items():
        out.line(f"{name:14} {value}")


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


def _mode(value: str) -> Mode:
    if value not in ("hybrid", "words", "meaning"):
        raise typer.BadParameter("choose hybrid, words or meaning", param_hint="--mode")
    return cast(Mode, value)


def _language(value: str | None) -> Language | None:
    if value not in (None, "he", "en"):
        raise typer.BadParameter("choose he or en", param_hint="--language")
    return cast(Language | None, value)


def _results_json(results: Results) -> dict[str, Any]:
    return {
        "query": results.query.text,
        "mode": results.query.mode,
        "documents": results.documents,
        "took_ms": round(results.took_ms, 2),
        "hits": [_hit_json(hit) for hit in results.hits],
    }


def _hit_json(hit: Hit) -> dict[str, Any]:
    metadata = asdict(hit.metadata)
    return {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "words": None if hit.words is None else round(hit.words, 4),
        "meaning": None if hit.meaning is None else round(hit.meaning, 4),
        "document": hit.document,
        "title": hit.metadata.title,
        "page": hit.page,
        "heading": hit.heading,
        "text": hit.text,
        "highlights": [list(span) for span in hit.highlights],
        "best": list(hit.best) if hit.best else None,
        "section": hit.section,
        "start": hit.start,
        "end": hit.end,
        "language": hit.language,
        **{name: metadata[name] for name in ("authors", "date", "organisation", "type", "topics", "countries")},
    }


def _tell_results(out: Output, results: Results) -> None:
    for group in results.by_document():
        metadata = group[0].metadata
        out.line(metadata.title, "bold")
        byline = [*metadata.authors, metadata.date or "", taxonomy.name(taxonomy.TYPES, metadata.type or "", "he")]
        if metadata.language == "en":
            byline[-1] = taxonomy.name(taxonomy.TYPES, metadata.type or "", "en")
        out.paragraph(" · ".join(part for part in byline if part))
        for hit in group:
            place = f" p. {hit.page}" if hit.page else ""
            parts = [f"{name} {value:.2f}" for name, value in (("words", hit.words), ("meaning", hit.meaning)) if value]
            out.line(f"{hit.rank}. {hit.score:.2f} ({', '.join(parts)}) {hit.document}{place}", "dim")
            if hit.heading:
                out.paragraph(hit.heading)
            out.paragraph(hit.text, hit.highlights)
        out.line()
    if not results.hits:
        out.say(
            f"Nothing was found in {results.documents} documents. Try other words, or --mode meaning.",
            f"לא נמצא דבר ב־{results.documents} מסמכים. נסו מילים אחרות, או ‎--mode meaning.",
        )
        return
    out.say(
        f"{len(results.hits)} passages from {len(results.by_document())} of {results.documents} documents "
        f"in {results.took_ms:.0f} ms.",
        f"{len(results.hits)} קטעים מתוך {len(results.by_document())} מסמכים (מבין {results.documents}), "
        f"{results.took_ms:.0f} אלפיות שנייה.",
    )
