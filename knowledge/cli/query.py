"""The commands `search` and `similar`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from knowledge import taxonomy
from knowledge.cli.output import Output, output, write_json
from knowledge.errors import DocumentUnknown, LimitInvalid
from knowledge.library import Library
from knowledge.search import MOST_HITS
from knowledge.settings import load
from knowledge.similar import Similar
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
    literal: Annotated[bool, typer.Option("--literal", help="Search what looks mistyped as it stands.")] = False,
    no_glossary: Annotated[bool, typer.Option("--no-glossary", help="Do not search terms in both languages.")] = False,
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
    asked = Query(query, checked_mode(mode), limit, filters, literal, not no_glossary)
    library = Library.open(settings)
    results = library.search(asked)
    if as_json:
        write_json(_results_json(results))
    else:
        _tell_results(output(settings.language), results)


def checked_mode(value: str) -> Mode:
    """`--mode` as typed. Raises typer.BadParameter."""
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
        "text": results.text,
        "mode": results.query.mode,
        "documents": results.documents,
        "took_ms": round(results.took_ms, 2),
        "answered": results.answered,
        "unknown": list(results.unknown),
        "corrections": [asdict(correction) for correction in results.corrections],
        "expansions": [{"term": each.term, "forms": list(each.forms)} for each in results.expansions],
        "hits": [_hit_json(hit) for hit in results.hits],
    }


def _tell_understood(out: Output, results: Results) -> None:
    """What was searched instead of, or besides, what was typed, and how to prevent it."""
    for each in results.corrections:
        if each.kind == "name":
            forms = ", ".join(each.corrected)
            out.say(f"Also searched: {forms} (--literal prevents it).", f"נחפש גם: {forms} (‎--literal מונע זאת).")
    if results.searched_instead:
        out.say(
            f"Searched for: {results.text} (--literal searches what was typed).",
            f"החיפוש נעשה עבור: {results.text} (‎--literal יחפש את מה שהוקלד).",
        )
    elif results.suggestion:
        out.say(f"Did you mean: {results.suggestion}", f"האם התכוונתם ל: {results.suggestion}")
    for expansion in results.expansions:
        forms = ", ".join(expansion.forms)
        out.say(
            f"Glossary, also searched: {forms} (--no-glossary prevents it).",
            f"מן המילון, נחפש גם: {forms} (‎--no-glossary מונע זאת).",
        )


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
        "page_label": hit.page_label,
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
    _tell_understood(out, results)
    if results.hits and not results.answered:
        out.say(
            "Nothing in the library seems to answer this. These passages are not an answer, but near:",
            "נראה שאין במאגר תשובה לשאלה. הקטעים הבאים אינם תשובה, אך קרובים אליה:",
        )
    for group in results.by_document():
        metadata = group[0].metadata
        out.line(metadata.title, "bold")
        byline = [*metadata.authors, metadata.date or "", taxonomy.name(taxonomy.TYPES, metadata.type or "", "he")]
        if metadata.language == "en":
            byline[-1] = taxonomy.name(taxonomy.TYPES, metadata.type or "", "en")
        out.paragraph(" · ".join(part for part in byline if part))
        for hit in group:
            place = f" p. {hit.page_label}" if hit.page_label else ""
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


def similar(
    document: Annotated[str, typer.Argument(help="A document's id: its path below the corpus folder.")],
    section: Annotated[int | None, typer.Option(help="Only like the passage of this section, from 0.")] = None,
    offset: Annotated[int, typer.Option(help="The passage at this character of the section.")] = 0,
    language: Annotated[str | None, typer.Option(help="Only passages in he or en.")] = None,
    limit: Annotated[int, typer.Option("-k", "--limit", help="How many documents.")] = 5,
    index: Annotated[Path | None, typer.Option(help="Folder of the index.", metavar="DIR")] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Find what is near a document or one of its passages, in either language."""
    settings = load(index=index)
    library = Library.open(settings)
    if not 1 <= limit <= MOST_HITS:
        raise LimitInvalid(limit, MOST_HITS)
    if library.document(document) is None:
        raise DocumentUnknown(document)
    place = None if section is None else (section, offset)
    found = library.similar(document, place, _language(language), limit)
    if as_json:
        write_json({"document": document, "similar": [_similar_json(each) for each in found]})
        return
    out = output(settings.language)
    for each in found:
        out.line(each.metadata.title, "bold")
        page = f" p. {each.passage.page_label}" if each.passage.page_label else ""
        out.line(f"{each.cosine:.2f} {each.document}{page}", "dim")
        out.paragraph(each.passage.text)
        out.line()
    if not found:
        out.say("Nothing else in the library is comparable.", "אין במאגר דבר אחר שאפשר להשוות אליו.")


def _similar_json(each: Similar) -> dict[str, Any]:
    passage = each.passage
    return {
        "score": round(each.cosine, 4),
        "document": each.document,
        "title": each.metadata.title,
        "page": passage.page,
        "page_label": passage.page_label,
        "heading": passage.heading,
        "text": passage.text,
        "section": passage.section,
        "start": passage.start,
        "end": passage.end,
        "language": passage.language,
    }
