"""What a query asks for, before anything is ranked: its syntax taken apart, mistyping mended, terms widened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge import glossary, taxonomy
from knowledge.analysis import Token, content_tokens, language_of, tokens
from knowledge.catalogue import Catalogue
from knowledge.correction import Understanding
from knowledge.errors import FilterUnknown, FilterYears, QueryEmpty, QueryOnlyExcludes, QueryTooLong, YearInvalid
from knowledge.syntax import FieldFilter, Parsed, parse, years
from knowledge.types import Correction, Expansion, Filters, Language, Query
from knowledge.words import WordIndex

LONGEST_QUERY = 2000
LAST_YEAR = 9999
SENTENCE = 3
"""Words beside a quotation from which a query is a question that quotes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is looked for, and among what.

    `text` is compared by meaning, `words` are its content words. `widened` are words of the other language that stand
    for the `share` of them. `missing` are those of `words` that no document holds as they are, `unknown` those of these
    that no document holds in the other language either. Only passages of documents that satisfy `filters` and none of
    `without` and, unless None, of the rows `passages` are allowed.
    """

    text: str
    language: Language
    words: tuple[Token, ...]
    widened: tuple[Token, ...]
    share: float
    missing: tuple[Token, ...]
    unknown: tuple[Token, ...]
    filters: Filters
    without: tuple[Filters, ...]
    passages: NDArray[np.int64] | None
    corrections: tuple[Correction, ...]
    expansions: tuple[Expansion, ...]


def plan(query: Query, catalogue: Catalogue, words: WordIndex, understanding: Understanding) -> Plan:
    """Raises QueryEmpty, QueryOnlyExcludes, QueryTooLong, FilterUnknown, FilterYears, YearInvalid."""
    if len(query.text) > LONGEST_QUERY:
        raise QueryTooLong(len(query.text), LONGEST_QUERY)
    parsed = parse(query.text)
    if not any(map(str.isalnum, parsed.text)):
        raise QueryOnlyExcludes if parsed.excluded or parsed.fields else QueryEmpty
    wanted = [each for each in parsed.fields if not each.excluded]
    filters = _checked(_merged(query.filters, wanted, catalogue), catalogue)
    unwanted = [_merged(Filters(), [each], catalogue) for each in parsed.fields if each.excluded]
    text = parsed.text
    corrections: tuple[Correction, ...] = ()
    if not (query.literal or parsed.required or parsed.excluded):
        text, corrections = _understood(parsed.text, words, understanding)
    language = language_of(text)
    expansions = glossary.expansions(text, language) if query.widened else ()
    in_glossary = {expansion.term for expansion in expansions}
    corrections = tuple(each for each in corrections if each.kind != "name" or each.original not in in_glossary)
    content = tuple(content_tokens(text))
    meant = _meant(content, expansions, corrections)
    missing = tuple(word for word in content if not words.holds(word))
    widened = tuple({word.word: word for forms in meant.values() for word in forms}.values())
    return Plan(
        text=text,
        language=language,
        words=content,
        widened=widened,
        share=len(meant) / len(content) if content else 0.0,
        missing=missing,
        unknown=tuple(word for word in missing if not any(map(words.holds, meant.get(word, ())))),
        filters=filters,
        without=tuple(_checked(each, catalogue) for each in unwanted),
        passages=_allowed(parsed, words),
        corrections=corrections,
        expansions=expansions,
    )


def _understood(text: str, words: WordIndex, understanding: Understanding) -> tuple[str, tuple[Correction, ...]]:
    """What is searched for `text`, and what may be said of it.

    Another keyboard layout is taken for granted. A spelling is only offered where some word of the query is known: in a
    small library nine unknown words in ten are right.
    """
    understood = understanding.understand(text)
    corrections = understood.corrections
    keyboard = next((each for each in corrections if each.kind == "keyboard"), None)
    typed = keyboard.corrected[0] if keyboard else text
    known = any(words.holds(token) for token in content_tokens(typed))
    return (typed if known else understood.text), corrections


def _allowed(parsed: Parsed, words: WordIndex) -> NDArray[np.int64] | None:
    """Rows of the passages that the operators leave; None: all.

    Quotation marks in a longer question quote a title or a word; only where little else is asked are they a command.
    """
    required = parsed.required
    if _is_sentence(parsed):
        required = tuple(group for group in required if len(group) > 1 or group[0].prefix)
    if not (required or parsed.excluded):
        return None
    return words.holding(required, parsed.excluded)


def _is_sentence(parsed: Parsed) -> bool:
    phrased = {word for group in parsed.required for phrase in group for word in phrase.words}
    others = [token for token in tokens(parsed.text) if token.word not in phrased]
    return len(others) >= SENTENCE


def _meant(
    content: Iterable[Token], expansions: Iterable[Expansion], corrections: Iterable[Correction]
) -> dict[Token, tuple[Token, ...]]:
    """The content words that have other forms, in the glossary or as a name of the other script, with the words of
    these forms."""
    names = {correction.original: correction.corrected for correction in corrections if correction.kind == "name"}
    meant: dict[Token, tuple[Token, ...]] = {}
    for token in content:
        within = [each.forms for each in expansions if each.span[0] <= token.start < each.span[1]]
        forms = [form for each in within or [names.get(token.word, ())] for form in each]
        if forms:
            meant[token] = tuple(word for form in forms for word in tokens(form) if not word.is_stop_word)
    return meant


def _merged(filters: Filters, fields: Iterable[FieldFilter], catalogue: Catalogue) -> Filters:
    """The filters with those that the query's text names; values of one field are alternatives."""
    for each in fields:
        if each.field == "year":
            span = years(each.value)
            if span is None:
                raise FilterUnknown("year", each.value, list(catalogue.counts("year")))
            filters = replace(filters, year_from=span[0], year_to=span[1])
        elif each.field == "language":
            code = _named(each, catalogue, taxonomy.LANGUAGES)[0]
            filters = replace(filters, language="he" if code == "he" else "en")
        else:
            filters = _with_values(filters, each.field, _values(each, catalogue))
    return filters


