"""A folder of documents becomes a generation: discover, read, split, build, publish."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ingest import document_cache, ocr
from ingest.discover import Source, discover
from ingest.duplicates import TextPrint, fingerprint, problems, relations
from ingest.errors import ConverterMissing, OcrNeeded, ReadError
from ingest.labels import labelled, mean_of_windows
from ingest.outcomes import Outcome, outcomes
from ingest.read import read_document
from ingest.readers import doc
from ingest.workers import Limits
from knowledge import generations, history, prepare_model
from knowledge.blob_cache import BlobCache
from knowledge.build import Counts, build, cached_vectors, not_written
from knowledge.catalogue import Catalogue
from knowledge.document_map import write_map
from knowledge.editions import Relation
from knowledge.encoder import CompiledEncoder, Encoder, Vectors
from knowledge.errors import CorpusEmpty, KnowledgeError
from knowledge.generations import Failure, Manifest
from knowledge.report import SLOW, PageList, Problem, RunReport
from knowledge.settings import Settings
from knowledge.types import LOW_QUALITY, Document, Passage, quality_of


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of the source files, against the generation that serves."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `published` is False when nothing had changed, and then there are no `details`; `embedded` counts
    the windows that were not in the cache."""

    manifest: Manifest
    changes: Changes
    published: bool
    embedded: int
    seconds: float
    details: RunReport | None = None


@dataclass(frozen=True, slots=True)
class Watcher:
    """Calls that tell a person how far a run is."""

    preparing: Callable[[str], None] = lambda model: None  # noqa: ARG005
    """The model of this name is being prepared, which takes a minute or two."""
    reading: Callable[[int, int, str], None] = lambda done, total, name: None  # noqa: ARG005
    """(files done, files in all, the next file)"""
    built: Callable[[str], None] = lambda id: None  # noqa: ARG005
    """The document of this id is written, or waits only for the vectors that are computed together."""
    writing: Callable[[], None] = lambda: None
    """All documents have come; what is left is to finish the stores."""


def compare(settings: Settings) -> Changes:
    """What a run would find changed; with another model than the index's that is every file.

    Raises CorpusMissing, ModelUnavailable.
    """
    serving = _serving(settings.index)
    if serving and serving.fingerprint != prepare_model.fingerprint(prepare_model.resolve(settings.model)):
        serving = replace(serving, sources=dict.fromkeys(serving.sources, ""))
    return _changes(discover(settings.corpus), serving)


def index_corpus(
    settings: Settings,
    force: bool = False,
    watcher: Watcher = Watcher(),
    encoder: Encoder | None = None,
    retry_failed: bool = False,
) -> Report:
    """Bring the index up to date with the corpus. `force` reads and embeds everything anew, `retry_failed` reads those
    files again that have not changed since they failed. `encoder` replaces the model of the settings.

    Raises CorpusMissing, CorpusEmpty, ModelUnavailable, IndexBusy, DiskFull, IndexNotWritten.
    """
    started = time.perf_counter()
    sources = discover(settings.corpus)
    if not sources:
        raise CorpusEmpty(settings.corpus)
    model = prepare_model.resolve(settings.model)
    fingerprint = encoder.fingerprint if encoder else prepare_model.fingerprint(model)
    inputs = _inputs(sources, fingerprint)
    serving = _serving(settings.index)
    changes = _changes(sources, serving)
    failed = _failed_before(sources, serving)
    # Searching never prepares a model, so even a run that finds nothing changed sees to it that it is there.
    folder = None if encoder else prepare_model.prepared(model, settings.cache, watcher.preparing)
    retried = tuple(failed) if retry_failed or force else ()
    if serving and serving.inputs == inputs and not (force or retried) and _is_whole(settings.index):
        return Report(serving, changes, False, 0, time.perf_counter() - started)
    known = {} if retried else failed
    run = _Run()
    try:
        with generations.building(settings.index) as aside:
            if encoder is None:
                assert folder is not None
                encoder = CompiledEncoder.load(folder, settings.threads)
            counts = _build(settings, sources, known, encoder, force, watcher, run, aside)
            manifest = _manifest(settings, sources, inputs, model, encoder, counts, run, aside)
            report = _report(manifest, changes, retried, run, aside, time.perf_counter() - started)
            generations.publish(settings.index, aside, manifest, settings.generations_kept)
            report.write(settings.index)
            history.record(settings.index, serving)
    except (OSError, sqlite3.Error) as error:
        raise not_written(settings.index, error) from error
    return Report(manifest, changes, True, counts.embedded + run.embedded, time.perf_counter() - started, report)


