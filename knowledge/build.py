"""Documents and their passages -> the stores of one generation."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from knowledge.analysis import language_of
from knowledge.blob_cache import BlobCache
from knowledge.catalogue import CatalogueWriter
from knowledge.editions import Relation
from knowledge.encoder import Encoder, TokenVectors, Vectors
from knowledge.errors import DiskFull, IndexNotWritten, KnowledgeError
from knowledge.tokens import TokenWriter, coded, row_type
from knowledge.types import Document, Language, Passage
from knowledge.vectors import LANGUAGES, Means, VectorIndexWriter, centred, language_means, save_means
from knowledge.words import WordIndexWriter

_AT_ONCE = 1024
"""Windows embedded together: some five seconds of work, so that little is lost when a run is killed."""
_PASSAGES_AT_ONCE = 256
"""Passages whose tokens are computed together, for the same reason and to hold few of them in memory."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a build holds, and how many windows had to be embedded for it."""

    documents: int
    passages: int
    windows: int
    embedded: int


def build(
    documents: Iterable[tuple[Document, Sequence[Passage]]],
    encoder: Encoder,
    cache: BlobCache | None,
    folder: Path,
    relate: Callable[[], Iterable[Relation]] = tuple,
) -> Counts:
    """Write catalogue.db, words/, vectors.faiss, contexts.faiss, means.npy and the tokens' files into `folder`, one
    document at a time.

    Vectors come from `cache` where it holds them. `relate` is asked once all documents have come. Raises OSError and
    sqlite3.Error when the disk does not take them.
    """
    catalogue = CatalogueWriter(folder / "catalogue.db")
    words = WordIndexWriter(folder / "words")
    tokens = _PassageTokens(encoder, cache, TokenWriter(folder))
    raw, raw_contexts = folder / "vectors.raw", folder / "contexts.raw"
    try:
        with raw.open("wb") as stream, raw_contexts.open("wb") as context_stream:
            windows = _WindowVectors(encoder, cache, stream)
            contexts = _WindowVectors(encoder, cache, context_stream)
            for document, passages in documents:
                row, first = catalogue.add(document, passages)
                for section_number in dict.fromkeys(passage.section for passage in passages):
                    heading = document.sections[section_number].heading
                    contexts.add(context_text(document.metadata.title, heading), document.metadata.language)
                for number, passage in enumerate(passages, first):
                    section = document.sections[passage.section]
                    text = section.text[passage.start : passage.end]
                    words.add(number, row, document.metadata.title, section.heading, text)
                    tokens.add(text, passage.language)
                    for start, end in passage.windows:
                        windows.add(section.text[start:end], passage.language)
            windows.flush()
            contexts.flush()
            tokens.flush()
        catalogue.relate(relate())
        tokens.writer.close()
        words.close()
        catalogue.close()
    except BaseException:
        catalogue.abandon()
        tokens.writer.abandon()
        words.abandon()
        raise
    means = language_means(windows.sums, encoder.passage_means)
    save_means(means, folder / "means.npy")
    _write_vectors(raw, windows, means, folder / "vectors.faiss")
    _write_vectors(raw_contexts, contexts, means, folder / "contexts.faiss")
    return Counts(catalogue.documents, catalogue.passages, catalogue.windows, windows.embedded)


def context_text(title: str, heading: str) -> str:
    """What stands above a section's text, as it is embedded."""
    return "\n".join(dict.fromkeys(part for part in (title, heading) if part))


class _WindowVectors:
    """Windows in, half-precision vectors out to a stream, with the sums that the languages' means need."""

    def __init__(self, encoder: Encoder, cache: BlobCache | None, stream: BinaryIO) -> None:
        self._encoder = encoder
        self._cache = cache
        self._stream = stream
        self._texts: list[str] = []
        self.languages: list[Language] = []
        self.empty: list[bool] = []
        self.sums = {language: (0, np.zeros(encoder.dimension)) for language in LANGUAGES}
        self.embedded = 0

    def add(self, text: str, otherwise: Language) -> None:
        self._texts.append(text)
        self.languages.append(language_of(text, otherwise))
        self.empty.append(not text)
        if len(self._texts) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        if not self._texts:
            return
        vectors, missing = cached_vectors(self._encoder, self._cache, self._texts)
        self.embedded += missing
        languages = np.array(self.languages[-len(self._texts) :])
        for language in LANGUAGES:
            mine = vectors[languages == language]
            count, total = self.sums[language]
            self.sums[language] = (count + len(mine), total + mine.sum(axis=0, dtype=np.float64))
        self._stream.write(vectors.astype("<f2").tobytes())
        self._texts = []


