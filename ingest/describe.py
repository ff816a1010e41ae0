"""Title, authors, date, organisation, countries and language of a document, from the best source that has them.

What a person wrote comes first, then the byline in the text, the file's own properties, the first heading or line, and
the file's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from ingest.byline import Byline, find_byline
from ingest.characters import HEBREW, LATIN, one_line
from ingest.countries import named_countries
from ingest.dates import find_date
from ingest.front_matter import Description
from ingest.organisation import find_organisation, is_organisation
from ingest.readers.direction import is_reversed, visual_to_logical
from ingest.readers.encoding import unmask
from ingest.readers.extract import Extract
from knowledge.types import Language, Metadata, Origin, Section

T = TypeVar("T")

_MAX_TITLE = 160
"""Characters of a first line that can be a title."""
_JUNK_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel|office)\b.*|untitled.*|no title|title|(?:new )?document ?\d*|doc ?\d*|scan.*|"
    r"(?:slide|page|presentation|book|layout) ?\d*|powerpoint presentation|print(?:ing)?.*|about:blank|"
    r"ללא (?:שם|כותרת).*|מסמך ?\d*|כותרת|מצגת ?\d*|שקופית ?\d*|מצגת של powerpoint|"
    r".*\.(?:docx?|dotx?|rtf|odt|html?|aspx?|php|pdf|txt|indd|qxd|pptx?|xlsx?|tex|dvi|wpd|tmp)",
    re.IGNORECASE,
)
_JUNK_AUTHOR = re.compile(
    r"anonymous|admin(?:istrator)?|user ?\d*|owner|unknown|author|guest|default|pc|home|office|משתמש ?\d*|מחבר|"
    r"python-docx|microsoft.*|.*@.*|.*https?:.*",
    re.IGNORECASE,
)
_FILE_NAME_GAP = re.compile(r"[\s_-]+")


def describe(path: Path, extract: Extract, description: Description) -> Metadata:
    """The metadata of the document at `path`, with the origin of every field that is filled."""
    byline = find_byline(extract.opening)
    said = _origin_of_opening(extract)
    title, title_origin = _title(path, extract, description, byline)
    authors, authors_origin = _first(
        (description.authors, "person"),
        (byline.authors, said),
        (tuple(name for name in map(_tidy, extract.properties.authors) if _is_name(name)), "file"),
    )
    date, date_origin = _first(
        (description.date, "person"), (byline.date, said), (find_date(extract.properties.date), "file")
    )
    language = description.language or main_language(extract.sections)
    headings = [section.heading for section in extract.sections]
    organisation, organisation_origin = _first(
        (description.organisation, "person"), (find_organisation(extract.opening, title, headings), said)
    )
    countries, countries_origin = _first(
        (description.countries, "person"), (named_countries(title, extract.sections, language), "suggested")
    )
    found: dict[str, Origin] = {"title": title_origin, "language": "person" if description.language else "text"}
    for name, value, origin in (
        ("authors", authors, authors_origin),
        ("date", date, date_origin),
        ("organisation", organisation, organisation_origin),
        ("countries", countries, countries_origin),
    ):
        if value:
            found[name] = origin
    return Metadata(
        title=title,
        language=language,
        authors=authors or (),
        date=date,
        organisation=organisation,
        type=description.type,
        topics=description.topics,
        countries=countries,
        summary=description.summary,
        sources=description.sources,
        supersedes=description.supersedes,
        rights=description.rights,
        card=description.card,
        origins={**_written(description), **found},
    )


def _origin_of_opening(extract: Extract) -> Origin:
    """Where what the first lines say came from: a page among theirs that was recognised makes it doubtful."""
    recognised = {note.page for note in extract.pages if note.ocr}
    return "ocr" if extract.opening_pages & recognised else "text"


def main_language(sections: Sequence[Section]) -> Language:
    """The language whose letters are the more; Hebrew where they are equal."""
    text = "\n".join(f"{section.heading}\n{section.text}" for section in sections)
    return "he" if len(HEBREW.findall(text)) >= len(LATIN.findall(text)) else "en"


def _first(*candidates: tuple[T, Origin]) -> tuple[T, Origin]:
    """The first candidate that has a value, else the last."""
    return next((candidate for candidate in candidates if candidate[0]), candidates[-1])


def _written(description: Description) -> Mapping[str, Origin]:
    """The fields that only a person can fill."""
    names = ("type", "topics", "summary", "sources", "supersedes", "rights", "card")
    return {name: "person" for name in names if getattr(description, name)}


def _title(path: Path, extract: Extract, description: Description, byline: Byline) -> tuple[str, Origin]:
    own = _tidy(extract.properties.title)
    heading = next((section.heading for section in extract.sections if section.heading), "")
    lines = [line for line in extract.opening[:2] if not is_organisation(line)] or extract.opening
    line = lines[0] if lines else ""
    said = _origin_of_opening(extract)
    title, origin = _first(
        (description.title, "person"),
        (byline.title, said),
        (own if _is_title(own, path) else "", "file"),
        (heading, said),
        (line if len(line) <= _MAX_TITLE else "", said),
        (_FILE_NAME_GAP.sub(" ", one_line(path.stem)).strip(), "file"),
    )
    return title or path.name, origin


def _tidy(value: str) -> str:
    """A property as text: old programs left Hebrew in Latin letters or in visual order."""
    text = unmask(one_line(value))
    return visual_to_logical(text) if is_reversed(text) else text


def _is_title(value: str, path: Path) -> bool:
    letters = HEBREW.search(value) or LATIN.search(value)
    return bool(letters) and "\ufffd" not in value and value != path.stem and not _JUNK_TITLE.fullmatch(value)


def _is_name(value: str) -> bool:
    letters = HEBREW.search(value) or LATIN.search(value)
    return bool(letters) and "\ufffd" not in value and not _JUNK_AUTHOR.fullmatch(value)