def _with_values(filters: Filters, field: str, values: Sequence[str]) -> Filters:
    if field == "topic":
        return replace(filters, topics=(*filters.topics, *values))
    if field == "type":
        return replace(filters, types=(*filters.types, *values))
    if field == "country":
        return replace(filters, countries=(*filters.countries, *values))
    if field == "author":
        return replace(filters, authors=(*filters.authors, *values))
    return replace(filters, titles=(*filters.titles, *values))


def _values(wanted: FieldFilter, catalogue: Catalogue) -> list[str]:
    if wanted.field == "topic":
        return _named(wanted, catalogue, taxonomy.TOPICS)
    if wanted.field == "type":
        return _named(wanted, catalogue, taxonomy.TYPES)
    if wanted.field == "country":
        he, en = taxonomy.country_names("he"), taxonomy.country_names("en")
        return _named(wanted, catalogue, {code: {"he": he.get(code, ""), "en": en[code]} for code in en})
    asked = [token.stem for token in tokens(wanted.value)]
    known = catalogue.counts(wanted.field)
    found = [value for value in known if _holds([token.stem for token in tokens(value)], asked)]
    if not found:
        raise FilterUnknown(wanted.field, wanted.value, list(known))
    return found


def _named(wanted: FieldFilter, catalogue: Catalogue, names: Mapping[str, Mapping[Language, str]]) -> list[str]:
    """The id itself, or the ids whose name in either language holds the words asked for."""
    if wanted.value.casefold() in (key.casefold() for key in names):
        return [key for key in names if key.casefold() == wanted.value.casefold()]
    asked = [token.stem for token in tokens(wanted.value)]
    known = catalogue.counts(wanted.field)
    found = [
        key
        for key, name in names.items()
        if key in known and any(_holds([token.stem for token in tokens(text)], asked) for text in name.values())
    ]
    if not found:
        raise FilterUnknown(wanted.field, wanted.value, list(known))
    return found


def _holds(stems: Sequence[str], asked: Sequence[str]) -> bool:
    return bool(asked) and set(asked) <= set(stems)


def _checked(filters: Filters, catalogue: Catalogue) -> Filters:
    for year in (filters.year_from, filters.year_to):
        if year is not None and not 0 <= year <= LAST_YEAR:
            raise YearInvalid(year)
    if filters.year_from is not None and filters.year_to is not None and filters.year_from > filters.year_to:
        raise FilterYears(filters.year_from, filters.year_to)
    language = (filters.language,) if filters.language else ()
    for field, wanted in (
        ("topic", filters.topics),
        ("type", filters.types),
        ("country", filters.countries),
        ("author", filters.authors),
        ("title", filters.titles),
        ("language", language),
    ):
        known = catalogue.counts(field) if wanted else {}
        for value in wanted:
            if value not in known:
                raise FilterUnknown(field, value, list(known))
    return filters
