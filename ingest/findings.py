"""What the reader made of a draft: of each document in it the description, the first lines and the documents that it
repeats, or why it cannot be read."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ingest.drafts import Draft, drafts, file_of, reading_file, write_json
from ingest.fingerprint import TextPrint
from ingest.sidecar import description_of, overlaid
from knowledge.catalogue import metadata_from_json, metadata_to_json
from knowledge.editions import Relation
from knowledge.generations import Failure
from knowledge.types import Metadata


@dataclass(frozen=True, slots=True)
class Kin:
    """A document that this one repeats, or nearly: `kind` is one of `knowledge.editions.Kind`, `share` that of
    `Relation`. `is_main`: it would stand above this one. `draft` is the id of the draft that it is, "" for a document
    of the library, whose id is `document`."""

    kind: str
    document: str
    title: str
    share: float | None = None
    is_main: bool = False
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One document of a draft: either `metadata` or `failure` is there. `member` is its name in an archive, "" for the
    file itself; `quality` in [0, 1]; `pages`, `recognised` and `unread` count pages, those read by OCR and those that
    need it. `correctable`: what failed is only the description."""

    member: str = ""
    metadata: Metadata | None = None
    failure: Failure | None = None
    quality: float | None = None
    first_lines: str = ""
    words: int = 0
    pages: int = 0
    recognised: int = 0
    unread: int = 0
    correctable: bool = False
    kin: tuple[Kin, ...] = ()
    text_print: TextPrint | None = None


def kin_of(id: str, relations: Sequence[Relation], titles: dict[str, str], waiting: dict[str, str]) -> tuple[Kin, ...]:
    """What others are to the document `id`. `titles` maps the ids of all documents to their titles, `waiting` those of
    the drafts' to the drafts."""
    found = []
    for each in relations:
        if id in (each.main, each.other):
            other = each.main if each.other == id else each.other
            above = other == each.main
            draft = waiting.get(other, "")
            found.append(Kin(each.kind, "" if draft else other, titles.get(other, other), each.share, above, draft))
    return tuple(sorted(found, key=lambda kin: (bool(kin.draft), not kin.is_main, kin.document)))


def write_findings(folder: Path, draft: Draft, findings: Sequence[Finding]) -> None:
    """Keep what the reader made of a draft; nothing where the draft has been removed meanwhile. Raises OSError."""
    file = reading_file(folder, draft)
    if file.parent.is_dir():
        write_json(file, {"findings": [_to_json(finding) for finding in findings]})


def findings_of(folder: Path, draft: Draft) -> tuple[Finding, ...] | None:
    """What the reader made of a draft, under the description that stands beside it now; None until it is read."""
    read = read_findings(folder, draft)
    if read is None or draft.is_archive:
        return read
    description = description_of(file_of(folder, draft))
    return tuple(
        replace(finding, metadata=overlaid(finding.metadata, description)) if finding.metadata else finding
        for finding in read
    )


def read_findings(folder: Path, draft: Draft) -> tuple[Finding, ...] | None:
    """What the reader made of a draft as it was read; None until then."""
    try:
        kept = json.loads(reading_file(folder, draft).read_text("utf-8"))
        return tuple(_from_json(fields) for fields in kept["findings"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def not_read(folder: Path) -> list[Draft]:
    """The drafts that wait to be read."""
    return [draft for draft in drafts(folder) if not reading_file(folder, draft).is_file()]


def is_readable(findings: Sequence[Finding] | None) -> bool:
    """Whether anything of a draft can go into the library."""
    return any(finding.metadata is not None for finding in findings or ())


def _to_json(finding: Finding) -> dict[str, Any]:
    fields = asdict(replace(finding, metadata=None, text_print=None))
    fields["metadata"] = metadata_to_json(finding.metadata) if finding.metadata else None
    fields["text_print"] = print_to_json(finding.text_print) if finding.text_print else None
    return fields


def _from_json(fields: dict[str, Any]) -> Finding:
    return Finding(
        **{
            **fields,
            "metadata": metadata_from_json(fields["metadata"]) if fields["metadata"] else None,
            "text_print": print_from_json(fields["text_print"]) if fields["text_print"] else None,
            "failure": Failure(**fields["failure"]) if fields["failure"] else None,
            "kin": tuple(Kin(**kin) for kin in fields["kin"]),
        }
    )


def print_to_json(text_print: TextPrint) -> dict[str, Any]:
    """A print as JSON holds it."""
    return {**asdict(text_print), "sketch": base64.b64encode(text_print.sketch).decode()}


def print_from_json(fields: dict[str, Any]) -> TextPrint:
    """What `print_to_json` wrote."""
    return TextPrint(**{**fields, "sketch": base64.b64decode(fields["sketch"])})
