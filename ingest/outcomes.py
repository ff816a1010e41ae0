"""The files of a corpus as documents, in order: from the cache, or read in processes of their own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from ingest import document_cache, ocr
from ingest.discover import Source
from ingest.errors import ReadError
from ingest.workers import Limits, ReaderPool, Reading, jobs_for, reader_pool
from knowledge.blob_cache import BlobCache
from knowledge.generations import Failure
from knowledge.types import Document

_AHEAD = 4
"""Files that are read ahead for each process."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: a document or a failure. `seconds` is how long reading took; 0 where nothing was read."""

    source: Source
    document: Document | None = None
    failure: Failure | None = None
    seconds: float = 0.0


def outcomes(
    sources: Sequence[Source],
    cache: BlobCache,
    known: Mapping[str, Failure],
    limits: Limits,
    reading: Callable[[int, int, str], None] = lambda done, total, name: None,  # noqa: ARG005
) -> Iterator[Outcome]:
    """One outcome a source, in their order. Those in `known`, by id, failed before and are not read again."""
    jobs = jobs_for(sources)
    rest = iter(sources)
    pending: deque[_Pending] = deque()
    with reader_pool(jobs, limits) as pool:
        for done in range(len(sources)):
            while len(pending) < _AHEAD * jobs and (source := next(rest, None)) is not None:
                pending.append(_begun(source, cache, known, pool))
            first = pending.popleft()
            reading(done, len(sources), first.source.id)
            yield _ended(first, cache)
    reading(len(sources), len(sources), "")


@dataclass(frozen=True, slots=True)
class _Pending:
    """A file whose outcome is there already, or in the `future`."""

    source: Source
    outcome: Outcome | None = None
    future: Future[Reading] | None = None


def _begun(source: Source, cache: BlobCache, known: Mapping[str, Failure], pool: ReaderPool) -> _Pending:
    if source.failure is not None:
        return _Pending(source, Outcome(source, failure=failure_of(source.id, source.failure)))
    if source.id in known:
        return _Pending(source, Outcome(source, failure=known[source.id]))
    document = document_cache.load(cache, source.digest, source.id)
    if document is not None and not _could_be_read_better(document):
        return _Pending(source, Outcome(source, document))
    return _Pending(source, future=pool.submit(source.path, source.id))


def _could_be_read_better(document: Document) -> bool:
    """Whether pages wait for text recognition, and that has been installed since."""
    return any(note.needs_ocr for note in document.pages) and ocr.engine() is not None


def _ended(pending: _Pending, cache: BlobCache) -> Outcome:
    if pending.outcome is not None:
        return pending.outcome
    assert pending.future is not None
    source, found = pending.source, pending.future.result()
    if found.document is not None:
        document_cache.store(cache, source.digest, found.document)
        return Outcome(source, found.document, seconds=found.seconds)
    assert found.failure is not None
    return Outcome(source, failure=failure_of(source.id, found.failure), seconds=found.seconds)


def failure_of(id: str, error: ReadError) -> Failure:
    """What the manifest and the report keep of a failure."""
    return Failure(id, error.why[0], error.why[1], error.remedy[0], error.remedy[1])
