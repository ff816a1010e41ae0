"""A description as a person corrected it in the browser, written where the readers look for one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from ingest.characters import clean, one_line
from ingest.dates import find_date, find_year, written_date
from ingest.front_matter import FIELDS, Description, parse_description, sidecar_of
from ingest.readers.markdown import FRONT_MATTER
from ingest.readers.text import decoded
from ingest.yaml_fields import Invalid
from knowledge.errors import KnowledgeError
from knowledge.types import Metadata, Origin

_MARKDOWN = frozenset({".md", ".markdown"})


class DescriptionRejected(KnowledgeError):
    """A description that the reader of descriptions does not accept."""

    def __init__(self, invalid: Invalid) -> None:
        super().__init__(
            f"The description was not saved: {'; '.join(each.en for each in invalid.problems)}. Correct it and save.",
            f"התיאור לא נשמר: {'; '.join(each.he for each in invalid.problems)}. תקנו ושמרו שוב.",
        )


def as_yaml(description: Description) -> str:
    """The description as a sidecar holds it; empty fields are left out, and "" is a description of nothing."""
    filled: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(description, name)
        if name == "card":
            value = {entry.name: {"value": entry.value, "passage": entry.passage} for entry in value}
        if value:
            filled[name] = list(value) if isinstance(value, tuple) else value
    return yaml.safe_dump(filled, allow_unicode=True, sort_keys=False, width=100) if filled else ""


def corrected(description: Description, changes: Mapping[str, Any]) -> Description:
    """`description` with the fields of `changes` put in its place, None and () for those that are taken out.

    Values are checked by the code that reads sidecars. A date may be written in any form that is understood in a text.
    Raises DescriptionRejected.
    """
    tidy = {name: _tidied(name, value) for name, value in changes.items()}
    try:
        return parse_description(as_yaml(replace(description, **tidy)))
    except Invalid as error:
        raise DescriptionRejected(error) from error


def _tidied(name: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(kept for each in value if (kept := one_line(each))))
    text = one_line(value) if value else ""
    if name == "date" and text and written_date(text) is None:
        text = find_date(text) or find_year(text) or text
    return text or None


def overlaid(metadata: Metadata, description: Description) -> Metadata:
    """`metadata` as the reader will have it once `description` stands beside the file."""
    written = {name: value for name in FIELDS if (value := getattr(description, name))}
    origins: dict[str, Origin] = {**metadata.origins, **dict.fromkeys(written, "person")}
    return replace(metadata, **written, origins=origins)


def description_of(path: Path) -> Description:
    """What stands in the file's own head or beside it; an empty one where nothing does, or nothing valid does."""
    sidecar = sidecar_of(path)
    try:
        if sidecar.is_file():
            return parse_description(decoded(sidecar))
        own = _front_matter(path)
        return parse_description(own[0]) if own else Description()
    except (Invalid, OSError, KnowledgeError):
        return Description()


def write_description(path: Path, description: Description) -> None:
    """Put `description` where the reader of the file at `path` takes it from: in the head of a Markdown file that has
    one, else in a sidecar. Replaces what stood there in one step. Raises OSError."""
    text = as_yaml(description)
    sidecar = sidecar_of(path)
    own = _front_matter(path)
    if own:
        sidecar.unlink(missing_ok=True)  # described twice, the file would be refused
        _replace(path, f"---\n{text}---\n{own[1]}" if text else own[1])
    elif text:
        _replace(sidecar, text)
    else:
        sidecar.unlink(missing_ok=True)


def _front_matter(path: Path) -> tuple[str, str] | None:
    """The description at the head of a Markdown file and what follows it."""
    if path.suffix.lower() not in _MARKDOWN:
        return None
    text = clean(decoded(path))
    found = FRONT_MATTER.match(text)
    return (found.group(1), text[found.end() :]) if found else None


def _replace(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name[:60]}.{os.getpid()}")
    aside.write_text(text, "utf-8")
    aside.replace(path)
