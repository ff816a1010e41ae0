"""What a consultant quotes: the words, where they stand, and a note."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.types import Language, Metadata


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage to be cited. `quote` is verbatim; `page` is the number by which its page is cited, empty for formats
    without pages; `link` is the whole address of the passage in the browser, empty where there is none."""

    document: str
    metadata: Metadata
    quote: str
    language: Language
    heading: str = ""
    page: str = ""
    note: str = ""
    link: str = ""
