"""The command `precedents`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from knowledge.card_terms import group_name, groups
from knowledge.cases_like import CASES, CaseLike, Comparison, Likeness, Trait, cases_like, went_wrong
from knowledge.cli.output import Output, output, write_json
from knowledge.cli.query import checked_mode
from knowledge.errors import LimitInvalid
from knowledge.library import Library
from knowledge.precedents import Choice, Facet, Precedent, chosen, in_order, precedents
from knowledge.search import MOST_HITS
from knowledge.settings import load
from knowledge.taxonomy import CARD_FIELDS, OUTCOMES, TOPICS, country_names, name
from knowledge.types import Language

_JSON = typer.Option("--json", help="Write one JSON object.")
_FACETS: dict[Facet, tuple[str, str]] = {
    "size": ("size", "גודל"),
    "country": ("country", "מדינה"),
    "sector": ("sector", "ענף"),
    "form": ("legal form", "צורה משפטית"),
    "topic": ("topic", "נושא"),
    "outcome": ("outcome", "תוצאה"),
}


def cases(
    country: Annotated[list[str] | None, typer.Option(help="ISO 3166 code such as IT; may be repeated.")] = None,
    sector: Annotated[list[str] | None, typer.Option(help="Sector such as dairy; may be repeated.")] = None,
    form: Annotated[list[str] | None, typer.Option(help="Legal form such as worker; may be repeated.")] = None,
    outcome: Annotated[list[str] | None, typer.Option(help="worked, mixed, failed or ongoing; repeatable.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="Topic id; may be repeated.")] = None,
    text: Annotated[str, typer.Option("--words", help="Words that the card holds.")] = "",
    like: Annotated[str, typer.Option(help="A description: the cases most like it.", metavar="TEXT")] = "",
    wrong: Annotated[bool, typer.Option("--went-wrong", help="Cases that failed or were mixed, and how.")] = False,
    mode: Annotated[str, typer.Option(help="How --like is searched: hybrid, words or meaning.")] = "hybrid",
    limit: Annotated[int, typer.Option("-k", "--limit", help="How many cases --like finds.")] = CASES,
    index: Annotated[Path | None, typer.Option(help="Folder of the index.", metavar="DIR")] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """List the precedents, those most like a description, or what went wrong elsewhere."""
    choice = Choice(
        {
            "country": tuple(code.upper() for code in country or ()),
            "sector": _known("--sector", sector, groups("sector")),
            "form": _known("--form", form, groups("form")),
            "outcome": _known("--outcome", outcome, OUTCOMES),
            "topic": _known("--topic", topic, TOPICS),
        },
        text,
    )
    if not 1 <= limit <= MOST_HITS:
        raise LimitInvalid(limit, MOST_HITS)
    settings = load(index=index)
    library = Library.open(settings)
    every = in_order(chosen(precedents(library), choice), "name", False, settings.language)
    found = None
    if wrong:
        found = went_wrong(library, every, like, limit, checked_mode(mode))
    elif like:
        found = cases_like(library, every, like, limit, checked_mode(mode))
    shown = [CaseLike(each, None, None, ()) for each in every] if found is None else list(found.cases)
    if as_json:
        write_json(_json(shown, found))
    else:
        _tell(output(settings.language), shown, found)


def _known(option: str, values: Iterable[str] | None, known: Iterable[str]) -> tuple[str, ...]:
    """The values as typed. Raises typer.BadParameter for one that is not known."""
    names = tuple(known)
    for value in values or ():
        if value not in names:
            raise typer.BadParameter(f"{value!r} is not one of {', '.join(names)}", param_hint=option)
    return tuple(values or ())


def _json(shown: Sequence[CaseLike], found: Likeness | None) -> dict[str, Any]:
    traits = [_trait(trait) for trait in found.traits] if found else []
    return {"traits": traits, "precedents": [_case(case) for case in shown]}


def _trait(trait: Trait) -> dict[str, Any]:
    return {"facet": trait.facet, "value": trait.value, "words": trait.words, "number": trait.number}


def _case(case: CaseLike) -> dict[str, Any]:
    one = case.precedent
    return {
        "document": one.document,
        "title": one.metadata.title,
        "language": one.metadata.language,
        "countries": list(one.countries),
        "sectors": list(one.sectors),
        "forms": list(one.forms),
        "outcome": one.outcome or None,
        "people": [one.people.low, one.people.high] if one.people else None,
        "founded": one.founded,
        "topics": list(one.metadata.topics),
        "card": {
            name: {"value": fact.value, "passage": fact.passage, "place": list(fact.place) if fact.place else None}
            for name, fact in one.fields.items()
        },
        "nearness": None if case.nearness is None else round(case.nearness, 4),
        "matches": [_trait(each.trait) for each in case.of("match")],
        "differs": [{**_trait(each.trait), "theirs": list(each.theirs)} for each in case.of("differs")],
        "unknown": [_trait(each.trait) for each in case.of("unknown")],
    }


def _tell(out: Output, shown: Sequence[CaseLike], found: Likeness | None) -> None:
    if found and found.traits:
        said = _traits(found.traits, out)
        out.say(f"Recognised in the description: {said}", f"זוהה בתיאור: {said}")
    for case in shown:
        _tell_case(out, case)
    number = len(shown)
    out.say(
        f"{number} precedents." if number != 1 else "One precedent.",
        f"{number} תקדימים." if number != 1 else "תקדים אחד.",
    )


def _tell_case(out: Output, case: CaseLike) -> None:
    one = case.precedent
    out.line(one.name, "bold")
    out.line(one.document, "dim")
    countries = country_names(out.language)
    said = [countries.get(code, code) for code in one.countries]
    said += [name(OUTCOMES, one.outcome, out.language)] if one.outcome else []
    out.paragraph(" · ".join(said))
    for field in ("members", "practice", "lesson"):
        if field in one.fields:
            out.paragraph(f"{name(CARD_FIELDS, field, one.metadata.language)}: {one.fields[field].value}")
    fact = one.fields.get("outcome")
    if fact and fact.passage:
        out.paragraph(fact.passage)
    labels = {"match": ("Matches", "מתאים"), "differs": ("Differs", "שונה"), "unknown": ("Unknown", "לא ידוע")}
    for state, (en, he) in labels.items():
        compared = [each for each in case.comparisons if each.state == state]
        if compared:
            out.paragraph(f"{out.choose(en, he)}: {_traits((each.trait for each in compared), out)}")
    _tell_size(out, one, case.comparisons)
    out.line()


def _tell_size(out: Output, one: Precedent, comparisons: Iterable[Comparison]) -> None:
    """The number that a number of people was compared with."""
    if one.people and any(each.trait.facet == "size" for each in comparisons):
        both = "" if one.people.high in (None, one.people.low) else f"-{one.people.high:,}"
        more = "+" if one.people.high is None else ""
        out.paragraph(f"{out.choose('Its size', 'גודלו')}: {one.people.low:,}{both}{more}")


def _traits(traits: Iterable[Trait], out: Output) -> str:
    return "; ".join(f"{out.choose(*_FACETS[trait.facet])} {_value(trait, out.language)}" for trait in traits)


def _value(trait: Trait, language: Language) -> str:
    if trait.number is not None:
        return f"{trait.number:,}"
    if trait.facet == "country":
        return country_names(language).get(trait.value, trait.value)
    if trait.facet == "size" or trait.facet == "era":
        return trait.value
    return group_name(trait.facet, trait.value, language)