def cached_vectors(encoder: Encoder, cache: BlobCache | None, texts: Sequence[str]) -> tuple[Vectors, int]:
    """(texts, dimension) vectors of windows, from the cache where it holds them and then put there, and how many were
    not there. Rounded to half precision, whether they come from the cache or not: a rebuild gives the same bytes."""
    keys = [_key(encoder, text) for text in texts]
    known = dict(cache.get(keys)) if cache else {}
    size = 2 * encoder.dimension
    known[_key(encoder, "")] = bytes(size)  # an empty text says nothing
    missing = {key: text for key, text in zip(keys, texts, strict=True) if len(known.get(key, b"")) != size}
    if missing:
        fresh = encoder.encode_passages(list(missing.values())).astype("<f2")
        entries = [(key, row.tobytes()) for key, row in zip(missing, fresh, strict=True)]
        known.update(entries)
        if cache:
            cache.put(entries)
    rows = np.frombuffer(b"".join(known[key] for key in keys), "<f2")
    return rows.reshape(len(texts), -1).astype(np.float32), len(missing)


class _PassageTokens:
    """Passages in, coded tokens out to a writer."""

    def __init__(self, encoder: Encoder, cache: BlobCache | None, writer: TokenWriter) -> None:
        self._encoder = encoder
        self._cache = cache
        self.writer = writer
        self._row = np.dtype([("id", "<i4"), ("token", row_type(encoder.dimension))])
        self._texts: list[tuple[str, Language]] = []

    def add(self, text: str, language: Language) -> None:
        self._texts.append((text, language))
        if len(self._texts) >= _PASSAGES_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        keys = [_key(self._encoder, f"tokens {language}\n{text}") for text, language in self._texts]
        known = dict(self._cache.get(keys)) if self._cache else {}
        missing = {
            key: text
            for key, text in zip(keys, self._texts, strict=True)
            if key not in known or len(known[key]) % self._row.itemsize
        }
        if missing:
            encoded = self._encoder.encode_tokens([text for text, _ in missing.values()])
            entries = [
                (key, self._coded(tokens, language))
                for (key, (_, language)), tokens in zip(missing.items(), encoded, strict=True)
            ]
            known.update(entries)
            if self._cache:
                self._cache.put(entries)
        for key in keys:
            rows = np.frombuffer(known[key], self._row)
            self.writer.add(rows["id"], rows["token"])
        self._texts = []

    def _coded(self, tokens: TokenVectors, language: Language) -> bytes:
        rows = np.zeros(len(tokens.ids), self._row)
        rows["id"], rows["token"] = tokens.ids, coded(tokens, language, self._encoder)
        return rows.tobytes()


def _key(encoder: Encoder, text: str) -> bytes:
    return hashlib.sha256(f"{encoder.fingerprint}\n{text}".encode()).digest()


def _write_vectors(raw: Path, texts: _WindowVectors, means: Means, file: Path) -> None:
    """Second pass over the vectors: the means are known only now. That of an empty text is zero."""
    languages = texts.languages
    dimension = len(means[LANGUAGES[0]])
    writer = VectorIndexWriter(dimension)
    with raw.open("rb") as stream:
        for start in range(0, len(languages), _AT_ONCE):
            some = languages[start : start + _AT_ONCE]
            subtract = np.stack([means[language] for language in some])
            vectors = np.fromfile(stream, "<f2", len(some) * dimension).reshape(len(some), -1)
            known = ~np.array(texts.empty[start : start + _AT_ONCE])
            writer.add(centred(vectors.astype(np.float32), subtract) * known[:, None])
    writer.write(file)
    raw.unlink()


def not_written(folder: Path, error: OSError | sqlite3.Error) -> KnowledgeError:
    """What to tell a person when `folder` did not take what was written to it."""
    if is_disk_full(error):
        return DiskFull(folder)
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return IndexNotWritten(folder, reason)


def is_disk_full(error: OSError | sqlite3.Error) -> bool:
    """Whether a failed write means that there is no room left."""
    text = str(error).lower()
    return getattr(error, "errno", None) in (27, 28, 122) or any(
        sign in text for sign in ("no space left", "disk is full", "file too large", "quota")
    )
