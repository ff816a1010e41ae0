"""Drafts are read in processes of their own, and compared with the library and with each other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.archive import members
from ingest.discover import discover
from ingest.drafts import Draft, choose, drafts, file_of
from ingest.duplicates import TextPrint, fingerprint, relations
from ingest.errors import DescriptionInvalid, FileDamaged, ReadError
from ingest.findings import (
    Finding,
    kin_of,
    not_read,
    print_from_json,
    print_to_json,
    read_findings,
    write_findings,
)
from ingest.jobs import Progress
from ingest.outcomes import failure_of
from ingest.read import SUFFIXES
from ingest.suggest import completed, suggest, terms_of
from ingest.workers import Limits, jobs_for, reader_pool
from knowledge import generations
from knowledge.blob_cache import BlobCache
from knowledge.catalogue import Catalogue
from knowledge.errors import KnowledgeError
from knowledge.settings import Settings
from knowledge.types import Document

FIRST_LINES = 420
"""Characters of a text that are kept to be shown."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A document to be read: a draft, or a member of one. `failure`: it cannot even be opened."""

    draft: Draft
    path: Path
    member: str = ""
    failure: ReadError | None = None
    content: str = ""

    @property
    def id(self) -> str:
        """A name that no file of the library has, but with the file's own ending."""
        return f"\uffff{self.draft.id}/{self.member or self.draft.name}"


def read_drafts(settings: Settings, folder: Path, progress: Progress) -> None:
    """Read every draft that waits to be read, and compare it with the library and with the other drafts."""
    library: list[TextPrint] | None = None
    titles: dict[str, str] = {}
    while waiting := not_read(folder):
        parts = [part for draft in waiting for part in _parts(folder, draft)]
        found = dict(_read(settings, parts, progress))
        if library is None:
            library, titles = _library_prints(settings)
        others = _earlier(folder, waiting)
        prints = [finding.text_print for finding in found.values() if finding.text_print]
        related = relations([*library, *others.values(), *prints])
        every = {**titles, **{each.id: each.title for each in (*others.values(), *prints)}}
        waits = {each.id: each.id[1:].split("/")[0] for each in (*others.values(), *prints)}
        for draft in waiting:
            findings = [
                replace(found[part.id], kin=kin_of(part.id, related, every, waits))
                for part in parts
                if part.draft == draft
            ]
            write_findings(folder, draft, findings)
            if _is_there_already(findings):
                with suppress(KnowledgeError):  # it has been removed, or another window is at it
                    choose(folder, draft.id, chosen=False)


def _is_there_already(findings: Sequence[Finding]) -> bool:
    """Whether the library has the very text of every document of a draft."""
    read = [finding for finding in findings if finding.metadata]
    return bool(read) and all(
        any(kin.kind in ("same bytes", "same text") and not kin.draft for kin in finding.kin) for finding in read
    )


def finding_of(document: Document, text_print: TextPrint, member: str = "") -> Finding:
    """What is kept of a document, with the topics and the type that its words suggest. No model is asked: the run of
    the index, which knows the documents near it, may suggest others."""
    text = "\n".join(part for section in document.sections for part in (section.heading, section.text) if part)
    numbered = [note for note in document.pages if note.page]
    return Finding(
        member=member,
        metadata=completed(document.metadata, suggest(terms_of(document))),
        quality=document.quality,
        first_lines=_opening(text),
        words=len(text.split()),
        pages=len(numbered),
        recognised=sum(note.ocr for note in document.pages),
        unread=sum(note.needs_ocr for note in document.pages),
        text_print=text_print,
    )


def _opening(text: str) -> str:
    """The first lines, cut between words."""
    if len(text) <= FIRST_LINES:
        return text.strip()
    return text[:FIRST_LINES].rsplit(None, 1)[0].strip() + " …"


