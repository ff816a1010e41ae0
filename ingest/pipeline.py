"""A folder of documents becomes a generation: discover, read, split, build, publish."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ingest import document_cache
from ingest.discover import Source, discover
from ingest.read import read_document
from ingest.split import split
from knowledge import generations, prepare_model
from knowledge.blob_cache import BlobCache
from knowledge.build import Counts, build, not_written
from knowledge.encoder import CompiledEncoder, Encoder
from knowledge.errors import CorpusEmpty, FileDamaged, KnowledgeError, ReadError
from knowledge.generations import Failure, Manifest
from knowledge.settings import Settings
from knowledge.types import Document, Passage


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of the source files, against the generation that serves."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `published` is False when nothing had changed; `embedded` counts the windows that were not in the
    cache."""

    manifest: Manifest
    changes: Changes
    published: bool
    embedded: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Watcher:
    """Calls that tell a person how far a run is."""

    preparing: Callable[[str], None] = lambda model: None  # noqa: ARG005
    """The model of this name is being prepared, which takes a minute or two."""
    reading: Callable[[int, int, str], None] = lambda done, total, name: None  # noqa: ARG005
    """(files done, files in all, the next file)"""


def compare(settings: Settings) -> Changes:
    """What a run would find changed; with another model than the index's that is every file.

    Raises CorpusMissing, ModelUnavailable.
    """
    serving = _serving(settings.index)
    if serving and serving.fingerprint != prepare_model.fingerprint(prepare_model.resolve(settings.model)):
        serving = replace(serving, sources=dict.fromkeys(serving.sources, ""))
    return _changes(discover(settings.corpus), serving)


def index_corpus(
    settings: Settings, force: bool = False, watcher: Watcher = Watcher(), encoder: Encoder | None = None
) -> Report:
    """Bring the index up to date with the corpus. `force` reads and embeds everything anew. `encoder` replaces the
    model of the settings.

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
    # Searching never prepares a model, so even a run that finds nothing changed sees to it that it is there.
    folder = None if encoder else prepare_model.prepared(model, settings.cache, watcher.preparing)
    if serving and serving.inputs == inputs and not force and _is_whole(settings.index):
        return Report(serving, changes, False, 0, time.perf_counter() - started)
    try:
        with generations.building(settings.index) as aside:
            if encoder is None:
                assert folder is not None
                encoder = CompiledEncoder.load(folder, settings.threads)
            manifest, counts = _build(settings, sources, inputs, model, encoder, force, watcher, aside)
            generations.publish(settings.index, aside, manifest, settings.generations_kept)
    except (OSError, sqlite3.Error) as error:
        raise not_written(settings.index, error) from error
    return Report(manifest, changes, True, counts.embedded, time.perf_counter() - started)


def _build(
    settings: Settings,
    sources: Sequence[Source],
    inputs: str,
    model: str,
    encoder: Encoder,
    force: bool,
    watcher: Watcher,
    aside: Path,
) -> tuple[Manifest, Counts]:
    folder = settings.index / "cache"
    if force:
        shutil.rmtree(folder, ignore_errors=True)
    texts, vectors = BlobCache(folder / "documents.db"), BlobCache(folder / "vectors.db")
    failures: list[Failure] = []
    try:
        counts = build(_documents(sources, texts, failures, watcher), encoder, vectors, aside)
    finally:
        texts.close()
        vectors.close()
    if not counts.documents:
        raise CorpusEmpty(settings.corpus)
    manifest = Manifest(
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
        failures=tuple(failures),
        files=generations.file_records(aside),
    )
    return manifest, counts


def documents_of(corpus: Path) -> list[Document]:
    """The readable documents of a folder, without an index. Raises CorpusMissing."""
    documents = []
    for source in discover(corpus):
        try:
            documents.append(read_document(source.path, source.id))
        except ReadError:
            continue
    return documents


def _documents(
    sources: Iterable[Source], cache: BlobCache, failures: list[Failure], watcher: Watcher
) -> Iterator[tuple[Document, Sequence[Passage]]]:
    """The readable documents with their passages; the others go to `failures`."""
    every = list(sources)
    for done, source in enumerate(every):
        watcher.reading(done, len(every), source.id)
        try:
            document = _read(source, cache)
        except ReadError as error:
            failures.append(_failure(source.id, error))
            continue
        yield document, tuple(split(document))
    watcher.reading(len(every), len(every), "")


def _read(source: Source, cache: BlobCache) -> Document:
    if source.failure is not None:
        raise source.failure
    document = document_cache.load(cache, source.digest, source.id)
    if document is None:
        try:
            document = read_document(source.path, source.id)
        except ReadError:
            raise
        except Exception as error:  # a file that trips a reader must not stop the others
            why = f"{type(error).__name__}: {error}"
            raise FileDamaged(source.path, (why, why)) from error
        document_cache.store(cache, source.digest, document)
    return document


def _failure(id: str, error: ReadError) -> Failure:
    return Failure(id, error.why[0], error.why[1], error.remedy[0], error.remedy[1])


def _inputs(sources: Iterable[Source], fingerprint: str) -> str:
    lines = [f"{source.id}\t{source.digest}" for source in sources]
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
