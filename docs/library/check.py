"""Check the starter library, and write what it rests on: docs/library.md.

    python docs/library/check.py [--write]

Prints every fault and ends with code 1 where there is one. A field that is not valid, and a card's passage that is not
in the text, are faults that the reader itself finds. `checks.tsv` says of each document how its facts were checked.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from ingest.discover import discover  # noqa: E402
from ingest.duplicates import fingerprint, relations  # noqa: E402
from ingest.errors import ReadError  # noqa: E402
from ingest.read import read_document  # noqa: E402
from knowledge.taxonomy import CARD_FIELDS, TOPICS  # noqa: E402
from knowledge.types import Document  # noqa: E402

PAGE = HERE.parent / "library.md"
CHECKS = HERE / "checks.tsv"
WORDS = (600, 1800)
LEAST_OF_A_TOPIC = 4
LEAST: Mapping[str, int] = {"documents": 60, "case studies": 30, "countries": 18, ".pdf": 8, ".docx": 6, ".html": 4}
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_FINAL_INSIDE = re.compile(r"[ךםןףץ](?=[א-ת])")
_FINAL_MISSING = re.compile(r"(?<=[א-ת]{2})[כמנצ](?![א-ת'׳\"״])")
_MIXED = re.compile(r"[א-ת][A-Za-zа-яА-Яα-ωΑ-Ω]|[A-Za-zа-яА-Яα-ωΑ-Ω][א-ת]")
_CONTROLS = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def main() -> int:
    """Print the faults; with `--write`, write the page of sources."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write docs/library.md")
    documents, found = read_library()
    found += list(faults(documents))
    checks = how_checked()
    found += [f"{each.id}: checks.tsv does not say how it was checked" for each in documents if each.id not in checks]
    found += [f"{id}: checks.tsv names it, and it is not there" for id in checks if id not in {d.id for d in documents}]
    page = sources_page(documents, checks)
    if parser.parse_args().write:
        PAGE.write_text(page, "utf-8")
    elif not PAGE.is_file() or PAGE.read_text("utf-8") != page:
        found.append("docs/library.md is not up to date: run python docs/library/check.py --write")
    print("\n".join(found) or f"{len(documents)} documents, no fault")
    return 1 if found else 0


def read_library() -> tuple[list[Document], list[str]]:
    """The documents of corpus/, and what keeps any of its files out."""
    documents, found = [], []
    for source in discover(ROOT / "corpus"):
        try:
            documents.append(read_document(source.path, source.id))
        except ReadError as error:
            found.append(str(error))
    return documents, found


def faults(documents: list[Document]) -> Iterator[str]:
    """Of each document, and of all together."""
    for document in documents:
        yield from (f"{document.id}: {fault}" for fault in (*field_faults(document), *text_faults(text_of(document))))
    for relation in relations([fingerprint(document, document.id) for document in documents]):
        yield f"{relation.other}: {relation.kind} of {relation.main}"
    topics = Counter(topic for document in documents for topic in document.metadata.topics)
    yield from (
        f"topic {topic}: {topics[topic]} documents, {LEAST_OF_A_TOPIC} wanted"
        for topic in TOPICS
        if topics[topic] < LEAST_OF_A_TOPIC
    )
    cases = [document for document in documents if document.metadata.type == "case-study"]
    counts = Counter(Path(document.id).suffix for document in documents)
    counts["documents"], counts["case studies"] = len(documents), len(cases)
    counts["countries"] = len({code for case in cases for code in case.metadata.countries})
    yield from (f"{name}: {counts[name]}, {least} wanted" for name, least in LEAST.items() if counts[name] < least)


def field_faults(document: Document) -> Iterator[str]:
    """What the description lacks; that its values are valid the reader has seen to."""
    metadata = document.metadata
    for name in ("title", "authors", "date", "type", "topics", "countries", "summary", "sources", "rights"):
        if not getattr(metadata, name):
            yield f"no {name}"
        elif metadata.origins.get(name) != "person":
            yield f"{name} was not written by a person"
    yield from (f"source without a year or a name: {source!r}" for source in metadata.sources if len(source) < 8)
    if metadata.type == "case-study":
        missing = set(CARD_FIELDS) - {entry.name for entry in metadata.card if entry.value and entry.passage}
        yield from (f"card without {name}" for name in sorted(missing))
    words = sum(len(section.text.split()) for section in document.sections)
    if not WORDS[0] <= words <= WORDS[1]:
        yield f"{words} words"


def text_of(document: Document) -> str:
    """Everything that a reader of the document sees."""
    parts = [part for section in document.sections for part in (section.heading, section.text)]
    return "\n".join([document.metadata.title, document.metadata.summary or "", *parts])


def text_faults(text: str) -> Iterator[str]:
    """Slips of typing: finals, letters of another script, brackets, invisible characters."""
    for name, pattern in (
        ("a final letter inside a word", _FINAL_INSIDE),
        ("no final letter at the end of a word", _FINAL_MISSING),
        ("letters of two scripts in a word", _MIXED),
        ("an invisible character", _CONTROLS),
    ):
        yield from (f"{name}: {text[max(0, m.start() - 12) : m.end() + 8]!r}" for m in pattern.finditer(text))
    opened: list[str] = []
    for character in text:
        if character in _BRACKETS.values():
            opened.append(character)
        elif character in _BRACKETS and (not opened or opened.pop() != _BRACKETS[character]):
            yield f"unbalanced {character}"
            return
    if opened:
        yield f"unbalanced {opened[-1]}"


def how_checked() -> dict[str, str]:
    """How each document was checked, by its id."""
    lines = CHECKS.read_text("utf-8").splitlines() if CHECKS.is_file() else []
    return dict(line.split("\t", 1) for line in lines if "\t" in line)  # type: ignore[misc]


def sources_page(documents: list[Document], checks: Mapping[str, str]) -> str:
    """docs/library.md: every document with its sources and how it was checked."""
    lines = [
        "# The starter library: sources and checks",
        "",
        "Written for this project in its own words; what a document says rests on the sources below. Where certainty",
        "was missing, a statement was left out or made a range. Made by `python docs/library/check.py --write` from",
        "the documents' descriptions and `docs/library/checks.tsv`; the same script checks every field, card and text.",
    ]
    for document in documents:
        metadata = document.metadata
        lines += ["", f"## {metadata.title}", "", f"`{document.id}`. Checked: {checks.get(document.id, '')}", ""]
        lines += [f"- {source}" for source in metadata.sources]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