def _parts(folder: Path, draft: Draft) -> list[_Part]:
    path = file_of(folder, draft)
    if not draft.is_archive:
        return [_Part(draft, path, content=draft.digest)]
    try:
        return [
            _Part(draft, path / each.name, each.name, each.failure, each.hashes[0].hex() if each.hashes else "")
            for each in members(path, SUFFIXES)
        ]
    except ReadError as failure:
        return [_Part(draft, path, failure=failure)]
    except OSError as error:
        why = error.strerror or type(error).__name__
        return [_Part(draft, path, failure=FileDamaged(path, (why, why)))]


def _read(settings: Settings, parts: Sequence[_Part], progress: Progress) -> Iterator[tuple[str, Finding]]:
    limits = Limits(settings.read_seconds, settings.read_memory, settings.index / "cache" / "recognised.db")
    opened = [part for part in parts if part.failure is None]
    with reader_pool(jobs_for(opened), limits) as pool:
        futures = {part.id: pool.submit(part.path, part.id) for part in opened}
        for done, part in enumerate(parts):
            progress.say("reading", done, len(parts), part.member or part.draft.original)
            if part.failure is not None:
                yield part.id, _failed(part, part.failure)
                continue
            reading = futures[part.id].result()
            if reading.document is None:
                assert reading.failure is not None
                yield part.id, _failed(part, reading.failure)
            else:
                text_print = fingerprint(reading.document, part.content)
                yield part.id, finding_of(reading.document, text_print, part.member)
    progress.say("reading", len(parts), len(parts))


def _failed(part: _Part, error: ReadError) -> Finding:
    correctable = isinstance(error, DescriptionInvalid) and not part.member
    text_print = TextPrint(part.id, part.content, "", 0, b"", part.member or part.draft.original)
    return Finding(
        part.member, failure=failure_of(part.draft.name, error), correctable=correctable, text_print=text_print
    )


def _earlier(folder: Path, waiting: Sequence[Draft]) -> dict[str, TextPrint]:
    """The prints of the drafts that were read before."""
    new = {draft.id for draft in waiting}
    return {
        finding.text_print.id: finding.text_print
        for draft in drafts(folder)
        if draft.id not in new
        for finding in read_findings(folder, draft) or ()
        if finding.text_print
    }


def _library_prints(settings: Settings) -> tuple[list[TextPrint], dict[str, str]]:
    """The prints of the library's documents, and of the files of the corpus that are in no document; and the titles."""
    contents = _contents(settings)
    known = set()
    prints, titles = [], {}
    with suppress(KnowledgeError, OSError):  # without an index there is nothing to compare with
        where, manifest = generations.open_current(settings.index)
        catalogue = Catalogue(where / "catalogue.db")
        cache = BlobCache(settings.index / "cache" / "prints.db")
        try:
            for id, metadata in catalogue.every_metadata():
                source = f"{manifest.sources.get(id)}\n{contents.get(id)}\n{metadata.type}"
                document = lambda name=id: catalogue.document(name)  # noqa: E731
                text_print = _cached_print(cache, f"{id}\n{source}", document, contents.get(id, ""))
                if text_print is not None:
                    prints.append(text_print)
                    known.add(id)
                    titles[id] = metadata.title
        finally:
            cache.close()
            catalogue.close()
    rest = [TextPrint(id, content, "", 0, b"", id) for id, content in contents.items() if id not in known and content]
    return [*prints, *rest], {**titles, **{each.id: each.title for each in rest}}


def _contents(settings: Settings) -> dict[str, str]:
    """The digests of the bytes of the corpus's files, by id."""
    try:
        sources = discover(settings.corpus)
    except KnowledgeError:
        return {}
    return {source.id: source.content for source in sources}


def _cached_print(
    cache: BlobCache, key: str, document: Callable[[], Document | None], content: str
) -> TextPrint | None:
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    kept = cache.get([digest]).get(digest)
    if kept is not None:
        with suppress(ValueError, TypeError, KeyError):
            return print_from_json(json.loads(kept))
    found = document()
    if found is None:
        return None
    text_print = fingerprint(found, content)
    cache.put([(digest, json.dumps(print_to_json(text_print)).encode())])
    return text_print
