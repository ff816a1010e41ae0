"""The description that a person wrote: YAML at the head of a Markdown file, or in a sidecar beside another file.

Every field is checked against the taxonomy, and every problem is reported with its line, field and value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import cast

import yaml

from ingest.dates import written_date
from ingest.yaml_fields import FieldReader, Invalid, compose
from knowledge.taxonomy import CARD_FIELDS, LANGUAGES, OUTCOMES, TOPICS, TYPES, country_names
from knowledge.types import CardField, Language

# Codes of the CLDR that ISO 3166-1 does not assign to a country.
NOT_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"])


@dataclass(frozen=True, slots=True)
class Description:
    """What a person wrote; None or () where nothing is written. `card_lines` maps a card's field to the line of its
    passage."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    organisation: str | None = None
    type: str | None = None
    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    language: Language | None = None
    summary: str | None = None
    sources: tuple[str, ...] = ()
    supersedes: str | None = None
    rights: str | None = None
    card: tuple[CardField, ...] = ()
    card_lines: Mapping[str, int] = field(default_factory=dict)


FIELDS = tuple(entry.name for entry in fields(Description) if entry.name != "card_lines")
"""The fields that a description may have."""


def sidecar_of(path: Path) -> Path:
    """Where the description of the document at `path` stands if it does not stand in the document itself."""
    return path.with_name(path.name + ".yaml")


def parse_description(text: str, first_line: int = 1) -> Description:
    """The description written in `text`, YAML whose first line has the number `first_line` in its file.

    Raises Invalid with every problem that was found.
    """
    root = compose(text, first_line)
    if root is None:
        return Description()
    reader = FieldReader(first_line)
    node = reader.mapping(root, "description", FIELDS)
    card, card_lines = _card(reader, node.get("card"))
    description = Description(
        title=reader.text(node.get("title"), "title"),
        authors=reader.texts(node.get("authors"), "authors"),
        date=_date(reader, node.get("date")),
        organisation=reader.text(node.get("organisation"), "organisation"),
        type=reader.one_of(node.get("type"), "type", TYPES.keys()),
        topics=reader.some_of(node.get("topics"), "topics", TOPICS.keys()),
        countries=_countries(reader, node.get("countries")),
        language=cast("Language | None", reader.one_of(node.get("language"), "language", LANGUAGES.keys())),
        summary=reader.text(node.get("summary"), "summary"),
        sources=reader.texts(node.get("sources"), "sources"),
        supersedes=reader.text(node.get("supersedes"), "supersedes"),
        rights=reader.text(node.get("rights"), "rights"),
        card=card,
        card_lines=card_lines,
    )
    if reader.problems:
        raise Invalid(sorted(reader.problems, key=lambda problem: problem.line))
    return description


def _date(reader: FieldReader, node: yaml.Node | None) -> str | None:
    value = reader.text(node, "date")
    if node is None or value is None:
        return None
    written = written_date(value)
    if written is None:
        forms = "YYYY, YYYY-MM, YYYY-MM-DD"
        reader.report(node, "date", f"is not a date ({forms})", f"אינו תאריך ({forms})")
    return written


def _countries(reader: FieldReader, node: yaml.Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    known = country_names("en").keys() - NOT_COUNTRIES
    items = list(node.value) if isinstance(node, yaml.SequenceNode) else [node]
    codes = []
    for item in items:
        code = reader.text(item, "countries")
        if code in known:
            codes.append(code)
        elif code is not None:
            reader.report(item, "countries", "is not an ISO 3166 code (IL, ES)", "אינו קוד ISO 3166 (IL, ES)")
    return tuple(dict.fromkeys(codes))


def _card(reader: FieldReader, node: yaml.Node | None) -> tuple[tuple[CardField, ...], dict[str, int]]:
    """The precedent card and the line of each of its passages."""
    if node is None:
        return (), {}
    card: list[CardField] = []
    lines: dict[str, int] = {}
    for name, entry in reader.mapping(node, "card", CARD_FIELDS.keys()).items():
        label = f"card.{name}"
        known_problems = len(reader.problems)
        parts = reader.mapping(entry, label, ("value", "passage"))
        value = parts.get("value")
        written = (
            reader.one_of(value, f"{label}.value", OUTCOMES.keys())
            if name == "outcome"
            else reader.text(value, f"{label}.value")
        )
        passage = reader.text(parts.get("passage"), f"{label}.passage")
        if written and passage:
            card.append(CardField(name, written, passage))
            lines[name] = reader.line(parts["passage"])
        elif len(reader.problems) == known_problems:
            reader.report(entry, label, "needs both value and passage", "נדרשים גם value וגם passage")
    return tuple(card), lines