def _build(
    settings: Settings,
    sources: Sequence[Source],
    known: Mapping[str, Failure],
    encoder: Encoder,
    force: bool,
    watcher: Watcher,
    run: _Run,
    aside: Path,
) -> Counts:
    folder = settings.index / "cache"
    if force:
        shutil.rmtree(folder, ignore_errors=True)
    texts, vectors = BlobCache(folder / "documents.db"), BlobCache(folder / "vectors.db")
    limits = Limits(settings.read_seconds, settings.read_memory, folder / "recognised.db")
    try:
        found = outcomes(sources, texts, known, limits, watcher.reading)
        documents = run.documents(found, texts, vectors, encoder)
        counts = build(_told(documents, watcher), encoder, vectors, aside, run.relations)
    finally:
        texts.close()
        vectors.close()
    if not counts.documents:
        raise CorpusEmpty(settings.corpus)
    write_map(aside)
    return counts


def _told(
    documents: Iterable[tuple[Document, Sequence[Passage]]], watcher: Watcher
) -> Iterator[tuple[Document, Sequence[Passage]]]:
    for document, passages in documents:
        yield document, passages
        watcher.built(document.id)
    watcher.writing()


def _manifest(
    settings: Settings,
    sources: Sequence[Source],
    inputs: str,
    model: str,
    encoder: Encoder,
    counts: Counts,
    run: _Run,
    aside: Path,
) -> Manifest:
    return Manifest(
        generation=generations.new_name(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        corpus=str(settings.corpus),
        model=model,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        documents=counts.documents,
        passages=counts.passages,
        windows=counts.windows,
        inputs=inputs,
        sources={source.id: source.digest for source in sources},
        failures=tuple(run.failures),
        files=generations.file_records(aside),
    )


def _report(
    manifest: Manifest, changes: Changes, retried: tuple[str, ...], run: _Run, aside: Path, seconds: float
) -> RunReport:
    """What the run did, and what the generation in `aside` says of its documents, read now or before."""
    catalogue = Catalogue(aside / "catalogue.db")
    try:
        pages = catalogue.every_pages()
        related = catalogue.relations()
    finally:
        catalogue.close()
    qualities = [(id, quality) for id, notes in pages if (quality := quality_of(notes)) is not None]
    recognised = ((id, tuple(note.page for note in notes if note.ocr)) for id, notes in pages)
    unrecognised = ((id, tuple(note.page for note in notes if note.needs_ocr)) for id, notes in pages)
    return RunReport(
        generation=manifest.generation,
        created=manifest.created,
        seconds=round(seconds, 1),
        documents=manifest.documents,
        passages=manifest.passages,
        added=changes.added,
        changed=changes.changed,
        unchanged=len(changes.unchanged),
        removed=changes.removed,
        failed=manifest.failures,
        retried=retried,
        slow=_worst(((id, -spent) for id, spent in run.seconds.items() if spent >= SLOW)),
        low_quality=_worst((id, quality) for id, quality in qualities if quality < LOW_QUALITY),
        recognised=tuple(PageList(*each) for each in recognised if each[1]),
        unrecognised=tuple(PageList(*each) for each in unrecognised if each[1]),
        related=related,
        problems=run.problems(),
    )


def _worst(measured: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """By the measure, least first; a time comes with a minus and goes without."""
    return tuple((id, round(abs(value), 3)) for id, value in sorted(measured, key=lambda each: (each[1], each[0])))


def _failed_before(sources: Iterable[Source], serving: Manifest | None) -> dict[str, Failure]:
    """The files that failed and have not changed since, by id. Whether a file can be opened is asked anew, and so are
    those that waited for a program that has been installed since."""
    if serving is None:
        return {}
    come = [
        kind.reason[0]
        for kind, program in ((OcrNeeded, ocr.engine()), (ConverterMissing, doc.libreoffice()))
        if program is not None
    ]
    failures = {
        failure.id: failure
        for failure in serving.failures
        if not any(failure.reason_en.startswith(reason) for reason in come)
    }
    return {
        source.id: failures[source.id]
        for source in sources
        if source.id in failures and source.failure is None and serving.sources.get(source.id) == source.digest
    }


def documents_of(corpus: Path) -> list[Document]:
    """The readable documents of a folder, without an index. Raises CorpusMissing."""
    documents = []
    for source in discover(corpus):
        try:
            documents.append(read_document(source.path, source.id))
        except ReadError:
            continue
    return documents


class _Run:
    """What is learnt of the files while they go by on their way into the build."""

    def __init__(self) -> None:
        self.failures: list[Failure] = []
        self.seconds: dict[str, float] = {}
        self.embedded = 0
        self._prints: list[TextPrint] = []

    def documents(
        self, found: Iterable[Outcome], texts: BlobCache, vectors: BlobCache, encoder: Encoder
    ) -> Iterator[tuple[Document, Sequence[Passage]]]:
        """The readable documents with their passages; those that nobody labelled last."""
        digests: dict[str, str] = {}

        def read() -> Iterator[Document]:
            for outcome in found:
                if outcome.seconds:
                    self.seconds[outcome.source.id] = outcome.seconds
                if outcome.document is None:
                    assert outcome.failure is not None
                    self.failures.append(outcome.failure)
                    continue
                digests[outcome.source.id] = outcome.source.digest
                self._prints.append(fingerprint(outcome.document, outcome.source.content))
                yield outcome.document

        def embed(windows: Sequence[str]) -> Vectors:
            rows, missing = cached_vectors(encoder, vectors, windows)
            self.embedded += missing
            return rows

        return labelled(
            read(),
            lambda id: document_cache.load(texts, digests[id], id),
            lambda document, passages: mean_of_windows(document, passages, embed, encoder.passage_means),
        )

    def relations(self) -> tuple[Relation, ...]:
        """What the documents are to each other, once all have gone by."""
        return relations(self._prints)

    def problems(self) -> tuple[Problem, ...]:
        """Declarations of earlier editions that cannot be followed."""
        return problems(self._prints)


def _inputs(sources: Iterable[Source], fingerprint: str) -> str:
    recognition = ocr.engine()
    programs = [recognition.version if recognition else "", "LibreOffice" if doc.libreoffice() else ""]
    lines = [*programs, *(f"{source.id}\t{source.digest}" for source in sources)]
    return hashlib.sha256("\n".join([str(generations.FORMAT), fingerprint, *lines]).encode()).hexdigest()


def _serving(index: Path) -> Manifest | None:
    """The generation that serves, if it is whole; a damaged one is as good as none, for it is to be rebuilt."""
    try:
        return generations.open_current(index)[1]
    except KnowledgeError:
        return None


def _is_whole(index: Path) -> bool:
    try:
        generations.verify(index)
    except KnowledgeError:
        return False
    return True


def _changes(sources: Sequence[Source], serving: Manifest | None) -> Changes:
    before = serving.sources if serving else {}
    now = {source.id: source.digest for source in sources}
    return Changes(
        added=tuple(id for id in now if id not in before),
        changed=tuple(id for id in now if id in before and before[id] != now[id]),
        unchanged=tuple(id for id in now if id in before and before[id] == now[id]),
        removed=tuple(id for id in before if id not in now),
    )
